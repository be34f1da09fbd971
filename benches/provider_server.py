"""A provider's part on the loopback, in a process of its own, with answers that are ready before it is asked.

What takes a provider's server long, the numbers as text, is written once at the start. A request then costs
it what reading the texts does, and joining the pieces. A text's vector depends on nothing but the text, so
that whoever asks can be told from the answer whether the vectors are those of the texts, in their order.
"""

import base64
import contextlib
import functools
import json
import socketserver
import subprocess
import sys
import threading
import time
import urllib.request
import zlib
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import numpy as np

from elanus._batching import estimate_tokens

#: Different vectors; a prime, so that no batch of texts begins where another does.
VECTORS = 499


def matrix(dim):
    """The vectors that there are: of length 1, as models give them."""
    rows = np.random.default_rng(1).standard_normal((VECTORS, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def number(text):
    """Which of them a text has."""
    return zlib.crc32(text.encode()) % VECTORS


def expected(texts, dim):
    """The vectors of some texts."""
    return matrix(dim)[[number(text) for text in texts]]


class Handler(BaseHTTPRequestHandler):
    """Answers in OpenAI's shape, or in Cohere's at its path."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format, *arguments):
        """Say nothing."""

    def do_GET(self):
        self._answer(json.dumps(time.process_time()).encode())

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        texts = asked["texts"] if "texts" in asked else asked["input"]
        tokens = round(sum(map(estimate_tokens, texts)))
        is_base64 = "base64" in (asked.get("encoding_format"), *asked.get("embedding_types", ()))
        pieces = self.server.base64 if is_base64 else self.server.decimals()
        rows = [pieces[number(text)] for text in texts]
        self._answer((_cohere if "texts" in asked else _openai)(asked, rows, tokens, is_base64))

    def _answer(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _openai(asked, rows, tokens, is_base64):
    items = (b'{"object":"embedding","index":%d,"embedding":%s}' % item for item in enumerate(rows))
    usage = {"prompt_tokens": tokens, "completion_tokens": 0, "total_tokens": tokens}
    end = json.dumps({"id": "1", "object": "list", "model": asked["model"], "usage": usage}).encode()
    return b'{"data":[' + b",".join(items) + b"]," + end[1:]


def _cohere(asked, rows, tokens, is_base64):
    kind = b"base64" if is_base64 else b"float"
    meta = {"api_version": {"version": "2"}, "billed_units": {"input_tokens": tokens}}
    end = {"id": "1", "texts": asked["texts"], "meta": meta, "response_type": "embeddings_by_type"}
    return b'{"embeddings":{"%s":[' % kind + b",".join(rows) + b"]}," + json.dumps(end).encode()[1:]


class Server:
    """Such a process, while it is needed."""

    def __init__(self, dim):
        self._command = [sys.executable, str(Path(__file__)), str(dim)]

    def __enter__(self):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen(self._command, text=True, **pipes)
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the server did not start: {' '.join(self._command)}")
        self.url = f"http://127.0.0.1:{int(line)}"
        return self

    def __exit__(self, *exc):
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()  # which is what it waits for
        self._process.stdout.close()
        self._process.wait(10)

    def processor(self):
        """Seconds of a processor that it has used."""
        open_ = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
        with open_(self.url) as answer:
            return json.load(answer)


def main(dim):
    rows = matrix(dim)
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.base64 = [b'"%s"' % base64.b64encode(row.astype("<f4").tobytes()) for row in rows]
    # The shortest that are these numbers again in float32; who wants them asks once before its clock runs.
    server.decimals = functools.cache(lambda: [f"[{','.join(map(str, row))}]".encode() for row in rows])
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
