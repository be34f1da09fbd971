"""Dense and sparse vectors from mGTE (gte-multilingual-base), on transformers alone."""

from __future__ import annotations

from typing import Any

from elanus._foreign import Foreign
from elanus.errors import InputError
from elanus.hybrid._encoder import HybridEncoder, Loaded

__all__ = ["MGTEEmbeddingFunction"]


class MGTEEmbeddingFunction(HybridEncoder):
    """The two kinds of vectors of mGTE: the first token, and a weight for each term.

    The model is loaded (and fetched, if need be) when the first text is encoded or `dim` is asked for.

    Parameters
    ----------
    model_name : str
        A directory or a repository of the Hugging Face hub.
    batch_size : int
        At most so many texts in one run; texts of like length share one.
    device : str
        ``"cpu"``, ``"cuda"``, ``"cuda:1"``, ``"mps"``; empty takes the best there is.
    normalize_embeddings : bool
        Whether dense vectors get length 1.
    dimensions : int, optional
        Keep only the first so many numbers of a dense vector: 128 to 768.
    use_fp16 : bool
        Half precision; on a CPU it has no effect.
    return_dense, return_sparse : bool
        What a result holds, under the names ``dense`` and ``sparse``.
    max_length : int
        Texts are cut at so many tokens.
    trust_remote_code : bool
        The published model is Python code in its repository. Read it, then allow it to run; without this it
        is refused.
    show_progress : bool, optional
        ``False`` never shows a progress bar, ``True`` always; by default work of more than a second shows
        one on a terminal.
    **kwargs
        ``dimension`` for `dimensions`, as in the original; the rest goes to transformers'
        ``from_pretrained``: revision, code_revision, token, cache_dir, …

    Notes
    -----
    Zhang et al., "mGTE", https://arxiv.org/abs/2407.19669, section 4.

    Examples
    --------
    >>> from elanus.hybrid import MGTEEmbeddingFunction
    >>> MGTEEmbeddingFunction(dimensions=256)
    MGTEEmbeddingFunction('Alibaba-NLP/gte-multilingual-base')
    """

    _auto_class = "AutoModelForTokenClassification"

    def __init__(
        self,
        model_name: str = "Alibaba-NLP/gte-multilingual-base",
        batch_size: int = 16,
        device: str = "",
        normalize_embeddings: bool = True,
        dimensions: int | None = None,
        use_fp16: bool = False,
        return_dense: bool = True,
        return_sparse: bool = True,
        *,
        max_length: int = 8192,
        trust_remote_code: bool = False,
        show_progress: bool | None = None,
        **kwargs: Foreign,
    ) -> None:
        self.dimensions: int | None = kwargs.pop("dimension", dimensions)
        if self.dimensions is not None and self.dimensions < 1:
            raise InputError(f"dimensions must be at least 1, not {self.dimensions}")
        super().__init__(
            model_name,
            batch_size=batch_size,
            device=device,
            normalize_embeddings=normalize_embeddings,
            use_fp16=use_fp16,
            returns={"dense": return_dense, "sparse": return_sparse},
            max_length=max_length,
            trust_remote_code=trust_remote_code,
            show_progress=show_progress,
            options=kwargs,
        )

    def _dense_dim(self, loaded: Loaded) -> int:
        size = super()._dense_dim(loaded)
        return size if self.dimensions is None else min(size, self.dimensions)

    def _run(self, loaded: Loaded, inputs: dict[str, Any]) -> dict[str, Any]:
        functional = loaded.torch.nn.functional
        result = loaded.model(**inputs, return_dict=True)
        output = {}
        if self._returns["dense"]:
            dense = result.last_hidden_state[:, 0, : self.dimensions]
            output["dense"] = functional.normalize(dense, dim=-1) if self.normalize_embeddings else dense
        if self._returns["sparse"]:
            output["token_weights"] = functional.relu(result.logits)[:, :, 0]
        return output
