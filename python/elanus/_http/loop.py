"""The one thread that owns every socket.

A process has at most one event loop of ours, in a daemon thread that the first call starts; it
holds one HTTP client, whose connections all services share. Calls with and without ``await``
hand it the same coroutine and differ only in how they wait. So a plain call works inside a
running event loop and in any thread, Ctrl-C ends it, and a forked child, which inherits neither
the thread nor a usable socket, starts a loop of its own.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from elanus.errors import ServiceError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Coroutine
    from concurrent.futures import Future
    from typing import Any

_T = TypeVar("_T")
_CLOSING = 1.0  # seconds that connections get to close at exit
_THREAD = "elanus-http"
_MOST_CONNECTIONS = 100
# At DEBUG these write every header of an answer into the log, where a provider may quote the key.
_TALKATIVE = tuple(f"httpcore2.{name}" for name in ("connection", "http11", "http2", "proxy", "socks"))


def _not_ours(record: logging.LogRecord) -> bool:
    """Keep the records of other users of the HTTP client."""
    return record.threadName != _THREAD


def _certificates() -> ssl.SSLContext | bool:
    """Read the certificates that `requests` would: the original's client did."""
    import ssl

    own = any(map(os.environ.get, ("SSL_CERT_FILE", "SSL_CERT_DIR")))  # which the client reads itself
    bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
    if own or not bundle:
        return True
    if Path(bundle).is_dir():
        return ssl.create_default_context(capath=bundle)
    return ssl.create_default_context(cafile=bundle)


class HttpLoop:
    """An event loop in a thread, with its HTTP client.

    The client follows no redirects: a key would go along. It keeps no cookies, and reads no
    ``.netrc``, which httpx2 does only when told to. Proxies (``HTTPS_PROXY``, ``NO_PROXY``) and
    certificates (``SSL_CERT_FILE``, ``SSL_CERT_DIR``, or else ``REQUESTS_CA_BUNDLE``, ``CURL_CA_BUNDLE``)
    come from the environment, as they did for `pymilvus.model`; they are read once.

    Attributes
    ----------
    loop : asyncio.AbstractEventLoop
        The loop.
    client : httpx2.AsyncClient
        The client, to be used in the loop.
    slots : asyncio.Semaphore
        What an attempt holds, so that all calls together do not use up the process' open files.
    reading : asyncio.Lock
        What the reading of a large answer holds.

    Examples
    --------
    >>> from elanus._http.loop import run
    >>> async def answer():
    ...     return 42
    >>> run(answer())
    42
    """

    def __init__(self) -> None:
        from http.cookiejar import CookieJar, DefaultCookiePolicy

        import httpx2

        for name in _TALKATIVE:
            logging.getLogger(name).addFilter(_not_ours)
        problem: str | None = None
        try:
            self.client = httpx2.AsyncClient(
                follow_redirects=False,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                verify=_certificates(),
                # `slots` bounds them: a request that waits for one must not count as a slow server.
                limits=httpx2.Limits(max_connections=None, max_keepalive_connections=16),
            )
        except (ImportError, OSError, ValueError, TypeError, httpx2.InvalidURL) as error:
            problem = type(error).__name__  # its words and frames may hold a proxy's password
        if problem is not None:
            raise ServiceError(
                "one of the environment's HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE, "
                f"SSL_CERT_DIR, REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE cannot be used ({problem}): "
                "correct it, or unset it"
            )
        self.slots = asyncio.Semaphore(_MOST_CONNECTIONS)
        self.reading = asyncio.Lock()
        self.loop = asyncio.new_event_loop()
        self.loop.set_debug(False)  # under -X dev it would report every large answer as a slow callback
        self._thread = threading.Thread(target=self._run, name=_THREAD, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the connections and end the thread; called at exit.

        Examples
        --------
        >>> from elanus._http.loop import HttpLoop
        >>> HttpLoop().stop()
        """
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(_CLOSING + 0.5)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_forever()
        finally:
            tasks = asyncio.all_tasks(self.loop)
            for task in tasks:
                task.cancel()
            try:
                self.loop.run_until_complete(asyncio.wait_for(self._close(tasks), _CLOSING))
            except TimeoutError:
                pass
            finally:
                self.loop.close()

    async def _close(self, tasks: set[asyncio.Task[Any]]) -> None:
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.client.aclose()


_lock = threading.Lock()
# A forked child keeps its parent's entry, unused: finalising that loop would take the parent's
# descriptors out of the epoll set that both share.
_loops: dict[int, HttpLoop] = {}


def current() -> HttpLoop:
    """Return this process's loop, started if need be.

    Examples
    --------
    >>> from elanus._http.loop import current
    >>> current() is current()
    True
    """
    with _lock:
        pid = os.getpid()
        if pid not in _loops:
            _loops[pid] = HttpLoop()
        return _loops[pid]


def run(coroutine: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine in the loop and wait for it, as a plain call does.

    Parameters
    ----------
    coroutine : coroutine
        What to run. An interrupt of the waiting cancels it.

    Returns
    -------
    object
        Its result.

    Examples
    --------
    >>> import asyncio
    >>> from elanus._http.loop import run
    >>> run(asyncio.sleep(0, "done"))
    'done'
    """
    future = _submit(coroutine)
    try:
        return future.result()
    finally:
        future.cancel()  # without effect on a finished one


async def arun(coroutine: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine in the loop and await it in the caller's own asyncio loop.

    Parameters
    ----------
    coroutine : coroutine
        What to run. Cancelling the caller cancels it.

    Returns
    -------
    object
        Its result.

    Examples
    --------
    >>> import asyncio
    >>> from elanus._http.loop import arun
    >>> asyncio.run(arun(asyncio.sleep(0, "done")))
    'done'
    """
    if os.getpid() not in _loops:  # making the client reads certificates: not in the caller's loop
        try:
            await asyncio.to_thread(current)
        except BaseException:
            coroutine.close()
            raise
    return await asyncio.wrap_future(_submit(coroutine))


def _submit(coroutine: Coroutine[Any, Any, _T]) -> Future[_T]:
    try:
        loop = current().loop
    except BaseException:
        coroutine.close()
        raise
    return asyncio.run_coroutine_threadsafe(coroutine, loop)


def _after_fork_in_child() -> None:
    global _lock
    _lock = threading.Lock()  # another thread may have held it


def _at_exit() -> None:
    own = _loops.get(os.getpid())
    if own is not None:
        own.stop()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
atexit.register(_at_exit)
