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


def wait_for_signal():
    """Wait for one that was sent: another thread may have got it, and tells this one when it runs."""
    for _ in range(500):
        time.sleep(0.01)


def interrupt(call, *, after):
    """Send SIGINT `after` seconds into a call; return the processor time until it raised KeyboardInterrupt.

    The wall clock would tell how busy the machine is.
    """
    times = {}

    def send():
        time.sleep(after)
        times["sent"] = time.process_time()
        os.kill(os.getpid(), signal.SIGINT)

    def run():
        thread.start()
        try:
            call()
        finally:
            times["ended"] = time.process_time()
            thread.join()
        wait_for_signal()

    thread = threading.Thread(target=send)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert times["ended"] >= times["sent"], "the call was over before it was interrupted"
    return times["ended"] - times["sent"]
