"""Model files without the model: what one holds, found by verifying it."""

from __future__ import annotations

import json
from os import PathLike
from typing import Any

from elanus import _core
from elanus.sparse.bm25._arguments import as_path, as_whole

__all__ = ["inspect_model"]


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
        holds) and ``dim`` (all that have an id); ``method``, ``k1``, ``b``, ``epsilon``, ``delta`` and
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
