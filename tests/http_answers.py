"""What the tests of the service layer share: good answers, a clock, stalls."""

import subprocess
import sys
import textwrap

from elanus._http import Clock
from http_server import Answer


def embeddings(request):
    """TEI's answer: each vector is (length of the text, position in the request)."""
    texts = request.json["input"]
    data = [
        {"object": "embedding", "index": i, "embedding": [float(len(t)), float(i)]}
        for i, t in enumerate(texts)
    ]
    tokens = sum(map(len, texts))
    return Answer(
        {
            "object": "list",
            "data": data,
            "model": "m",
            "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        }
    )


class FakeClock(Clock):
    """A clock whose time passes only by sleeping in it."""

    def __init__(self, start=1_800_000_000.0, jitter=0.0):
        self.time, self.pauses, self._jitter = start, [], jitter

    def now(self):
        return self.time

    def monotonic(self):
        return self.time

    async def sleep(self, seconds):
        self.pauses.append(seconds)
        self.time += seconds

    def jitter(self):
        return self._jitter


def in_turn(*answers):
    """Give each request the next of the answers, and the last to all further ones."""
    left = list(answers)

    def respond(request):
        answer = left.pop(0) if len(left) > 1 else left[0]
        return answer(request) if answer is embeddings else answer

    return respond


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


GOOD = b'{"data": [{"index": 0, "embedding": [1.0, 2.0]}]}'


def silent(connection):
    connection.stall()


def body_drip(connection):
    connection.send(HEAD + b"Content-Length: 100000\r\n\r\n")
    connection.drip(b" " * 1000)


def reset(connection):
    connection.reset()


def lie_about_the_length(connection):
    connection.send(HEAD + b"Content-Length: 5000\r\n\r\n" + GOOD)
    connection.close()


def garbage(connection):
    connection.send(b"\x16\x03\x01 this is not HTTP\r\n\r\n")
    connection.close()


def run_script(script, *args, **kwargs):
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", textwrap.dedent(script), *args],
        capture_output=True,
        text=True,
        timeout=30,
        **kwargs,
    )
