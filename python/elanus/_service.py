"""What the embedding functions and rerankers of all services share.

A call is the same for both: texts are cut into requests, each is sent and its answer read, and the parts are
put together. A provider's class says in `provider` where that is, in `_content` what is sent, and how an
answer is read.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from elanus._batching import Done, Plan, fingerprint, run_batches
from elanus._http import Options, Service
from elanus._http.loop import arun, run
from elanus._progress import Progress
from elanus.errors import InputError, InputTypeError, Partial

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
    from typing import Unpack

    from elanus._http import Limits, Provider, Reply, Secret, ServiceOptions, Usage

    Post = Callable[[Mapping[str, Any], Callable[[Reply], Any]], Awaitable[Any]]
    Send = Callable[[int, int, Post], Awaitable[Any]]

# Where a limit is not the provider's own, a server's answer must not outgrow what is read of one.
_TEXTS_ELSEWHERE = 64


class Connection(TypedDict, total=False):
    """Another way to send the key than the provider's, and what follows the address."""

    key_header: str | None
    key_prefix: str | None
    query: str


class ServiceFunction:
    """A function of texts that runs at a provider, in requests of several texts.

    Parameters
    ----------
    model_name : str or None
        The model.
    api_key : Secret or None
        The argument ``api_key``, hidden.
    base_url : str or None
        Where the service is; None for the provider's own address.
    options : ServiceOptions or Options
        The keyword arguments. The dict is emptied: it may hold a key under a misspelt name. So a class that
        checks arguments of its own before makes `Options` of it first.
    **connection
        `key_header`, `key_prefix` and `query` of `elanus._http.Service`.

    Examples
    --------
    >>> from elanus._service import ServiceFunction
    >>> from elanus.dense import TEIEmbeddingFunction
    >>> from elanus.reranker import TEIRerankFunction
    >>> issubclass(TEIEmbeddingFunction, ServiceFunction), issubclass(TEIRerankFunction, ServiceFunction)
    (True, True)
    """

    provider: ClassVar[Provider]
    # The tokens that a request may have, of models that have another limit than the provider's others.
    tokens_of: ClassVar[Mapping[str, int]] = {}
    # So that a traceback can show an object whose construction was refused.
    model_name: str | None = None
    _service: Service = None  # type: ignore[assignment]

    def __init__(
        self,
        model_name: str | None,
        api_key: Secret | None,
        base_url: str | None,
        options: ServiceOptions | Options,
        **connection: Unpack[Connection],
    ) -> None:
        checked = options if isinstance(options, Options) else Options.of(options)
        if not isinstance(model_name, str) and not self.provider.one_model:
            raise InputTypeError(f"model_name is a str, not {type(model_name).__name__}")
        self.model_name = model_name
        self._service = Service(self.provider, api_key, base_url, checked, model=model_name, **connection)

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
        own = self.provider.base_url is None or self.provider.owns(self._service.url)
        size = self._service.options.batch_size
        return replace(
            limits,
            texts=size or (limits.texts if own else min(limits.texts, _TEXTS_ELSEWHERE)),
            tokens=self.tokens_of.get(self.model_name or "", limits.tokens),
        )

    def _json(self, content: Mapping[str, Any], fields: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return what is sent: the fields that are not None, then those of the caller as they are."""
        given = {name: value for name, value in content.items() if value is not None}
        return {**given, **self._service.options.extra_body, **(fields or {})}

    def _plan(self, texts: list[str], spans: Sequence[tuple[int, int]], query: str) -> Plan:
        """Cut the texts into requests."""
        return Plan(texts, self._limits(), spans, query)

    def _refuse_empty(self, texts: Sequence[str], name: str) -> None:
        """Find the empty text that the provider would refuse, with all those sent beside it."""
        if not (self.provider.refuses_empty and self.provider.owns(self._service.url)):
            return
        for position, text in enumerate(texts):
            if not text:
                raise InputError(f"{name}[{position}] is empty, which {self.provider.name} refuses")

    def _prepare(
        self,
        verb: str,
        texts: list[str],
        resume: Partial | None,
        identity: Sequence[object],
        send: Send,
        query: str = "",
    ) -> _Work:
        """Make ready a call that sends texts in batches.

        Parameters
        ----------
        verb : str
            What is done to them, for the progress bar.
        texts : list of str
            The texts.
        resume : Partial or None
            What an earlier, failed call has done.
        identity : sequence
            What else makes a call another one: its role, its dimensions, what it sends for some text.
        send : callable
            Given start, end and what posts a request and reads its answer, does one batch.
        query : str
            What goes with each of them.
        """
        options = self._service.options

        def identify() -> str:
            own = (type(self).__qualname__, self.model_name, self._service.url)
            return fingerprint(texts, *own, *identity)

        plan = self._plan(texts, _to_send(texts, resume, identify), query)
        done = Done(len(texts), identify, resume)
        call = self._service.call()

        async def work(span: tuple[int, int]) -> tuple[Any, int]:
            tokens = 0

            async def post(content: Mapping[str, Any], read: Callable[[Reply], Any]) -> Any:  # noqa: ANN401
                nonlocal tokens
                divisible = plan.is_divisible(span)
                value, usage = await self._service.post(content, call, read, divisible=divisible)
                tokens = usage.prompt_tokens
                return value

            return await send(*span, post), tokens

        async def batches() -> list[Any]:
            with Progress(len(texts), f"{verb} at {self.provider.name}", options.show_progress) as progress:
                return await run_batches(plan, work, options.concurrency, done, progress)

        return _Work(done, batches)


class _Work:
    """A call that is ready; what it has done is kept when its caller gives it up."""

    def __init__(self, done: Done, batches: Callable[[], Coroutine[Any, Any, list[Any]]]) -> None:
        self._done, self._batches = done, batches

    def run(self) -> list[Any]:
        """Wait for it, as a plain call does."""
        try:
            return run(self._batches())
        except KeyboardInterrupt as error:
            self._done.keep(error)
            raise

    async def arun(self) -> list[Any]:
        """Await it."""
        try:
            return await arun(self._batches())
        except asyncio.CancelledError as error:
            self._done.keep(error)
            raise


def listed(reply: Reply, *names: str) -> list[Any]:
    """Return the list in an answer, which the names lead to.

    Raises
    ------
    InvalidResponseError
        If there is none.

    Examples
    --------
    >>> from elanus._http import Reply
    >>> from elanus._service import listed
    >>> listed(Reply("Example", 200, {}, b'{"embeddings": {"float": [[1.0]]}}'), "embeddings", "float")
    [[1.0]]
    >>> listed(Reply("Example", 200, {}, b'{"detail": "busy"}'), "data")
    Traceback (most recent call last):
    elanus.errors.InvalidResponseError: the answer of Example cannot be used: it has no list "data": busy
    """
    value = reply.json()
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    if not isinstance(value, list):
        what = f'it has no list "{".".join(names)}"' if names else "it is not a list"
        reply.refuse(f"{what}: {reply.message()}")
    return value


def _to_send(texts: list[str], resume: Partial | None, identify: Callable[[], str]) -> list[tuple[int, int]]:
    """Return starts and ends of the texts that an earlier, failed call has not sent: all without one."""
    if resume is None:
        return [(0, len(texts))]
    if not isinstance(resume, Partial):
        raise InputTypeError(f"resume is the partial of a ServiceError, not {type(resume).__name__}")
    resume.check(texts, identify())
    return resume.gaps
