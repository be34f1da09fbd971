"""What the embedding functions and rerankers of all services share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from elanus._batching import batches, run_batches
from elanus._progress import Progress
from elanus.errors import InputTypeError, Partial

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from elanus._http import Limits, Provider, Service, Usage


class ServiceFunction:
    """A function of texts that runs at a provider, in requests of several texts.

    Parameters
    ----------
    model_name : str or None
        The model.
    service : Service
        How to reach the provider.

    Examples
    --------
    >>> from elanus._service import ServiceFunction
    >>> from elanus.dense import TEIEmbeddingFunction
    >>> from elanus.reranker import TEIRerankFunction
    >>> issubclass(TEIEmbeddingFunction, ServiceFunction), issubclass(TEIRerankFunction, ServiceFunction)
    (True, True)
    """

    provider: ClassVar[Provider]
    # So that a traceback can show an object whose construction was refused.
    model_name: str | None = None
    _service: Service = None  # type: ignore[assignment]

    def __init__(self, model_name: str | None, service: Service) -> None:
        if model_name is not None and not isinstance(model_name, str):
            raise InputTypeError(f"model_name is a str, not {type(model_name).__name__}")
        self.model_name = model_name
        self._service = service

    @property
    def usage(self) -> Usage:
        """What the provider has counted since this object was made; two readings can be subtracted.

        Examples
        --------
        >>> from elanus.dense import TEIEmbeddingFunction
        >>> TEIEmbeddingFunction("http://localhost:8080").usage
        Usage(requests=0, prompt_tokens=0, total_tokens=0)
        """
        return self._service.usage

    def __repr__(self) -> str:
        place = self._service.url if self._service else "no address"
        return f"{type(self).__name__}({self.model_name!r}, at {place})"

    def _limits(self) -> Limits:
        """Return what one request may hold."""
        limits = self.provider.limits
        size = self._service.options.batch_size
        return limits if size is None else replace(limits, texts=size)

    def _plan(self, texts: list[str], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Cut the texts into requests."""
        return batches(texts, self._limits(), spans)

    def _to_send(
        self, texts: list[str], resume: Partial | None, identify: Callable[[], str]
    ) -> list[tuple[int, int]]:
        """Return starts and ends of the texts that an earlier, failed call has not sent: all without one."""
        if resume is None:
            return [(0, len(texts))]
        if not isinstance(resume, Partial):
            raise InputTypeError(f"resume is the partial of a ServiceError, not {type(resume).__name__}")
        resume.check(texts, identify())
        return resume.gaps

    async def _in_batches(
        self,
        verb: str,
        texts: list[str],
        spans: list[tuple[int, int]],
        work: Callable[[int, int], Awaitable[Any]],
        identify: Callable[[], str],
        resume: Partial | None,
    ) -> list[Any]:
        """Run `work` on the batches of `spans`; return the results of all texts, in order."""
        options = self._service.options
        todo = self._plan(texts, spans)
        with Progress(len(texts), f"{verb} at {self.provider.name}", options.show_progress) as progress:
            parts = await run_batches(todo, work, options.concurrency, len(texts), identify, resume, progress)
        return [part for _, part in parts]
