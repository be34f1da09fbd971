"""Where the system refuses threads, every call goes on with those it has, and gives the same."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import limited_threads

DEEP = bool(os.environ.get("ELANUS_DEEP_FAULTS"))

PROCESSES = (
    [f"{threads} {kind}" for threads in (1, 2, 64) for kind in ("none", "stacks", "user", "1", "3")]
    if DEEP
    else ["1 stacks", "64 1", "2 user"]
)


@pytest.mark.timeout(600)
def test_every_call_does_with_the_threads_it_gets():
    command = [sys.executable, limited_threads.__file__, "2 none", *PROCESSES]
    with tempfile.TemporaryDirectory() as folder:  # pytest's own are this user's alone
        Path(folder).chmod(0o777)
        result = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert (result.returncode, result.stderr) == (0, "")
    expected, *found = map(json.loads, result.stdout.splitlines())
    assert len(found) == len(PROCESSES)
    for process, digests in zip(PROCESSES, found, strict=True):
        assert digests == expected, process
