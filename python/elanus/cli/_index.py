"""What the verbs share that work on an index on disk: opening one, and the documents that go into it."""

import contextlib
import os
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from elanus._locks import WAIT, locked
from elanus.cli._output import seconds
from elanus.cli._terminal import count, note, step
from elanus.errors import ElanusWarning, InputError

if TYPE_CHECKING:
    import argparse

    from elanus.corpus import Batch
    from elanus.index import Index

#: Files that are written before the manifest, which the next save removes.
_LEFT_OVER = re.compile(r"segment-\d+-\d+|model-\d+|\.manifest\.[\d.]+\.tmp", re.ASCII)
_UNITS = ("bytes", "kB", "MB", "GB", "TB")
#: The parameters of the methods that have others than k1 and b.
_USED = {
    "okapi": ("k1", "b", "epsilon"),
    "bm25l": ("k1", "b", "delta"),
    "bm25+": ("k1", "b", "delta"),
    "tfidf": (),
}
#: Documents at a time: few enough that the memory of their texts is used again.
_BATCH = 1_000


def open_index(path: Path, *, asks: bool = True) -> "Index":
    """Open an index, or say what is there instead.

    Parameters
    ----------
    path : path
    asks : bool
        Whether texts are to be cut, which a command cannot do as a Python callable does.

    Raises
    ------
    InputError
        There is nothing, or no index.
    CorruptIndexError
        It is damaged.
    """
    from elanus._index_files import is_index
    from elanus.index import Index

    if not path.exists():
        raise InputError(f"there is no index {path}; `elanus index FILES -o {path}` makes one")
    if not is_index(path):
        what = f"{path} is a file, and an index is a folder"
        if (path / "manifest").exists():
            what = f"{path} is no index, or a damaged one: its manifest does not begin as one does"
        elif path.is_dir():
            what = f"{path} is a folder that holds no index"
        raise InputError(f"{what}; `elanus index FILES -o FOLDER` makes one")
    try:
        return Index.open(path)
    except InputError:  # its analyzer is a callable
        if asks:
            raise InputError(
                f"the index {path} was built with a Python callable, which the command does not have: open "
                "it in Python, by Index.open(path, analyzer=...)"
            ) from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ElanusWarning)  # this is not the callable of the index
        return Index.open(path, analyzer=str.split)


def is_left_over(folder: Path) -> bool:
    """Tell whether a folder is empty, or holds only what a killed process has left of a new index."""
    return all(_LEFT_OVER.fullmatch(name) for name in os.listdir(folder))  # noqa: PTH208 - names will do


def alone(path: Path, wait: float | None) -> contextlib.AbstractContextManager[None]:
    """Keep other commands from changing an index while this one reads and writes it."""
    return locked(path, f"the index {path}", wait=WAIT if wait is None else wait, note=note)


def add_wait(parser: "argparse.ArgumentParser") -> None:
    """Add the option that says how long to wait for others."""
    parser.add_argument(
        "--wait",
        type=seconds,
        metavar="SECONDS",
        help=f"how long to wait while another process changes the index (default: {WAIT:g})",
    )


def batches(
    files: Sequence[Path], arguments: "argparse.Namespace", *, named: bool, **limits: int
) -> Iterator["Batch"]:
    """Read files of documents, one after the other, with ids that are unique in all of them.

    Parameters
    ----------
    files : sequence of path
    arguments : Namespace
        With the options of reading, and the field of the id.
    named : bool
        Whether a line's number, where it is the id, follows the name of its file, as in ``notes.txt:17``. It
        always does where there are several.
    **limits : int
        `max_text_bytes` and `max_id_bytes` of `elanus.corpus.open`.

    Raises
    ------
    InputError
        A file cannot be read, or a document has an id that an earlier one has.
    """
    from elanus.cli._corpus import opened, reading

    with opened(files, id_field=arguments.id_field, **reading(arguments), **limits) as corpus:
        yield from corpus.batches(_BATCH, named=named)


def parameters(index: "Index") -> str:
    """Say how an index weighs terms: the method, those of the parameters that it uses, and bounds."""
    from elanus.sparse.bm25._arguments import given_bounds

    used = ", ".join(f"{name} {getattr(index, name):g}" for name in _USED.get(str(index.method), ("k1", "b")))
    pruning = index._core.snapshot().pruning
    bounds = given_bounds(pruning) if pruning else {}
    return f"by {index.method}{used and ': '}{used}" + "".join(
        f", {name} {value}" for name, value in bounds.items()
    )


def size(folder: Path) -> int:
    """Return the bytes of the files of an index."""
    with os.scandir(folder) as entries:
        return sum(entry.stat().st_size for entry in entries if entry.is_file())


def show_saved(path: Path, index: "Index", taken: float, replaced: str = "") -> None:
    """Print that an index was saved, and how large it is."""
    what = f"{count(len(index), 'document')}, {in_bytes(size(path))}"
    step("saved", f"the index in {path}{replaced}: {what}", taken)


def in_bytes(number: int) -> str:
    """Write a number of bytes for people.

    Examples
    --------
    >>> from elanus.cli._index import in_bytes
    >>> in_bytes(999), in_bytes(45_300_000)
    ('999 bytes', '45.3 MB')
    """
    unit, value = 0, float(number)
    while value >= 999.95 and unit < len(_UNITS) - 1:
        unit, value = unit + 1, value / 1_000
    return f"{value:.1f} {_UNITS[unit]}" if unit else f"{number:,} bytes"
