"""Processes of their own that need not import pymilvus, which takes each of them two seconds."""

import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
# Imported once by the server, of which each process is a fork: it has no thread that a fork would lose.
_CONTEXT.set_forkserver_preload(
    ["pymilvus", "milvus_lite", "elanus.cli._command", "elanus.cli._indexing", "elanus.sparse"]
)


def run_forked(code, arguments, *, largest_file=None):
    """As `subprocess.run` of Python with this code and these arguments, in the working directory."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = [Path(folder, name) for name in ("stdout", "stderr")]
        where = (str(Path.cwd()), *map(str, outputs))
        process = _CONTEXT.Process(target=_run, args=(code, arguments, where, largest_file))
        process.start()
        process.join()
        return subprocess.CompletedProcess(
            arguments, process.exitcode, *(output.read_text() for output in outputs)
        )


def _run(code, arguments, where, largest_file):
    folder, *outputs = where
    os.chdir(folder)
    for descriptor, output in enumerate(outputs, 1):
        os.dup2(os.open(output, os.O_CREAT | os.O_WRONLY), descriptor)
    if largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    sys.argv = ["-c", *arguments]
    exec(code, {"__name__": "__main__"})
