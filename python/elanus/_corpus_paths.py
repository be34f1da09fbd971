"""Which files a corpus is: of one path, several, a directory or a pattern."""

import glob
import os
from collections.abc import Sequence
from pathlib import Path

from elanus.errors import InputError, InputTypeError

__all__ = ["STANDARD_INPUT", "file_label", "found"]

STANDARD_INPUT = Path("/dev/stdin")


def found(source: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> list[Path]:
    """Return the files that a source names, each once.

    Parameters
    ----------
    source : str, path or sequence of them
        As `elanus.corpus.open` takes it.

    Raises
    ------
    InputError
        A directory or pattern has no file, or a file is named twice.
    InputTypeError
        It is no path.

    Examples
    --------
    >>> from elanus._corpus_paths import found
    >>> [str(file) for file in found(["-", "birds.jsonl"])]
    ['/dev/stdin', 'birds.jsonl']
    """
    items = [source] if isinstance(source, str | os.PathLike) else source
    if not isinstance(items, list | tuple) or not all(isinstance(item, str | os.PathLike) for item in items):
        raise InputTypeError(f"source is {type(source).__name__}; expected a str, a path, or a list of them")
    files = [file for item in items for file in _files(item)]
    if not files:
        raise InputError("source is empty; expected the path of a file, or several")
    if len(set(files)) < len(files):
        twice = next(file for file in files if files.count(file) > 1)
        what = "standard input" if twice == STANDARD_INPUT else twice
        raise InputError(f"{what} is named more than once")
    return files


def file_label(file: Path) -> str:
    """Return what stands for a file in an id; what is no UTF-8 in its name is replaced, as in a text."""
    return "-" if file == STANDARD_INPUT else os.fsencode(file).decode("utf-8", "replace")


def _files(item: str | os.PathLike[str]) -> list[Path]:
    name = os.fspath(item)
    if not isinstance(name, str):
        raise InputTypeError(f"a path is {type(name).__name__}; expected a str")
    if not name:
        raise InputError("the path is empty")
    if item == "-":  # and not the path of a file of this name
        return [STANDARD_INPUT]
    path = Path(name)
    if path.is_dir():
        inside = sorted(_walk(path))
        if not inside:
            raise InputError(f"the directory {path} holds no file")
        return inside
    if glob.has_magic(name) and not os.path.lexists(name):
        matching = sorted(Path(match) for match in glob.glob(name, recursive=True))  # noqa: PTH207
        matching = [match for match in matching if not match.is_dir()]
        if not matching:
            raise InputError(f"no file matches {name}")
        return matching
    return [path]


def _walk(folder: Path, above: frozenset[Path] = frozenset()) -> list[Path]:
    """Return the files of a directory, but those that other programs keep there for themselves."""
    real = folder.resolve()
    if real in above:  # a link that leads back
        return []
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        raise InputError(f"{folder} cannot be read: {error.strerror or error}") from error
    inside = []
    for path in entries:
        if not path.name.startswith((".", "_")):
            inside += _walk(path, above | {real}) if path.is_dir() else [path]
    return inside
