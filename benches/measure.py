"""One measurement in a fresh process, and how to ask for one.

A process measures one operation of one peer: it reads the texts, checks the answers, which warms up,
then times. So no peer finds caches, heaps or threads that another has left.
"""

import ctypes
import gc
import json
import subprocess
import sys
import time
from pathlib import Path

import corpus
from peers import PEERS

#: Documents on which answers are asserted before anything is timed.
CHECKED = 200


def in_fresh_process(task, **arguments):
    """Run a function of this module, or of the one named before a colon, in a process of its own.

    The answer is what the function returns, through JSON.
    """
    module, _, function = task.rpartition(":")
    file = Path(__file__).with_name(f"{module or 'measure'}.py")
    program = (
        f"import sys, json; sys.path.insert(0, {str(file.parent)!r}); import {file.stem};"
        f"print(json.dumps({file.stem}.{function}(**json.loads(sys.stdin.read()))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(arguments),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{task} {arguments} failed:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def prepared(peer, operation, texts, documents, threads):
    """The peer with its answers checked, its operation, and the texts that it can do."""
    peer = PEERS[peer](threads)
    texts = corpus.read(texts, min(documents, peer.limit or documents))
    peer.check(texts[:CHECKED])
    return getattr(peer, operation), texts


#: What is read before and after a run, in ns. The process' time on processors hardly suffers from others.
CLOCKS = {"wall": time.perf_counter_ns, "processor": time.process_time_ns}


def speed(peer, operation, texts, documents, threads, runs, seconds):
    """Seconds of each run: `runs` of them, or as many as fit into `seconds`, but at least one."""
    operation, texts = prepared(peer, operation, texts, documents, threads)
    times, processor = [], []
    while not times or (len(times) < runs and sum(times) < seconds):
        run = operation(texts)
        gc.collect()
        start, started = time.perf_counter(), time.process_time()
        result = run()
        times.append(time.perf_counter() - start)
        processor.append(time.process_time() - started)
        del run, result
    return {
        "seconds": times,
        "processor": processor,
        "documents": len(texts),
        "megabytes": corpus.megabytes(texts),
    }


def memory(peer, operation, texts, documents, threads):
    """The peak of resident memory during one run above what the process held before it: texts, packages."""
    operation, texts = prepared(peer, operation, texts, documents, threads)
    run = operation(texts)
    gc.collect()
    before = reset_peak()
    result = run()
    peak = status("VmHWM")
    del result
    return {"above": peak - before, "documents": len(texts), "megabytes": corpus.megabytes(texts)}


def reset_peak():
    """Let the peak of resident memory begin anew (Linux); return what is resident now, in MB."""
    # What the allocator has kept of the warm-up would hide the first of what the run takes.
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    return status("VmRSS")


def status(field):
    """A field of this process' status, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024 / 1e6
    raise KeyError(field)


def string_growth(texts, documents, threads):
    """Bytes by which fitting and encoding make the caller's own strings larger; half of them non-ASCII."""
    peer = PEERS["elanus"](threads)
    texts = [text if text.isascii() else text + " é" for text in corpus.read(texts, documents)]
    texts[::2] = [text.replace("e", "é") + " 風" for text in texts[::2]]
    before = sum(map(sys.getsizeof, texts))
    model = peer.fit(texts)()
    model.encode_documents(texts)
    model.encode_queries(texts)
    return {"bytes": sum(map(sys.getsizeof, texts)) - before}
