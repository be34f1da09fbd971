"""Numbers, names and paths as callers give them: taken as the original takes them, or refused."""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Iterator
from functools import partial
from os import fsencode, fspath
from typing import Any

from elanus._foreign import Foreign
from elanus.errors import InputError, InputTypeError, ModelFileError

__all__ = ["METHODS", "as_parameters", "as_path", "as_whole", "given_bounds", "is_json_path", "iterate"]

#: The published variants of BM25 that `BM25EmbeddingFunction` takes as its `method`.
METHODS = ("okapi", "lucene", "robertson", "atire", "bm25l", "bm25+", "tfidf")

# Documents are counted in 32 bits.
_MOST = 2**32 - 1


def as_parameters(**given: Foreign) -> dict[str, Any]:
    """Return parameters as the core takes them: the method's name and numbers, whose range it checks.

    Examples
    --------
    >>> as_parameters(k1=1, method="okapi", delta=None)
    {'k1': 1.0, 'method': 'okapi', 'delta': None}
    >>> as_parameters(k1="1")
    Traceback (most recent call last):
    elanus.errors.InputTypeError: k1 is str; expected a number
    >>> as_parameters(min_df=2, max_df=0.5, max_terms=None)
    {'min_df': 2, 'max_df': 0.5, 'max_terms': None}
    """
    convert: dict[str, Callable[[Foreign], Any]] = {
        "method": _method,
        "min_df": partial(_bound, "min_df"),
        "max_df": partial(_bound, "max_df"),
        "max_terms": _max_terms,
    }
    return {name: convert.get(name, partial(_number, name))(value) for name, value in given.items()}


def _method(name: Foreign) -> str:
    if not isinstance(name, str):
        raise InputTypeError(f"method is {type(name).__qualname__}; expected a str")
    return name.encode("utf-8", "replace").decode()  # a lone surrogate is in no method's name


def _number(name: str, value: Foreign) -> float | None:
    if name == "delta" and value is None:
        return None
    if hasattr(type(value), "__float__") or hasattr(type(value), "__index__"):  # a str has neither
        try:
            return float(value)
        except OverflowError:
            raise InputError(f"{name} is beyond any float; expected a finite number") from None
        except (TypeError, ValueError):
            pass
    raise InputTypeError(f"{name} is {type(value).__qualname__}; expected a number")


def _bound(name: str, value: Foreign) -> int | float:
    """Return a number of documents, an int, or a share of them, a float."""
    expected = f"expected an int from 1 to {_MOST}, or a float from 0 to 1"
    if not _is_bool(value):
        try:
            number = operator.index(value)
        except TypeError:
            if hasattr(type(value), "__float__"):
                return float(value)
        else:
            if not 1 <= number <= _MOST:
                raise InputError(f"{name} is {_shown(number)}; {expected}")
            return number
    raise InputTypeError(f"{name} is {type(value).__qualname__}; {expected}")


def _max_terms(value: Foreign) -> int | None:
    if value is None:
        return None
    expected = f"expected an int from 1 to {_MOST}, or None"
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or _is_bool(value):
        raise InputTypeError(f"max_terms is {type(value).__qualname__}; {expected}")
    if not 1 <= number <= _MOST:
        raise InputError(f"max_terms is {_shown(number)}; {expected}")
    return number


def given_bounds(pruning: tuple[int | float, int | float, int | None]) -> dict[str, int | float]:
    """Return what leaves terms out, by name.

    Examples
    --------
    >>> given_bounds((1, 0.5, None)), given_bounds((1, 1.0, None))
    ({'max_df': 0.5}, {})
    """
    min_df, max_df, max_terms = pruning
    given: dict[str, int | float] = {}
    if min_df != 1 or isinstance(min_df, float):  # 1.0 is all documents
        given["min_df"] = min_df
    if max_df != 1 or not isinstance(max_df, float):
        given["max_df"] = max_df
    return given if max_terms is None else given | {"max_terms": max_terms}


def _shown(number: int) -> str:
    """Return a number's digits, which Python refuses to write of the largest."""
    return str(number) if abs(number) < 2**64 else "beyond 64 bits"


def _is_bool(value: Foreign) -> bool:
    """Tell whether a value is a bool of Python or NumPy, which count as numbers elsewhere."""
    return isinstance(value, bool) or getattr(getattr(value, "dtype", None), "kind", None) == "b"


def as_whole(name: str, value: Foreign, least: int) -> int:
    """Return a whole number of `least` or more.

    Examples
    --------
    >>> as_whole("batch_size", 3, 1)
    3
    >>> as_whole("batch_size", 1.5, 1)
    Traceback (most recent call last):
    elanus.errors.InputTypeError: batch_size is float; expected an int
    """
    try:
        number = operator.index(value)
    except TypeError:
        raise InputTypeError(f"{name} is {type(value).__qualname__}; expected an int") from None
    if number < least:
        raise InputError(f"{name} is {number}; expected {least} or more")
    return min(number, sys.maxsize)


def iterate(items: Foreign, name: str, kind: str) -> Iterator[Any]:
    """Return an iterator; an error of the iterable's own code comes through.

    Examples
    --------
    >>> list(iterate("ab", "models", "models"))
    ['a', 'b']
    >>> iterate(5, "models", "models")
    Traceback (most recent call last):
    elanus.errors.InputTypeError: models is int; expected a list of models
    """
    try:
        return iter(items)
    except TypeError as error:
        # The interpreter's own error has passed no Python code but this.
        if error.__traceback__ is not None and error.__traceback__.tb_next is not None:
            raise
        raise InputTypeError(f"{name} is {type(items).__qualname__}; expected a list of {kind}") from None


def as_path(path: Foreign) -> str:
    """Return the path of a model file as text.

    Examples
    --------
    >>> from pathlib import PurePath
    >>> as_path(PurePath("kites.bm25"))
    'kites.bm25'
    >>> as_path(b"kites.bm25")
    Traceback (most recent call last):
    elanus.errors.InputTypeError: the path is bytes; expected a str or a path of pathlib
    """
    text = fspath(path) if isinstance(path, str) or hasattr(type(path), "__fspath__") else None
    if not isinstance(text, str):
        raise InputTypeError(f"the path is {type(path).__qualname__}; expected a str or a path of pathlib")
    if not text:
        raise ModelFileError("the path is empty")
    try:
        fsencode(text)
    except UnicodeEncodeError:
        raise ModelFileError(f"no file can have the path {text!r}") from None
    if "\0" in text:
        raise ModelFileError(f"no file can have the path {text!r}")
    return text


def is_json_path(path: str) -> bool:
    """Tell whether a model is saved there in the original's format, as the core does.

    Examples
    --------
    >>> is_json_path("kites.JSON"), is_json_path("kites.bm25"), is_json_path("birds/.json")
    (True, False, False)
    """
    from pathlib import PurePath

    return PurePath(path).suffix.lower() == ".json"
