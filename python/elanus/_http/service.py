"""One request to a provider: its timeout, its retries, its deadline."""

from __future__ import annotations

import asyncio
import errno
import json
import os
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, TypeVar, cast

from elanus._http.loop import current
from elanus._http.reply import Reply, Usage, one_line
from elanus._http.retry import (
    LONGEST_RETRY_AFTER,
    Clock,
    is_key_refused,
    is_passing,
    is_spent,
    is_too_large,
    pause,
    wait_hint,
)
from elanus._http.secret import Secret
from elanus._optional import require
from elanus.errors import (
    AuthenticationError,
    InputError,
    InputTypeError,
    InvalidResponseError,
    ServiceError,
    ServiceTimeoutError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    import httpx2

    from elanus._http.options import Options
    from elanus._http.provider import Provider

_T = TypeVar("_T")
_LONGEST_CONNECT = 10.0
# How much later than a phase's timeout the whole attempt's comes: the client closes the connection
# cleanly at the former, but leaves one that is cancelled in its TLS handshake to the garbage collector.
_MARGIN = 0.03
# Enough for 2,048 vectors of 1,024 dimensions in decimal, or 4,096 in base64.
_LARGEST_BODY = 64 << 20
_LARGEST_ERROR_BODY = 64 << 10
# An answer that takes longer to read than a thread to be asked is not read in the loop.
_LARGE_BODY = 256 << 10
_MOST_ROUNDS = 8  # in which nothing passes; without a hint they take two minutes
_LONG_PAYLOAD = 32 << 10  # about 8,000 tokens: Voyage's lowest limit is 10,000 by the minute


@dataclass(frozen=True, slots=True)
class _Fault:
    """An attempt without an answer; in words, since the client's exceptions hold the key."""

    words: str
    passing: bool
    kind: type[ServiceError] = ServiceError
    large: bool = False  # less at once may pass


class Call:
    """A call of many requests: its end, and the gate at which they wait for a limit of rate.

    Parameters
    ----------
    seconds : float or None
        From now; None for never.
    clock : Clock
        The clock.

    Examples
    --------
    >>> from elanus._http import Call, Clock
    >>> 0 < Call(5.0, Clock()).remaining() <= 5
    True
    >>> Call(None, Clock()).remaining()
    inf
    """

    __slots__ = ("_clock", "_end", "_opens", "refusal", "rounds", "seconds")

    def __init__(self, seconds: float | None, clock: Clock) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = float("inf") if seconds is None else clock.monotonic() + seconds
        self._opens = float("-inf")
        # The last answer that closed the gate, and how often it was closed since one was good.
        self.refusal: tuple[Reply, float | None] | None = None
        self.rounds = 0

    def remaining(self) -> float:
        """Return the seconds left, negative when it has passed.

        Examples
        --------
        >>> Call(1.0, Clock()).remaining() > 0
        True
        """
        return self._end - self._clock.monotonic()

    def close(self, seconds: float, reply: Reply, asked: float | None) -> None:
        """Let no request of this call go for some seconds, since an answer says that they are too many.

        Examples
        --------
        >>> call = Call(None, Clock())
        >>> call.close(5.0, Reply("Example", 429, {}, b""), 5.0)
        >>> call.wait() > 4
        True
        """
        self._opens = max(self._opens, self._clock.monotonic() + seconds)
        self.refusal = (reply, asked)

    def wait(self) -> float:
        """Return the seconds until the gate opens; 0 or less when it is open.

        Examples
        --------
        >>> Call(None, Clock()).wait() <= 0
        True
        """
        return self._opens - self._clock.monotonic()


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

    def call(self) -> Call:
        """Return a call that begins now.

        Examples
        --------
        >>> from elanus.dense import TEIEmbeddingFunction
        >>> service = TEIEmbeddingFunction("http://localhost:8080")._service
        >>> service.call().remaining() > 3500
        True
        """
        return Call(self.options.deadline, self.clock)

    async def post(
        self, content: Mapping[str, Any], call: Call, read: Callable[[Reply], _T], *, divisible: bool = False
    ) -> tuple[_T, Usage]:
        """Send a request until it is answered with status 200; to be run in the loop.

        Parameters
        ----------
        content : mapping
            The JSON to send.
        call : Call
            When to give up, and when to wait.
        read : callable
            Reads an answer with status 200, or refuses it.
        divisible : bool
            Whether it may be sent as two: then one that is too slow is not tried again as it is.

        Returns
        -------
        object, Usage
            What was read, and what it has cost.

        Raises
        ------
        ServiceError
            For every failure, once it is final. The children tell more.

        Examples
        --------
        >>> from elanus._http.loop import run
        >>> from elanus.dense import TEIEmbeddingFunction
        >>> service = TEIEmbeddingFunction("http://127.0.0.1:9", max_retries=0)._service
        >>> run(service.post({"input": ["kite"]}, service.call(), Reply.json))
        Traceback (most recent call last):
        elanus.errors.ServiceError: TEI cannot be reached at http://127.0.0.1:9/v1/embeddings: \
ConnectError: All connection attempts failed
        """
        for secret in self._secrets():
            secret.checked()  # one that was unpickled where its variable is not set
        payload = self._payload(content)
        attempts = failures = 0
        while True:
            while (wait := call.wait()) > 0:
                if call.refusal is not None and wait >= call.remaining():
                    self._fail(call.refusal[0], max(attempts, 1), call.refusal[1], call)
                await self.clock.sleep(wait)
            attempts += 1
            outcome = await self._attempt(payload, call)
            if isinstance(outcome, Reply) and outcome.status == 200:
                call.rounds = 0
                return await self._accept(outcome, read)
            passing, asked = self._prospect(outcome)
            limited = passing and isinstance(outcome, Reply) and outcome.status == 429
            # What comes too fast is no failed try. But who wants no second one gets none.
            failures += not limited or self.options.max_retries == 0
            # Those that were under way when the gate was closed are of the same round.
            call.rounds += limited and call.wait() <= 0
            number = failures + call.rounds if limited else attempts
            wait = pause(number, asked, self.clock.jitter(), limited=limited)
            too_long = asked is not None and asked > LONGEST_RETRY_AFTER
            over = failures > self.options.max_retries or (divisible and _is_slow(outcome))
            # Where minutes of waiting let nothing pass, a long request may be more than a minute's limit.
            is_long = divisible and len(payload) > _LONG_PAYLOAD
            stuck = limited and is_long and call.rounds > _MOST_ROUNDS
            if not passing or over or too_long or stuck or wait >= call.remaining():
                self._fail(outcome, attempts, asked, call, stuck=stuck)
            if limited and isinstance(outcome, Reply):
                call.close(wait, outcome, asked)
            else:
                await self.clock.sleep(wait)

    def _payload(self, content: Mapping[str, Any]) -> bytes:
        problem: str | None = None
        try:
            return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        except (TypeError, ValueError) as error:
            problem = str(error)
        raise InputTypeError(f"a request to {self.provider.name} cannot be sent as JSON: {problem}")

    async def _accept(self, reply: Reply, read: Callable[[Reply], _T]) -> tuple[_T, Usage]:
        """Read an answer that has been paid for."""

        def work() -> tuple[_T | None, Usage, InvalidResponseError | None]:
            usage = reply.usage(self.provider.prompt_tokens, self.provider.total_tokens)
            try:
                return read(reply), usage, None
            except InvalidResponseError as error:
                # Raised anew below: its frames hold the answer, and that may quote the key.
                return None, usage, error.with_traceback(None)

        if len(reply.body) > _LARGE_BODY:
            # One at a time: they would only take turns for the interpreter, each with all it needs of memory.
            async with current().reading:
                value, usage, refused = await asyncio.to_thread(work)
        else:
            value, usage, refused = work()
        self.usage += usage
        if refused is not None:
            raise refused
        return cast("_T", value), usage

    def _find_key(self, given: Secret | None) -> Secret | None:
        provider, variables = self.provider, self.provider.key_variables
        # An empty argument is a missing one: `os.getenv("KEY", "")` is a common way to pass it.
        if given is not None and (given.reveal() or not given.is_text):
            return given.checked()
        if path := os.environ.get(provider.key_path_variable or ""):
            return Secret.from_file(path).checked()
        for variable in variables:
            found = Secret.from_environment(variable)
            if found.reveal():
                return found.checked()
        if provider.key_file and (found := Secret.from_file(*provider.key_file)).reveal():
            return found.checked()
        if variables:
            paths = f", or {provider.key_path_variable} to its file" if provider.key_path_variable else ""
            paths += f", or have it in {provider.key_file[0]}" if provider.key_file else ""
            raise InputError(
                f"{provider.name} needs a key: set the environment variable {' or '.join(variables)}{paths}, "
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

    async def _attempt(self, payload: bytes, call: Call) -> Reply | _Fault:
        """Make one attempt. Returns instead of raising: see the package's last paragraph."""
        import httpx2

        slots = current().slots
        try:
            async with asyncio.timeout(min(max(call.remaining(), 0.0), 1e6)):
                await slots.acquire()
        except TimeoutError:
            return _Fault("", passing=False, kind=ServiceTimeoutError)
        seconds = min(self.options.timeout, call.remaining())
        if seconds <= 0:
            slots.release()
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
            words = f"did not {phase} within {seconds:.3g} s"
            return _Fault(words, passing=True, kind=ServiceTimeoutError, large=phase == "answer")
        except httpx2.DecodingError as error:
            return _Fault(self._describe(error), passing=False, kind=InvalidResponseError)
        except httpx2.ConnectError as error:
            words = self._describe(error)
            if _is_out_of_files(error):
                words = "this process has no file left to open: raise its limit (ulimit -n), or close some"
                return _Fault(f"cannot be reached at {self.url}: {words}", passing=True)
            if "certificate" in words.lower():
                words += (
                    "; if its issuer is to be trusted, name the file of its certificate in the environment "
                    "variable SSL_CERT_FILE"
                )
                return _Fault(f"cannot be reached at {self.url}: {words}", passing=False)
            return _Fault(f"cannot be reached at {self.url}: {words}", passing=True)
        except httpx2.ProxyError as error:
            refused = "407" in str(error)
            remedy = "; name and password go into the address of HTTPS_PROXY" if refused else ""
            words = f"cannot be reached through the proxy of the environment: {self._describe(error)}{remedy}"
            return _Fault(words, passing=not refused)
        except httpx2.TransportError as error:
            return _Fault(f"broke the connection off: {self._describe(error)}", passing=True)
        except Exception as error:  # noqa: BLE001 - whatever it is, its frames hold the key
            return _Fault(f"could not be called: {self._describe(error)}", passing=False)
        finally:
            slots.release()

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
            return _Fault(words, passing=False, kind=InvalidResponseError, large=True)
        headers = {name.lower(): value for name, value in response.headers.items()}
        del body[largest:]
        return Reply(self.provider.name, response.status_code, headers, body, self._mask)

    def _describe(self, error: Exception) -> str:
        words = one_line(self._mask(str(error)), 200)
        return f"{type(error).__name__}: {words}" if words else type(error).__name__

    def _prospect(self, outcome: Reply | _Fault) -> tuple[bool, float | None]:
        """Tell whether another attempt may succeed, and after how many seconds it is asked for."""
        if isinstance(outcome, _Fault):
            return outcome.passing, None
        status, headers, content = outcome.status, outcome.headers, outcome.content()
        asked = wait_hint(status, headers, content, self.clock.now())
        words = outcome.message()
        final = is_spent(status, words, content) or is_too_large(status, words)
        return is_passing(status, headers.get("x-should-retry")) and not final, asked

    def _fail(
        self, outcome: Reply | _Fault, attempts: int, asked: float | None, call: Call, *, stuck: bool = False
    ) -> NoReturn:
        name = self.provider.name
        tried = f", after {attempts} attempts" if attempts > 1 else ""
        if isinstance(outcome, _Fault):
            late = f" (the deadline of {call.seconds} s has passed)" if call.remaining() <= 0 else ""
            text = f"{name} {outcome.words or 'had no time left to answer'}{tried}{late}"
            if outcome.kind is InvalidResponseError:
                text = f"the answer of {name} cannot be used: {outcome.words}{tried}"
            fault = outcome.kind(text)
            fault._too_large = outcome.large and call.remaining() > 0
            raise fault
        status, request_id = outcome.status, outcome.request_id
        words = outcome.message()
        said = words or "without a word"
        details = f"{status}" + (f", request id {request_id}" if request_id else "")
        kind: type[ServiceError] = ServiceError
        if is_key_refused(status, words, outcome.content()):
            kind = AuthenticationError
            source = f"{self._key!r}" if self._key else "no key was sent"
            what = _forbidden(words) if status == 403 else "the key"
            text = f"{name} refused {what} ({details}; {source}): {said}"
        elif 300 <= status < 400:
            text = (
                f"{name} redirects ({details}), which is not followed, since the key would go along: "
                "correct base_url"
            )
        elif status < 300:
            kind = InvalidResponseError
            text = f"{name} answered with a status that carries no result ({details}): {said}"
        else:
            spent = " for its quota, which is spent" if is_spent(status, words, outcome.content()) else ""
            # Where nothing is found, it is often base_url that is wrong, by a "/v1" say.
            where = f" at {self.url}" if status in (404, 405) else ""
            text = f"{name} refused the request{spent}{where} ({details}){tried}: {said}"
        if asked is not None:
            text += f" (it asks to wait {asked:.0f} s)"
        error = kind(text, status=status, request_id=request_id, provider_message=words, retry_after=asked)
        error._too_large = stuck or (kind is ServiceError and is_too_large(status, words))
        if stuck:
            call.rounds = 0
        raise error


def _is_out_of_files(error: BaseException | None) -> bool:
    """Look for the system's own words, which the client's exception does not repeat."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_slow(outcome: Reply | _Fault) -> bool:
    return isinstance(outcome, _Fault) and outcome.large


def _forbidden(words: str) -> str:
    """Say what a 403 refuses, where the provider says it."""
    lower = words.lower()
    if any(word in lower for word in ("quota", "billing", "credit", "balance", "payment")):
        return "the request for its quota"
    return "access to the model" if "model" in lower and "key" not in lower else "the key"


def _user_agent() -> str:
    from elanus import __version__

    return f"elanus/{__version__}"
