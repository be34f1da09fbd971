"""``python -m elanus``: the command ``elanus``, where the shell does not find it."""

import sys

from elanus.cli import main

if __name__ == "__main__":
    sys.exit(main())
