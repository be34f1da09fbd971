"""Long lists cut into requests, run a few at a time, their results kept in order.

Examples
--------
>>> from elanus._batching import Plan
>>> from elanus._http import Limits
>>> list(Plan(["a", "b", "c", "d", "e"], Limits(texts=2)))
[(0, 2), (2, 4), (4, 5)]
"""

from __future__ import annotations

import asyncio
from collections import deque
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from elanus.errors import Partial, ServiceError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from elanus._http.provider import Limits
    from elanus._progress import Progress

__all__ = ["Done", "Plan", "fingerprint", "run_batches"]

_ADDED_TOKENS = 3  # the most that a model puts around a text: begin, end, a leading space
# Bytes of UTF-8 that a token covers, about: English words have 4.5, a Chinese character is a token or less.
_ASCII_BYTES, _OTHER_BYTES = 4, 3


def estimate_tokens(text: str) -> float:
    """Return about how many tokens a text has.

    Examples
    --------
    >>> from elanus._batching import estimate_tokens
    >>> estimate_tokens("The red kite soars."), estimate_tokens("赤鳶")
    (7.75, 5.0)
    """
    if text.isascii():
        return len(text) / _ASCII_BYTES + _ADDED_TOKENS
    return _size(text) / _OTHER_BYTES + _ADDED_TOKENS


class Plan:
    """What is still to send, cut into requests one at a time, by what the answers before have taught.

    Parameters
    ----------
    texts : sequence of str
        The texts.
    limits : Limits
        The most that a request may hold. A text that passes the limit of tokens alone is a request of its
        own: the provider says whether it truncates or refuses it.
    spans : sequence of (int, int), optional
        Which texts, as starts and ends. Default: all.
    query : str
        A reranker's query, which some providers count with each document.
    whole : bool
        Whether each span is a request of its own, which is never cut.

    Examples
    --------
    >>> from elanus._batching import Plan
    >>> from elanus._http import Limits
    >>> list(Plan(["a" * 40, "b" * 40, "c" * 120, "d"], Limits(texts=8, tokens=26)))
    [(0, 2), (2, 3), (3, 4)]
    """

    def __init__(
        self,
        texts: Sequence[str],
        limits: Limits,
        spans: Sequence[tuple[int, int]] | None = None,
        query: str = "",
        *,
        whole: bool = False,
    ) -> None:
        self._texts, self._limits, self._whole = texts, limits, whole
        self._beside = estimate_tokens(query) if limits.query_with_each else 0.0
        self._left = deque([(0, len(texts))] if spans is None else spans)
        self._begun: set[tuple[int, int]] = set()
        self._most = limits.texts
        self._proven = 0
        self._probe: tuple[int, int] | None = None
        self._estimated = self._counted = 0.0

    def __iter__(self) -> Iterator[tuple[int, int]]:
        while (span := self.take()) is not None:
            yield span

    def take(self) -> tuple[int, int] | None:
        """Return start and end of the next request, or None after the last.

        Examples
        --------
        >>> from elanus._http import Limits
        >>> Plan(["a", "b", "c"], Limits(texts=2)).take()
        (0, 2)
        """
        span = self._next(self._left)
        if span is not None:
            self._begun.add(span)
        return span

    def is_divisible(self, span: tuple[int, int]) -> bool:
        """Tell whether a request may be sent as two.

        Examples
        --------
        >>> from elanus._http import Limits
        >>> plan = Plan(["a", "b"], Limits(texts=2))
        >>> plan.is_divisible((0, 2)), plan.is_divisible((0, 1))
        (True, False)
        """
        return not self._whole and span[1] - span[0] > 1

    def divide(self, span: tuple[int, int]) -> None:
        """Put a request that was too large back as two; the next ones are no larger, until one proves them.

        Examples
        --------
        >>> from elanus._http import Limits
        >>> plan = Plan(["a"] * 8, Limits(texts=4))
        >>> plan.divide(plan.take())
        >>> list(plan)
        [(0, 2), (2, 4), (4, 6), (6, 8)]
        """
        start, end = span
        middle = (start + end + 1) // 2
        self._begun.discard(span)
        self._left.extendleft([(middle, end), (start, middle)])
        # Where as many have passed before, it was these texts.
        self._most = max(1, self._proven, min(self._most, middle - start))

    def refused_alone(self, span: tuple[int, int]) -> bool:
        """Go back to full requests, if it was this one text that was refused; tell whether it was.

        As long as nothing has passed, the shortest text that is left comes next, alone. If it is refused
        too, it is not the texts.

        Examples
        --------
        >>> from elanus._http import Limits
        >>> plan = Plan(["aa", "aaa", "a", "aa"], Limits(texts=2))
        >>> plan.divide(plan.take())
        >>> plan.refused_alone(plan.take())
        True
        >>> plan.take()
        (2, 3)
        >>> plan.refused_alone((2, 3))
        False
        """
        if not self._proven and span == self._probe:
            return False
        if not self._proven and self._probe is None and self._left:
            self._probe = self._shortest_first()
        self._most = self._limits.texts
        return True

    def succeeded(self, span: tuple[int, int], tokens: int) -> None:
        """Learn from a request what size passes, and how many tokens the provider has counted in it.

        Examples
        --------
        >>> from elanus._http import Limits
        >>> plan = Plan(["a" * 388] * 6, Limits(texts=6, tokens=200))
        >>> plan.take()
        (0, 2)
        >>> plan.succeeded((0, 2), tokens=100)
        >>> plan.take()
        (2, 6)
        """
        self._proven = max(self._proven, span[1] - span[0])
        self._most = max(self._most, self._proven)
        if tokens and self._limits.tokens is not None:
            self._counted += tokens
            self._estimated += sum(self._tokens(position) for position in range(*span))

    def number(self, span: tuple[int, int]) -> tuple[int, int]:
        """Return the number of a request in the order of texts, and how many there are.

        Examples
        --------
        >>> from elanus._http import Limits
        >>> plan = Plan(["a"] * 5, Limits(texts=2))
        >>> plan.number(plan.take())
        (1, 3)
        """
        left, known = deque(self._left), set(self._begun)
        while (further := self._next(left)) is not None:
            known.add(further)
        return sorted(known).index(span) + 1, len(known)

    def _shortest_first(self) -> tuple[int, int]:
        spans = list(self._left)
        position = min((p for span in spans for p in range(*span)), key=lambda p: len(self._texts[p]))
        self._left = deque([(position, position + 1)])
        for start, end in spans:
            holds = start <= position < end
            parts = [(start, position), (position + 1, end)] if holds else [(start, end)]
            self._left.extend(part for part in parts if part[0] < part[1])
        return position, position + 1

    def _next(self, left: deque[tuple[int, int]]) -> tuple[int, int] | None:
        if not left:
            return None
        start, last = left.popleft()
        end = last if self._whole else self._cut(start, last)
        if end < last:
            left.appendleft((end, last))
        return start, end

    def _cut(self, start: int, last: int) -> int:
        most, limits = min(last, start + self._most), self._limits
        if limits.tokens is None and limits.bytes is None:
            return most
        factor = min(4.0, max(0.25, self._counted / self._estimated)) if self._estimated else 1.0
        tokens, size = 0.0, 0
        for position in range(start, most):
            if limits.tokens is not None:
                tokens += self._tokens(position) * factor
            if limits.bytes is not None:
                size += _size(self._texts[position])
            too_many = tokens > (limits.tokens or tokens) or size > (limits.bytes or size)
            if too_many and position > start:
                return position
        return most

    def _tokens(self, position: int) -> float:
        return estimate_tokens(self._texts[position]) + self._beside


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def fingerprint(texts: Sequence[str], *context: object) -> str:
    """Identify a call, so that only its own rest can be resumed.

    Examples
    --------
    >>> from elanus._batching import fingerprint
    >>> fingerprint(["kite"], "model") == fingerprint(["kite"], "model")
    True
    >>> fingerprint(["kite"], "model") == fingerprint(["ki", "te"], "model")
    False
    """
    digest = blake2b(repr(context).encode("utf-8", "surrogatepass"), digest_size=16)
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


class Done:
    """What of a call has been done, and so is paid for; seen from the caller's thread too.

    Parameters
    ----------
    total : int
        Texts in the whole call.
    identify : callable
        Gives the call's fingerprint; only needed after a failure.
    resume : Partial, optional
        What an earlier call has done.

    Examples
    --------
    >>> from elanus._batching import Done
    >>> done = Done(3, lambda: "")
    >>> done.results[0, 2] = [[0.0], [1.0]]
    >>> done.partial()
    <Partial: 2 of 3 texts>
    """

    def __init__(self, total: int, identify: Callable[[], str], resume: Partial | None = None) -> None:
        self.total, self._identify = total, identify
        self.results: dict[tuple[int, int], Any] = {}
        self.resumed = 0
        if resume is not None:
            self.results.update(zip(resume.spans, resume.results, strict=True))
            self.resumed = len(resume.indices)

    def partial(self) -> Partial:
        """Return what can be resumed.

        Examples
        --------
        >>> Done(3, lambda: "").partial().pending
        [0, 1, 2]
        """
        results = sorted(self.results.copy().items(), key=lambda item: item[0])
        spans, values = zip(*results, strict=True) if results else ((), ())
        return Partial(self.total, spans, values, self._identify())

    def keep(self, error: BaseException) -> None:
        """Give an interrupt or a cancellation the attribute `partial`, and say so in a note.

        Examples
        --------
        >>> error = KeyboardInterrupt()
        >>> Done(3, lambda: "").keep(error)
        >>> error.partial
        <Partial: 0 of 3 texts>
        """
        partial = self.partial()
        error.partial = partial  # type: ignore[attr-defined]
        error.add_note(
            f"{len(partial.indices)} of {self.total} texts have succeeded: "
            "pass resume=error.partial to do only the rest"
        )


async def run_batches(
    plan: Plan,
    work: Callable[[tuple[int, int]], Awaitable[tuple[Any, int]]],
    concurrency: int,
    done: Done,
    progress: Progress | None = None,
) -> list[Any]:
    """Run a plan's requests, a few at a time, and return their results in order.

    One that is too large is sent as two. A text that is refused alone does not keep the others from being
    sent. After any other failure no further request is begun; those under way are finished, because they
    are paid for.

    Parameters
    ----------
    plan : Plan
        The requests.
    work : callable
        Given start and end, does one; gives its result and the tokens that the provider has counted.
    concurrency : int
        Requests under way at once.
    done : Done
        Where results are put.
    progress : Progress, optional
        Told of each request's texts as it ends, and of those already done.

    Returns
    -------
    list
        The results, in order.

    Raises
    ------
    ServiceError
        The failure of the first request in order that failed, with `ServiceError.partial`.

    Examples
    --------
    >>> import asyncio
    >>> from elanus._batching import Done, Plan, run_batches
    >>> from elanus._http import Limits
    >>> async def work(span):
    ...     return span[1] - span[0], 0
    >>> asyncio.run(run_batches(Plan(["a", "b", "c"], Limits(texts=2)), work, 4, Done(3, str)))
    [2, 1]
    """
    if progress is not None and done.resumed:
        progress.advance(done.resumed)
    failures: dict[tuple[int, int], Exception] = {}
    refused: dict[tuple[int, int], ServiceError] = {}

    async def one(span: tuple[int, int]) -> None:
        try:
            result, tokens = await work(span)
        except ServiceError as error:
            if error._too_large and plan.is_divisible(span):
                plan.divide(span)
            elif error._too_large and error.status is not None and span[1] - span[0] == 1:
                refused[span] = error
                if not plan.refused_alone(span):
                    failures.update(refused)
            else:
                failures[span] = error
        except Exception as error:  # noqa: BLE001 - raised below, once the others have ended
            failures[span] = error
        else:
            done.results[span] = result
            plan.succeeded(span, tokens)
            if progress is not None:
                progress.advance(span[1] - span[0])

    async with asyncio.TaskGroup() as group:
        running: set[asyncio.Task[None]] = set()
        while True:
            while not failures and len(running) < concurrency and (span := plan.take()) is not None:
                running.add(group.create_task(one(span)))
            if not running:
                break
            _, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    if failures or refused:
        _raise(plan, failures or refused, refused if not failures else {}, done)
    return [result for _, result in sorted(done.results.items(), key=lambda item: item[0])]


def _raise(
    plan: Plan,
    failures: dict[tuple[int, int], Any],
    refused: dict[tuple[int, int], ServiceError],
    done: Done,
) -> None:
    span = min(failures)
    failure = failures[span]
    if not isinstance(failure, ServiceError):
        raise failure
    partial, text = done.partial(), str(failure)
    number, count = plan.number(span)
    if refused and done.total > 1:
        positions = sorted(start for start, _ in refused)
        others = f"; so were {_positions(positions[1:])}" if len(refused) > 1 else ""
        text += f"; this was text {positions[0]}{others}. "
        text += f"{len(partial.indices)} of {done.total} texts have succeeded, which are in error.partial"
    elif count > 1 or done.resumed:
        text += (
            f"; this was batch {number} of {count}, texts {span[0]} to {span[1] - 1}. "
            f"{len(partial.indices)} of {done.total} texts have succeeded: "
            "pass resume=error.partial to do only the rest"
        )
    raise type(failure)(
        text,
        status=failure.status,
        request_id=failure.request_id,
        provider_message=failure.provider_message,
        retry_after=failure.retry_after,
        partial=partial,
    )


def _positions(positions: list[int]) -> str:
    shown = ", ".join(map(str, sorted(positions)[:10]))
    return shown + (f" and {len(positions) - 10} more" if len(positions) > 10 else "")
