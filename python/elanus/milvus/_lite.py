"""What Elanus knows of the insides of pymilvus and Milvus Lite: their loggers, servers and files.

Everything that touches another package's private names or its logging is in this file.
"""

import contextlib
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from elanus._optional import require
from elanus.errors import MilvusError

if TYPE_CHECKING:
    from types import ModuleType

    from pymilvus import MilvusClient

__all__ = [
    "collection_folder",
    "import_pymilvus",
    "is_lite",
    "local_server",
    "remove_if_unused",
    "remove_unborn",
    "silenced",
]

#: Loggers with a handler or a level of their own, which a level set on the root does not reach.
_LOGGERS = ("pymilvus", "pymilvus.milvus_client", "pymilvus.bulk_writer", "milvus_lite")
_importing = threading.Lock()


def import_pymilvus(purpose: str) -> "ModuleType":
    """Import pymilvus and leave the program's logging as it is.

    Parameters
    ----------
    purpose : str
        What needs it; the error without pymilvus begins with this.
    """
    if "pymilvus" in sys.modules:
        return require("pymilvus", "milvus", purpose)
    with _importing, _additive_logging():
        return require("pymilvus", "milvus", purpose)


@contextlib.contextmanager
def _additive_logging() -> Iterator[None]:
    """Let this thread's `logging.config.dictConfig` add loggers, and change nothing that is there.

    pymilvus calls it when it is imported, and it closes every handler of the process first: a
    ``FileHandler`` with the mode ``"w"`` writes nothing from then on. `dictConfigClass` is the
    documented place to change that.
    """
    import logging.config

    config = logging.config
    replaced, importer = config.dictConfigClass, threading.get_ident()

    class Additive(config.DictConfigurator):
        def configure(self) -> None:
            if threading.get_ident() != importer:
                replaced(self.config).configure()
                return
            # As the base class does it, without closing handlers, disabling loggers and changing the root.
            # The handlers get no name: the program may have handlers of the same names.
            for kind, make in (
                ("formatters", self.configure_formatter),
                ("filters", self.configure_filter),
                ("handlers", self.configure_handler),
            ):
                for name, given in self.config.get(kind, {}).items():
                    self.config[kind][name] = make(given)
            for name, given in self.config.get("loggers", {}).items():
                logger = logging.getLogger(name)
                if not (logger.level or logger.handlers or logger.disabled) and logger.propagate:
                    self.configure_logger(name, given)

    config.dictConfigClass = Additive
    try:
        yield
    finally:
        if config.dictConfigClass is Additive:
            config.dictConfigClass = replaced


@contextlib.contextmanager
def silenced() -> Iterator[None]:
    """Keep what pymilvus and Milvus Lite log off the screen: they log each error that they raise."""
    if "pymilvus" not in sys.modules:
        with contextlib.suppress(ImportError):
            import_pymilvus("")  # it sets the levels of its loggers when it is imported
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def is_lite(client: "MilvusClient") -> bool:
    """Tell whether a client speaks to Milvus Lite, by the version that the server gives."""
    return "lite" in str(client.get_server_version()).lower()


@contextlib.contextmanager
def local_server(uri: str) -> Iterator[None]:
    """Run Milvus Lite's server for a path, and say why where it does not start.

    pymilvus would start it too, but learns only that it failed: the reason goes to a logger.
    """
    manager = require(
        "milvus_lite.server_manager", "milvus", f"the local database {uri}"
    ).server_manager_instance
    path = str(Path(uri).absolute())
    if path in manager._servers:  # the program has opened it, and closes it itself
        yield
        return
    logger = logging.getLogger("milvus_lite.server_manager")
    listener = _Listener()
    logger.addHandler(listener)
    propagate, logger.propagate = logger.propagate, False
    level = logger.level
    logger.setLevel(logging.ERROR)  # the reason is not to be had elsewhere, whatever level the program set
    try:
        started = manager.start_and_get_uri(uri)
    finally:
        logger.propagate = propagate
        logger.setLevel(level)
        logger.removeHandler(listener)
    if started is None:
        error = listener.error
        if type(error).__name__ == "DataDirLockedError":
            raise MilvusError(
                f"{uri} is locked: another process has it open, and Milvus Lite serves one at a time"
            ) from error
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise MilvusError(f"{uri} cannot be opened: {reason}") from error
    try:
        yield
    finally:
        manager.release_server(uri)


class _Listener(logging.Handler):
    """Keeps the exception of the last record."""

    error: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.error = record.exc_info[1]


def remove_if_unused(path: Path) -> Callable[[Any, Any, Any], None]:
    """Make the exit function that removes a database again where the block that created it fails.

    It deletes the files that Milvus Lite writes without any collection, and nothing else: a
    database with a collection stays.
    """

    def leave(kind: object, _error: object, _trace: object) -> None:
        if kind is None or not path.is_dir():
            return
        with contextlib.suppress(OSError):
            for folder in (".database-staging", "databases", "collections"):
                if (path / folder).is_dir():
                    (path / folder).rmdir()
            aliases = path / "aliases.json"  # written with the first rename
            if aliases.is_file() and aliases.read_text().strip() == "{}":
                aliases.unlink()
            (path / "LOCK").unlink(missing_ok=True)
            path.rmdir()

    return leave


def collection_folder(uri: str, name: str) -> Path:
    """Return the directory in which a database keeps a collection."""
    return Path(uri) / "collections" / name


def remove_unborn(uri: str, name: str) -> None:
    """Remove the directory of a collection that was not created to the end, which would keep its name.

    A full disk leaves one, or a kill. What has more in it than an unfinished description stays.
    """
    folder = collection_folder(uri, name)
    with contextlib.suppress(OSError):
        if {path.name for path in folder.iterdir()} <= {"schema.json.tmp"}:
            (folder / "schema.json.tmp").unlink(missing_ok=True)
            folder.rmdir()
