"""The progress bar of the encoders and of the command."""

import errno
import io
import sys
import threading

import pytest

from elanus import _progress
from elanus._progress import Progress, waiting


@pytest.fixture
def open_terminal(monkeypatch):
    """Make standard error a terminal of 60 columns, in the test itself: pytest sets the stream before it."""
    return lambda: _terminal(monkeypatch)


def _terminal(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(_progress, "_INTERVAL", 0.0)
    monkeypatch.setenv("COLUMNS", "60")
    return stream


def test_a_bar_is_for_terminals_only(capsys):
    with Progress(10, "inserting", delay=0, keep=False) as progress:
        progress.update(5)
    assert capsys.readouterr().err == ""


def test_a_bar_that_is_wiped_out(open_terminal):
    terminal = open_terminal()
    with Progress(10, "inserting", delay=0, keep=False) as progress:
        progress.update(5)
    err = terminal.getvalue()
    assert "inserting [###############...............] 5/10, 0 s left" in err
    assert err.endswith("\r\x1b[K")


def test_a_count_where_the_total_is_not_known(open_terminal):
    terminal = open_terminal()
    with Progress(None, "reading x.jsonl", delay=0) as progress:
        progress.advance(1000)
        progress.advance(234)
    err = terminal.getvalue()
    assert err == "".join(f"\rreading x.jsonl {done}\x1b[K" for done in ("1,000", "1,234", "1,234")) + "\n"


def test_a_long_label_fits_on_its_line(open_terminal):
    terminal = open_terminal()
    with Progress(10, "x" * 100, delay=0) as progress:
        progress.update(5)
    drawings = terminal.getvalue().split("\r")[1:]
    assert len(drawings) == 2
    for drawn in drawings:
        assert len(drawn.removesuffix("\n").removesuffix("\x1b[K")) == 59


def test_work_that_ends_sooner_needs_no_bar(open_terminal):
    terminal = open_terminal()
    with Progress(10, "inserting", delay=3600) as progress:
        progress.update(10)
    assert terminal.getvalue() == ""


def test_without_standard_error_there_is_nothing_to_show(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    with Progress(2, "Encoding", show=True) as progress:
        progress.advance(2)
    assert progress.done == 2


def test_a_terminal_that_has_gone_does_not_end_the_work(open_terminal, monkeypatch):
    terminal = open_terminal()

    def fail(_):
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(terminal, "write", fail)
        with Progress(10, "inserting", delay=0) as progress:
            progress.update(5)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    sys.stderr.close()
    with Progress(10, "inserting", show=True) as progress:
        progress.update(5)


def test_waiting_is_for_terminals_only(capsys, monkeypatch):
    monkeypatch.setattr(_progress, "_DELAY", 0.0)
    before = threading.active_count()
    with waiting("opening x.db"):
        assert threading.active_count() == before
    monkeypatch.setattr(sys, "stderr", None)
    with waiting("opening x.db"):
        assert threading.active_count() == before
    assert capsys.readouterr() == ("", "")


def test_waiting_is_drawn_beside_the_work_and_wiped_out(open_terminal, monkeypatch):
    terminal, drawn = open_terminal(), threading.Event()
    monkeypatch.setattr(_progress, "_DELAY", 0.0)
    monkeypatch.setattr(terminal, "flush", drawn.set)
    with waiting("opening x.db"):
        assert drawn.wait(60)
    err = terminal.getvalue()
    assert err.startswith("\ropening x.db, 0 s\x1b[K")
    assert err.endswith(" s\x1b[K\r\x1b[K")


def test_waiting_that_ends_sooner_draws_nothing(open_terminal, monkeypatch):
    monkeypatch.setattr(_progress, "_DELAY", 3600.0)
    terminal = open_terminal()

    with pytest.raises(OSError, match="full"), waiting("opening x.db"):
        raise OSError("full")
    assert terminal.getvalue() == ""


def test_a_terminal_that_is_closed_while_waiting(open_terminal, monkeypatch):
    terminal, drawn = open_terminal(), threading.Event()
    monkeypatch.setattr(_progress, "_DELAY", 0.0)

    def fail(text):
        drawn.set()
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(terminal, "write", fail)
    with waiting("opening x.db"):
        assert drawn.wait(60)
