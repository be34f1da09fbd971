"""A server of another project, from .venv-servers, as a process on a free port of the loopback."""

import contextlib
import os
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).resolve().parents[2] / ".venv-servers" / "bin"
PATIENCE = 600  # seconds; only a server that hangs takes as long, however busy the machine is

# No hub, no telemetry, no list of prices from the net, no proxy and no key of this machine's owner.
_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "_TYPER_STANDARD_TRACEBACK": "1",  # else a page of boxes for each frame
    "CUDA_VISIBLE_DEVICES": "",
    "NO_PROXY": "127.0.0.1",
    "no_proxy": "127.0.0.1",
}
_NOT_OURS = ("LITELLM_", "INFINITY_", "OPENAI_", "DATABASE_", "PYTHON")


class ServerProcess:
    """A server that answers, until it is closed.

    It is waited for by the address of its health; what it writes is in its log, of which `news` gives what
    is new.
    """

    def __init__(self, folder, command, health, **environment):
        program = PROGRAMS / command[0]
        if not program.exists():
            pytest.fail(f"{program} is missing: `make test-models` installs it")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._log, self._told = folder / f"{command[0]}.log", 0
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_OURS)}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [program, *command[1:], "--host", "127.0.0.1", "--port", str(port)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env={**kept, **_ENVIRONMENT, **environment},
            )
        try:
            self._wait(self.url + health)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def news(self):
        """Return what was written to the log since the last time."""
        written = self._log.read_bytes()
        new, self._told = written[self._told :], len(written)
        return new.decode(errors="replace")

    def close(self):
        self._process.terminate()
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait(self, address):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self._process.poll() is None:
            with contextlib.suppress(OSError), opener.open(address, timeout=60):
                return
            time.sleep(0.2)
        ended = self._process.returncode
        what = "did not answer" if ended is None else f"ended with status {ended}"
        pytest.fail(f"the server {what}:\n{self.news()[-5000:]}")
