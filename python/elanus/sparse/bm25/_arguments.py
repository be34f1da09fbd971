"""Numbers, names and paths as callers give them: taken as the original takes them, or refused."""

from __future__ import annotations

import operator
import sys
from collections.abc import Iterator
from functools import partial
from os import fsencode, fspath
from typing import Any

from elanus._foreign import Foreign
from elanus.errors import InputError, InputTypeError, ModelFileError

__all__ = ["METHODS", "as_parameters", "as_path", "as_whole", "is_json_path", "iterate"]

#: The published variants of BM25 that `BM25EmbeddingFunction` takes as its `method`.
METHODS = ("okapi", "lucene", "robertson", "atire", "bm25l", "bm25+", "tfidf")


def as_parameters(**given: Foreign) -> dict[str, Any]:
    """Return parameters as the core takes them: the method's name and numbers, whose range it checks.

    Examples
    --------
    >>> as_parameters(k1=1, method="okapi", delta=None)
    {'k1': 1.0, 'method': 'okapi', 'delta': None}
    >>> as_parameters(k1="1")
    Traceback (most recent call last):
    elanus.errors.InputTypeError: k1 is str; expected a number
    """
    convert = {"method": _method}
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
