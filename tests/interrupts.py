"""Ctrl-C at a chosen moment of a call."""

import os
import signal
import threading
import time
from contextlib import contextmanager


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


def interrupted(call, *, after):
    """Send SIGINT `after` seconds into a call; return the processor time until it raised KeyboardInterrupt.

    The wall clock would tell how busy the machine is. None where the call was over, or had not begun.
    """
    sent, ended, inside = [], None, False

    def send():
        time.sleep(after)
        sent.append(time.process_time())
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=send)
    try:
        thread.start()
        inside = True
        call()
        inside = False
        thread.join()
        wait_for_signal()
    except KeyboardInterrupt:
        ended = time.process_time()
    thread.join()
    return ended - sent[0] if inside else None


def interrupt(call, *, after):
    """Do the same where the call takes long enough."""
    seconds = interrupted(call, after=after)
    assert seconds is not None, "the call was over before it was interrupted"
    return seconds
