"""What the classes on PyTorch share: loading at first use, devices, token counts, batches of like length."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from elanus._foreign import Foreign
from elanus._lengths import by_length
from elanus._progress import Progress
from elanus._texts import report_truncation
from elanus.errors import ElanusError, InputError, ModelFileError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LazyModel", "batches", "one_device", "open_weights", "pick_device", "token_lengths"]

Model = TypeVar("Model")


class LazyModel:
    """A model that is loaded when it is first used; threads that come together load it once.

    Parameters
    ----------
    load : callable
        Returns the model.
    purpose, name : str
        Who needs which model; an error says so, followed by the message of whoever refused.
    """

    def __init__(self, load: Callable[[], Any], purpose: str, name: str) -> None:
        self._load = load
        self._purpose = purpose
        self._name = name
        self._model: Any = None
        self._lock = threading.Lock()

    def get(self) -> Foreign:
        """Return the model, loaded if need be."""
        with self._lock:
            if self._model is None:
                try:
                    self._model = self._load()
                except ElanusError:
                    raise
                # transformers, the hub's client and its HTTP client raise errors of their own, with no common
                # base but Exception; what they say is what the user needs to read.
                except Exception as error:
                    raise ModelFileError(
                        f"{self._purpose}: cannot load the model {self._name!r}: {error}"
                    ) from error
            return self._model


def one_device(device: object) -> str | None:
    """Return one device's name, or ``None`` for the best there is.

    Examples
    --------
    >>> one_device("cuda:1"), one_device(["cpu"]), one_device("")
    ('cuda:1', 'cpu', None)
    >>> one_device(["cuda:0", "cuda:1"])
    Traceback (most recent call last):
    elanus.errors.InputError: one device is used, not ['cuda:0', 'cuda:1']: make one object for each of them
    """
    if isinstance(device, list | tuple):
        if len(device) > 1:
            raise InputError(f"one device is used, not {device}: make one object for each of them")
        device = device[0] if device else None
    return str(device) if device else None


def pick_device(device: str | None, torch: Foreign) -> str:
    """Return the device, or the best one that PyTorch finds."""
    if device is not None:
        return device
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def open_weights(auto_class: Foreign, name: str, purpose: str, **options: Foreign) -> Foreign:
    """Open a model, or say which of its weights are missing.

    transformers fills what is missing with random numbers and goes on: a head that was never trained would
    give vectors that look like vectors. A pooler is left out, for nothing here reads it.
    """
    model, report = auto_class.from_pretrained(name, output_loading_info=True, **options)
    missing = [key for key in report["missing_keys"] if "pooler" not in key]
    missing += [key[0] if isinstance(key, tuple) else key for key in report["mismatched_keys"]]
    if missing:
        shown = ", ".join(sorted(missing)[:3]) + (", …" if len(missing) > 3 else "")
        raise ModelFileError(f"{purpose}: {name} has no trained weights for {type(model).__name__}: {shown}")
    return model


def token_lengths(
    tokenizer: Foreign, texts: Sequence[str], pairs_with: str | None = None
) -> list[int] | None:
    """Return each text's length in tokens, special ones included and nothing cut, or ``None`` if unknown.

    Parameters
    ----------
    tokenizer : transformers tokenizer
        Other tokenizers (of static models) are not asked.
    texts : sequence of str
        The texts.
    pairs_with : str, optional
        A first text that each of them is read together with.
    """
    if not texts:  # transformers fails on none
        return []
    if not hasattr(tokenizer, "model_max_length"):
        return None
    options: dict[str, Any] = {"truncation": False, "return_attention_mask": False, "verbose": False}
    if pairs_with is None:
        encoded = tokenizer(list(texts), **options)
    else:
        encoded = tokenizer([pairs_with] * len(texts), list(texts), **options)
    return [len(ids) for ids in encoded["input_ids"]]


def batches(
    texts: Sequence[str],
    lengths: Sequence[int] | None,
    *,
    batch_size: int,
    limit: float | None,
    show_progress: bool | None,
    label: str = "Encoding",
) -> Iterator[NDArray[np.intp]]:
    """Yield the positions of the texts in batches of like length; report what is cut, show the progress.

    Parameters
    ----------
    lengths : sequence of int, optional
        Their lengths in tokens, from `token_lengths`; without them, in characters.
    limit : float, optional
        How many tokens the model reads.
    """
    if lengths is not None and limit is not None:
        what = "pairs of query and document" if label == "Reranking" else "texts"
        report_truncation(sum(length > limit for length in lengths), len(texts), int(limit), what)
    by = lengths if lengths is not None else [len(text) for text in texts]
    with Progress(len(texts), label, show_progress) as progress:
        for batch in by_length(by, batch_size):
            yield batch
            progress.advance(len(batch))
