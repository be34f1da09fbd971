"""Ctrl-C at a chosen moment of a call."""

import os
import signal
import threading
import time
from contextlib import contextmanager

import pytest


@contextmanager
def sparing(path):
    """Interrupts wait while code of this file runs: it stands for a library, which has no bytecode."""

    def handle(number, frame):
        while frame is not None:
            if frame.f_code.co_filename == path:
                threading.Timer(0.001, os.kill, (os.getpid(), number)).start()
                return
            frame = frame.f_back
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def interrupt(call, *, after):
    """Send SIGINT `after` seconds into a call; return how long it then took to raise KeyboardInterrupt."""
    times = {}

    def send():
        time.sleep(after)
        times["sent"] = time.perf_counter()
        os.kill(os.getpid(), signal.SIGINT)

    def run():
        thread.start()
        try:
            call()
        finally:
            times["ended"] = time.perf_counter()
            thread.join()  # the signal comes here, should the call have ended before it

    thread = threading.Thread(target=send)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert times["ended"] > times["sent"], "the call was over before it was interrupted"
    return times["ended"] - times["sent"]
