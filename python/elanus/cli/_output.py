"""The model that a command writes: where it may go, and what is there already."""

import argparse
import contextlib
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from elanus._locks import WAIT, locked
from elanus.cli._terminal import note

if TYPE_CHECKING:
    from elanus.sparse import BM25EmbeddingFunction


def add_output(parser: argparse._ActionsContainer, *, required: bool = True) -> None:
    """Add the options that name the model to write, and say what may be done to have it there."""
    default = "" if required else " (default: the model itself)"
    parser.add_argument(
        "-o",
        "--output",
        metavar="MODEL",
        type=model_file,
        required=required,
        help=f"where to save it; a model that is there is replaced{default}",
    )
    parser.add_argument("--force", action="store_true", help="replace a file that is no model, too")
    parser.add_argument(
        "--wait",
        type=seconds,
        default=WAIT,
        metavar="SECONDS",
        help="how long to wait while another process changes the model (default: %(default)g)",
    )


def model_file(text: str) -> Path:
    """Return the path of a model file, unless it can only be a directory's: `Path` drops the last slash.

    Raises
    ------
    argparse.ArgumentTypeError
        It ends in a slash, or is empty: to `Path` that is the working directory.
    """
    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    if text.endswith(("/", "/.")):
        raise argparse.ArgumentTypeError(f"{text!r} names a directory; a model is a file")
    return Path(text)


def seconds(text: str) -> float:
    """Return a number of seconds, 0 or more."""
    with contextlib.suppress(ValueError):
        if 0 <= (number := float(text)) < math.inf:
            return number
    raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds, 0 or more")


def alone(path: Path, wait: float) -> contextlib.AbstractContextManager[None]:
    """Keep other commands from changing a model while this one reads and writes it."""
    return locked(path, f"the model {path}", wait=wait, note=note)


def check_output(path: Path, documents: Sequence[Path] = (), *, force: bool) -> str:
    """Refuse a path that no model can be saved to, before any document is read.

    Returns
    -------
    str
        What a summary says after the path of what was there before.

    Raises
    ------
    InputError
        It is one of the files of documents, or holds something else than a model; or one of them is
        standard input twice.
    ModelFileError
        There is something else than a file, or no directory for it, or it is in a database.
    """
    from elanus.errors import InputError
    from elanus.milvus.job import check_model_path
    from elanus.sparse.bm25._files import is_model_file

    check_model_path(path)
    check_documents(documents, path)
    if not path.exists() or path.stat().st_size == 0:
        return ""
    if is_model_file(path):
        return ", in place of an older one"
    if not force:
        raise InputError(f"{path} exists and is no model; name another file, or replace it with --force")
    return ", in place of a file that was no model"


def check_documents(files: Sequence[Path], model: Path) -> None:
    """Refuse files of documents that cannot be read, or only until a model is saved."""
    from elanus.corpus import STANDARD_INPUT
    from elanus.errors import InputError

    if files.count(STANDARD_INPUT) > 1:
        raise InputError("standard input is named more than once, and can be read only once")
    for file in files:
        if model.exists() and file.exists() and model.samefile(file):
            raise InputError(f"{file} is a file of documents and cannot be the model's as well")


def note_other_scores(path: Path, model: "BM25EmbeddingFunction") -> None:
    """Say that pymilvus.model, which reads this file, will not score by the model's method."""
    from elanus.sparse.bm25._description import is_original

    # Where it has not even the analyzer, a warning has said so.
    if path.name.endswith(".json") and model.method != "okapi" and is_original(model.analyzer):
        note(
            f"pymilvus.model reads {path} too, but scores as okapi, not as {model.method}; a model fitted "
            "with --method okapi suits both"
        )
