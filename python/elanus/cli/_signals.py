"""The signals that end the command: what it has begun is undone, whichever of them it is."""

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator

#: What the command says of each that this system has, and the handler that Python starts with.
_SIGNALS = {
    getattr(signal, name): (word, handler)
    for name, word, handler in (
        ("SIGINT", "interrupted", signal.default_int_handler),
        ("SIGTERM", "terminated", signal.SIG_DFL),
        ("SIGHUP", "hung up", signal.SIG_DFL),
    )
    if hasattr(signal, name)
}


class Ended(KeyboardInterrupt):
    """A signal has come: all that undoes something on Ctrl-C does it."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def ending(error: KeyboardInterrupt) -> tuple[str, int]:
    """Return what to say of an interrupt, and the exit code, which is the shell's for the signal.

    Examples
    --------
    >>> import signal
    >>> from elanus.cli._signals import Ended, ending
    >>> ending(Ended(signal.SIGTERM)), ending(KeyboardInterrupt())
    (('terminated', 143), ('interrupted', 130))
    """
    number = error.number if isinstance(error, Ended) else signal.SIGINT
    return _SIGNALS[number][0], 128 + number


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let the signals raise `Ended` in a block, where the program has not set or ignored them itself."""
    before = {}
    try:
        if threading.current_thread() is threading.main_thread():
            for number, (_, initial) in _SIGNALS.items():
                if signal.getsignal(number) == initial:
                    before[number] = signal.signal(number, _end)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def unsignalled() -> Iterator[None]:
    """Let the processes and threads that a block starts get none of the signals.

    A terminal sends them to all processes of the command, and this one has to end the others in order.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(number: int, _: object) -> None:
    error = sys.exception()
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    if error is None:  # else one has come before: what it undoes is not to be left half done
        raise Ended(number)
