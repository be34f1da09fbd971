"""How many threads the core may use."""

import os

from elanus.errors import InputError

__all__ = ["as_threads", "get_num_threads", "set_num_threads"]

# Each thread has some megabytes of its own; more than this is a mistake.
_MOST = 1_024

_chosen: int | None = None


def set_num_threads(n: int | None) -> None:
    """Choose how many threads every later call uses, the calling one among them.

    Results do not depend on it. A batch of more than 1 MiB, such as one huge document, is left to a
    thread of its own while the calling one looks for Ctrl-C.

    Parameters
    ----------
    n : int or None
        A number from 1 to 1,024, or ``None`` for the default: ``ELANUS_NUM_THREADS`` if it is set, else
        as many as there are cores.

    Raises
    ------
    InputError
        `n` is not such a number.

    Examples
    --------
    >>> import elanus
    >>> elanus.set_num_threads(2)
    >>> elanus.get_num_threads()
    2
    >>> elanus.set_num_threads(None)
    """
    global _chosen
    _chosen = n if n is None else as_threads(n)


def as_threads(n: int | None) -> int:
    """Return a number of threads, which is checked, or what `get_num_threads` returns."""
    if n is None:
        return get_num_threads()
    if not isinstance(n, int) or isinstance(n, bool) or not 1 <= n <= _MOST:
        raise InputError(f"the number of threads is {n!r}; expected an int from 1 to {_MOST}, or None")
    return n


def get_num_threads() -> int:
    """Return how many threads a call uses.

    Returns
    -------
    int
        What `set_num_threads` chose, else ``ELANUS_NUM_THREADS``, else the number of cores that this
        process may run on.

    Raises
    ------
    InputError
        ``ELANUS_NUM_THREADS`` is not a number from 1 to 1,024.

    Examples
    --------
    >>> import elanus
    >>> elanus.get_num_threads() >= 1
    True
    """
    if _chosen is not None:
        return _chosen
    text = os.environ.get("ELANUS_NUM_THREADS")
    if not text:
        return _cores()
    if not text.isascii() or not text.isdigit() or len(text) > 4 or not 1 <= int(text) <= _MOST:
        raise InputError(f"ELANUS_NUM_THREADS is {text!r}; expected a number from 1 to {_MOST}")
    return int(text)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
