"""Which failures are worth another attempt, and when."""

from __future__ import annotations

import asyncio
import math
import random
import re
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Seconds. Doubling from half a second, as the providers' own clients do.
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_LONGEST_LIMITED_PAUSE = 60.0  # limits are by the minute
# A provider that asks for more is not waited for: the error says how long it asks for.
LONGEST_RETRY_AFTER = 120.0

# RFC 9110 and RFC 6585; 520 to 529 are what gateways in front of the providers answer.
_PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})


class Clock:
    """Time as the service layer sees it; tests put one of their own in its place.

    Examples
    --------
    >>> from elanus._http import Clock
    >>> clock = Clock()
    >>> clock.monotonic() <= clock.monotonic()
    True
    """

    def now(self) -> float:
        """Seconds since 1970, to which a date in ``Retry-After`` is compared.

        Examples
        --------
        >>> Clock().now() > 1.7e9
        True
        """
        return time.time()

    def monotonic(self) -> float:
        """Seconds of a clock that is never set back, for deadlines.

        Examples
        --------
        >>> Clock().monotonic() > 0
        True
        """
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait before another attempt.

        Examples
        --------
        >>> import asyncio
        >>> asyncio.run(Clock().sleep(0))
        """
        await asyncio.sleep(seconds)

    def jitter(self) -> float:
        """Return a number from 0 to 1, so that many clients do not come back at once.

        Examples
        --------
        >>> 0 <= Clock().jitter() < 1
        True
        """
        return random.random()  # noqa: S311 - spreads load, guards nothing


def is_passing(status: int, should_retry: str | None) -> bool:
    """Tell whether a status may be another one soon.

    Parameters
    ----------
    status : int
        The HTTP status.
    should_retry : str or None
        OpenAI's header ``x-should-retry``, which knows better.

    Returns
    -------
    bool

    Examples
    --------
    >>> from elanus._http.retry import is_passing
    >>> is_passing(503, None), is_passing(400, None), is_passing(429, "false")
    (True, False, False)
    """
    if should_retry in ("true", "false"):
        return should_retry == "true"
    return status in _PASSING_STATUSES


def parse_retry_after(value: str | None, now: float) -> float | None:
    """Read ``Retry-After``, which is a number of seconds or an HTTP date (RFC 9110, section 10.2.3).

    Parameters
    ----------
    value : str or None
        The header.
    now : float
        The present, in seconds since 1970.

    Returns
    -------
    float or None
        Seconds to wait, at least 0; None if the header is missing or says nothing.

    Examples
    --------
    >>> from elanus._http.retry import parse_retry_after
    >>> parse_retry_after("7", now=0.0)
    7.0
    >>> parse_retry_after("Thu, 01 Jan 1970 00:01:30 GMT", now=60.0)
    30.0
    >>> parse_retry_after("soon", now=0.0) is None
    True
    """
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - now
        except (ValueError, OverflowError):
            return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|h|m|s))+")
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|h|m|s)")
_RESET = "x-ratelimit-reset"


def duration(text: str, now: float) -> float | None:
    """Read a time to wait as providers write it: seconds, seconds since 1970, or units.

    Examples
    --------
    >>> from elanus._http.retry import duration
    >>> [duration(text, now=1.8e9) for text in ("6m0s", "250ms", "1.5", "1800000030", "37s", "soon")]
    [360.0, 0.25, 1.5, 30.0, 37.0, None]
    """
    if _DURATION.fullmatch(text):
        return sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(text))
    seconds = parse_retry_after(text, now) if re.fullmatch(r"\d+(?:\.\d+)?", text) else None
    return max(0.0, seconds - now) if seconds is not None and seconds > 1e9 else seconds


def wait_hint(status: int, headers: Mapping[str, str], content: object, now: float) -> float | None:
    """Return the seconds that an answer asks to wait, in whichever of the providers' ways.

    ``retry-after-ms``, ``Retry-After``, Google's ``RetryInfo`` in the body, and for 429 ``x-ratelimit-reset``
    and its kin: of the limits that have nothing left, the one that lasts longest. They tell when all of a
    limit is there again, and some of it is sooner: it is no longer than what is waited for at most.

    Examples
    --------
    >>> from elanus._http.retry import wait_hint
    >>> wait_hint(429, {"retry-after-ms": "1500", "retry-after": "2"}, None, 0.0)
    1.5
    >>> details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "37s"}]
    >>> wait_hint(429, {}, {"error": {"details": details}}, 0.0)
    37.0
    >>> headers = {"x-ratelimit-reset-requests": "1s", "x-ratelimit-reset-tokens": "6m0s"}
    >>> wait_hint(429, {**headers, "x-ratelimit-remaining-tokens": "0"}, None, 0.0)
    120.0
    """
    millis = parse_retry_after(headers.get("retry-after-ms"), now)
    if millis is not None:
        return millis / 1000
    seconds = parse_retry_after(headers.get("retry-after"), now)
    if seconds is not None:
        return seconds
    for delay in _strings(content, "retryDelay"):
        return duration(delay, now)
    if status != 429:
        return None
    resets = {name: duration(value, now) for name, value in headers.items() if name.startswith(_RESET)}
    known = {name: value for name, value in resets.items() if value is not None}
    empty = [known[name] for name in known if headers.get(name.replace("reset", "remaining")) == "0"]
    reset = max(empty) if empty else min(known.values(), default=None)
    return None if reset is None else min(reset, LONGEST_RETRY_AFTER)


def _strings(value: object, name: str) -> Iterator[str]:
    """Find the texts of that name anywhere in an answer of error."""
    if isinstance(value, list):
        for item in value[:50]:
            yield from _strings(item, name)
    elif isinstance(value, dict):
        if isinstance(value.get(name), str):
            yield value[name]
        for item in list(value.values())[:50]:
            yield from _strings(item, name)


# A 429 that no waiting ends.
_SPENT = re.compile(r"insufficient_quota|billing_hard_limit|PerDay|(?:/ ?|\bper )month\b")


def is_spent(status: int, words: str, content: object) -> bool:
    """Tell whether a 429 speaks of what is spent, rather than of what comes too fast.

    Examples
    --------
    >>> from elanus._http.retry import is_spent
    >>> is_spent(429, "You exceeded your current quota [insufficient_quota]", None)
    True
    >>> is_spent(429, "You are using a Trial key, which is limited to 1000 API calls / month.", None)
    True
    >>> is_spent(429, "Rate limit reached", None)
    False
    """
    quotas = (*_strings(content, "quotaId"), *_strings(content, "code"), *_strings(content, "type"))
    return status == 429 and any(_SPENT.search(text) for text in (words, *quotas))


_KEY_REASONS = {"API_KEY_INVALID", "API_KEY_SERVICE_BLOCKED", "invalid_api_key", "invalid_token"}
_KEY_WORDS = re.compile(
    r"api[ _-]?key (?:is )?(?:not valid|invalid|incorrect|expired|not found|missing)"
    r"|(?:invalid|incorrect|wrong|missing|expired) (?:api key|api token|access token|key)\b"
    r"|unauthori[sz]ed|authentication (?:error|failed)|no connected db",
    re.IGNORECASE,
)


def is_key_refused(status: int, words: str, content: object) -> bool:
    """Tell whether an answer refuses the key, in whatever dress: 401, 403, Cohere's 498, Gemini's 400.

    Examples
    --------
    >>> from elanus._http.retry import is_key_refused
    >>> error = {"error": {"code": 400, "details": [{"reason": "API_KEY_INVALID"}]}}
    >>> is_key_refused(400, "API key not valid.", error), is_key_refused(400, "No connected db.", None)
    (True, True)
    >>> is_key_refused(400, "This model's maximum context length is 8192 tokens", None)
    False
    """
    if status in (401, 403, 498):
        return True
    reasons = {*_strings(content, "reason"), *_strings(content, "code")}
    return status in (400, 422) and bool(reasons & _KEY_REASONS or _KEY_WORDS.search(words))


# The status that many texts at once, or long ones, are refused with, and what is said then.
_SIZE_WORDS = re.compile(
    r"batch|\btokens?\b|length|too[ _](?:long|large|many|big)|context|payload"
    r"|(?:number of|maximum of|at most|up to) (?:\d+ )?(?:texts|inputs|items|documents|requests)"
    r"|should have at most"
    r"|error code: 422",  # all that a proxy of litellm repeats of what the server behind it has said
    re.IGNORECASE,
)


# OpenAI's of a request that is above a limit by the minute on its own.
_ABOVE_LIMIT = re.compile(r"request too large|tokens must be reduced", re.IGNORECASE)


def is_too_large(status: int, words: str) -> bool:
    """Tell whether an answer refuses a request for its size, so that less at once may pass.

    Examples
    --------
    >>> from elanus._http.retry import is_too_large
    >>> is_too_large(413, ""), is_too_large(400, "array too long. Expected maximum length 2048")
    (True, True)
    >>> is_too_large(422, "litellm.BadRequestError: OpenAIException - Error code: 422")
    True
    >>> is_too_large(400, "no such model"), is_too_large(500, "batch failed")
    (False, False)
    >>> is_too_large(429, "Request too large on tokens per min (TPM): Limit 40000, Requested 52000.")
    True
    """
    words_of = {400: _SIZE_WORDS, 422: _SIZE_WORDS, 429: _ABOVE_LIMIT}.get(status)
    return status == 413 or (words_of is not None and words_of.search(words) is not None)


def pause(attempt: int, retry_after: float | None, jitter: float, *, limited: bool = False) -> float:
    """Return how long to wait before the next attempt.

    Without a word from the provider: half a second, doubled after every attempt up to 30 s, of
    which the jitter takes away up to half. With one: what it asks for, and the jitter adds up
    to a tenth, never less.

    Parameters
    ----------
    attempt : int
        Attempts already made, from 1.
    retry_after : float or None
        Seconds the provider asks for.
    jitter : float
        From 0 to 1.
    limited : bool
        Whether it is a limit of rate, whose pauses grow to a minute, and are never none.

    Returns
    -------
    float

    Examples
    --------
    >>> from elanus._http.retry import pause
    >>> [pause(attempt, None, 0.0) for attempt in (1, 2, 3, 10)]
    [0.5, 1.0, 2.0, 30.0]
    >>> pause(1, None, 1.0), pause(1, 20.0, 0.0), pause(1, 20.0, 1.0)
    (0.25, 20.0, 22.0)
    """
    longest = _LONGEST_LIMITED_PAUSE if limited else _LONGEST_PAUSE
    growing = min(longest, _FIRST_PAUSE * 2.0 ** min(attempt - 1, 16)) * (1 - jitter / 2)
    if retry_after is None:
        return growing
    # A limit is tried until the deadline: a hint of 0 must not become a flood of requests.
    return max(retry_after * (1 + jitter / 10), min(growing, 1.0) if limited else 0.0)
