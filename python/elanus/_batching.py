"""Long lists cut into requests, run a few at a time, their results kept in order.

Examples
--------
>>> from elanus._batching import batches
>>> from elanus._http import Limits
>>> batches(["a", "b", "c", "d", "e"], Limits(texts=2))
[(0, 2), (2, 4), (4, 5)]
"""

from __future__ import annotations

import asyncio
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from elanus.errors import Partial, ServiceError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from elanus._http.provider import Limits
    from elanus._progress import Progress

__all__ = ["batches", "fingerprint", "run_batches"]

_ADDED_TOKENS = 3  # the most that a model puts around a text: begin, end, a leading space


def batches(
    texts: Sequence[str], limits: Limits, spans: Sequence[tuple[int, int]] | None = None, query: str = ""
) -> list[tuple[int, int]]:
    """Cut texts into batches within a provider's limits.

    Parameters
    ----------
    texts : sequence of str
        The texts.
    limits : Limits
        The most that a batch may hold. A text that passes the limit of tokens alone is a batch of its
        own: the provider says whether it truncates or refuses it.
    spans : sequence of (int, int), optional
        Which texts, as starts and ends. Default: all.
    query : str
        A reranker's query, which some providers count with each document.

    Returns
    -------
    list of (int, int)
        Start and end of each batch, in order.

    Examples
    --------
    >>> from elanus._batching import batches
    >>> from elanus._http import Limits
    >>> batches(["a" * 10, "b" * 10, "c" * 30, "d"], Limits(texts=8, tokens=26))
    [(0, 2), (2, 3), (3, 4)]
    """
    cut: list[tuple[int, int]] = []
    beside = _most_tokens(query) if limits.query_with_each else 0
    for first, last in [(0, len(texts))] if spans is None else spans:
        start, tokens = first, 0
        for position in range(first, last):
            size = _most_tokens(texts[position]) + beside if limits.tokens is not None else 0
            too_many = position - start == limits.texts
            if position > start and (
                too_many or (limits.tokens is not None and tokens + size > limits.tokens)
            ):
                cut.append((start, position))
                start, tokens = position, 0
            tokens += size
        if last > start:
            cut.append((start, last))
    return cut


def _most_tokens(text: str) -> int:
    size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    return size + _ADDED_TOKENS


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


async def run_batches(
    todo: Sequence[tuple[int, int]],
    work: Callable[[int, int], Awaitable[Any]],
    concurrency: int,
    total: int,
    identify: Callable[[], str],
    resume: Partial | None = None,
    progress: Progress | None = None,
) -> list[tuple[tuple[int, int], Any]]:
    """Run batches, a few at a time, and return their results in order.

    After a failure no further batch is begun; those under way are finished, because they are paid for.

    Parameters
    ----------
    todo : sequence of (int, int)
        Start and end of each batch.
    work : callable
        Given start and end, does one batch.
    concurrency : int
        Batches under way at once.
    total : int
        Texts in the whole call.
    identify : callable
        Gives the call's fingerprint; only needed after a failure.
    resume : Partial, optional
        What is already done.
    progress : Progress, optional
        Told of each batch's texts as it ends, and of those already done.

    Returns
    -------
    list of ((int, int), object)
        Start, end and result of each batch, in order.

    Raises
    ------
    ServiceError
        The failure of the first batch in order that failed, with `ServiceError.partial`.

    Examples
    --------
    >>> import asyncio
    >>> from elanus._batching import run_batches
    >>> async def work(start, end):
    ...     return end - start
    >>> asyncio.run(run_batches([(0, 2), (2, 3)], work, 4, 3, str))
    [((0, 2), 2), ((2, 3), 1)]
    """
    done: dict[tuple[int, int], Any] = {}
    if resume is not None:
        done.update(zip(resume.spans, resume.results, strict=True))
        if progress is not None:
            progress.advance(len(resume.indices))
    failures: dict[int, Exception] = {}
    queue = iter(enumerate(todo))

    async def worker() -> None:
        for number, span in queue:
            if failures:
                return
            try:
                done[span] = await work(*span)
            except Exception as error:  # noqa: BLE001 - raised below, once the others have ended
                failures[number] = error
            else:
                if progress is not None:
                    progress.advance(span[1] - span[0])

    await asyncio.gather(*(worker() for _ in range(min(concurrency, len(todo)))))
    if failures:
        number = min(failures)
        failure = failures[number]
        if not isinstance(failure, ServiceError):
            raise failure
        spans = tuple(sorted(done))
        partial = Partial(total, spans, tuple(done[span] for span in spans), identify())
        text = str(failure)
        if len(todo) > 1 or resume is not None:
            start, end = todo[number]
            text += (
                f"; this was batch {number + 1} of {len(todo)}, texts {start} to {end - 1}. "
                f"{len(partial.indices)} of {total} texts have succeeded: "
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
    return sorted(done.items(), key=lambda item: item[0])
