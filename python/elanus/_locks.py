"""Files that one process at a time may change: a lock for the length of read, change, write.

A file that a rename replaces cannot be the lock itself: whoever waits for the old file gets it when
nobody can open it any more. So the lock is a file beside it, ``.NAME.lock``, which says who holds it.
The operating system keeps it locked for as long as the process lives. One that is killed, or
interrupted at its very beginning, leaves the file at most, which the next takes over and removes.
"""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from elanus._terminal import one_line
from elanus.errors import ModelFileError

__all__ = ["WAIT", "locked"]

#: Seconds to wait for another process: most changes of a model take one or two.
WAIT = 60.0
#: Shorter waits are not worth a word.
_UNNOTED = 0.5
_BETWEEN_TRIES = 0.05
#: Bytes of a file's name, on nearly all file systems.
_LONGEST_NAME = 255
#: What file systems without locks answer.
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)  # beyond the text: nobody else can read what is locked
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextlib.contextmanager
def locked(
    path: str | os.PathLike[str],
    name: str,
    *,
    wait: float = WAIT,
    note: Callable[[str], object] = lambda _: None,
) -> Iterator[None]:
    """Keep out of a block all others, in any process or thread, that ask for the same file.

    Parameters
    ----------
    path : str or path
        The file, which need not exist. A link stands for the file that it names.
    name : str
        What messages call it, such as ``"the model kites.bm25"``.
    wait : float
        How many seconds to wait for another to end.
    note : callable
        Called with a sentence where the wait takes more than a moment, and where the file system has
        no locks: the block then runs without one.

    Raises
    ------
    ModelFileError
        Another is still at work after `wait` seconds, and the message says who; or no lock can be
        made, as in a directory without permission.

    Examples
    --------
    >>> import os, tempfile
    >>> from elanus._locks import locked
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with locked(f"{folder}/kites.bm25", "the model"):
    ...         os.listdir(folder)
    ...     os.listdir(folder)
    ['.kites.bm25.lock']
    []
    """
    try:
        target = Path(path).resolve()
    except RuntimeError:  # of Python before 3.13
        raise ModelFileError(f"{name} cannot be locked: its path is a circle of links") from None
    lock = target.with_name(_lock_name(target.name))
    descriptor = None
    try:
        descriptor = _acquire(lock, name, wait, note)
    except ModelFileError:
        raise
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise ModelFileError(f"{name} cannot be locked: {lock}: {error.strerror or error}") from error
        with contextlib.suppress(OSError):
            lock.unlink()
        note(f"{name} cannot be locked ({error.strerror}): no other process may change it meanwhile")
    try:
        yield
    finally:
        if descriptor is not None:
            _release(lock, descriptor)


def _lock_name(name: str) -> str:
    if len(os.fsencode(name)) <= _LONGEST_NAME - len("..lock"):
        return f".{name}.lock"
    import hashlib

    return f".{hashlib.sha256(os.fsencode(name)).hexdigest()}.lock"


def _acquire(lock: Path, name: str, wait: float, note: Callable[[str], object]) -> int:
    """Return the open lock file."""
    start = time.monotonic()
    noted = False
    while True:
        with contextlib.ExitStack() as undo:
            descriptor = _open(lock)
            undo.callback(os.close, descriptor)
            free = _try_lock(descriptor)
            if free and _is_at(lock, descriptor):
                undo.pop_all()
                undo.callback(_release, lock, descriptor)  # Ctrl-C may come
                _sign(descriptor)
                undo.pop_all()
                return descriptor
        if free:
            continue  # its holder has removed it: whoever comes next makes another
        waited = time.monotonic() - start
        if waited >= wait:
            raise ModelFileError(
                f"{name} is being changed by {_holder(lock)}, and was not free within {wait:g} seconds; "
                "try again when that is done"
            )
        if waited >= _UNNOTED and not noted:
            noted = True
            note(f"waiting for {name}, which is being changed by {_holder(lock)}")
        time.sleep(_BETWEEN_TRIES)


def _open(lock: Path) -> int:
    no_link = getattr(os, "O_NOFOLLOW", 0)
    try:
        return os.open(lock, os.O_RDWR | os.O_CREAT | no_link, 0o666)
    except PermissionError:
        with contextlib.suppress(OSError):
            return os.open(lock, os.O_RDONLY | no_link)  # another user's, which is locked all the same
        raise


def _is_at(lock: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(lock.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _sign(descriptor: int) -> None:
    """Write who holds the lock; a full disk is no reason not to."""
    import platform

    since = time.strftime("%Y-%m-%d %H:%M:%S")
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, f"process {os.getpid()} on {platform.node()} since {since}\n".encode())


def _holder(lock: Path) -> str:
    with contextlib.suppress(OSError):
        return one_line(lock.read_text(encoding="utf-8", errors="replace")[:200]) or "another process"
    return "another process"


def _release(lock: Path, descriptor: int) -> None:
    # Removed before it is let go of, or the file of the next holder would be removed. Windows does not
    # remove an open file: it stays.
    with contextlib.suppress(OSError):
        if _is_at(lock, descriptor):
            lock.unlink()
    os.close(descriptor)
