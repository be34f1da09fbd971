"""Learned sparse vectors from a SPLADE model, by sentence-transformers' SparseEncoder."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from elanus._csr import CsrBuilder
from elanus._foreign import Foreign
from elanus._lengths import check_batch_size
from elanus._model_files import check_model_directory
from elanus._optional import require
from elanus._texts import check_texts
from elanus._torch import LazyModel, batches, token_lengths
from elanus.base import BaseEmbeddingFunction
from elanus.errors import InputError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["SpladeEmbeddingFunction"]


class SpladeEmbeddingFunction(BaseEmbeddingFunction):
    """Sparse vectors over the vocabulary: a term weighs max log(1 + max(0, logit)) over the text's tokens.

    A text's vector does not depend on the other texts of its batch: padding has no part in the maximum.

    The model is loaded (and fetched, if need be) when the first text is encoded or `dim` is asked for.

    Parameters
    ----------
    model_name : str
        A directory or a repository of the Hugging Face hub: a masked language model (SPLADE) or a
        sentence-transformers SparseEncoder, inference-free query encoders included.
    batch_size : int
        At most so many texts in one run; texts of like length share one.
    query_instruction, doc_instruction : str
        Put before each query, each document.
    device : str, optional
        ``"cpu"``, ``"cuda"``, ``"cuda:1"``, ``"mps"``; ``None`` takes the best there is.
    k_tokens_query, k_tokens_document : int, optional
        Keep only so many of the heaviest terms of a query, of a document.
    show_progress : bool, optional
        ``False`` never shows a progress bar, ``True`` always; by default work of more than a second shows
        one on a terminal.
    **kwargs
        For `sentence_transformers.SparseEncoder`; what it does not know goes to transformers'
        ``from_pretrained``, as in the original.

    Notes
    -----
    The weighting: Formal et al., "SPLADE v2", https://arxiv.org/abs/2109.10086, equation 6.

    Examples
    --------
    >>> from elanus.sparse import SpladeEmbeddingFunction
    >>> SpladeEmbeddingFunction(k_tokens_query=32)
    SpladeEmbeddingFunction('naver/splade-cocondenser-ensembledistil')
    """

    def __init__(
        self,
        model_name: str = "naver/splade-cocondenser-ensembledistil",
        batch_size: int = 32,
        query_instruction: str = "",
        doc_instruction: str = "",
        device: str | None = "cpu",
        k_tokens_query: int | None = None,
        k_tokens_document: int | None = None,
        *,
        show_progress: bool | None = None,
        **kwargs: Foreign,
    ) -> None:
        for name, k in (("k_tokens_query", k_tokens_query), ("k_tokens_document", k_tokens_document)):
            if k is not None and k < 1:
                raise InputError(f"{name} must be at least 1, not {k}")
        self.model_name = model_name
        self.batch_size = check_batch_size(batch_size)
        self.query_instruction = query_instruction
        self.doc_instruction = doc_instruction
        self.device = device
        self.k_tokens_query = k_tokens_query
        self.k_tokens_document = k_tokens_document
        self.show_progress = show_progress
        self._options = kwargs
        self._dim: int | None = None
        self._lazy = LazyModel(self._open, type(self).__name__, str(model_name))

    def _open(self) -> Foreign:
        purpose = type(self).__name__
        encoder = require("sentence_transformers", "sentence-transformers", purpose).SparseEncoder
        check_model_directory(self.model_name, purpose)
        known = inspect.signature(encoder.__init__).parameters
        options = {name: value for name, value in self._options.items() if name in known}
        rest = {name: value for name, value in self._options.items() if name not in known}
        if "cache_dir" in rest:
            options["cache_folder"] = rest.pop("cache_dir")
        if rest:
            options["model_kwargs"] = {**options.get("model_kwargs", {}), **rest}
        model = encoder(str(self.model_name), device=self.device or None, **options)
        # Before its first run a SPLADE pooling does not know its width, and the model answers with another.
        self._dim = int(model.encode_document([""], convert_to_sparse_tensor=False).shape[1])
        return model

    @property
    def model(self) -> Foreign:
        """The `sentence_transformers.SparseEncoder`, loaded if need be."""
        return self._lazy.get()

    @property
    def dim(self) -> int:
        """The number of terms; loads the model."""
        if self._dim is None:
            self._lazy.get()
        assert self._dim is not None
        return self._dim

    def __call__(self, texts: Iterable[str]) -> csr_array:
        """Return the vectors of the texts, read as documents without an instruction, all terms kept."""
        return self._encode(check_texts(texts), None, self.model.encode_document)

    def encode_queries(self, queries: Iterable[str]) -> csr_array:
        """Return one row for each query, by the model's query encoder where it has one of its own."""
        texts = [self.query_instruction + query for query in check_texts(queries, "queries")]
        return self._encode(texts, self.k_tokens_query, self.model.encode_query)

    def encode_documents(self, documents: Iterable[str]) -> csr_array:
        """Return one row for each document."""
        texts = [self.doc_instruction + text for text in check_texts(documents, "documents")]
        return self._encode(texts, self.k_tokens_document, self.model.encode_document)

    def _encode(self, texts: list[str], k: int | None, encode: Foreign) -> csr_array:
        model, dim = self.model, self.dim
        builder = CsrBuilder(len(texts), dim)
        lengths = token_lengths(model.tokenizer, texts)
        for batch in batches(
            texts,
            lengths,
            batch_size=self.batch_size,
            limit=model.max_seq_length,
            show_progress=self.show_progress,
        ):
            weights = encode(
                [texts[i] for i in batch],
                batch_size=self.batch_size,
                show_progress_bar=False,
                convert_to_sparse_tensor=False,
                max_active_dims=None if k is None else min(k, dim),
            )
            dense = weights.float().cpu().numpy()
            rows, columns = np.nonzero(dense)
            builder.add(batch, rows, columns, dense[rows, columns])
        return builder.build()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.model_name)!r})"
