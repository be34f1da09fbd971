"""Reranking with a cross-encoder of sentence-transformers."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from elanus._foreign import Foreign
from elanus._lengths import check_batch_size
from elanus._model_files import check_model_directory
from elanus._optional import require
from elanus._ranking import ranked
from elanus._texts import check_text, check_texts, check_top_k
from elanus._torch import LazyModel, batches, token_lengths
from elanus.base import BaseRerankFunction, RerankResult
from elanus.errors import InputError, ModelFileError

__all__ = ["CrossEncoderRerankFunction"]


class CrossEncoderRerankFunction(BaseRerankFunction):
    """Order documents by the score that a cross-encoder gives to query and document read together.

    The model is loaded (and fetched, if it is not there) at the first call.

    Parameters
    ----------
    model_name : str
        A directory or a repository of the Hugging Face hub, for instance
        ``"cross-encoder/ms-marco-MiniLM-L-6-v2"``.
    device : str
        ``"cpu"``, ``"cuda"``, ``"cuda:1"``, ``"mps"``; empty takes the best there is.
    batch_size : int
        At most so many pairs in one run; pairs of like length share one.
    activation_fct : callable, optional
        Applied to the scores; by default what the model's configuration names, else the sigmoid.
    show_progress : bool, optional
        ``False`` never shows a progress bar, ``True`` always; by default work of more than a second shows
        one on a terminal.
    **kwargs
        For `sentence_transformers.CrossEncoder`: max_length, revision, trust_remote_code, …

    Examples
    --------
    >>> from elanus.reranker import CrossEncoderRerankFunction
    >>> rank = CrossEncoderRerankFunction("cross-encoder/ms-marco-MiniLM-L-6-v2", device="cpu")
    >>> rank("Where was Turing born?", ["In London.", "In 1912."], top_k=1)  # doctest: +SKIP
    [RerankResult(text='In London.', score=1.5230294466018677, index=0)]
    """

    def __init__(
        self,
        model_name: str = "",
        device: str = "",
        batch_size: int = 32,
        activation_fct: Foreign = None,
        *,
        show_progress: bool | None = None,
        **kwargs: Foreign,
    ) -> None:
        self.model_name = model_name
        self.device = device
        self.batch_size = check_batch_size(batch_size)
        self.activation_fct = activation_fct
        self.show_progress = show_progress
        self._options = kwargs
        self._lazy = LazyModel(self._open, type(self).__name__, str(model_name))

    def _open(self) -> Foreign:
        purpose = type(self).__name__
        if not str(self.model_name):
            raise InputError(f"{purpose} needs a model: CrossEncoderRerankFunction(model_name)")
        library = require("sentence_transformers", "sentence-transformers", purpose)
        check_model_directory(self.model_name, purpose)
        options = {"activation_fn": self.activation_fct, **self._options}
        model = library.CrossEncoder(str(self.model_name), device=self.device or None, **options)
        if model.num_labels != 1:
            raise ModelFileError(
                f"{purpose}: {self.model_name} gives {model.num_labels} scores a pair, not one"
            )
        return model

    @property
    def model(self) -> Foreign:
        """The `sentence_transformers.CrossEncoder`, loaded if need be."""
        return self._lazy.get()

    def __call__(self, query: str, documents: Iterable[str], top_k: int | None = 5) -> list[RerankResult]:
        """Return the `top_k` best documents, best first; all of them for ``None``.

        Parameters
        ----------
        query : str
            What is looked for.
        documents : iterable of str
            What may answer it.
        top_k : int or None
            How many results; more than there are documents gives all of them.
        """
        query = check_text(query)
        texts = check_texts(documents, "documents")
        top_k = check_top_k(top_k, len(texts))
        if not texts:
            return []
        model = self.model
        scores = np.empty(len(texts), dtype=np.float32)
        lengths = token_lengths(model.tokenizer, texts, query)
        for batch in batches(
            texts,
            lengths,
            batch_size=self.batch_size,
            limit=model.max_seq_length,
            show_progress=self.show_progress,
            label="Reranking",
        ):
            scores[batch] = model.predict(
                [(query, texts[i]) for i in batch], batch_size=self.batch_size, show_progress_bar=False
            )
        return ranked(texts, scores, top_k)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.model_name)!r})"
