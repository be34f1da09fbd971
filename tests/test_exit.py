"""A process that ends while a daemon thread is in a call ends quietly, with its own exit code."""

import subprocess
import sys

import pytest

START = """
import sys, threading
started = threading.Event()

def go():
    started.set()

def spin():
    go()
    while True:
        pass

documents = [f"word{n} red kites soar over the {n % 97} fields" for n in range(2_000)]
"""

# The program ends as soon as the code of the thread, or the thread itself, has called `go`.
END = """
def loop():
    while True:
        step()
        go()

threading.Thread(target=loop, daemon=True).start()
started.wait()
sys.exit(7)
"""

FITTED = "\nmodel = BM25EmbeddingFunction(method='lucene').fit(documents)\n"

INDEXED = "\nfrom elanus import Index\nindex = Index.build(documents)\n"

# What the thread does again and again.
LOOPS = {
    "fit": FITTED + "def step(): model.fit(documents)",
    "generator": FITTED + "def step(): model.fit(text for text in documents)",
    "analyzer": """
model = BM25EmbeddingFunction(lambda text: [*text.split()], method="lucene")
def step(): model.fit(documents)
""",
    "partial_fit": FITTED + "def step(): model.partial_fit(documents[:3])",
    "encode_iter": FITTED + "def step(): [*model.encode_iter(iter(documents), 100)]",
    "refusal": FITTED
    + """
def step():
    try:
        model.fit([None])
    except TypeError:
        pass
""",
    "pickle": "import pickle" + FITTED + "def step(): pickle.loads(pickle.dumps(model))",
    "files": FITTED
    + """
def step():
    model.save("kites.bm25")
    model.load("kites.bm25")
""",
    "long text": FITTED + "def step(): model.fit([' '.join(documents) * 20])",
    "build": "from elanus import Index\ndef step(): Index.build(documents)",
    "search": INDEXED + "def step(): index.search(documents, 20)",
    "add": INDEXED + "def step(): index.add(documents[:3]).delete(index.ids[-3:])",
    "compact": INDEXED + "def step(): index.delete(index.ids[:1]).add(documents[:1]).compact()",
    "index files": INDEXED
    + """
index.save("kites.elanus")
def step():
    index.add(documents[:1]).save()
    Index.open("kites.elanus").search("kites")
""",
    "array": "import numpy" + FITTED + "column = numpy.array(documents)\ndef step(): model.fit(column)",
}

# Code of the caller that the program's end finds running, after the core has called it.
CALLED = {
    "iterator": FITTED
    + """
def texts():
    yield "red kite"
    spin()
def step(): model.encode_documents(texts())
""",
    "iter": FITTED
    + """
class Texts:
    def __iter__(self):
        spin()
def step(): model.encode_documents(Texts())
""",
    "the end of a generator": FITTED
    + """
class Texts:
    def __iter__(self):
        try:
            yield "red kite"
            yield 5
        finally:
            spin()
def step(): model.encode_documents(Texts())
""",
    "waiting iterator": FITTED
    + """
import queue
def texts():
    yield "red kite"
    go()
    queue.Queue().get()
def step(): model.encode_documents(texts())
""",
    "analyzer": """
model = BM25EmbeddingFunction(lambda text: spin(), method='lucene')
def step(): model.fit(documents)
""",
    "tokens": """
model = BM25EmbeddingFunction(lambda text: (spin() for _ in text), method='lucene')
def step(): model.fit(documents)
""",
    "matrix": """
class Finder:
    def find_spec(name, path=None, target=None):
        if name.startswith("scipy"):
            spin()
sys.meta_path.insert(0, Finder)
model = BM25EmbeddingFunction(method='lucene')
def step(): model.fit_encode(documents)
""",
    "documents of an index": INDEXED
    + """
def texts():
    yield "red kite"
    spin()
def step(): index.add(texts())
""",
    "queries": INDEXED
    + """
def texts():
    yield "red kite"
    spin()
def step(): index.search(texts())
""",
    "warning": """
import warnings
warnings.showwarning = lambda *_, **__: spin()
model = BM25EmbeddingFunction(method='lucene')
def step(): model.fit(["красный коршун"] * 100)
""",
    "arrow": FITTED
    + """
class Column:
    def __arrow_c_stream__(self, requested_schema=None):
        spin()
def step(): model.encode_documents(Column())
""",
    # What the core asks of an object is waited for; it then waits itself.
    "attribute": FITTED
    + """
import time
class Texts:
    @property
    def dtype(self):
        go()
        end = time.monotonic() + 0.2
        while time.monotonic() < end:
            pass
        raise AttributeError("dtype")
    def __iter__(self):
        return iter(documents)
def step(): model.encode_documents(Texts())
""",
}


@pytest.fixture
def run(tmp_path):
    """What a program prints, which has to end with its own code and to say nothing else."""

    def run(code, before=""):
        program = "\n".join([START, before, "from elanus.sparse import BM25EmbeddingFunction", code, END])
        command = [sys.executable, "-c", program]
        result = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path)
        assert (result.returncode, result.stderr) == (7, "")
        return result.stdout

    return run


@pytest.mark.parametrize("code", LOOPS.values(), ids=LOOPS)
def test_a_thread_that_works_in_a_loop_ends_quietly(code, run):
    run(code)


@pytest.mark.parametrize("code", CALLED.values(), ids=CALLED)
def test_a_thread_in_code_that_the_core_has_called_ends_quietly(code, run):
    run(code)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_handler_at_exit_may_wait_for_a_thread(when, run):
    """One that was registered before Elanus was loaded runs when other threads are kept from entering."""
    handler = """
import atexit, queue
items = queue.Queue()

@atexit.register
def finish():
    for text in documents[:20]:
        items.put(text)
    items.put(None)
    worker.join()
    print(model.corpus_size)
"""
    code = """
model = BM25EmbeddingFunction(method="lucene")

def work():
    while (text := items.get()) is not None:
        model.partial_fit([text])

worker = threading.Thread(target=work, daemon=True)
worker.start()
go()
step = started.wait
"""
    before, after = (handler, "") if when == "before" else ("", handler)
    assert run(after + code, before) == "20\n"


def test_the_thread_that_ends_may_use_a_model_in_its_handlers(run):
    handler = """
import atexit

@atexit.register
def finish():
    model.partial_fit(["one more kite"])
    print(model.corpus_size)
"""
    code = """
model, other = (BM25EmbeddingFunction(method="lucene").fit(documents) for _ in range(2))
def step(): other.fit_encode(documents)
"""
    assert run(code, handler) == "2001\n"


def test_a_forked_child_waits_for_no_thread_of_its_parent(run):
    """The thread is inside of a call when the process forks; the child has not that thread."""
    code = (
        FITTED
        + """
import atexit, os, time, warnings

warnings.simplefilter("ignore")  # Python's own, of a fork while there are threads

class Texts:
    @property
    def dtype(self):
        go()
        forked.wait()
        raise AttributeError("dtype")
    def __iter__(self):
        return iter(documents)

def step(): model.encode_documents(Texts())

forked = threading.Event()
threading.Thread(target=step, daemon=True).start()
started.wait()
child = os.fork()
if child == 0:
    start = time.monotonic()
    atexit._run_exitfuncs()
    os._exit(time.monotonic() - start > 4)
forked.set()
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    )
    assert run(code) == "0\n"
