"""Every public call of BM25 in processes that may start few threads: prints digests of the results.

Each argument is one process: `set_num_threads`' number, and the limit: `none`; `stacks`, by which Rust's
threads want stacks that no machine has; `user`, the system's own limit on a user's threads, who is another
one if this is root; or how many of them there may be, by the size of their stacks. Files go into the working
directory.
"""

import copy
import hashlib
import json
import os
import pickle
import resource
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import scipy.sparse

import elanus
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import _explain, _files, inspect_model  # noqa: F401 - another user cannot import them

# Much more than all else takes: half of one is left for that.
STACK = 8 << 30
NOBODY = 65534

# More terms than a model that is small, more text than one thread does alone, and a text that is too long for
# the calling thread.
TERMS, DOCUMENT = 60_000, 60
DOCUMENTS = [
    " ".join(f"k{n}" for n in range(at, at + DOCUMENT)) + ", the red kites soared: über Wäldern"
    for at in range(0, TERMS, DOCUMENT)
]
LONG = " ".join(DOCUMENTS * 3)


def limit(kind):
    if kind == "user":
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        if os.getuid() == 0:
            os.setuid(NOBODY)
    elif kind == "stacks":
        os.environ["RUST_MIN_STACK"] = str(1 << 46)
    elif kind != "none":
        os.environ["RUST_MIN_STACK"] = str(STACK)
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + int((int(kind) + 0.5) * STACK)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def calls():
    """The name and the results of each call."""
    model = BM25EmbeddingFunction(method="lucene")
    yield "fit", [model.fit(DOCUMENTS)]
    yield "fit_encode", [copy.copy(model).fit_encode(DOCUMENTS), copy.copy(model).fit_encode(iter(DOCUMENTS))]
    yield "generator", [copy.copy(model).fit(text for text in DOCUMENTS)]
    yield "callable", [BM25EmbeddingFunction(str.split, method="lucene").fit(DOCUMENTS)]
    yield "encode_documents", [model.encode_documents(DOCUMENTS), model.encode_documents(iter(DOCUMENTS))]
    yield "encode_queries", [model.encode_queries(DOCUMENTS)]
    yield (
        "encode_iter",
        list(model.encode_iter(DOCUMENTS, 300)) + list(model.encode_iter(iter(DOCUMENTS), 300)),
    )
    yield "long", [copy.copy(model).fit([LONG]), model.encode_documents([LONG, "kites", LONG])]
    columns = {
        "objects": np.array(DOCUMENTS, object),
        "fixed width": np.array(DOCUMENTS),
        "StringDType": np.array(DOCUMENTS, np.dtypes.StringDType()),
        "pandas": pd.Series(DOCUMENTS),
        "pyarrow": pa.chunked_array([DOCUMENTS[:400], DOCUMENTS[400:]]),
    }
    for name, column in columns.items():
        yield name, [copy.copy(model).fit(column), *model.encode_iter(column, 300)]
    updated = copy.copy(model)
    yield "partial_fit", [updated.partial_fit(["one kite"]), updated.partial_fit(DOCUMENTS[::-1])]
    yield "forget", [updated.forget(DOCUMENTS[:500])]
    yield "merge", [updated.merge(model), updated.merged([updated, model])]
    yield "compact", [updated.forget(["one kite"]).compact(), updated]
    for suffix in ("bm25", "json"):
        path = Path(f"{os.getpid()}.{suffix}")
        model.save(path)
        yield suffix, [path.read_bytes(), BM25EmbeddingFunction().load(path), repr(inspect_model(path))]
    yield "pickle", [pickle.loads(pickle.dumps(model)), copy.deepcopy(model)]
    yield "explain", [repr(model.explain("red kites", DOCUMENTS[7])), repr(model.explain(LONG, LONG))]
    yield "drift", [repr(model.drift(updated)), repr(model.most_common(9)), repr(dict(model.idf))]


def digest(results):
    found = hashlib.blake2b(digest_size=8)
    for result in results:
        if isinstance(result, BM25EmbeddingFunction):
            result.save(path := Path(f"{os.getpid()}.digest"))
            result = path.read_bytes()
        elif isinstance(result, scipy.sparse.csr_array):
            parts = (result.data, result.indices, result.indptr)
            result = repr(result.shape).encode() + b"".join(part.tobytes() for part in parts)
        elif isinstance(result, np.ndarray):
            result = result.tobytes()
        found.update(result.encode() if isinstance(result, str) else result)
    return found.hexdigest()


def main(threads, kind):
    elanus.set_num_threads(int(threads))
    limit(kind)
    os.write(1, json.dumps({name: digest(results) for name, results in calls()}).encode() + b"\n")


if __name__ == "__main__":
    for process in sys.argv[1:]:
        # Whose threads have not read their limits yet.
        if os.fork() == 0:
            main(*process.split())
            os._exit(0)
        if os.wait()[1] != 0:
            sys.exit(1)
