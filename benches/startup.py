"""What it takes to import and to call for the first time: the medians of many fresh processes.

python benches/startup.py [--rounds 15]
"""

import argparse
import statistics
import subprocess
import sys
from typing import NamedTuple

from peers import PEERS

TEXTS = '["Black kites soar.", "A red kite dives.", "Swifts scream."]'


class Case(NamedTuple):
    #: Whose time this is.
    peer: str
    what: str
    #: What the process does before the clock runs.
    before: str
    code: str
    #: Milliseconds within which Elanus must be done.
    target: float | None = None


USE = (
    "construct, fit three sentences, encode one (above `import numpy, scipy.sparse`)",
    "import numpy, scipy.sparse",
)
CASES = (
    Case("elanus", "`import elanus`", "", "import elanus", 30),
    Case(
        "elanus",
        "`from elanus.sparse import BM25EmbeddingFunction`",
        "",
        "from elanus.sparse import BM25EmbeddingFunction",
        60,
    ),
    Case(
        "elanus",
        *USE,
        "from elanus.sparse import BM25EmbeddingFunction\n"
        f"BM25EmbeddingFunction().fit({TEXTS}).encode_documents(['A kite.'])",
        40,
    ),
    Case(
        "pymilvus.model",
        *USE,
        "from pymilvus.model.sparse import BM25EmbeddingFunction\n"
        f"b = BM25EmbeddingFunction(); b.fit({TEXTS}); b.encode_documents(['A kite.'])",
    ),
    Case(
        "bm25s",
        *USE,
        "import bm25s, Stemmer\n"
        "s = Stemmer.Stemmer('english')\n"
        f"t = bm25s.tokenize({TEXTS}, stopwords='en', stemmer=s, show_progress=False)\n"
        "bm25s.BM25(backend='numba', csc_backend='scipy').index(t, show_progress=False)",
    ),
    Case(
        "scikit-learn",
        *USE,
        "from sklearn.feature_extraction.text import HashingVectorizer\n"
        f"HashingVectorizer().transform({TEXTS})",
    ),
    Case(
        "tantivy",
        *USE,
        "import tantivy\nb = tantivy.SchemaBuilder(); b.add_text_field('text', tokenizer_name='en_stem')\n"
        "i = tantivy.Index(b.build()); w = i.writer(num_threads=1)\n"
        f"[w.add_document(tantivy.Document(text=t)) for t in {TEXTS}]; w.commit()",
    ),
    Case(
        "fastembed",
        *USE,
        "from fastembed.sparse.bm25 import Bm25\n"
        f"list(Bm25('Qdrant/bm25', specific_model_path='.', stopwords=set()).embed({TEXTS}))",
    ),
)

PROGRAM = """
import os, sys, time
{before}
start = time.perf_counter()
{code}
print((time.perf_counter() - start) * 1e3)
"""


def once(case):
    """Milliseconds of one fresh process."""
    program = PROGRAM.format(before=case.before, code=case.code)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return float(done.stdout.splitlines()[-1])


def measure(rounds, peers):
    """One record a case. The cases take turns, so that other load on the machine meets them all."""
    cases = [case for case in CASES if case.peer in peers]
    for case in cases:
        once(case)  # byte code and the disk's cache
    times = {case: [] for case in cases}
    for _ in range(rounds):
        for case in cases:
            times[case].append(once(case))
    return [
        {
            "peer": case.peer,
            "what": case.what,
            "milliseconds": statistics.median(times[case]),
            "target": case.target,
        }
        for case in cases
    ]


def lines(records):
    """The records as lines of text."""
    ours = {record["what"]: record["milliseconds"] for record in records if record["peer"] == "elanus"}
    for record in records:
        after = f"   (at most {record['target']:.0f})" if record["target"] else ""
        if record["milliseconds"] < ours[record["what"]]:
            after = "   PEER WINS"
        what = record["what"].replace("`", "")
        yield f"{PEERS[record['peer']].label:<26}{record['milliseconds']:>9.1f} ms   {what}{after}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15)
    installed = [name for name, peer in PEERS.items() if not peer.missing()]
    print("\n".join(lines(measure(parser.parse_args().rounds, installed))))


if __name__ == "__main__":
    main()
