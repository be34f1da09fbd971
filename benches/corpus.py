"""The texts to measure on, and the files that hand them to fresh processes.

Run alone it prints documents, one JSON string a line, for the benchmarks in Rust. It needs nothing
but the standard library.
"""

import argparse
import ast
import gzip
import json
import random
import sys
import sysconfig
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
#: What is measured on when no corpus is named, if it is there.
DEFAULT = SHARED / "en_wiki_100k" / "corpus.jsonl.gz"
DEFAULT_QUERIES = SHARED / "msmarco_dev_queries.jsonl"

#: One word in twenty is new in each copy of a corpus that is repeated to be larger.
CHANGED = 20
NOT_LIBRARY = {"test", "tests", "site-packages", "dist-packages", "idlelib", "lib2to3"}


def lines(path):
    """The lines of a file, which may be compressed."""
    opener = gzip.open if path.suffix == ".gz" else Path.open
    with opener(path, "rt", encoding="utf-8") as stream:
        yield from stream


def beir(path):
    """Title and text of each document of a BEIR corpus."""
    for line in lines(path):
        record = json.loads(line)
        yield f"{record.get('title', '')} {record['text']}".strip()


def docstrings():
    """The docstrings of the standard library, which every machine has: about 10,000 English texts."""
    root = Path(sysconfig.get_path("stdlib"))
    for path in sorted(root.rglob("*.py")):
        if NOT_LIBRARY.intersection(path.relative_to(root).parts):
            continue
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                text = ast.get_docstring(node)
                if text:
                    yield text


def source(path):
    """The documents of the corpus at `path`, else of the default one, else the docstrings; and their name."""
    path = Path(path) if path else DEFAULT if DEFAULT.exists() else None
    if path is None:
        return docstrings(), "the standard library's docstrings"
    return beir(path), path.parent.name if path.name.startswith("corpus.") else path.name


def copy(texts, number):
    """Copy `number` of some documents: every twentieth word has a suffix of this copy."""
    starts = random.Random(number)
    for text in texts:
        words = text.split(" ")
        for at in range(starts.randrange(CHANGED), len(words), CHANGED):
            end = len(words[at].rstrip(".,;:!?)]}\"'"))
            if end:
                words[at] = f"{words[at][:end]}x{number}{words[at][end:]}"
        yield " ".join(words)


def documents(path, count):
    """Exactly `count` documents, and the corpus' name; a smaller corpus is repeated in changed copies."""
    texts, name = source(path)
    texts = list(islice(texts, count))
    if not texts:
        raise SystemExit(f"{path}: there is no document in it")
    size, number = len(texts), 1
    if size < count:
        name = f"{name} ({size:,} documents, beyond that in copies with 5 % changed words)"
    while len(texts) < count:
        texts.extend(copy(texts[: min(size, count - len(texts))], number))
        number += 1
    return texts, name


def queries(path, texts, count=6_980):
    """Queries from a file in BEIR's layout, else the first words of documents; and their name."""
    path = Path(path) if path else DEFAULT_QUERIES if DEFAULT_QUERIES.exists() else None
    if path is None:
        return [" ".join(text.split()[:8]) for text in texts[:count]], "the documents' first eight words"
    return [json.loads(line)["text"] for line in islice(lines(path), count)], path.name


def write(texts, path):
    """Write texts to a file that `read` and the benchmarks in Rust read."""
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(text) + "\n" for text in texts)


def read(path, count=None):
    """The first `count` texts of a file that `write` has written."""
    with Path(path).open(encoding="utf-8") as stream:
        return [json.loads(line) for line in islice(stream, count)]


def megabytes(texts):
    """The size of texts in UTF-8, in millions of bytes."""
    return sum(len(text.encode()) for text in texts) / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", help="a corpus in BEIR's layout, .jsonl or .jsonl.gz")
    parser.add_argument("--documents", type=int, default=10_000)
    arguments = parser.parse_args()
    texts, _ = documents(arguments.corpus, arguments.documents)
    sys.stdout.writelines(json.dumps(text) + "\n" for text in texts)


if __name__ == "__main__":
    main()
