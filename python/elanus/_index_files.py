"""An index and its folder: what a file keeps of the analyzer, and what may be replaced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from os.path import realpath
from pathlib import Path

import elanus._core as _core
from elanus._threads import get_num_threads
from elanus.errors import CorruptIndexError, CorruptModelError, InputError, ModelFileError
from elanus.sparse.bm25._description import AnyAnalyzer, analyzer_of_file, describe

__all__ = [
    "analyzer_of",
    "damage_is_of_an_index",
    "described",
    "describes",
    "is_index",
    "opened",
    "packed",
    "saved",
    "unpacked",
]

_MAGIC = b"\x89ELINDX\n"


def is_index(folder: str | PathLike[str]) -> bool:
    """Tell whether a folder is an index, by the first bytes of its manifest; nothing is verified."""
    try:
        with Path(folder, "manifest").open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def opened(
    path: str, analyzer: AnyAnalyzer | None, *, mmap: bool
) -> tuple[_core.Index, AnyAnalyzer | None, bool]:
    """Open what `saved` has saved: the index, its analyzer, and whether it stores texts.

    Raises
    ------
    ModelFileError
        There is no index, or it cannot be read.
    InputError
        Its analyzer is a Python callable, and none was given.
    """
    if not Path(path, "manifest").exists():
        if not Path(path).exists():
            raise ModelFileError(f"there is no index {path}")
        what = "folder that holds no index" if Path(path).is_dir() else "file, and an index is a folder"
        raise ModelFileError(f"{path} is a {what}: Index.save makes one")
    with damage_is_of_an_index():
        core, description, store_text = _core.Index.open(realpath(path), mmap, get_num_threads())
    return core, analyzer_of(description, path, analyzer), store_text


@contextmanager
def damage_is_of_an_index() -> Iterator[None]:
    """Raise `CorruptIndexError` also where the file that is damaged is the model of an index."""
    try:
        yield
    except CorruptIndexError:
        raise
    except CorruptModelError as error:
        raise CorruptIndexError(*error.args) from None


def saved(
    core: _core.Index, analyzer: AnyAnalyzer | None, path: str, *, store_text: bool, replace: bool
) -> None:
    """Save an index to a folder that the caller has locked.

    Raises
    ------
    InputError
        The folder is another index, which is not to be replaced.
    ModelFileError
        It is no folder, or another process has saved the index, or it cannot be written.
    """
    # One name for a folder, whatever it is called by: an index knows by it what it has saved there.
    folder = realpath(path)
    own = None if core.path is None else str(core.path)
    if folder != own and not replace and is_index(folder):
        raise InputError(
            f"{path} is another index, not the one that this was opened from: without replace=False this one "
            "is put in its place"
        )
    if Path(folder).exists() and not Path(folder).is_dir():
        raise ModelFileError(f"{path} is a file, and an index is a folder; name another path")
    # What was saved there and is gone is written again, all of it.
    is_new = not Path(folder).exists()
    core.save(folder, described(analyzer), store_text, is_new, get_num_threads())


def described(analyzer: AnyAnalyzer | None) -> str:
    """Return the JSON that a file keeps of an analyzer."""
    return "null" if analyzer is None else json.dumps(describe(analyzer))


def describes(description: str, analyzer: AnyAnalyzer | None) -> bool:
    """Tell whether the JSON of a file is that of an analyzer."""
    return bool(json.loads(description) == json.loads(described(analyzer)))


def analyzer_of(description: str, path: str, given: AnyAnalyzer | None) -> AnyAnalyzer | None:
    """Return the analyzer of a file, or the callable that was given for it."""
    stored = json.loads(description)
    if stored is None:
        return None
    if "callable" in stored and given is None:
        raise InputError(
            f"the index {path} was built with the Python callable {stored['callable']}, which no file can "
            "hold: give it, Index.open(path, analyzer=...)"
        )
    is_given = given is not None and "callable" in stored
    return analyzer_of_file(description, path, given if given is not None else str.split, is_given)


def packed(core: _core.Index, *, store_text: bool) -> dict[str, bytes]:
    """Return the files of an index that is saved nowhere else, but for its analyzer."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "index")
        core.save(path, "null", store_text, True, get_num_threads())
        return {file.name: file.read_bytes() for file in path.iterdir()}


def unpacked(files: dict[str, bytes]) -> tuple[_core.Index, bool]:
    """Return the index of which these are the files, and whether it stores texts."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        core, _, store_text = _core.Index.open(folder, False, get_num_threads())
    return core, store_text
