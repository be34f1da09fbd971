"""Texts made to be slow: an interrupt ends the work on each of them soon.

`make measure-hostile` is the long form.
"""

import importlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from elanus.sparse import BM25EmbeddingFunction

BENCHES = Path(__file__).resolve().parent.parent / "benches"
SIZE = 20 << 20


@pytest.fixture(scope="module")
def hostile():
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(BENCHES)
        yield importlib.import_module("hostile")


def interrupted(work):
    """The processor time from the signal to the end of an interrupted call; it comes when that is at work."""
    sent = []

    def interrupt():
        time.sleep(0.05)
        sent.append(time.process_time())
        os.kill(os.getpid(), signal.SIGINT)

    def wait():
        work()
        # It was over before the signal came: a machine far faster than we know.
        thread.join()
        time.sleep(10)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        wait()
    ended = time.process_time()
    thread.join()
    return ended - sent[0]


@pytest.mark.parametrize("pattern", ['"', "'", "?!", "(\"'`)", "a'b", "Σ.", ",,a", "J. "])
def test_an_interrupt_ends_the_work_on_one_huge_chunk(pattern):
    text = pattern * (SIZE // len(pattern.encode()))
    model = BM25EmbeddingFunction().fit(["a kite", "two kites"])
    before = (dict(model.idf), model.corpus_size, model.avgdl)
    for work in (model.fit, model.encode_documents):
        # 200 ms of the clock were asked for, and are measured by `make measure-hostile`.
        assert interrupted(lambda work=work: work([text])) < 2
        assert (dict(model.idf), model.corpus_size, model.avgdl) == before


def test_the_text_of_pieces_is_counted_once():
    # Far above the length from which a chunk is cut, in one and in several tokens.
    model = BM25EmbeddingFunction(method="lucene").fit(
        ["a" * 200_000 + ")" * 100_000 + "kite" + "''" * 100_000]
    )
    assert sorted(map(len, model.idf)) == [2, 4, 200_000]
    assert model.avgdl == 2 + 100_000


def test_the_measurements_run(hostile):
    command = [sys.executable, str(BENCHES / "hostile.py"), "--megabytes", "1", "--rounds", "1", "--smoke"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.stderr == ""
    assert "double quotes" in done.stdout
    words = hostile.prose(900_000).split()
    assert len(set(words)) == len(words) > 90_000
