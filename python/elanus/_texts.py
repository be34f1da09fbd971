"""Input: lists of texts, checked once, and the report of texts that were cut."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterable
from typing import Any

from elanus._core import refuse_containers
from elanus._foreign import Foreign
from elanus.errors import InputError, InputTypeError, TruncationWarning

__all__ = ["check_text", "check_texts", "check_top_k", "outside", "report_truncation"]

# A lone surrogate has no UTF-8; tokenizers refuse it, so it becomes what a decoder makes of broken bytes.
_SURROGATE = re.compile("[\ud800-\udfff]")


def _clean(text: str) -> str:
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def check_text(text: Foreign, name: str = "query") -> str:
    """Return one text, or say that it is none.

    Examples
    --------
    >>> check_text("black kite")
    'black kite'
    >>> check_text(None)
    Traceback (most recent call last):
    elanus.errors.InputTypeError: query is None; expected a str
    """
    if not isinstance(text, str):
        raise InputTypeError(f"{name} is {_kind(text)}; expected a str")
    return _clean(text)


def check_texts(texts: Iterable[Any], name: str = "texts") -> list[str]:
    """Return the texts as a list of ``str`` that every tokenizer takes.

    Parameters
    ----------
    texts : iterable of str
        A list, an iterator, the values of a mapping, or a NumPy, pandas, Polars or Arrow column.
    name : str
        What to call them in an error.

    Returns
    -------
    list of str
        The texts; lone surrogates are replaced by U+FFFD.

    Raises
    ------
    InputTypeError
        For a bare ``str`` or ``bytes``; for what iterates over something else than texts, such as
        a mapping, the views of its keys and items, or a table; for what has no order, such as a set;
        for what cannot be iterated; and for an element that is no ``str``: the message names its
        position.

    Examples
    --------
    >>> check_texts(text for text in ("kite", "falcon"))
    ['kite', 'falcon']
    >>> check_texts("kite")
    Traceback (most recent call last):
    elanus.errors.InputTypeError: texts is a bare str; expected a list of str, such as [texts]
    >>> check_texts({"d1": "kite"})
    Traceback (most recent call last):
    elanus.errors.InputTypeError: texts is dict, which iterates over its keys; expected a list of str, \
such as list(texts.values()), whose ids are list(texts)
    >>> check_texts(["kite", None])
    Traceback (most recent call last):
    elanus.errors.InputTypeError: texts[1] is None; expected a str
    """
    refuse_containers(texts, name)
    dimensions = getattr(texts, "ndim", 1)
    if dimensions != 1:
        raise InputTypeError(f"{name} is an array of {dimensions} dimensions; expected one dimension")
    if hasattr(texts, "to_pylist"):  # an Arrow column iterates over scalars of its own
        texts = texts.to_pylist()
    try:
        items = list(texts)
    except TypeError:
        raise InputTypeError(f"{name} is {type(texts).__name__}; expected a list of str") from None
    for position, item in enumerate(items):
        if not isinstance(item, str):
            raise InputTypeError(f"{name}[{position}] is {_kind(item)}; expected a str")
    return [_clean(item) for item in items]


def _kind(value: object) -> str:
    return "None" if value is None else type(value).__name__


def check_top_k(top_k: int | None, documents: int) -> int:
    """Return how many results to give: `top_k`, or all of them when there are fewer or it is ``None``.

    Examples
    --------
    >>> check_top_k(5, 3), check_top_k(2, 3), check_top_k(None, 3)
    (3, 2, 3)
    >>> check_top_k(0, 3)
    Traceback (most recent call last):
    elanus.errors.InputError: top_k must be at least 1, not 0
    """
    if top_k is None:
        return documents
    if isinstance(top_k, bool) or not hasattr(top_k, "__index__"):
        raise InputTypeError(f"top_k must be an int, not {type(top_k).__name__}")
    if top_k < 1:
        raise InputError(f"top_k must be at least 1, not {top_k}")
    return min(int(top_k), documents)


def report_truncation(cut: int, total: int, limit: int | float, what: str = "texts") -> None:
    """Warn once per call how many of its texts were cut; 0 says nothing."""
    if cut:
        warnings.warn(
            f"{cut} of {total} {what} exceeded the {limit} tokens that the model reads and were cut there",
            TruncationWarning,
            stacklevel=outside(),
        )


def outside() -> int:
    """Return the stack level of the first caller that is not this library: the line to look at."""
    level = 1
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "elanus":
        frame = frame.f_back
        level += 1
    return level
