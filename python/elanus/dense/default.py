"""The default embedding function: all-MiniLM-L6-v2 on ONNX Runtime."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from elanus.dense.onnx import OnnxEmbeddingFunction

__all__ = ["DefaultEmbeddingFunction"]

_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
_DIM = 384


class DefaultEmbeddingFunction(OnnxEmbeddingFunction):
    """Vectors of 384 dimensions from all-MiniLM-L6-v2, the model of the published examples.

    Runs on ONNX Runtime and `tokenizers` alone. The model (90 MB) comes from the Hugging Face hub when the
    first text is encoded, or from a directory. Its numbers are those of sentence-transformers within 1e-5:
    mean of the tokens, length 1, texts cut at 256 tokens.

    `DefaultEmbeddingFunction` of `pymilvus.model` 0.3.4 is another model, GPTCache/paraphrase-albert-onnx
    with 768 dimensions. That one is `elanus.dense.OnnxEmbeddingFunction` here, with its default arguments.

    Parameters
    ----------
    model_name : str or Path
        A directory, or a repository of the Hugging Face hub, with ``onnx/model.onnx`` or ``model.onnx``.
    tokenizer_name : str or Path, optional
        Where the tokenizer and the configurations are, if elsewhere.
    **options
        As in `OnnxEmbeddingFunction`: device, batch_size, show_progress, num_threads, revision, token,
        cache_dir, local_files_only.

    Examples
    --------
    >>> from elanus.dense import DefaultEmbeddingFunction
    >>> ef = DefaultEmbeddingFunction()
    >>> ef.dim
    384
    >>> ef.encode_documents(["Black kite"])[0].shape  # doctest: +SKIP
    (384,)
    """

    _sentence_config: ClassVar[bool] = True

    def __init__(
        self,
        model_name: str | Path = _MODEL,
        tokenizer_name: str | Path | None = None,
        *,
        device: str = "cpu",
        batch_size: int = 32,
        show_progress: bool | None = None,
        num_threads: int | None = None,
        revision: str | None = None,
        token: str | bool | None = None,
        cache_dir: str | Path | None = None,
        local_files_only: bool = False,
    ) -> None:
        super().__init__(
            model_name,
            model_name if tokenizer_name is None else tokenizer_name,
            device=device,
            batch_size=batch_size,
            show_progress=show_progress,
            num_threads=num_threads,
            revision=revision,
            token=token,
            cache_dir=cache_dir,
            local_files_only=local_files_only,
        )

    @property
    def dim(self) -> int:
        """The dimension of the vectors: 384, or what another model's ``config.json`` says."""
        return _DIM if self.model_name == _MODEL else super().dim
