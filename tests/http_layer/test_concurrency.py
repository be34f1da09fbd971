"""Threads, event loops, forked children and interrupts."""

import asyncio
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from elanus.dense import TEIEmbeddingFunction
from http_answers import embeddings, run_script, silent
from http_server import Server


def test_plain_calls_work_inside_a_running_loop_and_awaited_ones_beside_each_other():
    async def both(ef):
        plain = ef(["kite"])
        together = await asyncio.gather(*(ef.aencode_documents(["k" * n]) for n in range(1, 20)))
        queries = await ef.aencode_queries(["kite"])
        return plain, together, queries

    with Server(embeddings) as server:
        ef = TEIEmbeddingFunction(server.url)
        for _ in range(2):  # each asyncio.run is another loop
            plain, together, queries = asyncio.run(both(ef))
            assert plain.array.tolist() == queries.array.tolist() == [[4.0, 0.0]]
            assert [float(v[0][0]) for v in together] == list(range(1, 20))


def test_many_threads_share_one_function():
    results = {}
    with Server(embeddings) as server:
        ef = TEIEmbeddingFunction(server.url, batch_size=3)

        def work(n):
            results[n] = ef(["k" * n] * 10).array[:, 0].tolist()

        threads = [threading.Thread(target=work, args=(n,)) for n in range(1, 17)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == {n: [float(n)] * 10 for n in range(1, 17)}
    assert ef.usage.requests == 16 * 4


def test_cancelling_an_awaited_call_cancels_the_request():
    given_up = threading.Event()

    def wait_for_the_end(connection):
        if connection.socket.recv(1) == b"":
            given_up.set()

    with Server(lambda request: wait_for_the_end) as server:
        ef = TEIEmbeddingFunction(server.url)

        async def cancelled():
            await asyncio.wait_for(ef.acall(["kite"]), 0.1)

        with pytest.raises(TimeoutError):
            asyncio.run(cancelled())
        assert given_up.wait(30)  # the connection was closed, with no answer


def test_a_forked_child_has_a_loop_of_its_own_and_the_parent_keeps_its():
    script = """
        import os, sys, warnings
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12: forking beside a thread
        from elanus.dense import TEIEmbeddingFunction
        ef = TEIEmbeddingFunction(sys.argv[1])
        assert len(ef(["kite"])) == 1
        for _ in range(3):
            pid = os.fork()
            if pid == 0:
                os._exit(0 if ef(["kite"]).array.tolist() == [[4.0, 0.0]] else 1)
            assert len(ef(["kite"])) == 1
            assert os.waitpid(pid, 0)[1] == 0
            assert len(ef(["kite"])) == 1
        print("fine")
    """
    with Server(embeddings) as server:
        done = run_script(script, server.url)
    assert (done.stdout, done.stderr) == ("fine\n", "")


def test_an_interrupt_ends_a_plain_call():
    script = """
        import sys
        from elanus.dense import TEIEmbeddingFunction
        ef = TEIEmbeddingFunction(sys.argv[1])
        try:
            ef(["kite"])
        except KeyboardInterrupt:
            print("interrupted")
    """
    with Server(lambda request: silent) as server:
        process = subprocess.Popen(
            [sys.executable, "-X", "dev", "-W", "error", "-c", textwrap.dedent(script), server.url],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while not server.requests:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)  # the answer would come after 30 s
    assert (out, err) == ("interrupted\n", "")


def test_a_process_that_has_made_calls_ends_quietly():
    script = """
        import asyncio, sys
        from elanus.dense import TEIEmbeddingFunction
        ef = TEIEmbeddingFunction(sys.argv[1])
        ef(["kite"])
        asyncio.run(ef.acall(["kite"]))
    """
    with Server(embeddings) as server:
        done = run_script(script, server.url)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
