"""What the tests of the engines share."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IS_CONNECT = os.environ.get("ELANUS_SPARK") == "connect"


def file_of(model, folder):
    """The bytes of a model's file."""
    model.save(Path(folder, "model.bm25"))
    return Path(folder, "model.bm25").read_bytes()


def killed_once(marker):
    """Return what hands rows on, and kills the process that does it first."""

    def kill():
        import os
        import signal

        try:
            os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)

    return kill
