"""The collections, queries and vectors that engines are compared on, made once and kept in a folder.

Every engine gets the same tokens: those of Elanus' analyzer for English, as numbers. What is in a folder
is made of a seed, so that it is the same on every machine with the same corpus and NumPy.
"""

import itertools
import json
import random
import re
import shutil
import tempfile
import zlib
from array import array
from pathlib import Path

import corpus

#: Long queries have so many terms.
LONG = 32
#: Vectors as of a learned sparse model: the width of BERT's vocabulary, entries of a document, of a query.
WIDTH, DOCUMENT_ENTRIES, QUERY_ENTRIES = 30_522, 120, 30
K1, B = 1.2, 0.75
#: The share of words that each copy of a collection has drawn anew.
CHANGED = 0.1


def copies(texts, count):
    """Copies of a collection, the first unchanged; in each other a tenth of the words is drawn anew.

    They are drawn from the collection's own words, the frequent ones the more often.
    """
    import numpy as np

    yield from texts
    if count == 1:
        return
    known = {}
    words = [known.setdefault(word, len(known)) for text in texts for word in text.split(" ")]
    words = np.array(words, dtype=np.int32)
    ends = np.cumsum([text.count(" ") + 1 for text in texts])
    names = list(known)
    for number in range(1, count):
        chance = np.random.default_rng(number)
        changed = words.copy()
        at = np.flatnonzero(chance.random(len(words)) < CHANGED)
        changed[at] = words[chance.integers(len(words), size=len(at))]
        start = 0
        for end in ends:
            yield " ".join([names[word] for word in changed[start:end].tolist()])
            start = end


def made(folder, make):
    """The folder, with what `make` writes into it if it is not there yet."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
        try:
            make(aside)
            aside.rename(folder)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
    return folder


def passages(cache, documents, times, source=None, queries=None):
    """A folder of texts, their tokens and queries: `documents` of a corpus, `times` over."""

    def make(folder):
        texts, name = corpus.source(source)
        texts = list(itertools.islice(texts, documents))
        if not texts:
            raise SystemExit(f"{source}: there is no document in it")
        with (folder / "texts").open("w", encoding="utf-8") as stream:
            for text in copies(texts, times):
                stream.write(json.dumps(text) + "\n")
        _analyse(folder)
        asked, asked_name = corpus.queries(queries, texts)
        _ask(folder, asked, texts)
        about = {"corpus": name, "queries": asked_name, "documents": len(texts) * times, "copies": times}
        (folder / "about.json").write_text(json.dumps(about))

    name = re.sub(r"\W+", "-", corpus.source(source)[1])
    given = "".join(f"{path}{Path(path).stat().st_size}" for path in (source, queries) if path)
    mark = f"-{zlib.crc32(given.encode()):08x}" if given else ""
    return made(Path(cache, f"{name}{mark}-{documents}x{times}"), make)


def analyzer():
    """The analyzer whose tokens all engines get."""
    import elanus

    return elanus.Analyzer.preset("en")


def _analyse(folder):
    """Write the tokens of a folder's texts, the terms, and how often each document has each term."""
    import numpy as np
    from scipy.sparse import csr_array

    tokens_of, terms = analyzer().tokens, {}
    tokens, ends = array("i"), array("q", [0])
    with (folder / "texts").open(encoding="utf-8") as stream:
        for line in stream:
            tokens.extend([terms.setdefault(token, len(terms)) for token in tokens_of(json.loads(line))])
            ends.append(len(tokens))
    tokens, ends = np.frombuffer(tokens, np.int32), np.frombuffer(ends, np.int64)
    np.save(folder / "tokens.npy", tokens)
    np.save(folder / "ends.npy", ends)
    (folder / "terms.json").write_text(json.dumps(list(terms)))
    shape = (len(ends) - 1, len(terms))
    counts = csr_array((np.ones(len(tokens), np.int32), tokens, ends), shape=shape)
    counts.sum_duplicates()
    counts = counts.tocsc()
    for name in ("data", "indices", "indptr"):
        np.save(folder / f"counts-{name}.npy", getattr(counts, name))


def _ask(folder, asked, texts):
    """Write the queries of a folder, short and long, each as text and as numbers of terms."""
    terms = {term: number for number, term in enumerate(json.loads((folder / "terms.json").read_text()))}
    tokens_of, chance = analyzer().tokens, random.Random(1)

    def numbers(text):
        return [terms[token] for token in tokens_of(text) if token in terms]

    # Engines weigh a term that a query has twice in different ways; a query without a known term is no work.
    short = [(text, numbers(text)) for text in asked]
    short = [(text, found) for text, found in short if found and len(set(found)) == len(found)]
    chance.shuffle(short)
    long = []
    for _ in range(1_000):
        chosen, text = {}, ""
        while len(chosen) < LONG:
            words = chance.choice(texts).split()
            for word in chance.sample(words, min(LONG // 2, len(words))):
                found = numbers(word)
                if len(found) == 1 and found[0] not in chosen and len(chosen) < LONG:
                    chosen[found[0]] = None
                    text += f"{word} "
        if numbers(text) == list(chosen):  # a word's tokens may depend on its neighbours
            long.append((text, list(chosen)))
    for name, pairs in (("short", short), ("long", long)):
        record = {"texts": [text for text, _ in pairs], "terms": [found for _, found in pairs]}
        (folder / f"{name}.json").write_text(json.dumps(record))


def vectors(cache, documents, half):
    """A folder of synthetic vectors: terms as frequent as by Zipf's law, weights of a gamma distribution.

    Documents have 120 entries on average and queries 30, as SPLADE gives them. With `half` the weights are
    rounded to float16, as models in half precision give them.
    """

    def make(folder):
        import numpy as np
        from scipy.sparse import csr_array, save_npz

        chance = np.random.default_rng(1)
        share = 1 / (np.arange(WIDTH) + 50.0)
        share = chance.permutation(share / share.sum())
        bounds = np.cumsum(share)
        for name, rows, entries in (
            ("documents", documents, DOCUMENT_ENTRIES),
            ("queries", 1_000, QUERY_ENTRIES),
        ):
            sizes = chance.poisson(entries, rows)
            columns = np.minimum(np.searchsorted(bounds, chance.random(sizes.sum())), WIDTH - 1)
            weights = chance.gamma(2.0, 0.35, sizes.sum()).astype(np.float32) + np.float32(0.01)
            if half:
                weights = weights.astype(np.float16).astype(np.float32)
            ends = np.concatenate(([0], np.cumsum(sizes)))
            rows_of = np.repeat(np.arange(rows, dtype=np.int64), sizes)
            # Of a column that is drawn twice, the first: what a row has is then no sum of two.
            _, first = np.unique(rows_of * WIDTH + columns, return_index=True)
            ends = np.concatenate(([0], np.cumsum(np.bincount(rows_of[first], minlength=rows))))
            matrix = csr_array(
                (weights[first], columns[first].astype(np.int32), ends.astype(np.int32)), shape=(rows, WIDTH)
            )
            save_npz(folder / f"{name}.npz", matrix, compressed=False)
        about = {"documents": documents, "copies": 1, "half": half}
        (folder / "about.json").write_text(json.dumps(about))

    return made(Path(cache, f"vectors-{documents}-{'half' if half else 'single'}"), make)


class Collection:
    """What a folder holds: texts and tokens, or vectors."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.about = json.loads((self.folder / "about.json").read_text())
        self.size = self.about["documents"]
        self.is_text = (self.folder / "tokens.npy").exists()

    def texts(self, count=None):
        return corpus.read(self.folder / "texts", count)

    def load(self, name):
        """An array, mapped."""
        import numpy as np

        return np.load(self.folder / f"{name}.npy", mmap_mode="r")

    def matrix(self, name="documents"):
        """The vectors of documents or queries, a CSR array."""
        from scipy.sparse import csr_array, load_npz

        return csr_array(load_npz(self.folder / f"{name}.npz"))

    def token_lists(self):
        """The tokens of each document as a list; equal numbers are one object."""
        numbers = list(range(len(self.load("counts-indptr")) - 1))
        tokens, ends = self.load("tokens"), self.load("ends").tolist()
        return [
            [numbers[token] for token in tokens[start:end].tolist()]
            for start, end in itertools.pairwise(ends)
        ]

    def counts(self):
        """How often each document has each term: CSC, its arrays mapped."""
        return tuple(self.load(f"counts-{name}") for name in ("data", "indices", "indptr"))

    def queries(self, kind, count=None):
        """Queries of a kind: `texts` and `terms`, or a matrix `vectors`."""
        if kind == "vectors":
            return {"vectors": self.matrix("queries")[:count]}
        found = json.loads((self.folder / f"{kind}.json").read_text())
        return {name: values[:count] for name, values in found.items()}


class Truth:
    """The scores of all documents for a query, by plain arithmetic in float64."""

    def __init__(self, collection, unit=False):
        import numpy as np

        self.collection, self.unit = collection, unit
        if collection.is_text:
            self.counts = collection.counts()
            self.lengths = np.diff(collection.load("ends"))
            self.average = self.lengths.mean()
        else:
            self.documents = collection.matrix().tocsc()

    def scores(self, queries, row):
        """Of query `row`; BM25 as Lucene has it, or the dot product (with `unit` of all query weights 1)."""
        import numpy as np

        scores = np.zeros(self.collection.size)
        if not self.collection.is_text:
            query = queries["vectors"][[row], :]
            for column, weight in zip(query.indices, query.data, strict=True):
                span = slice(*self.documents.indptr[column : column + 2])
                weights = self.documents.data[span].astype(np.float64)
                scores[self.documents.indices[span]] += weights * (1.0 if self.unit else float(weight))
            return scores
        data, indices, indptr = self.counts
        for term in queries["terms"][row]:
            span = slice(*indptr[term : term + 2])
            tf, rows = data[span].astype(np.float64), indices[span]
            idf = np.log1p((self.collection.size - len(rows) + 0.5) / (len(rows) + 0.5))
            scores[rows] += idf * tf / (tf + K1 * (1 - B + B * self.lengths[rows] / self.average))
        return scores
