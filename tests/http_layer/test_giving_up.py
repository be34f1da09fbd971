"""What was paid for is kept, whoever ends the call."""

import asyncio
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from elanus.dense import TEIEmbeddingFunction
from elanus.errors import ServiceTimeoutError
from elanus.reranker import TEIRerankFunction
from http_answers import embeddings, run_script, silent
from http_server import Server
from provider_answers import speaks, texts_in

TEXTS = ["k" * n for n in range(1, 11)]


def stalls_at(text, speak=embeddings):
    return lambda request: silent if text in texts_in(request) else speak(request)


def wait_for(server, count):
    end = time.monotonic() + 30
    while len(server.requests) < count and time.monotonic() < end:
        time.sleep(0.01)


def test_an_interrupt_keeps_what_was_paid_for():
    script = """
        import sys
        from elanus.dense import TEIEmbeddingFunction
        ef = TEIEmbeddingFunction(sys.argv[1], batch_size=2, concurrency=1)
        texts = ["k" * n for n in range(1, 11)]
        try:
            ef(texts)
        except KeyboardInterrupt as error:
            print(error.partial, error.__notes__)
            try:
                ef(texts[:4], resume=error.partial)
            except ValueError as refused:
                print(refused)
            print(error.partial.vectors.array[:, 0].tolist())
    """
    with Server(stalls_at("kkkkk")) as server:
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script), server.url], stdout=subprocess.PIPE, text=True
        )
        wait_for(server, 3)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=20)
    first, second, third = out.splitlines()
    assert first.startswith(
        "<Partial: 4 of 10 texts> ['4 of 10 texts have succeeded: pass resume=error.partial"
    )
    assert "resume belongs to another call" in second
    assert third == "[1.0, 2.0, 3.0, 4.0]"


@pytest.mark.parametrize("construct", [TEIEmbeddingFunction, TEIRerankFunction])
def test_a_cancellation_keeps_what_was_paid_for(construct):
    speak = embeddings if construct is TEIEmbeddingFunction else speaks(construct)

    async def cancelled(server):
        function = construct(server.url, batch_size=2, concurrency=1)
        call = function.acall(TEXTS) if speak is embeddings else function.acall("kk", TEXTS)
        task = asyncio.create_task(call)
        await asyncio.to_thread(wait_for, server, 3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        return caught.value.partial

    with Server(stalls_at("kkkkk", speak)) as server:
        partial = asyncio.run(cancelled(server))
        assert partial.indices == [0, 1, 2, 3]
    assert partial.pending == [4, 5, 6, 7, 8, 9]


def test_a_timeout_of_asyncio_keeps_what_was_paid_for():
    """It turns the cancellation into an error of its own, whose cause it is."""

    async def late(server):
        ef = TEIEmbeddingFunction(server.url, batch_size=2, concurrency=1)
        async with asyncio.timeout(None) as scope:

            async def pass_when_two_are_answered():
                await asyncio.to_thread(wait_for, server, 3)
                scope.reschedule(asyncio.get_running_loop().time())

            passing = asyncio.create_task(pass_when_two_are_answered())
            await ef.acall(TEXTS)
        await passing

    with Server(stalls_at("kkkkk")) as server, pytest.raises(TimeoutError) as caught:
        asyncio.run(late(server))
    assert caught.value.__cause__.partial.indices == [0, 1, 2, 3]


def test_a_deadline_keeps_what_was_paid_for_and_can_be_resumed():
    broken = [True]
    with Server(lambda request: stalls_at("kkkkk" if broken else "")(request)) as server:
        ef = TEIEmbeddingFunction(server.url, batch_size=2, concurrency=1, deadline=1.0)
        with pytest.raises(ServiceTimeoutError) as caught:
            ef(TEXTS)
        assert caught.value.partial.indices == [0, 1, 2, 3]
        broken.clear()
        done = ef(TEXTS, resume=caught.value.partial)
    assert done.array[:, 0].tolist() == list(range(1, 11))


def test_the_first_await_does_not_block_the_callers_loop():
    """Making the client reads the certificates, which takes tens of milliseconds."""
    script = """
        import asyncio, sys, time
        from elanus._http import loop
        from elanus.dense import TEIEmbeddingFunction
        made = loop.HttpLoop
        loop.HttpLoop = lambda: (time.sleep(0.5), made())[1]
        ef = TEIEmbeddingFunction(sys.argv[1])
        async def main():
            task = asyncio.create_task(ef.acall(["kite"]))
            ticks = 0
            while not task.done():
                await asyncio.sleep(0.01)
                ticks += 1
            print(ticks > 5, len(await task))
        asyncio.run(main())
    """
    with Server(embeddings) as server:
        done = run_script(script, server.url)
    assert (done.stdout, done.stderr) == ("True 1\n", "")
