"""Where the system refuses memory, every call says so by a MemoryError, and has changed nothing.

`rust/core/tests/memory.rs` refuses each large block in turn; here the limit is the system's own.
"""

import json
import os
import subprocess
import sys

import pytest

import limited_memory

DEEP = bool(os.environ.get("ELANUS_DEEP_FAULTS"))

# In KiB beyond what the process has; with the last one there is enough.
LIMITS = range(0, 160 << 10, 2 << 10) if DEEP else (0, 2 << 10, 40 << 10, 64 << 10)
ENOUGH = 1 << 20


@pytest.mark.unsanitized  # the sanitizer reserves more addresses than there are
@pytest.mark.timeout(3_600)
@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_every_call_says_that_there_is_no_memory():
    limits = [*LIMITS, ENOUGH]
    command = [sys.executable, limited_memory.__file__, *map(str, limits)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    wrong = [
        (limit, name, found)
        for limit, outcomes in zip(limits, lines, strict=True)
        for name, found in outcomes.items()
        if found not in ("done", "refused")
    ]
    assert wrong == []
    assert set(lines[-1].values()) == {"done"}
    refused = {name for outcomes in lines for name, found in outcomes.items() if found == "refused"}
    # A few calls of an index, such as a short search, need no memory to speak of.
    assert len(refused) > 0.8 * len(lines[0]), refused
