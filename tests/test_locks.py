"""The lock of a file that one process at a time may change."""

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from elanus import _locks
from elanus._locks import locked
from elanus.errors import ModelFileError

NAME = "the model m"
HOLD = "from elanus._locks import locked\nwith locked('m', 'it'): print('locked', flush=True); input()"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def holder():
    """Another process that holds the lock until it gets a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "locked\n"
    yield process
    process.kill()
    process.communicate()


def names():
    return sorted(path.name for path in Path().iterdir())


def test_another_process_is_named_and_waited_for(holder):
    who = rf"process {holder.pid} on \S+ since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d"
    with pytest.raises(ModelFileError, match=rf"^the model m is being changed by {who}, and was not free wi"):
        locked("m", NAME, wait=0).__enter__()
    notes = []

    def let_go(message):
        notes.append(message)
        holder.communicate("\n")

    with locked("m", NAME, note=let_go):
        [note] = notes
        assert note.startswith(f"waiting for the model m, which is being changed by process {holder.pid}")
    assert names() == []


def test_a_killed_process_leaves_no_lock(holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert names() == [".m.lock"]
    with locked("m", NAME, wait=0):
        assert f"process {os.getpid()} " in Path(".m.lock").read_text()
    assert names() == []


def test_threads_take_turns():
    """A holder removes the file: who waits for it must not take it for the lock."""
    inside, most = [], []

    def work():
        for _ in range(50):
            with locked("m", NAME):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 200
    assert names() == []


def test_a_lock_that_was_removed_while_it_was_waited_for_is_none(monkeypatch):
    """The descriptor's file is another than the one that stands there now."""
    tried = []
    try_lock = _locks._try_lock

    def removed_before(descriptor):
        if not tried:
            Path(".m.lock").rename("gone")
            Path(".m.lock").touch()
        tried.append(os.fstat(descriptor).st_ino)
        return try_lock(descriptor)

    monkeypatch.setattr(_locks, "_try_lock", removed_before)
    with locked("m", NAME, wait=0):
        assert len(set(tried)) == 2
    assert names() == ["gone"]


def test_a_link_stands_for_its_target(holder):
    Path("link").symlink_to("m")
    with pytest.raises(ModelFileError, match="is being changed"):
        locked("link", NAME, wait=0).__enter__()


def test_an_error_in_the_block_lets_go():
    with pytest.raises(KeyError), locked("m", NAME):
        raise KeyError
    assert names() == []


def test_an_interrupt_leaves_no_lock(monkeypatch):
    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(_locks, "_sign", interrupt)
    with pytest.raises(KeyboardInterrupt):
        locked("m", NAME).__enter__()
    assert names() == []


def test_a_lock_that_is_a_link_is_not_followed():
    Path("precious").write_text("kept")
    Path(".m.lock").symlink_to("precious")
    with pytest.raises(ModelFileError, match=r"the model m cannot be locked: .*Too many levels of symbolic"):
        locked("m", NAME).__enter__()
    assert Path("precious").read_text() == "kept"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_directory_without_permission():
    Path("closed").mkdir(mode=0o500)
    with pytest.raises(ModelFileError, match=r"the model m cannot be locked: .*Permission denied"):
        locked("closed/m", NAME).__enter__()


def test_the_lock_of_another_user(monkeypatch):
    """Root may write every file: the refusal is made."""
    real = os.open

    def refuse(path, flags, *mode):
        if flags & os.O_RDWR:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, flags, *mode)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ModelFileError, match="Permission denied"):
        locked("m", NAME).__enter__()
    Path(".m.lock").touch()
    with locked("m", NAME):
        pass
    assert names() == []


def test_a_file_system_without_locks(monkeypatch):
    def refuse(descriptor):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(_locks, "_try_lock", refuse)
    notes = []
    with locked("m", NAME, note=notes.append):
        assert notes == [
            "the model m cannot be locked (No locks available): no other process may change it meanwhile"
        ]
    assert names() == []


@pytest.mark.parametrize("name", ["m" * 249, "m" * 250, "m" * 255, "ü" * 127])
def test_names_as_long_as_a_file_may_have_are_locked(name):
    with locked(name, NAME):
        [lock] = names()
        with pytest.raises(ModelFileError, match="is being changed by process"):
            locked(name, NAME, wait=0).__enter__()
    assert lock.startswith(".")
    assert names() == []
