"""Addresses: a path is a database of Milvus Lite, anything else a server."""

from pathlib import Path

from elanus._texts import check_text
from elanus.errors import MilvusError

__all__ = ["check_uri", "is_local"]


def is_local(uri: str) -> bool:
    """Tell whether an address is a path for Milvus Lite rather than a server.

    Examples
    --------
    >>> from elanus.milvus import is_local
    >>> is_local("./x.db"), is_local("http://localhost:19530")
    (True, False)
    """
    return "://" not in uri and not uri.startswith("unix:")


def check_uri(uri: str) -> None:
    """Refuse an address that cannot work, without opening anything.

    Parameters
    ----------
    uri : str
        A path ending in ``.db`` for Milvus Lite, or the address of a server.

    Raises
    ------
    InputTypeError
        If it is no ``str``.
    MilvusError
        If a path does not end in ``.db``, is no UTF-8, its directory is missing, it is a link to nothing, or
        something else than a database is there; if a server's address has no host or is not one that
        pymilvus takes.

    Examples
    --------
    >>> from elanus.milvus import check_uri
    >>> check_uri("x.sqlite")
    Traceback (most recent call last):
    ...
    elanus.errors.MilvusError: 'x.sqlite' is no address of Milvus: a Milvus Lite database is a path \
ending in .db, a server is http://host:19530
    """
    check_text(uri, "uri")
    if is_local(uri):
        _check_path(uri)
    elif not uri.startswith("unix:"):
        from urllib.parse import urlsplit

        try:
            parts = urlsplit(uri)
            valid = parts.scheme.lower() in ("http", "https", "tcp") and parts.hostname and parts.port != 0
        except ValueError:  # a port that is no number, an address of IPv6 without its bracket
            valid = False
        if not valid:
            raise _no_address(uri)


def _check_path(uri: str) -> None:
    if not uri.endswith(".db"):
        raise _no_address(uri)
    path = Path(uri)
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError:
        raise MilvusError(
            f"{uri!a} cannot be a database of Milvus Lite: the path {str(path.absolute())!a} is not UTF-8"
        ) from None
    try:
        if not path.parent.is_dir():
            raise MilvusError(f"{uri}: there is no directory {path.parent}")
        if path.is_symlink() and not path.exists():
            raise MilvusError(f"{uri} is a link to {path.readlink()}, where there is nothing")
        if path.exists() and not path.is_dir():
            raise MilvusError(f"{uri} is a file; a database of Milvus Lite 3 is a directory")
        # Milvus Lite would settle between whatever files it finds there.
        if path.exists() and any(path.iterdir()) and not (path / "collections").is_dir():
            raise MilvusError(f"{uri} is a directory with other things in it, not a Milvus Lite database")
    except OSError as error:
        raise MilvusError(f"{uri} cannot be opened: {error.strerror or error}") from error


def _no_address(uri: str) -> MilvusError:
    return MilvusError(
        f"{uri!r} is no address of Milvus: a Milvus Lite database is a path ending in .db, a server is "
        "http://host:19530"
    )
