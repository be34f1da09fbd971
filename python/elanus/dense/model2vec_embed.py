"""Dense vectors from a Model2Vec static model: no transformer runs at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from elanus._foreign import Foreign
from elanus._lengths import check_batch_size
from elanus._model_files import is_directory_name
from elanus._optional import require
from elanus._progress import Progress
from elanus._texts import check_texts, report_truncation
from elanus._torch import LazyModel
from elanus._vectors import DenseVectors
from elanus.base import BaseEmbeddingFunction
from elanus.errors import InputError, ModelFileError

__all__ = ["Model2VecEmbeddingFunction"]

_FILES = ("config.json", "model.safetensors", "tokenizer.json")


class Model2VecEmbeddingFunction(BaseEmbeddingFunction):
    """Vectors that are means of a table's rows, one row for each token.

    The model is loaded (and fetched, if need be) when the first text is encoded or `dim` is asked for.

    Parameters
    ----------
    model_source : str or Path
        A directory or a repository of the Hugging Face hub.
    batch_size : int
        Texts in one run.
    device : str
        ``"cpu"``: NumPy does the work.
    show_progress : bool, optional
        ``False`` never shows a progress bar, ``True`` always; by default work of more than a second shows
        one on a terminal.
    **kwargs
        For `model2vec.StaticModel.from_pretrained`: token, subfolder, normalize, dimensionality, …

    Examples
    --------
    >>> from elanus.dense import Model2VecEmbeddingFunction
    >>> Model2VecEmbeddingFunction()
    Model2VecEmbeddingFunction('minishlab/potion-base-8M')
    """

    def __init__(
        self,
        model_source: str | Path = "minishlab/potion-base-8M",
        *,
        batch_size: int = 1024,
        device: str = "cpu",
        show_progress: bool | None = None,
        **kwargs: Foreign,
    ) -> None:
        if device not in ("cpu", "", None):
            raise InputError(f'Model2Vec runs on the CPU: device must be "cpu", not {device!r}')
        self.model_source = model_source
        self.batch_size = check_batch_size(batch_size)
        self.device = "cpu"
        self.show_progress = show_progress
        self._options = kwargs
        self._lazy = LazyModel(self._open, type(self).__name__, str(model_source))

    def _open(self) -> Foreign:
        purpose = type(self).__name__
        library = require("model2vec", "model2vec", purpose)
        if is_directory_name(self.model_source):
            folder = Path(self.model_source).expanduser()
            if not folder.is_dir():
                raise ModelFileError(f"{purpose}: there is no model directory {folder}")
            # sentence-transformers' layout keeps table and tokenizer in 0_StaticEmbedding.
            missing = [name for name in _FILES if not any(folder.rglob(name))]
            if missing:
                raise ModelFileError(f"{purpose}: the model directory {folder} lacks {', '.join(missing)}")
            return library.StaticModel.from_pretrained(folder, **self._options)
        # Without this, today's model2vec fetches the model again for every object.
        options = {"force_download": False, **self._options}
        return library.StaticModel.from_pretrained(str(self.model_source), **options)

    @property
    def model(self) -> Foreign:
        """The `model2vec.StaticModel`, loaded if need be."""
        return self._lazy.get()

    @property
    def dim(self) -> int:
        """The dimension of the vectors; loads the model."""
        return int(self.model.dim)

    def __call__(self, texts: Iterable[str]) -> DenseVectors:
        """Return the vectors of the texts, as `encode_documents` does."""
        return self._encode(check_texts(texts))

    def encode_queries(self, queries: Iterable[str]) -> DenseVectors:
        """Return one vector for each query."""
        return self._encode(check_texts(queries, "queries"))

    def encode_documents(self, documents: Iterable[str]) -> DenseVectors:
        """Return one vector for each document."""
        return self._encode(check_texts(documents, "documents"))

    def _encode(self, texts: list[str]) -> DenseVectors:
        model = self.model
        result = np.empty((len(texts), self.dim), dtype=np.float32)
        limit = model.max_length
        cut = 0
        with Progress(len(texts), "Encoding", self.show_progress) as progress:
            for start in range(0, len(texts), self.batch_size):
                batch = texts[start : start + self.batch_size]
                if limit is not None:
                    cut += self._cut(model, batch, limit)
                # One batch, one run: more than 10,000 texts at once would set an environment variable.
                result[start : start + len(batch)] = model.encode(
                    batch, batch_size=len(batch), use_multiprocessing=False
                )
                progress.advance(len(batch))
        report_truncation(cut, len(texts), limit or 0)
        return DenseVectors(result)

    @staticmethod
    def _cut(model: Foreign, batch: list[str], limit: int) -> int:
        """Count the texts that are cut. A token is at least a byte, so short texts need not be asked."""
        long = [text for text in batch if 4 * len(text) > limit]
        # Before tokenizing, model2vec cuts a text at this many characters.
        characters = limit * model.median_token_length
        encodings = model.tokenizer.encode_batch_fast(long, add_special_tokens=False)
        return sum(
            len(text) > characters or bool(encoding.overflowing)
            for text, encoding in zip(long, encodings, strict=True)
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.model_source)!r})"
