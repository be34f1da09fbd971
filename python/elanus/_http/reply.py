"""A provider's answer: what it says, read with suspicion."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from elanus.errors import InvalidResponseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

# The names under which providers and the gateways before them number their requests.
_REQUEST_IDS = (
    "x-request-id",
    "request-id",
    "x-typesafe-request-id",
    "x-debug-trace-id",
    "apim-request-id",
    "x-ms-request-id",
    "x-amzn-requestid",
    "x-correlation-id",
    "cf-ray",
)
_BODY_IDS = ("request_id", "requestId")
_LONGEST_MESSAGE = 500
# Where Cohere and its kin, litellm among them, tell the tokens of a reranking.
_OTHER_TOKENS = ("meta", "tokens", "input_tokens")
_LONGEST_ID = 128
# A message in JSON that was cut: FastAPI quotes the whole request after it.
_QUOTED = re.compile(r'"(?:error|detail|message|msg|errors)"\s*:\s*("(?:[^"\\]|\\.)*")')
_EXCERPT = 8000
_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a service has counted.

    Parameters
    ----------
    requests : int
        Requests answered with a result; attempts that failed are not in it.
    prompt_tokens, total_tokens : int
        Tokens, as the provider says; 0 if it does not.

    Examples
    --------
    >>> from elanus._http import Usage
    >>> Usage(2, 30, 30) - Usage(1, 10, 10)
    Usage(requests=1, prompt_tokens=20, total_tokens=20)
    """

    requests: int = 0
    prompt_tokens: int = 0
    total_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.requests + other.requests,
            self.prompt_tokens + other.prompt_tokens,
            self.total_tokens + other.total_tokens,
        )

    def __sub__(self, other: Usage) -> Usage:
        return Usage(
            self.requests - other.requests,
            self.prompt_tokens - other.prompt_tokens,
            self.total_tokens - other.total_tokens,
        )


def one_line(text: str, longest: int) -> str:
    r"""Make foreign text fit for a message: printable, on one line, no longer than `longest`.

    Examples
    --------
    >>> from elanus._http.reply import one_line
    >>> one_line("bad\n\x1b[31mnews  today", 13)
    'bad [31mnews…'
    """
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


class Reply:
    """An answer of a provider, whatever its status.

    Parameters
    ----------
    provider : str
        The provider's name.
    status : int
        The HTTP status.
    headers : mapping of str to str
        The headers, names in lower case.
    body : bytes or bytearray
        The body, decompressed. It is not copied; once it is parsed, only what messages show of it is kept.
    mask : callable, optional
        Hides secrets in text that is shown. What is parsed is the body as it came: a key such as "none"
        may stand in a good answer.

    Examples
    --------
    >>> from elanus._http import Reply
    >>> reply = Reply("Example", 404, {"x-request-id": "r-1"}, b'{"error": {"message": "no such model"}}')
    >>> reply.message(), reply.request_id
    ('no such model', 'r-1')
    """

    __slots__ = ("_mask", "_parsed", "body", "headers", "provider", "status")

    def __init__(
        self,
        provider: str,
        status: int,
        headers: Mapping[str, str],
        body: bytes | bytearray,
        mask: Callable[[str], str] = str,
    ) -> None:
        self.provider = provider
        self.status = status
        self.headers = headers
        self.body = body
        self._mask = mask
        self._parsed: tuple[Any, str | None] | None = None

    def __repr__(self) -> str:
        return f"<Reply {self.status} of {self.provider}>"

    @property
    def request_id(self) -> str | None:
        """The provider's id of the request, or None.

        Examples
        --------
        >>> Reply("Example", 200, {}, b"").request_id is None
        True
        """
        given = next(filter(None, map(self.headers.get, _REQUEST_IDS)), None)
        if given is None and self.status != 200:
            value = self.content()
            places = (value, value.get("error")) if isinstance(value, dict) else ()
            told = (place.get(name) for place in places if isinstance(place, dict) for name in _BODY_IDS)
            given = next((item for item in told if isinstance(item, str)), None)
        return None if given is None else one_line(self._mask(given), _LONGEST_ID)

    def content(self) -> object:
        """Return the body's JSON, whatever it says, or None.

        Examples
        --------
        >>> Reply("Example", 429, {}, b'{"error": "busy"}').content()
        {'error': 'busy'}
        >>> Reply("Example", 502, {}, b"<html>").content() is None
        True
        """
        return self._read()[0]

    def json(self) -> object:
        """Return the body's JSON.

        Raises
        ------
        InvalidResponseError
            If it is none, or one with numbers that JSON does not have, or is an error's.

        Examples
        --------
        >>> Reply("Example", 200, {}, b"[1, 2]").json()
        [1, 2]
        """
        value, problem = self._read()
        if problem is not None:
            kind = one_line(self.headers.get("content-type", "no content type"), 60)
            self.refuse(f"it is not JSON ({kind}; {problem}): {self._excerpt()!r}")
        if isinstance(value, dict) and value.get("error"):
            self.refuse(f"it reports an error: {self.message()}")
        return value

    def message(self) -> str:
        """Return the provider's own words about an error.

        Examples
        --------
        >>> Reply("Example", 422, {}, b'{"detail": "too long"}').message()
        'too long'
        >>> Reply("Example", 502, {}, b"<html><h1>Bad Gateway</h1></html>").message()
        'Bad Gateway'
        >>> Reply("Example", 422, {}, b'{"detail": [{"msg": "too long", "input": "kite kite').message()
        'too long'
        """
        value, problem = self._read()
        words = self._quoted() if problem else _words(value)
        return one_line(self._mask(words), _LONGEST_MESSAGE) if words else self._excerpt()

    def usage(
        self,
        prompt_tokens: tuple[str, ...] = ("usage", "prompt_tokens"),
        total_tokens: tuple[str, ...] = ("usage", "total_tokens"),
    ) -> Usage:
        """Return the tokens that the provider counted for this answer.

        Parameters
        ----------
        prompt_tokens, total_tokens : tuple of str
            The names that lead to them. Where only one is told, the other is as many; where none is,
            ``meta.tokens.input_tokens`` is read.

        Examples
        --------
        >>> Reply("Example", 200, {}, b'{"usage": {"total_tokens": 12}}').usage()
        Usage(requests=1, prompt_tokens=12, total_tokens=12)
        """
        value, _ = self._read()
        prompt, total = _tokens(value, prompt_tokens), _tokens(value, total_tokens)
        known = [count for count in (prompt, total) if count is not None]
        known = known or [_tokens(value, _OTHER_TOKENS) or 0]
        return Usage(1, known[0], known[-1])

    def refuse(self, reason: str) -> NoReturn:
        """Raise that the answer is not what the provider documents.

        Raises
        ------
        InvalidResponseError
            Always.

        Examples
        --------
        >>> Reply("Example", 200, {}, b"[]").refuse("no vectors")
        Traceback (most recent call last):
        elanus.errors.InvalidResponseError: the answer of Example cannot be used: no vectors
        """
        given = f" (request id {self.request_id})" if self.request_id else ""
        raise InvalidResponseError(
            f"the answer of {self.provider} cannot be used: {self._mask(reason)}{given}",
            status=self.status,
            request_id=self.request_id,
            provider_message=self.message() if reason.startswith("it reports an error") else None,
        )

    def _read(self) -> tuple[Any, str | None]:
        if self._parsed is None:
            self._parsed = _parse(self.body)
            self.body = self.body[:_EXCERPT]
        return self._parsed

    def _quoted(self) -> str | None:
        """Find the message in JSON whose end is missing."""
        start = self.body[:_EXCERPT].decode("utf-8", "replace")
        found = _QUOTED.search(start) if start.lstrip()[:1] in ("{", "[") else None
        value, _ = _parse(found[1].encode()) if found else (None, None)
        return value if isinstance(value, str) else None

    def _excerpt(self) -> str:
        text = self.body[:_EXCERPT].decode("utf-8", "replace")  # masked before it is cut, which may cut a key
        return one_line(_TAGS.sub(" ", self._mask(text)[:2000]), 200)


def _tokens(value: object, names: tuple[str, ...]) -> int | None:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
        return None
    return int(value)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _breathe(value: dict[str, Any]) -> dict[str, Any]:
    """Let other threads run: reading JSON holds the interpreter until it calls Python, as at objects."""
    return value


def _parse(body: bytes | bytearray) -> tuple[Any, str | None]:
    """Return the JSON value, or the problem: never both, and no exception that holds the body."""
    try:
        return json.loads(body, parse_constant=_refuse_constant, object_hook=_breathe), None
    except json.JSONDecodeError as error:
        return None, f"{error.msg} at character {error.pos}"
    except UnicodeDecodeError as error:
        return None, f"{error.reason} at byte {error.start}"
    except (ValueError, RecursionError) as error:
        return None, one_line(str(error), 80)


def _words(value: object) -> str | None:
    """Find the message in the shapes that providers use.

    OpenAI, vLLM, Azure: ``{"error": {"message", "type", "code"}}``. TEI: ``{"error": str, "error_type"}``
    and ``{"message", "type"}``. Jina and others on FastAPI: ``{"detail": str}`` or a list of ``{"msg"}``.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(filter(None, map(_words, value[:5]))) or None
    if not isinstance(value, dict):
        return None
    for name in ("error", "detail", "message", "msg", "errors"):
        words = _words(value.get(name))
        if words:
            code = value.get("code")
            return f"{words} [{code}]" if isinstance(code, str) and code not in words else words
    return None
