"""What is shown on standard error of work that takes longer than a moment: a bar, or the seconds."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from elanus._terminal import cut, is_terminal, say, width

__all__ = ["Progress", "reading", "waiting"]

_DELAY = 1.0  # seconds; work that ends sooner needs no bar
_INTERVAL = 0.1  # between two drawings: often enough to look alive, too seldom to cost anything
_WIDTH = 30
_ERASE = "\x1b[K"  # the rest of the line


class Progress:
    """Count what is finished, and show it.

    Parameters
    ----------
    total : int or None
        How many there are; ``None`` where that is not known, which shows a count instead of a bar.
    label : str
        The words before the bar.
    show : bool or None
        ``False`` shows nothing, ``True`` always shows the bar, ``None`` shows it when standard error is
        a terminal and the work has taken `delay` seconds.
    delay : float
        Seconds before the first drawing, where `show` is ``None``.
    keep : bool
        Whether the last state stays on the screen, on a line of its own, or is wiped out.

    Examples
    --------
    >>> with Progress(2, "Encoding", show=False) as progress:
    ...     progress.advance(2)
    >>> progress.done
    2
    """

    def __init__(
        self,
        total: int | None,
        label: str,
        show: bool | None = None,
        *,
        delay: float = _DELAY,
        keep: bool = True,
    ) -> None:
        self.total = total
        self.label = label
        self.done = 0
        self._terminal = is_terminal(sys.stderr)
        self._active = show is True or (show is None and self._terminal)
        self._keep = keep
        self._started = time.monotonic()
        self._next = self._started + (0.0 if show is True else delay)
        self._drawn = False

    def __enter__(self) -> Self:
        return self

    def advance(self, count: int) -> None:
        """Add `count` to what is finished."""
        self.update(self.done + count)

    def update(self, done: int) -> None:
        """Set how much is finished."""
        self.done = done
        if not self._active:
            return
        now = time.monotonic()
        complete = self.total is not None and done >= self.total
        if now >= self._next or (complete and self._drawn):
            self._next = now + _INTERVAL
            self._draw(now)

    def _draw(self, now: float, *, stopped: bool = False) -> None:
        self._drawn = True
        line = f"{self.label} {self.done:,}"
        if self.total is not None:
            share = min(self.done / max(1, self.total), 1.0)
            filled = int(_WIDTH * share)
            bar = "#" * filled + "." * (_WIDTH - filled)
            line = f"{self.label} [{bar}] {self.done:,}/{self.total:,}"
            if 0 < share < 1 and not stopped:
                line += f", {(now - self._started) * (1 / share - 1):.0f} s left"
        if self._terminal:  # one column is left free: a terminal wraps after its last one
            line = cut(line, width(sys.stderr) - 1) + _ERASE
        say(f"\r{line}", sys.stderr, end="", flush=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn:
            if self._keep:
                self._draw(time.monotonic(), stopped=True)  # by an error or at the end
            say("\n" if self._keep else f"\r{_ERASE}", sys.stderr, end="", flush=True)


@contextlib.contextmanager
def waiting(label: str) -> Iterator[None]:
    """Show how long the block takes, for work that cannot say how much of it is done.

    Nothing is shown where standard error is no terminal, or the block ends within a second. What was
    shown is wiped out at the end of the block, which prints nothing itself.

    Parameters
    ----------
    label : str
        The words before the seconds.

    Examples
    --------
    >>> with waiting("opening x.db"):
    ...     pass
    """
    started = time.monotonic()
    with _drawing(lambda: f"{label}, {time.monotonic() - started:.0f} s", 1.0):
        yield


@contextlib.contextmanager
def reading(label: str, total: int | None, done: Callable[[], int]) -> Iterator[None]:
    """Show how many bytes the block has read, how fast, and how long it still takes.

    Nothing is shown where standard error is no terminal, or the block ends within a second.

    Parameters
    ----------
    label : str
        The words before the bar.
    total : int or None
        The bytes there are; None of a pipe, whose end nobody knows.
    done : callable
        Returns how many were read so far.

    Examples
    --------
    >>> with reading("reading x.jsonl", 1_000_000, lambda: 0):
    ...     pass
    """
    started = time.monotonic()

    def line() -> str:
        read, seconds = done(), time.monotonic() - started
        speed = f"{read / 1e6:,.0f} MB, {read / 1e6 / seconds:,.0f} MB/s"
        if not total:
            return f"{label} {speed}"
        share = min(read / total, 1.0)
        filled = int(_WIDTH * share)
        left = f", {seconds * (1 / share - 1):.0f} s left" if share > 0 else ""
        return f"{label} [{'#' * filled}{'.' * (_WIDTH - filled)}] {speed}{left}"

    with _drawing(line, _INTERVAL):
        yield


@contextlib.contextmanager
def _drawing(line: Callable[[], str], interval: float) -> Iterator[None]:
    """Draw a line again and again while the block runs, which may be one long call: so a thread draws."""
    if not is_terminal(sys.stderr):
        yield
        return
    done = threading.Event()

    def draw() -> None:
        if done.wait(_DELAY):
            return
        while True:
            say(f"\r{cut(line(), width(sys.stderr) - 1)}{_ERASE}", sys.stderr, end="", flush=True)
            if done.wait(interval):
                break
        say(f"\r{_ERASE}", sys.stderr, end="", flush=True)

    thread = threading.Thread(target=draw, name="elanus-waiting", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
