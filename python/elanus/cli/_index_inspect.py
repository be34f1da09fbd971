"""What an index on disk holds: ``elanus inspect INDEX``."""

import json
from pathlib import Path
from typing import Any

from elanus.cli._index import in_bytes, open_index, size
from elanus.cli._parameters import terms

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
    index = open_index(path, asks=False)
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
        "texts": index._stores_text,  # those of documents to come, too
        "ids": "numbers" if ids.dtype.kind in "iu" else "text",
    }
    if index.method is None:
        return found | {"vectors": True}
    model = index.bm25
    return found | {
        "vectors": False,
        "average_length": model.avgdl,
        "terms": model._state[0].unpruned().live_terms,
        "encoded_terms": len(model.vocabulary),
        "method": index.method,
        "k1": index.k1,
        "b": index.b,
        "epsilon": index.epsilon,
        "delta": index.delta,
        "min_df": index.min_df,
        "max_df": index.max_df,
        "max_terms": index.max_terms,
        "analyzer": getattr(index.analyzer, "spec", None),
        "most_frequent": [{"term": term, "df": df} for term, df in model.most_common(most_frequent)],
    }


def lines(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the names and values that people read."""
    each = found["memory"] / found["postings"] if found["postings"] else 0.0
    head = ("format", f"index, {in_bytes(found['bytes'])}, verified")
    postings = ("postings", f"{found['postings']:,}, of {each:.1f} bytes of memory")
    if found["vectors"]:
        columns = ("columns", f"{found['dim']:,}")
        return [
            head,
            ("documents", f"{found['documents']:,}"),
            columns,
            postings,
            ("weights", "as they were given"),
        ]
    values = ", ".join(f"{name} {found[name]:g}" for name in _PARAMETERS)
    frequent = ", ".join(f"{entry['term']} {entry['df']:,}" for entry in found["most_frequent"])
    spec = json.dumps(found["analyzer"], ensure_ascii=False) if found["analyzer"] else "not stored"
    return [
        head,
        ("documents", f"{found['documents']:,}, of {found['average_length']:.2f} tokens on average"),
        ("texts", "stored" if found["texts"] else "not stored"),
        *terms(found),
        postings,
        ("method", f"{found['method']}: {values}"),
        ("analyzer", spec),
        ("frequent", frequent or "none"),
    ]
