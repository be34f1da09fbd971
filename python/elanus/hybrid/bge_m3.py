"""Dense, sparse and ColBERT vectors from BGE-M3, on transformers alone."""

from __future__ import annotations

from typing import Any

from elanus._foreign import Foreign
from elanus._model_files import ModelFiles
from elanus._torch import one_device
from elanus.errors import InputError
from elanus.hybrid._encoder import HybridEncoder, Loaded

__all__ = ["BGEM3EmbeddingFunction"]

_HUB = ("revision", "token", "cache_dir", "local_files_only")


class BGEM3EmbeddingFunction(HybridEncoder):
    """The three kinds of vectors of BGE-M3: the first token, a weight for each term, a vector for each token.

    The numbers are FlagEmbedding's, but that package is not needed. The model is loaded (and fetched, if need
    be) when the first text is encoded or `dim` is asked for.

    Parameters
    ----------
    model_name : str
        A directory or a repository of the Hugging Face hub with ``sparse_linear.pt`` and, for ColBERT
        vectors, ``colbert_linear.pt``.
    batch_size : int
        At most so many texts in one run; texts of like length share one.
    device : str, optional
        ``"cpu"``, ``"cuda"``, ``"cuda:1"``, ``"mps"``; by default the best there is.
    normalize_embeddings : bool
        Whether dense and ColBERT vectors get length 1.
    use_fp16 : bool
        Half precision; on a CPU it has no effect.
    return_dense, return_sparse, return_colbert_vecs : bool
        What a result holds, under the names ``dense``, ``sparse`` and ``colbert_vecs``.
    max_length : int
        Texts are cut at so many tokens. The model reads 8,192; 512 is the default of the original.
    trust_remote_code : bool
        Whether code from the model's repository may run. BGE-M3 has none.
    show_progress : bool, optional
        ``False`` never shows a progress bar, ``True`` always; by default work of more than a second shows
        one on a terminal.
    **kwargs
        ``devices`` for `device`, ``passage_max_length`` for `max_length`, as in the original; the rest goes
        to transformers' ``from_pretrained``: revision, token, cache_dir, …

    Notes
    -----
    Chen et al., "BGE M3-Embedding", https://arxiv.org/abs/2402.03216, section 3.2.

    Examples
    --------
    >>> from elanus.hybrid import BGEM3EmbeddingFunction
    >>> BGEM3EmbeddingFunction(device="cpu")
    BGEM3EmbeddingFunction('BAAI/bge-m3')
    """

    def __init__(
        self,
        model_name: str = "BAAI/bge-m3",
        batch_size: int = 16,
        device: str | None = None,
        normalize_embeddings: bool = True,
        use_fp16: bool = False,
        return_dense: bool = True,
        return_sparse: bool = True,
        return_colbert_vecs: bool = False,
        *,
        max_length: int = 512,
        trust_remote_code: bool = False,
        show_progress: bool | None = None,
        **kwargs: Foreign,
    ) -> None:
        device = one_device(kwargs.pop("devices", device))
        # The original encodes queries and documents alike, at the length for passages.
        max_length = kwargs.pop("passage_max_length", max_length)
        kwargs.pop("query_max_length", None)
        if kwargs.pop("pooling_method", "cls") != "cls":
            raise InputError('BGE-M3 pools the first token: pooling_method must be "cls"')
        super().__init__(
            model_name,
            batch_size=batch_size,
            device=device,
            normalize_embeddings=normalize_embeddings,
            use_fp16=use_fp16,
            returns={"dense": return_dense, "sparse": return_sparse, "colbert_vecs": return_colbert_vecs},
            max_length=max_length,
            trust_remote_code=trust_remote_code,
            show_progress=show_progress,
            options=kwargs,
        )

    def _open_heads(self, torch: Foreign, model: Foreign) -> dict[str, Any]:
        hub = {name: self._options[name] for name in _HUB if name in self._options}
        files = ModelFiles(self.model_name, type(self).__name__, **hub)
        wanted = {"sparse": ("sparse_linear.pt",)} if self._returns["sparse"] else {}
        if self._returns["colbert_vecs"]:
            wanted["colbert"] = ("colbert_linear.pt",)
        heads = {}
        for name, path in files.require(**wanted).items():
            state = torch.load(
                path, map_location="cpu", weights_only=True
            )  # tensors only: no pickled code runs
            outputs, inputs = state["weight"].shape
            heads[name] = torch.nn.Linear(inputs, outputs)
            heads[name].load_state_dict(state)
        return heads

    @property
    def dim(self) -> dict[str, int]:
        """The dimension of each kind of vector; loads the model."""
        dims = super().dim
        head = self._lazy.get().heads.get("colbert")
        # BGE-M3's ColBERT vectors are as long as its dense ones; a head that is loaded knows better.
        return {
            "dense": dims["dense"],
            "colbert_vecs": dims["dense"] if head is None else int(head.out_features),
            "sparse": dims["sparse"],
        }

    def _run(self, loaded: Loaded, inputs: dict[str, Any]) -> dict[str, Any]:
        functional = loaded.torch.nn.functional
        hidden = loaded.model(**inputs, return_dict=True).last_hidden_state
        output = {}
        if self._returns["dense"]:
            output["dense"] = hidden[:, 0]
        if self._returns["colbert_vecs"]:
            mask = inputs["attention_mask"][:, 1:, None]
            output["colbert_vecs"] = loaded.heads["colbert"](hidden[:, 1:]) * mask
        if self.normalize_embeddings:
            output = {name: functional.normalize(vectors, dim=-1) for name, vectors in output.items()}
        if self._returns["sparse"]:
            output["token_weights"] = functional.relu(loaded.heads["sparse"](hidden))[:, :, 0]
        return output
