"""SIGTERM and SIGHUP end the command as Ctrl-C does."""

import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from elanus.cli import main
from elanus.milvus import job
from elanus.sparse import BM25EmbeddingFunction
from processes import run_forked

ENDINGS = [
    (signal.SIGINT, 130, "elanus: interrupted\n"),
    (signal.SIGTERM, 143, "elanus: terminated\n"),
    (signal.SIGHUP, 129, "elanus: hung up\n"),
]
COMMAND = [sys.executable, "-c", "import sys; from elanus.cli import main; sys.exit(main())"]


@pytest.fixture(autouse=True)
def model(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    Path("monday.txt").write_text("Black kites soar.\n")
    BM25EmbeddingFunction(method="lucene").fit(["Black kites soar."]).save("m.bm25")
    os.mkfifo("pipe.txt")
    hangup = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # below nohup it is ignored
    yield
    signal.signal(signal.SIGHUP, hangup)


def start(*arguments, **options):
    return subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


@pytest.mark.parametrize(("number", "code", "words"), ENDINGS)
@pytest.mark.parametrize(
    "arguments",
    [
        ("update", "m.bm25", "--add"),
        ("fit", "-o", "new.bm25"),
        ("index", "--uri", "x.db", "--collection", "c"),
    ],
)
def test_a_signal_ends_the_command(arguments, number, code, words):
    """It comes while the command reads the pipe that it has opened."""
    before = sorted(Path().iterdir())
    process = start(*arguments, "pipe.txt")
    with Path("pipe.txt").open("w") as pipe:
        pipe.write("A kite\n")
        pipe.flush()
        process.send_signal(number)
        out, err = process.communicate()
    assert (process.returncode, out, err) == (code, "", words)
    assert sorted(Path().iterdir()) == before


def test_debug_shows_where_the_signal_came():
    process = start("--debug", "fit", "pipe.txt", "-o", "new.bm25")
    with Path("pipe.txt").open("w"):
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate()
    assert process.returncode == 143
    assert err.startswith("Traceback")
    assert err.endswith("\nelanus: terminated\n")


def test_an_ignored_signal_stays_ignored():
    """As below nohup."""
    process = start("update", "m.bm25", "--add", "pipe.txt", preexec_fn=_ignore_hangup)
    with Path("pipe.txt").open("w") as pipe:
        process.send_signal(signal.SIGHUP)
        pipe.write("A kite\n")
    _, err = process.communicate()
    assert (process.returncode, err) == (0, "")


def _ignore_hangup():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_second_signal_does_not_end_what_the_first_undoes(second):
    code = (
        "import os, signal, sys; from elanus.cli import main, update\n"
        "def run(arguments):\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "    finally:\n"
        "        try:\n"
        "            {}['key']\n"
        "        except KeyError:\n"
        f"            os.kill(os.getpid(), {int(second)})\n"
        "        for _ in range(10): pass\n"
        "        print('undone')\n"
        "update.run = run\n"
        "sys.exit(main(['update', 'm.bm25']))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (143, "undone\n", "elanus: terminated\n")


def test_the_handlers_of_a_program_are_left_to_it(monkeypatch):
    """`main` may be called by a program, in any thread."""
    from elanus.cli import inspect

    def show(_):
        seen.append([signal.getsignal(number) for number, *_ in ENDINGS])
        return 0

    def own(*_):
        pass

    monkeypatch.setattr(inspect, "run", show)
    numbers = [number for number, *_ in ENDINGS]
    before = [signal.getsignal(number) for number in numbers]
    seen = []
    signal.signal(signal.SIGTERM, own)
    try:
        assert main(["inspect", "m.bm25"]) == 0
        assert signal.getsignal(signal.SIGTERM) is own
    finally:
        signal.signal(signal.SIGTERM, before[1])
    thread = threading.Thread(target=main, args=(["inspect", "m.bm25"],))
    thread.start()
    thread.join()
    [in_main, in_thread] = seen
    assert in_main[1] is own
    assert in_main[0] is not before[0]
    assert in_thread == before
    assert [signal.getsignal(number) for number in numbers] == before


@pytest.mark.parametrize("number", [number for number, *_ in ENDINGS])
def test_signals_wait_where_things_would_be_half_done(number):
    reached = []

    class Ended(Exception):
        pass

    def end(*_):
        raise Ended

    def ended():
        with job._uninterrupted(), job._uninterrupted():
            signal.raise_signal(number)
            for _ in range(10):
                reached.append(True)

    before = signal.signal(number, end)
    try:
        with pytest.raises(Ended):
            ended()
        signal.signal(number, signal.SIG_IGN)
        ended()
    finally:
        signal.signal(number, before)
    assert len(reached) == 20


def test_a_collection_and_its_model_are_replaced_together():
    """The signal comes when the old collection has another name, and waits until the new one has it."""
    milvus = pytest.importorskip("elanus.milvus")
    pytest.importorskip("milvus_lite")
    index = ("index", "monday.txt", "--uri", "x.db", "--collection", "c")
    assert main([*index]) == 0
    Path("monday.txt").write_text("A red kite dives.\nSwifts scream.\n")
    code = (
        "import os, signal, sys; from elanus.cli import main; from elanus.milvus import IndexJob\n"
        "drop = IndexJob._drop\n"
        "def ended(*arguments):\n"
        "    os.kill(os.getpid(), signal.SIGTERM); return drop(*arguments)\n"
        "IndexJob._drop = ended\n"
        "sys.exit(main())"
    )
    done = run_forked(code, (*index, "--replace"))
    assert (done.returncode, done.stderr) == (143, "elanus: terminated\n")
    with milvus.connect("x.db", create=False) as client:
        assert client.list_collections() == ["c"]
        model = BM25EmbeddingFunction().load("x.c.bm25.json")
        assert milvus.check_model(client, "c", model)
        client.load_collection("c")
        [[hit]] = milvus.search(client, "c", model.encode_queries(["swifts"]))
        assert hit["id"] == "2"


@pytest.fixture
def demo():
    """The demo, with processes that read a library of 40 files, of which one is a pipe."""
    Path("library").mkdir()
    for number in range(40):
        Path(f"library/a{number}.py").write_text('"""A module."""')
    os.mkfifo("library/b.py")
    Path("program.py").write_text(
        "import sys, sysconfig\n"
        "from elanus.cli import main\n"
        "if __name__ == '__main__':\n"
        "    sysconfig.get_path = lambda name: 'library'\n"
        "    sys.exit(main(['demo']))\n"
    )
    command = [sys.executable, "program.py"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize(("number", "code", "words"), ENDINGS)
def test_the_demo_and_its_processes_end_together(demo, number, code, words):
    """The signal goes to all of them, as a terminal's does."""
    with Path("library/b.py").open("w"):
        os.killpg(demo.pid, number)
    out, err = demo.communicate()
    assert (demo.returncode, out, err) == (code, "", words)


def test_the_processes_of_a_demo_that_is_killed_end(demo):
    with Path("library/b.py").open("w") as pipe:
        demo.kill()
        ended = select.poll()
        ended.register(pipe, 0)
        assert ended.poll(20_000) == [(pipe.fileno(), select.POLLERR)], "nobody reads the pipe any more"


def test_a_signal_while_the_signals_are_set_ends_the_command_in_order(tmp_path):
    code = (
        "import os, signal, sys; from elanus.cli import main\n"
        "set_handler = signal.signal\n"
        "def interrupted(number, handler):\n"
        "    before = set_handler(number, handler)\n"
        "    if number == signal.SIGTERM and callable(handler): os.kill(os.getpid(), number)\n"
        "    return before\n"
        "signal.signal = interrupted\nsys.exit(main())"
    )
    command = [sys.executable, "-c", code, "inspect", "none.bm25"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (143, "", "elanus: terminated\n")
