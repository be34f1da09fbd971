"""Which failures are worth another attempt, and when."""

from __future__ import annotations

import asyncio
import math
import random
import time
from email.utils import parsedate_to_datetime

# Seconds. Doubling from half a second, as the providers' own clients do.
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
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


def pause(attempt: int, retry_after: float | None, jitter: float) -> float:
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
    if retry_after is not None:
        return retry_after * (1 + jitter / 10)
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(attempt - 1, 16)) * (1 - jitter / 2)
