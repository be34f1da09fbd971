"""A real HTTP server on the loopback, for tests, that can also misbehave.

It is plain sockets and threads, so that a test can send any bytes at any time: an HTTP library would
correct them. A test gives it a function from `Request` to what is to be done: an `Answer`, or a
function that gets the `Connection` and writes to it as it likes.

    with Server(lambda request: Answer({"ok": True})) as server:
        ...  # call server.url
        assert server.requests[0].json["input"] == ["kite"]
"""

import contextlib
import gzip
import json
import socket
import ssl
import struct
import threading
import time


class Request:
    """What a client sent."""

    def __init__(self, method, path, headers, body):
        self.method, self.path, self.headers, self.body = method, path, headers, body
        self.time = time.monotonic()

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<Request {self.method} {self.path}>"


class Answer:
    """A well-formed HTTP answer around a body, whatever the body is."""

    def __init__(self, body=b"", status=200, headers=None, content_type="application/json"):
        self.status = status
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.headers = {
            "Content-Type": content_type,
            "Content-Length": str(len(self.body)),
            **(headers or {}),
        }

    def head(self):
        lines = [f"HTTP/1.1 {self.status} Status"]
        lines += [f"{name}: {value}" for name, value in self.headers.items() if value is not None]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def __call__(self, connection):
        connection.send(self.head() + self.body)


def zipped(body, times=1):
    """A body compressed, and its header."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    for _ in range(times):
        data = gzip.compress(data)
    return Answer(data, headers={"Content-Encoding": ", ".join(["gzip"] * times)})


class Connection:
    """One accepted connection, to write any bytes to."""

    def __init__(self, server, sock):
        self.server, self.socket = server, sock
        self.open = True

    def send(self, data):
        self.socket.sendall(data)

    def stall(self):
        """Say nothing more until the server is closed."""
        self.server.closing.wait(30)
        self.open = False

    def drip(self, data, every=0.05):
        """Send a byte at a time, then stall."""
        for position in range(len(data)):
            self.send(data[position : position + 1])
            if self.server.closing.wait(every):
                break
        self.stall()

    def close(self):
        self.open = False

    def reset(self):
        """Close with a TCP reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.open = False


class Server:
    """Accepts connections on 127.0.0.1 and answers each request in the connection's own thread."""

    def __init__(self, respond, *, reads=True, tls=None):
        self.respond, self.reads = respond, reads
        # `tls` is the file of a certificate with its key.
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
        if tls:
            self.tls.load_cert_chain(tls)
        self.requests = []
        self.active = self.most_active = 0
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._sockets = set()
        self._threads = []

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        if not self.reads:
            # Before listening sockets accept: what they inherit bounds what a client can send.
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.port = self._listener.getsockname()[1]
        self.url = f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"
        self._start(self._accept)
        return self

    def __exit__(self, *exc):
        self.closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            sockets = list(self._sockets)
        for sock in sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _start(self, target, *args):
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        while not self.closing.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self._sockets.add(sock)
            self._start(self._serve, sock)

    def _serve(self, sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.tls is not None:
            try:
                sock = self.tls.wrap_socket(sock, server_side=True)
            except OSError:  # the client does not trust it
                return
        connection = Connection(self, sock)
        with contextlib.suppress(OSError), sock.makefile("rb") as stream:
            while connection.open and not self.closing.is_set():
                request = self._read(stream) if self.reads else Request("", "", {}, b"")
                if request is None:
                    break
                with self._lock:
                    self.requests.append(request)
                    self.active += 1
                    self.most_active = max(self.most_active, self.active)
                try:
                    action = self.respond(request)
                finally:
                    with self._lock:
                        self.active -= 1
                action(connection)
        with self._lock:
            self._sockets.discard(sock)
        sock.close()

    @staticmethod
    def _read(stream):
        line = stream.readline()
        if not line:
            return None
        method, path, _ = line.decode("latin-1").split(" ", 2)
        headers = {}
        while (line := stream.readline().strip()) and b":" in line:
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        return Request(method, path, headers, stream.read(int(headers.get("content-length", 0))))


@contextlib.contextmanager
def full_backlog():
    """An address whose connections are never established: the queue of the listener is full."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                filler.connect(address)
        time.sleep(0.05)
        yield f"http://127.0.0.1:{address[1]}"
