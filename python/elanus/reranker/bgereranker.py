"""Reranking with a BGE reranker, on transformers alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from elanus._foreign import Foreign
from elanus._lengths import check_batch_size
from elanus._model_files import check_model_directory
from elanus._optional import require
from elanus._ranking import ranked
from elanus._texts import check_text, check_texts, check_top_k
from elanus._torch import LazyModel, batches, one_device, open_weights, pick_device
from elanus.base import BaseRerankFunction, RerankResult
from elanus.errors import InputError, ModelFileError

__all__ = ["BGERerankFunction"]

_EXTRA = "flag"  # brings PyTorch and transformers: FlagEmbedding itself is not needed


@dataclass
class _Loaded:
    torch: Any
    tokenizer: Any
    pairing: Any  # the tokenizer's own engine, which joins two texts that are cut already
    model: Any
    device: str


class BGERerankFunction(BaseRerankFunction):
    """Order documents by the score of a BGE reranker: base, large, v2-m3, or any encoder with one score.

    The numbers are FlagEmbedding's, but that package is not needed. Its rerankers on language models
    (v2-gemma, v2-minicpm-layerwise, v2.5-gemma2-lightweight) are not supported. The model is loaded (and
    fetched, if need be) at the first call.

    Parameters
    ----------
    model_name : str
        A directory or a repository of the Hugging Face hub.
    use_fp16 : bool
        Half precision; on a CPU it has no effect.
    batch_size : int
        At most so many pairs in one run; pairs of like length share one.
    normalize : bool
        Whether scores are the sigmoid of the model's output, between 0 and 1.
    device : str or list of one str, optional
        ``"cpu"``, ``"cuda"``, ``"cuda:1"``, ``"mps"``; by default the best there is.
    query_max_length : int
        A query is cut at so many tokens.
    max_length : int
        A pair is cut at so many tokens, at the document's end.
    trust_remote_code : bool
        Whether code from the model's repository may run.
    show_progress : bool, optional
        ``False`` never shows a progress bar, ``True`` always; by default work of more than a second shows
        one on a terminal.
    **kwargs
        ``devices`` for `device`, as in the original; the rest goes to transformers' ``from_pretrained``.

    Examples
    --------
    >>> from elanus.reranker import BGERerankFunction
    >>> BGERerankFunction(device="cpu")
    BGERerankFunction('BAAI/bge-reranker-v2-m3')
    """

    def __init__(
        self,
        model_name: str = "BAAI/bge-reranker-v2-m3",
        use_fp16: bool = True,
        batch_size: int = 32,
        normalize: bool = True,
        device: str | list[str] | None = None,
        query_max_length: int = 256,
        max_length: int = 512,
        *,
        trust_remote_code: bool = False,
        show_progress: bool | None = None,
        **kwargs: Foreign,
    ) -> None:
        if not 1 <= query_max_length < max_length:
            raise InputError(
                f"query_max_length must be from 1 to below max_length={max_length}, not {query_max_length}"
            )
        self.model_name = model_name
        self.use_fp16 = use_fp16
        self.batch_size = check_batch_size(batch_size)
        self.normalize = normalize
        self.device = one_device(kwargs.pop("devices", device))
        self.query_max_length = query_max_length
        self.max_length = max_length
        self.trust_remote_code = bool(trust_remote_code)
        self.show_progress = show_progress
        self._options = kwargs
        self._lazy = LazyModel(self._open, type(self).__name__, str(model_name))

    def _open(self) -> _Loaded:
        purpose = type(self).__name__
        transformers = require("transformers", _EXTRA, purpose)
        torch = require("torch", _EXTRA, purpose)
        check_model_directory(self.model_name, purpose)
        name = str(self.model_name)
        # False, never None: with None transformers asks on the terminal whether to run the repository's code.
        options = {"trust_remote_code": self.trust_remote_code, **self._options}
        config = transformers.AutoConfig.from_pretrained(name, **options)
        if any(kind.endswith("ForCausalLM") for kind in config.architectures or ()):
            raise ModelFileError(f"{purpose}: {name} is a language model, not an encoder")
        tokenizer = transformers.AutoTokenizer.from_pretrained(name, **options)
        if config.num_labels != 1:
            raise ModelFileError(f"{purpose}: {name} gives {config.num_labels} scores a pair, not one")
        model = open_weights(transformers.AutoModelForSequenceClassification, name, purpose, **options)
        if not tokenizer.is_fast:
            raise ModelFileError(f"{purpose}: the model {name} lacks tokenizer.json")
        tokenizers = require("tokenizers", _EXTRA, purpose)
        pairing = tokenizers.Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
        pairing.no_truncation()
        pairing.no_padding()
        device = pick_device(self.device, torch)
        # Half precision is for accelerators: on a CPU it is slower, and parts of PyTorch refuse it.
        half = self.use_fp16 and not device.startswith("cpu")
        model = model.to(device, torch.float16 if half else torch.float32).eval()
        return _Loaded(torch, tokenizer, pairing, model, device)

    @property
    def model(self) -> Foreign:
        """The transformers model, loaded if need be."""
        return self._lazy.get().model

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
        loaded: _Loaded = self._lazy.get()
        pairs, lengths = self._pairs(loaded, query, texts)
        scores = np.empty(len(texts), dtype=np.float32)
        for batch in batches(
            texts,
            lengths,
            batch_size=self.batch_size,
            limit=self.max_length,
            show_progress=self.show_progress,
            label="Reranking",
        ):
            inputs = loaded.tokenizer.pad([pairs[i] for i in batch], return_tensors="pt").to(loaded.device)
            with loaded.torch.inference_mode():
                logits = loaded.model(**inputs, return_dict=True).logits.view(-1).float()
            scores[batch] = (logits.sigmoid() if self.normalize else logits).cpu().numpy()
        return ranked(texts, scores, top_k)

    def _pairs(
        self, loaded: _Loaded, query: str, texts: list[str]
    ) -> tuple[list[dict[str, list[int]]], list[int]]:
        """Return the inputs of each pair, and its length before anything was cut.

        The query is cut at its own length first, then the document at what is left of the pair's.
        """
        pairing = loaded.pairing
        special = pairing.num_special_tokens_to_add(is_pair=True)
        first = pairing.encode(query, add_special_tokens=False)
        query_length = len(first)
        first.truncate(self.query_max_length)
        room = self.max_length - special - len(first)
        if room < 0:
            raise InputError(f"max_length={self.max_length} leaves no room for a document after this query")
        pairs, lengths = [], []
        # A query that was cut makes every pair of it one that was cut.
        beyond = self.max_length if query_length > self.query_max_length else 0
        for second in pairing.encode_batch(texts, add_special_tokens=False):
            lengths.append(beyond + special + len(first) + len(second))
            second.truncate(room)
            pair = pairing.post_process(first, second)
            inputs = {
                "input_ids": pair.ids,
                "attention_mask": pair.attention_mask,
                "token_type_ids": pair.type_ids,
            }
            pairs.append(
                {name: inputs[name] for name in loaded.tokenizer.model_input_names if name in inputs}
            )
        return pairs, lengths

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.model_name)!r})"
