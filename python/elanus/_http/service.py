"""One request to a provider: its timeout, its retries, its deadline."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from elanus._http.loop import current
from elanus._http.reply import Reply, Usage, one_line
from elanus._http.retry import LONGEST_RETRY_AFTER, Clock, is_passing, parse_retry_after, pause
from elanus._http.secret import Secret
from elanus._optional import require
from elanus.errors import (
    AuthenticationError,
    InputError,
    InvalidResponseError,
    ServiceError,
    ServiceTimeoutError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import httpx2

    from elanus._http.options import Options
    from elanus._http.provider import Provider

_LONGEST_CONNECT = 10.0
# How much later than a phase's timeout the whole attempt's comes: the client closes the connection
# cleanly at the former, but leaves one that is cancelled in its TLS handshake to the garbage collector.
_MARGIN = 0.03
# Enough for 2,048 vectors of 1,024 dimensions in decimal, or 4,096 in base64.
_LARGEST_BODY = 64 << 20
_LARGEST_ERROR_BODY = 64 << 10


@dataclass(frozen=True, slots=True)
class _Fault:
    """An attempt without an answer; in words, since the client's exceptions hold the key."""

    words: str
    passing: bool
    kind: type[ServiceError] = ServiceError


class Deadline:
    """The end of a call, on a clock that tests may replace.

    Parameters
    ----------
    seconds : float or None
        From now; None for never.
    clock : Clock
        The clock.

    Examples
    --------
    >>> from elanus._http import Clock, Deadline
    >>> 0 < Deadline(5.0, Clock()).remaining() <= 5
    True
    >>> Deadline(None, Clock()).remaining()
    inf
    """

    __slots__ = ("_clock", "_end", "seconds")

    def __init__(self, seconds: float | None, clock: Clock) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = float("inf") if seconds is None else clock.monotonic() + seconds

    def remaining(self) -> float:
        """Return the seconds left, negative when it has passed.

        Examples
        --------
        >>> Deadline(1.0, Clock()).remaining() > 0
        True
        """
        return self._end - self._clock.monotonic()


class Service:
    """A provider as one object of ours uses it.

    Parameters
    ----------
    provider : Provider
        What is particular to the provider.
    api_key : Secret or None
        The argument ``api_key``, hidden. None: the provider's environment variable is read.
    base_url : str or None
        Where the service is; None for the provider's own address.
    options : Options
        The keyword arguments.
    model : str, optional
        The model, where the address names it.
    key_header, key_prefix : str, optional
        Another way to send the key than the provider's.
    query : str, optional
        What follows the address after a question mark.

    Attributes
    ----------
    usage : Usage
        The sum over all requests so far.
    clock : Clock
        The clock of deadlines and retries.

    Raises
    ------
    InputError
        If there is no key and the provider needs one, or for a key or an address that cannot be used.
    MissingPackageError
        If httpx2 is not installed.

    Examples
    --------
    >>> from elanus._http import Limits, Options, Provider, Secret, Service
    >>> provider = Provider("Example", "/embeddings", Limits(texts=96), key_variables=("EXAMPLE_API_KEY",))
    >>> Service(provider, Secret("sk-123456", "api_key"), "http://localhost:8080", Options())
    <Service Example at http://localhost:8080/embeddings>
    >>> Service(provider, None, "http://localhost:8080", Options())
    Traceback (most recent call last):
    elanus.errors.InputError: Example needs a key: set the environment variable EXAMPLE_API_KEY, or pass \
api_key=
    """

    url: str = ""  # so that a traceback can show an object whose address was refused

    def __init__(
        self,
        provider: Provider,
        api_key: Secret | None,
        base_url: str | None,
        options: Options,
        *,
        model: str | None = None,
        key_header: str | None = None,
        key_prefix: str | None = None,
        query: str = "",
    ) -> None:
        self.provider = provider
        if provider.base_url_variable and not base_url:
            base_url = os.environ.get(provider.base_url_variable) or None
        self.url = provider.url(base_url, model)
        self.options = options
        self.usage = Usage()
        self.clock = Clock()
        self._key_header = key_header or provider.key_header
        self._key_prefix = provider.key_prefix if key_prefix is None else key_prefix
        self._key = self._find_key(api_key)
        for prefix, address in provider.key_addresses.items() if base_url is None else ():
            if self._key is not None and self._key.reveal().startswith(prefix):
                self.url = provider.url(address, model)
        self.url += f"?{query}" if query else ""
        require("httpx2", "services", type(self).__name__ + " of " + provider.name)

    def __repr__(self) -> str:
        return f"<Service {self.provider.name} at {self.url}>"

    def deadline(self) -> Deadline:
        """Return the deadline of a call that begins now.

        Examples
        --------
        >>> from elanus.dense import TEIEmbeddingFunction
        >>> service = TEIEmbeddingFunction("http://localhost:8080")._service
        >>> service.deadline().remaining() > 3500
        True
        """
        return Deadline(self.options.deadline, self.clock)

    async def post(self, content: Mapping[str, Any], deadline: Deadline) -> Reply:
        """Send a request until it is answered with status 200; to be run in the loop.

        Parameters
        ----------
        content : mapping
            The JSON to send.
        deadline : Deadline
            When to give up.

        Returns
        -------
        Reply
            An answer with status 200; what it says is still to be checked.

        Raises
        ------
        ServiceError
            For every failure, once it is final. The children tell more.

        Examples
        --------
        >>> from elanus._http.loop import run
        >>> from elanus.dense import TEIEmbeddingFunction
        >>> service = TEIEmbeddingFunction("http://127.0.0.1:9", max_retries=0)._service
        >>> run(service.post({"input": ["kite"]}, service.deadline()))
        Traceback (most recent call last):
        elanus.errors.ServiceError: TEI cannot be reached at http://127.0.0.1:9/v1/embeddings: \
ConnectError: All connection attempts failed
        """
        for secret in self._secrets():
            secret.checked()  # one that was unpickled where its variable is not set
        payload = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        attempts = 0
        while True:
            attempts += 1
            outcome = await self._attempt(payload, deadline)
            if isinstance(outcome, Reply) and outcome.status == 200:
                self.usage += outcome.usage(self.provider.prompt_tokens, self.provider.total_tokens)
                return outcome
            passing, asked = self._prospect(outcome)
            wait = pause(attempts, asked, self.clock.jitter())
            too_long = asked is not None and asked > LONGEST_RETRY_AFTER
            if not passing or attempts > self.options.max_retries or too_long or wait >= deadline.remaining():
                self._fail(outcome, attempts, asked, deadline)
            await self.clock.sleep(wait)

    def _find_key(self, given: Secret | None) -> Secret | None:
        variables = self.provider.key_variables
        # An empty argument is a missing one: `os.getenv("KEY", "")` is a common way to pass it.
        if given is not None and (given.reveal() or not given.is_text):
            return given.checked()
        for variable in variables:
            found = Secret.from_environment(variable)
            if found.reveal():
                return found.checked()
        if variables:
            raise InputError(
                f"{self.provider.name} needs a key: set the environment variable {' or '.join(variables)}, "
                "or pass api_key="
            )
        return None

    def _sign(self, request: httpx2.Request) -> httpx2.Request:
        if self._key is not None:
            request.headers[self._key_header] = self._key_prefix + self._key.reveal()
        for name, secret in self.options.headers:
            request.headers[name] = secret.reveal()
        return request

    def _secrets(self) -> list[Secret]:
        return [*([self._key] if self._key else []), *(secret for _, secret in self.options.headers)]

    def _mask(self, text: str) -> str:
        for secret in self._secrets():
            text = secret.mask(text)
        return text

    async def _attempt(self, payload: bytes, deadline: Deadline) -> Reply | _Fault:
        """Make one attempt. Returns instead of raising: see the package's last paragraph."""
        import httpx2

        seconds = min(self.options.timeout, deadline.remaining())
        if seconds <= 0:
            return _Fault("", passing=False, kind=ServiceTimeoutError)
        limits = httpx2.Timeout(seconds, connect=min(seconds, _LONGEST_CONNECT))
        try:
            async with (
                asyncio.timeout(seconds + _MARGIN),
                current().client.stream(
                    "POST",
                    self.url,
                    content=payload,
                    headers={"Content-Type": "application/json", "User-Agent": _user_agent()},
                    auth=self._sign,
                    timeout=limits,
                ) as response,
            ):
                return await self._read(response)
        except (TimeoutError, httpx2.TimeoutException) as error:
            phase = "connect" if isinstance(error, httpx2.ConnectTimeout) else "answer"
            return _Fault(f"did not {phase} within {seconds:.3g} s", passing=True, kind=ServiceTimeoutError)
        except httpx2.DecodingError as error:
            return _Fault(self._describe(error), passing=False, kind=InvalidResponseError)
        except httpx2.ConnectError as error:
            words = self._describe(error)
            trusted = "certificate" not in words.lower()
            return _Fault(f"cannot be reached at {self.url}: {words}", passing=trusted)
        except httpx2.TransportError as error:
            return _Fault(f"broke the connection off: {self._describe(error)}", passing=True)
        except Exception as error:  # noqa: BLE001 - whatever it is, its frames hold the key
            return _Fault(f"could not be called: {self._describe(error)}", passing=False)

    async def _read(self, response: httpx2.Response) -> Reply | _Fault:
        good = response.status_code == 200
        largest = _LARGEST_BODY if good else _LARGEST_ERROR_BODY
        body = bytearray()
        async with aclosing(response.aiter_bytes()) as pieces:
            async for piece in pieces:
                body += piece
                if len(body) > largest:
                    break
        if good and len(body) > largest:
            words = f"it is larger than {largest >> 20} MiB; a lower batch_size makes smaller ones"
            return _Fault(words, passing=False, kind=InvalidResponseError)
        # A provider may quote the key back; from here on nothing holds it.
        headers = {name.lower(): self._mask(value) for name, value in response.headers.items()}
        masked = bytes(body[:largest])
        for secret in self._secrets():
            masked = secret.mask_bytes(masked)
        return Reply(self.provider.name, response.status_code, headers, masked)

    def _describe(self, error: Exception) -> str:
        words = one_line(self._mask(str(error)), 200)
        return f"{type(error).__name__}: {words}" if words else type(error).__name__

    def _prospect(self, outcome: Reply | _Fault) -> tuple[bool, float | None]:
        """Tell whether another attempt may succeed, and after how many seconds it is asked for."""
        if isinstance(outcome, _Fault):
            return outcome.passing, None
        headers = outcome.headers
        asked = parse_retry_after(headers.get("retry-after"), self.clock.now())
        return is_passing(outcome.status, headers.get("x-should-retry")), asked

    def _fail(
        self, outcome: Reply | _Fault, attempts: int, asked: float | None, deadline: Deadline
    ) -> NoReturn:
        name = self.provider.name
        tried = f", after {attempts} attempts" if attempts > 1 else ""
        if isinstance(outcome, _Fault):
            late = f" (the deadline of {deadline.seconds} s has passed)" if deadline.remaining() <= 0 else ""
            if outcome.kind is InvalidResponseError:
                raise InvalidResponseError(f"the answer of {name} cannot be used: {outcome.words}{tried}")
            raise outcome.kind(f"{name} {outcome.words or 'had no time left to answer'}{tried}{late}")
        status, request_id = outcome.status, outcome.request_id
        # The body was masked as it came, but JSON may have hidden the key behind an escape.
        words = self._mask(outcome.message())
        details = f"{status}" + (f", request id {request_id}" if request_id else "")
        kind: type[ServiceError] = ServiceError
        if status in (401, 403):
            kind = AuthenticationError
            source = f"{self._key!r}" if self._key else "no key was sent"
            text = f"{name} refused the key ({details}; {source}): {words}"
        elif 300 <= status < 400:
            text = (
                f"{name} redirects ({details}), which is not followed, since the key would go along: "
                "correct base_url"
            )
        elif status < 300:
            kind = InvalidResponseError
            text = f"{name} answered with a status that carries no result ({details}): {words}"
        else:
            text = f"{name} refused the request ({details}){tried}: {words}"
        if asked is not None:
            text += f" (it asks to wait {asked:.0f} s)"
        raise kind(text, status=status, request_id=request_id, provider_message=words, retry_after=asked)


def _user_agent() -> str:
    from elanus import __version__

    return f"elanus/{__version__}"
