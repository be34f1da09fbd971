"""Every public call of BM25 and of an index with little more memory: prints what came of each.

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
    index = elanus.Index.build(DOCUMENTS, analyzer="standard")
    folder_of_index = Path(folder, "birds.elanus")
    copy.copy(index).save(folder_of_index)
    rows = index.bm25.encode_documents(DOCUMENTS)
    pickled_index = pickle.dumps(index)
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
        "build": lambda: elanus.Index.build(OTHERS),
        "from_vectors": lambda: elanus.Index.from_vectors(rows),
        "search": lambda: index.search(DOCUMENTS[:200], 2_000),
        "search for rows": lambda: index.search(rows, 100),
        "search with a filter": lambda: index.search(DOCUMENTS[:200], 2_000, filter=set(range(3_000))),
        "search for a long text": lambda: index.search(LONG),
        "texts": lambda: index.search(DOCUMENTS[:200], 2_000).texts,
        "get": lambda: index.get(range(4_000)),
        "add": lambda: index.add(OTHERS),
        "add a few": lambda: index.add(OTHERS[:3]),
        "delete": lambda: index.delete(range(0, 4_000, 2)),
        "update": lambda: index.update(OTHERS, range(2_000)),
        "compact an index": lambda: index.compact(),
        "set_parameters": lambda: index.set_parameters(k1=0.5),
        "set_parameters to tfidf": lambda: index.set_parameters(method="tfidf"),
        "explain a hit": lambda: index.explain(LONG, 7),
        "save an index": lambda: copy.copy(index).save(Path(folder, "saved.elanus")),
        "open": lambda: elanus.Index.open(folder_of_index),
        "open without a map": lambda: elanus.Index.open(folder_of_index, mmap=False),
        "pickle an index": lambda: pickle.dumps(index),
        "unpickle an index": lambda: pickle.loads(pickled_index),
    }
    return (model, index), calls


def outcome(state, call, more):
    """What comes of a call that may take `more` bytes, and changes nothing of `state` when it is refused."""
    before = pickle.dumps(state)
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
    if found == "refused" and pickle.dumps(state) != before:
        found = "refused, and the model or the index is another"
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
        state, calls = prepare(folder)
        for limit in sys.argv[1:]:
            more = int(limit) << 10
            outcomes = {
                name: in_a_child(lambda call=call, more=more: outcome(state, call, more))
                for name, call in calls.items()
            }
            print(json.dumps(outcomes), flush=True)
