"""Changes an index in processes that wait to be traced first, for the tests of faults.

Each line that comes in is the folder of an index. For each a child is forked, which tells its id, waits for a
byte, adds, deletes and saves, and ends with 0, or with 3 after an error of ours, whose message it prints.
"""

import contextlib
import ctypes
import os
import sys
import tempfile

import numpy as np  # noqa: F401 - so that no child has to import it
import scipy.sparse  # noqa: F401

import elanus
from elanus.errors import ElanusError

ADDED = ["a red kite", "another owl"]
DELETED = 1
ANYBODY = 2**64 - 1
PR_SET_PTRACER = 0x59616D61


def change(path):
    index = elanus.Index.open(path)
    index.add(ADDED).delete([DELETED])
    index.save()


def in_a_child(path):
    child = os.fork()
    if child == 0:
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(ANYBODY), 0, 0, 0)
        print(os.getpid(), flush=True)
        os.read(0, 1)
        code = 4
        with contextlib.suppress(BaseException):  # a panic is none of the usual ones
            try:
                change(path)
                code = 0
            except ElanusError as error:
                code = 3
                print(error, file=sys.stderr)
            except BaseException as error:
                print("not ours:", repr(error), file=sys.stderr)
                raise
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    elanus.set_num_threads(1)
    with (
        tempfile.TemporaryDirectory() as folder
    ):  # everything is imported here: no child's calls are an import's
        path = f"{folder}/birds.elanus"
        elanus.Index.build(["red kite", "owl"], analyzer="standard").save(path)
        change(path)
    while line := b"".join(iter(lambda: os.read(0, 1), b"\n")):
        if line == b"end":
            break
        in_a_child(line.decode())
