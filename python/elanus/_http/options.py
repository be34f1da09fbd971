"""The keyword arguments that every service takes."""

from __future__ import annotations

import json
import math
import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, SupportsIndex, TypedDict, cast

from elanus._http.secret import Secret
from elanus.errors import InputError, InputTypeError

if TYPE_CHECKING:
    from typing import Any

# RFC 9110, section 5.6.2: a field name is a token.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# The HTTP client computes these from the body.
_COMPUTED_HEADERS = {"content-length", "transfer-encoding"}


class ServiceOptions(TypedDict, total=False):
    """Options of every service, all by keyword; any other keyword is a ``TypeError``.

    Attributes
    ----------
    timeout : float
        Seconds that one attempt may take, from connecting to the last byte; no phase of it
        (connecting, sending, waiting, reading) lasts longer either, and connecting at most 10.
        Default 60.
    deadline : float or None
        Seconds that a whole call may take: all its batches, attempts and pauses. Default 3600;
        None leaves the bounds of the single attempts.
    max_retries : int
        Further attempts after a failure that may pass: no connection, a broken or timed-out
        answer, status 408, 425 or 5xx. Default 3. A limit of rate (429) is no failure: it is waited for
        until `deadline`, unless this is 0, or more than two minutes are asked for.
    headers : mapping of str to str
        Headers to add or replace. Their values are treated as secrets.
    concurrency : int
        Batches under way at once. Default 4.
    batch_size : int or None
        Texts in one request at most. The default, None, is the provider's limit; at another address than
        the provider's own, at most 64. A request that is refused for its size is sent as two.
    show_progress : bool or None
        True shows a progress bar on standard error, False none. The default, None, shows it on a
        terminal when a call takes longer than a second.
    extra_body : mapping of str to object
        Fields to add to the JSON of every request, or to replace there: what a provider has learned since.
        None is sent as ``null``.

    Examples
    --------
    >>> from elanus._http import Options, ServiceOptions
    >>> options: ServiceOptions = {"timeout": 5.0, "max_retries": 1}
    >>> Options.of(options).timeout
    5.0
    """

    timeout: float
    deadline: float | None
    max_retries: int
    headers: Mapping[str, str] | None
    concurrency: int
    batch_size: int | None
    show_progress: bool | None
    extra_body: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Options:
    """`ServiceOptions`, checked and complete.

    Examples
    --------
    >>> from elanus._http import Options
    >>> Options.of({"headers": {"X-Team": "kites"}}).headers
    (('X-Team', <header X-Team, hidden>),)
    >>> Options.of({"tiemout": 5.0})
    Traceback (most recent call last):
    elanus.errors.InputTypeError: unexpected keyword argument 'tiemout': a service takes timeout, deadline, \
max_retries, headers, concurrency, batch_size, show_progress, extra_body
    """

    timeout: float = 60.0
    deadline: float | None = 3600.0
    max_retries: int = 3
    headers: tuple[tuple[str, Secret], ...] = ()
    concurrency: int = 4
    batch_size: int | None = None
    show_progress: bool | None = None
    extra_body: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, Any] | ServiceOptions) -> Options:
        """Check the keyword arguments of a constructor.

        Parameters
        ----------
        given : ServiceOptions
            The keyword arguments. A dict is emptied: it may hold a key under a misspelt name, in a
            frame that a traceback shows.

        Returns
        -------
        Options

        Raises
        ------
        InputTypeError
            For an unknown keyword, or a value of the wrong type.
        InputError
            For a value out of range.

        Examples
        --------
        >>> Options.of({"max_retries": 0}).max_retries
        0
        """
        hidden = {name: _Hidden(value) for name, value in given.items()}
        if isinstance(given, dict):
            cast("dict[str, Any]", given).clear()
        known = list(ServiceOptions.__annotations__)
        unknown = [name for name in hidden if name not in known]
        if unknown:
            raise InputTypeError(
                f"unexpected keyword argument {', '.join(map(repr, unknown))}: "
                f"a service takes {', '.join(known)}"
            )
        values: dict[str, Any] = {}
        for name, box in hidden.items():
            if name == "headers":
                values[name] = _headers(box)
            elif name in ("timeout", "deadline"):
                values[name] = _seconds(name, box.value, optional=name == "deadline")
            elif name == "max_retries":
                values[name] = _count(name, box.value, least=0)
            elif name == "concurrency":
                values[name] = _count(name, box.value, least=1)
            elif name == "extra_body":
                values[name] = json_fields(name, box.value)
            elif name == "show_progress":
                values[name] = _flag(name, box.value)
            else:
                values[name] = None if box.value is None else _count(name, box.value, least=1)
        return cls(**values)


class _Hidden:
    """A value in a frame whose locals a traceback may show."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


def _seconds(name: str, value: object, *, optional: bool) -> float | None:
    if value is None and optional:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputTypeError(f"{name} is a number of seconds, not {type(value).__name__}")
    if not (math.isfinite(value) and value > 0):
        raise InputError(f"{name} is a positive number of seconds, not {value}")
    return float(value)


def _count(name: str, value: object, *, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        raise InputTypeError(f"{name} is a whole number, not {type(value).__name__}")
    count = operator.index(value)
    if count < least:
        raise InputError(f"{name} is at least {least}, not {count}")
    return count


def _flag(name: str, value: object) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise InputTypeError(f"{name} is True, False or None, not {type(value).__name__}")
    return value


def json_fields(name: str, value: object) -> dict[str, Any]:
    """Check an argument of fields to add to a request.

    Examples
    --------
    >>> from elanus._http.options import json_fields
    >>> json_fields("extra_body", {"truncate": "END"}), json_fields("extra_body", None)
    ({'truncate': 'END'}, {})
    """
    fields = {} if value is None else value
    if not isinstance(fields, Mapping):
        raise InputTypeError(f"{name} is a mapping of names to values, not {type(value).__name__}")
    problem: str | None = None
    try:
        json.dumps(copied := dict(fields), allow_nan=False)
    except (TypeError, ValueError) as error:
        problem = str(error)
    if problem is not None:
        raise InputTypeError(f"{name} cannot be sent as JSON: {problem}")
    return copied


def _headers(box: _Hidden) -> tuple[tuple[str, Secret], ...]:
    if box.value is None:
        return ()
    items = getattr(box.value, "items", None)
    if items is None:
        raise InputTypeError(f"headers is a mapping of names to values, not {type(box.value).__name__}")
    hidden = [(name, Secret(value, f"header {name}")) for name, value in items()]
    for name, _ in hidden:
        if not isinstance(name, str) or _HEADER_NAME.fullmatch(name) is None:
            raise InputError(f"headers has a name that HTTP does not allow: {name!r}")
        if name.lower() in _COMPUTED_HEADERS:
            raise InputError(f"headers cannot set {name}: it is computed from the request")
    return tuple((name, secret.checked()) for name, secret in hidden)
