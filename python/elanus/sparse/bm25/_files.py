"""Model files without the model: whether a file is one, and what it holds, found by verifying it."""

from __future__ import annotations

import json
import re
from os import PathLike
from pathlib import Path
from typing import Any

import elanus._core as _core
from elanus.errors import ModelFileError
from elanus.sparse.bm25._arguments import as_path, as_whole

__all__ = ["inspect_model", "is_model_file"]

_NATIVE = b"\x89ELANUS\n"
#: The first keys of pymilvus.model's files, which ours have too; JSON allows white space between them.
_JSON = re.compile(rb'\s*\{\s*"version"\s*:\s*"v\d+"\s*,\s*"corpus_size"\s*:')
_FIRST_BYTES = 256


def is_model_file(path: str | PathLike[str]) -> bool:
    """Tell a model's file, of either format, by its first bytes; nothing is verified.

    For who is about to replace a file: a damaged model is still one.

    Parameters
    ----------
    path : str or path
        A link is followed.

    Returns
    -------
    bool
        False also where there is no file, or something else than a regular one.

    Raises
    ------
    ModelFileError
        The file cannot be read.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from elanus.sparse.bm25 import BM25EmbeddingFunction
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     model, notes = pathlib.Path(folder, "birds.bm25"), pathlib.Path(folder, "notes.txt")
    ...     BM25EmbeddingFunction(method="lucene").fit(["Red kites."]).save(model)
    ...     _ = notes.write_text("Red kites.")
    ...     is_model_file(model), is_model_file(notes)
    (True, False)
    """
    try:
        # A pipe would be waited for.
        if not Path(path).is_file():
            return False
        with Path(path).open("rb") as file:
            first = file.read(_FIRST_BYTES)
    except OSError as error:
        raise ModelFileError(f"{path} cannot be read: {error.strerror or error}") from error
    return first.startswith(_NATIVE) or _JSON.match(first) is not None


def inspect_model(path: str | PathLike[str], most_frequent: int = 10) -> dict[str, Any]:
    """Verify a model file, of either format, and say what it holds.

    Parameters
    ----------
    path : str or path
        A file that ``BM25EmbeddingFunction.save`` wrote, or pymilvus.model's.
    most_frequent : int
        How many of the terms that stand in the most documents to list.

    Returns
    -------
    dict
        ``format`` (``"native"``, ``"json"`` or ``"pymilvus.model"``), ``version``, ``bytes`` and
        ``digest`` (``None`` where the file has none, so that nothing could be verified);
        ``documents``, ``total_length``, ``average_length`` (in tokens), ``terms`` (those that a document
        holds), ``encoded_terms`` (those of them that encoders know) and ``dim`` (all that have an id);
        ``method``, ``k1``, ``b``, ``epsilon``, ``delta``, ``min_df``, ``max_df``, ``max_terms`` and
        ``average_idf``; ``analyzer`` (``None`` where it is not stored); ``most_frequent``, a list of
        dictionaries of ``term``, ``id``, ``df`` and ``idf``, or ``None`` where the file has no document
        frequencies. A number that JSON cannot hold is a string, such as ``"NaN"``.

    Raises
    ------
    ModelFileError
        The file cannot be read or is none of a model.
    CorruptModelError
        It is damaged, cut short or of a newer version.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from elanus.sparse.bm25 import BM25EmbeddingFunction, inspect_model
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "birds.bm25")
    ...     BM25EmbeddingFunction(method="lucene").fit(["Red kites.", "A kite dives."]).save(path)
    ...     found = inspect_model(path, 1)
    >>> found["format"], found["method"], found["documents"], found["terms"]
    ('native', 'lucene', 2, 3)
    >>> [(entry["term"], entry["df"]) for entry in found["most_frequent"]]
    [('kite', 2)]
    """
    found: dict[str, Any] = json.loads(
        _core.Bm25.inspect(as_path(path), as_whole("most_frequent", most_frequent, 0))
    )
    return found
