"""What BGE-M3 and mGTE share: one run of an encoder gives dense and sparse vectors of a batch."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from elanus._csr import CsrBuilder
from elanus._foreign import Foreign
from elanus._lengths import check_batch_size
from elanus._model_files import check_model_directory
from elanus._optional import require
from elanus._texts import check_texts
from elanus._torch import LazyModel, batches, one_device, open_weights, pick_device, token_lengths
from elanus._vectors import DenseVectors
from elanus.base import BaseEmbeddingFunction
from elanus.errors import InputError
from elanus.hybrid._lexical import lexical_weights, unused_terms

__all__ = ["HybridEncoder", "Loaded"]

_EXTRA = "flag"  # brings PyTorch and transformers: FlagEmbedding itself is not needed


@dataclass
class Loaded:
    """A loaded model: tokenizer, encoder, heads of its own, and where they run."""

    torch: Any
    tokenizer: Foreign
    model: Any
    device: str
    heads: dict[str, Any]


class HybridEncoder(BaseEmbeddingFunction):
    """Base of the hybrid classes; a subclass opens its model and makes numbers of its output."""

    def __init__(
        self,
        model_name: str,
        *,
        batch_size: int,
        device: object,
        normalize_embeddings: bool,
        use_fp16: bool,
        returns: dict[str, bool],
        max_length: int,
        trust_remote_code: bool,
        show_progress: bool | None,
        options: dict[str, Any],
    ) -> None:
        if not any(returns.values()):
            raise InputError(
                f"nothing is to be returned: set one of {', '.join(f'return_{n}' for n in returns)}"
            )
        if max_length < 1:
            raise InputError(f"max_length must be at least 1, not {max_length}")
        self.model_name = model_name
        self.batch_size = check_batch_size(batch_size)
        self.device = one_device(device)
        self.normalize_embeddings = normalize_embeddings
        self.use_fp16 = use_fp16
        self.max_length = max_length
        self.trust_remote_code = bool(trust_remote_code)
        self.show_progress = show_progress
        self._returns = returns
        self._options = options
        self._lazy = LazyModel(self._open, type(self).__name__, str(model_name))

    def _open(self) -> Loaded:
        purpose = type(self).__name__
        transformers = require("transformers", _EXTRA, purpose)
        torch = require("torch", _EXTRA, purpose)
        check_model_directory(self.model_name, purpose)
        name = str(self.model_name)
        # False, never None: with None transformers asks on the terminal whether to run the repository's code.
        options = {"trust_remote_code": self.trust_remote_code, **self._options}
        tokenizer = transformers.AutoTokenizer.from_pretrained(name, **options)
        model = open_weights(getattr(transformers, self._auto_class), name, purpose, **options)
        device = pick_device(self.device, torch)
        # Half precision is for accelerators: on a CPU it is slower, and parts of PyTorch refuse it.
        half = self.use_fp16 and not device.startswith("cpu")
        dtype = torch.float16 if half else torch.float32
        heads = {key: head.to(device, dtype).eval() for key, head in self._open_heads(torch, model).items()}
        return Loaded(torch, tokenizer, model.to(device, dtype).eval(), device, heads)

    _auto_class = "AutoModel"

    def _open_heads(self, torch: Foreign, model: Foreign) -> dict[str, Any]:
        return {}

    @abstractmethod
    def _run(self, loaded: Loaded, inputs: dict[str, Any]) -> dict[str, Any]:
        """Return the tensors that are asked for: dense, token_weights, colbert_vecs."""

    @property
    def model(self) -> Foreign:
        """The transformers model, loaded if need be."""
        return self._lazy.get().model

    @property
    def dim(self) -> dict[str, int]:
        """The dimension of each kind of vector; loads the model."""
        loaded: Loaded = self._lazy.get()
        return {"dense": self._dense_dim(loaded), "sparse": len(loaded.tokenizer)}

    def _dense_dim(self, loaded: Loaded) -> int:
        return int(loaded.model.config.hidden_size)

    def __call__(self, texts: Iterable[str]) -> dict[str, Any]:
        """Return the vectors of the texts, as `encode_documents` does."""
        return self._encode(check_texts(texts))

    def encode_queries(self, queries: Iterable[str]) -> dict[str, Any]:
        """Return the vectors of queries: the kinds that were asked for, by name."""
        return self._encode(check_texts(queries, "queries"))

    def encode_documents(self, documents: Iterable[str]) -> dict[str, Any]:
        """Return the vectors of documents: the kinds that were asked for, by name."""
        return self._encode(check_texts(documents, "documents"))

    def _encode(self, texts: list[str]) -> dict[str, Any]:
        loaded: Loaded = self._lazy.get()
        dense = np.empty((len(texts), self._dense_dim(loaded)), dtype=np.float32)
        sparse = CsrBuilder(len(texts), len(loaded.tokenizer))
        colbert: list[Any] = [None] * len(texts)
        unused = unused_terms(loaded.tokenizer)
        lengths = token_lengths(loaded.tokenizer, texts)
        for batch in batches(
            texts,
            lengths,
            batch_size=self.batch_size,
            limit=self.max_length,
            show_progress=self.show_progress,
        ):
            inputs = loaded.tokenizer(
                [texts[i] for i in batch],
                padding=True,
                truncation=True,
                max_length=self.max_length,
                return_tensors="pt",
            ).to(loaded.device)
            with loaded.torch.inference_mode():
                output = self._run(loaded, dict(inputs))
            arrays = {name: tensor.float().cpu().numpy() for name, tensor in output.items()}
            ids, mask = inputs["input_ids"].cpu().numpy(), inputs["attention_mask"].cpu().numpy()
            if "dense" in arrays:
                dense[batch] = arrays["dense"]
            if "token_weights" in arrays:
                sparse.add(batch, *lexical_weights(ids, arrays["token_weights"], mask, unused))
            if "colbert_vecs" in arrays:
                for row, place in enumerate(batch):
                    # A copy: a view would keep the whole padded batch in memory.
                    colbert[place] = arrays["colbert_vecs"][row, : int(mask[row].sum()) - 1].copy()
        result: dict[str, Any] = {}
        if self._returns["dense"]:
            result["dense"] = DenseVectors(dense)
        if self._returns["sparse"]:
            result["sparse"] = sparse.build()
        if self._returns.get("colbert_vecs"):
            result["colbert_vecs"] = colbert
        return result

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.model_name)!r})"
