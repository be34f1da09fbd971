"""Every public call of BM25 in processes that may have little more memory: prints what came of each.

Each argument is a limit, in KiB beyond what the process has. A line is a JSON object of the calls' names,
each with `done`, `refused` (a MemoryError, and the model is as it was), another error, or a signal.
"""

import copy
import json
import os
import pickle
import resource
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa

import elanus
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import inspect_model

UNLIMITED = resource.RLIM_INFINITY
DOCUMENTS = [
    " ".join(f"t{number}x{at % 17} w{number * at % 9001}" for at in range(40)) + " über Wäldern"
    for number in range(4_000)
]
OTHERS = [text.replace("w", "ä") for text in DOCUMENTS[:2_000]]
LONG = " ".join(DOCUMENTS)


def prepare(folder):
    """The model, and the calls by their names; each changes the model or gives something."""
    model = BM25EmbeddingFunction(method="lucene").fit(DOCUMENTS)
    other = BM25EmbeddingFunction(method="lucene").fit(OTHERS)
    callable_model = BM25EmbeddingFunction(str.split, method="lucene")
    model.encode_queries(["kites"])  # NumPy and SciPy are imported
    native, written = Path(folder, "m.bm25"), Path(folder, "m.json")
    model.save(native)
    model.save(written)
    pickled = pickle.dumps(model)
    columns = [np.array(DOCUMENTS), np.array(DOCUMENTS, np.dtypes.StringDType()), pa.array(DOCUMENTS)]
    calls = {
        "fit": lambda: model.fit(OTHERS),
        "fit of a generator": lambda: model.fit(text for text in OTHERS),
        "fit of a long text": lambda: model.fit([LONG, "(!)" * 400_000]),
        "fit_encode": lambda: model.fit_encode(OTHERS),
        "a callable": lambda: callable_model.fit(OTHERS),
        **{
            f"column {number}": lambda one=one: model.encode_documents(one)
            for number, one in enumerate(columns)
        },
        "partial_fit": lambda: model.partial_fit(OTHERS),
        "partial_fit of few": lambda: model.partial_fit(OTHERS[:3]),
        "forget": lambda: model.forget(DOCUMENTS[:500]),
        "merge": lambda: model.merge(other),
        "merged": lambda: BM25EmbeddingFunction.merged([model, other]),
        "compact": lambda: model.compact(),
        "encode_documents": lambda: model.encode_documents(DOCUMENTS),
        "encode_queries": lambda: model.encode_queries(DOCUMENTS),
        "encode_iter": lambda: list(model.encode_iter(DOCUMENTS, 1_000)),
        "one query": lambda: model.encode_queries(["t7x1 kites"]),
        "save": lambda: model.save(native),
        "save as JSON": lambda: model.save(written),
        "load": lambda: BM25EmbeddingFunction().load(native),
        "load JSON": lambda: BM25EmbeddingFunction().load(written),
        "inspect": lambda: inspect_model(written),
        "pickle": lambda: pickle.dumps(model),
        "unpickle": lambda: pickle.loads(pickled),
        "copy": lambda: copy.copy(model).partial_fit(OTHERS[:1]),
        "vocabulary": lambda: (dict(model.idf), dict(model.vocabulary), model.most_common(10**6)),
        "explain": lambda: model.explain(LONG, LONG),
        "drift": lambda: model.drift(other),
        "tokens": lambda: model.analyzer(LONG),
    }
    return model, calls


def outcome(model, call, more):
    """What comes of a call that may take `more` bytes."""
    before = pickle.dumps(model)
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + more, UNLIMITED))
    try:
        call()
        found = "done"
    except MemoryError:
        found = "refused"
    except BaseException as error:  # noqa: BLE001 - a panic is none of the usual ones
        found = repr(error)
    resource.setrlimit(resource.RLIMIT_AS, (UNLIMITED, UNLIMITED))
    if found == "refused" and pickle.dumps(model) != before:
        found = "refused, and the model is another"
    return found


def in_a_child(work):
    """What `work` returns in a process of its own, or the signal that ended that."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, work().encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as stream:
        found = stream.read()
    status = os.waitpid(child, 0)[1]
    return found if status == 0 else f"status {status}"


if __name__ == "__main__":
    elanus.set_num_threads(2)
    with tempfile.TemporaryDirectory() as folder:
        model, calls = prepare(folder)
        for limit in sys.argv[1:]:
            more = int(limit) << 10
            outcomes = {
                name: in_a_child(lambda call=call, more=more: outcome(model, call, more))
                for name, call in calls.items()
            }
            print(json.dumps(outcomes), flush=True)
