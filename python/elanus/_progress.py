"""A progress bar on standard error, for work that takes longer than a moment."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

__all__ = ["Progress"]

_DELAY = 1.0  # seconds; what ends sooner needs no bar
_INTERVAL = 0.1
_WIDTH = 30


class Progress:
    """Count finished texts, and show it.

    Parameters
    ----------
    total : int
        How many there are.
    label : str
        What stands before the bar.
    show : bool or None
        ``False`` shows nothing, ``True`` always shows the bar, ``None`` shows it when standard error is
        a terminal and the work has taken a second.

    Examples
    --------
    >>> with Progress(2, "Encoding", show=False) as progress:
    ...     progress.advance(2)
    >>> progress.done
    2
    """

    def __init__(self, total: int, label: str, show: bool | None = None) -> None:
        self.total = total
        self.label = label
        self.done = 0
        stream = sys.stderr
        terminal = stream is not None and stream.isatty()
        self._active = show is True or (show is None and terminal)
        self._next = time.monotonic() + (0.0 if show is True else _DELAY)
        self._drawn = False

    def __enter__(self) -> Self:
        return self

    def advance(self, count: int) -> None:
        """Add `count` finished texts."""
        self.done += count
        if self._active and (self.done >= self.total or time.monotonic() >= self._next):
            if self.done >= self.total and not self._drawn and time.monotonic() < self._next:
                return
            self._next = time.monotonic() + _INTERVAL
            self._draw()

    def _draw(self) -> None:
        self._drawn = True
        filled = _WIDTH * self.done // max(1, self.total)
        bar = "#" * filled + "." * (_WIDTH - filled)
        sys.stderr.write(f"\r{self.label} [{bar}] {self.done}/{self.total}")
        sys.stderr.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn:
            self._draw()  # where it stopped, be it by an error
            sys.stderr.write("\n")
            sys.stderr.flush()
