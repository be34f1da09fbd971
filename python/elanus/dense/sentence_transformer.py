"""Dense vectors from a sentence-transformers model."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from elanus._foreign import Foreign
from elanus._lengths import check_batch_size
from elanus._model_files import check_model_directory
from elanus._optional import require
from elanus._texts import check_texts
from elanus._torch import LazyModel, batches, token_lengths
from elanus._vectors import DenseVectors
from elanus.base import BaseEmbeddingFunction

__all__ = ["SentenceTransformerEmbeddingFunction"]


class SentenceTransformerEmbeddingFunction(BaseEmbeddingFunction):
    """Vectors of any model that sentence-transformers reads, with an instruction before each text.

    The model is loaded (and fetched, if need be) when the first text is encoded or `dim` is asked for.

    Parameters
    ----------
    model_name : str
        A directory or a repository of the Hugging Face hub; a name without a slash is one of
        ``sentence-transformers/``.
    batch_size : int
        At most so many texts in one run; texts of like length share one.
    query_instruction, doc_instruction : str
        Put before each query, each document.
    device : str
        ``"cpu"``, ``"cuda"``, ``"cuda:1"``, ``"mps"``.
    normalize_embeddings : bool
        Whether vectors get length 1.
    show_progress : bool, optional
        ``False`` never shows a progress bar, ``True`` always; by default work of more than a second shows
        one on a terminal.
    **kwargs
        For `sentence_transformers.SentenceTransformer`: revision, token, trust_remote_code, prompts, …

    Examples
    --------
    >>> from elanus.dense import SentenceTransformerEmbeddingFunction
    >>> ef = SentenceTransformerEmbeddingFunction("all-MiniLM-L6-v2", query_instruction="query: ")
    >>> ef
    SentenceTransformerEmbeddingFunction('all-MiniLM-L6-v2')
    >>> ef.encode_queries(["Where was Turing born?"])[0].shape  # doctest: +SKIP
    (384,)
    """

    def __init__(
        self,
        model_name: str = "all-MiniLM-L6-v2",
        batch_size: int = 32,
        query_instruction: str = "",
        doc_instruction: str = "",
        device: str = "cpu",
        normalize_embeddings: bool = True,
        *,
        show_progress: bool | None = None,
        **kwargs: Foreign,
    ) -> None:
        self.model_name = model_name
        self.batch_size = check_batch_size(batch_size)
        self.query_instruction = query_instruction
        self.doc_instruction = doc_instruction
        self.device = device
        self.normalize_embeddings = normalize_embeddings
        self.show_progress = show_progress
        self._options = kwargs
        self._lazy = LazyModel(self._open, type(self).__name__, str(model_name))

    def _open(self) -> Foreign:
        purpose = type(self).__name__
        library = require("sentence_transformers", "sentence-transformers", purpose)
        check_model_directory(self.model_name, purpose)
        return library.SentenceTransformer(str(self.model_name), device=self.device or None, **self._options)

    @property
    def model(self) -> Foreign:
        """The `sentence_transformers.SentenceTransformer`, loaded if need be."""
        return self._lazy.get()

    @property
    def dim(self) -> int:
        """The dimension of the vectors; loads the model."""
        # Renamed in sentence-transformers 6.
        ask = getattr(self.model, "get_embedding_dimension", None)
        return int(ask() if ask is not None else self.model.get_sentence_embedding_dimension())

    def __call__(self, texts: Iterable[str]) -> DenseVectors:
        """Return the vectors of the texts, without an instruction."""
        return self._encode(check_texts(texts))

    def encode_queries(self, queries: Iterable[str]) -> DenseVectors:
        """Return one vector for each query, read after `query_instruction`."""
        return self._encode([self.query_instruction + query for query in check_texts(queries, "queries")])

    def encode_documents(self, documents: Iterable[str]) -> DenseVectors:
        """Return one vector for each document, read after `doc_instruction`."""
        return self._encode([self.doc_instruction + text for text in check_texts(documents, "documents")])

    def _encode(self, texts: list[str], prompt: str | None = None) -> DenseVectors:
        model = self.model
        result = np.empty((len(texts), self.dim), dtype=np.float32)
        read = texts if prompt is None else [prompt + text for text in texts]
        lengths = token_lengths(model.tokenizer, read)
        for batch in batches(
            read,
            lengths,
            batch_size=self.batch_size,
            limit=model.max_seq_length,
            show_progress=self.show_progress,
        ):
            result[batch] = model.encode(
                [texts[i] for i in batch],
                prompt=prompt,
                batch_size=self.batch_size,
                show_progress_bar=False,
                normalize_embeddings=self.normalize_embeddings,
            )
        return DenseVectors(result)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.model_name)!r})"
