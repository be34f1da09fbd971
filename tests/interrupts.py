"""Ctrl-C at a chosen moment of a call."""

import os
import signal
import threading
import time

import pytest


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
