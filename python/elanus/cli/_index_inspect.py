"""What an index on disk holds: ``elanus inspect INDEX``."""

import json
from pathlib import Path
from typing import Any

from elanus.cli._index import in_bytes, open_index, size
from elanus.cli._terminal import count

#: Texts that are read at a time to verify them.
_BATCH = 10_000
_PARAMETERS = ("k1", "b", "epsilon", "delta")


def inspect_index(path: Path, most_frequent: int) -> dict[str, Any]:
    """Verify an index, its texts included, and say what it holds.

    Parameters
    ----------
    path : path
    most_frequent : int
        How many of the terms that stand in the most documents to list.

    Returns
    -------
    dict
        What ``elanus inspect --json`` prints.

    Raises
    ------
    ElanusError
        It is no index, or is damaged.
    """
    index = open_index(path)
    ids = index.ids
    if index.has_text:
        for start in range(0, len(ids), _BATCH):
            index.get(ids[start : start + _BATCH])
    found: dict[str, Any] = {
        "format": "index",
        "bytes": size(path),
        "documents": len(index),
        "postings": index.nnz,
        "memory": index.nbytes,
        "dim": index.dim,
        "texts": index.has_text,
        "ids": "numbers" if ids.dtype.kind in "iu" else "text",
    }
    model = index.bm25
    return found | {
        "average_length": model.avgdl,
        "terms": len(model.vocabulary),
        "method": index.method,
        "k1": index.k1,
        "b": index.b,
        "epsilon": index.epsilon,
        "delta": index.delta,
        "analyzer": getattr(index.analyzer, "spec", None),
        "most_frequent": [{"term": term, "df": df} for term, df in model.most_common(most_frequent)],
    }


def lines(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the names and values that people read."""
    each = found["memory"] / found["postings"] if found["postings"] else 0.0
    return [
        ("format", f"index, {in_bytes(found['bytes'])}, verified"),
        ("documents", f"{found['documents']:,}, of {found['average_length']:.2f} tokens on average"),
        ("texts", "stored" if found["texts"] else "not stored"),
        ("terms", f"{found['dim']:,}"),
        ("postings", f"{count(found['postings'], 'posting')}, {each:.1f} bytes of memory each"),
        ("method", found["method"] + ": " + ", ".join(f"{name} {found[name]:g}" for name in _PARAMETERS)),
        (
            "analyzer",
            json.dumps(found["analyzer"], ensure_ascii=False) if found["analyzer"] else "not stored",
        ),
        (
            "frequent",
            ", ".join(f"{entry['term']} {entry['df']:,}" for entry in found["most_frequent"]) or "none",
        ),
    ]
