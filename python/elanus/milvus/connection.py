"""Clients of Milvus, opened for a block and closed at its end, and their errors in one sentence."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from elanus.errors import MilvusError
from elanus.milvus._lite import import_pymilvus, local_server, remove_if_unused
from elanus.milvus.address import check_uri, is_local

if TYPE_CHECKING:
    from pymilvus import MilvusClient

__all__ = ["connect", "reported"]


@contextlib.contextmanager
def connect(
    uri: str, *, token: str = "", timeout: float = 5.0, create: bool = True
) -> Iterator["MilvusClient"]:
    """Open a client for the length of a block.

    At its end the connection is closed, and a Milvus Lite database that was opened here is
    released, so that another process can open it. A database that was created here is removed
    again if the block fails and no collection is in it. The import of pymilvus, with the first
    call, leaves the program's log handlers open.

    Parameters
    ----------
    uri : str
        A path ending in ``.db`` for Milvus Lite, or the address of a server.
    token : str
        ``user:password`` or an API key.
    timeout : float
        Seconds to wait for a server.
    create : bool
        Whether a Milvus Lite database that is not there is created, or an error.

    Yields
    ------
    pymilvus.MilvusClient

    Raises
    ------
    MilvusError
        If the path is not one that Milvus Lite can open, another process has it open, or the
        server cannot be reached.
    MissingPackageError
        Without pymilvus, or milvus-lite for a path.

    Examples
    --------
    >>> from elanus.milvus import connect
    >>> with connect("birds.db", create=False) as client:
    ...     client.list_collections()
    Traceback (most recent call last):
    ...
    elanus.errors.MilvusError: birds.db: there is no such database
    """
    check_uri(uri)
    path = Path(uri) if is_local(uri) else None
    if path is not None and not create and not path.exists():
        raise MilvusError(f"{uri}: there is no such database")
    pymilvus = import_pymilvus(f"Milvus at {uri}")
    with contextlib.ExitStack() as stack:
        if path is not None:
            if not path.exists():
                stack.push(remove_if_unused(path))
            stack.enter_context(local_server(uri))
        with reported(f"{uri} cannot be reached"):
            # A connection of its own: a shared one would outlive the client, and its port may by
            # then be another database's.
            client = pymilvus.MilvusClient(uri, token=token, timeout=timeout, dedicated=True)
        stack.callback(client.close)
        yield client


@contextlib.contextmanager
def reported(failure: str) -> Iterator[None]:
    """Turn what pymilvus and gRPC raise in the block into one `MilvusError`.

    Parameters
    ----------
    failure : str
        What did not work; the server's own words follow it.

    Examples
    --------
    >>> from elanus.milvus import reported
    >>> with reported("x.db cannot be read"):
    ...     pass
    """
    try:
        yield
    except Exception as error:
        # By name: to import either package costs a second, which a program that never did need not pay.
        kinds = {f"{kind.__module__.partition('.')[0]}.{kind.__name__}" for kind in type(error).__mro__}
        if kinds.isdisjoint({"pymilvus.MilvusException", "grpc.RpcError", "grpc.FutureTimeoutError"}):
            raise
        raise MilvusError(f"{failure}: {_words(error)}") from error


def _words(error: Exception) -> str:
    """Return the message of a pymilvus or gRPC error on one line."""
    details = getattr(error, "details", None)
    words = getattr(error, "message", None) or (details() if callable(details) else None) or str(error)
    return " ".join(str(words).split()) or type(error).__name__
