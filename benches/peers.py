"""Elanus and its peers, each used as its own documentation recommends.

A method named after an operation prepares it and returns the call to be timed; what it prepares is
new for every call, so that nothing is remembered from one to the next. `check` asserts the answers
on a few documents before anything is timed, and thereby warms up: imports, JIT compilers, data files.
"""

import importlib.metadata
import importlib.util
import math
import os
import pickle
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NLTK_DATA = ROOT / "rust" / "core" / "data"
# Before anything imports them: the oracle reads the data that we ship, and nobody downloads.
os.environ["NLTK_DATA"] = str(NLTK_DATA)
os.environ["HF_HUB_OFFLINE"] = "1"


class Peer:
    label: str
    #: The names to import and to ask for a version.
    module: str
    distribution: str
    #: How it is used, for the table's notes.
    how: str
    #: It is so slow that only this many documents are measured.
    limit: int | None = None

    def __init__(self, threads):
        self.threads = threads

    @classmethod
    def missing(cls):
        """Why the peer cannot be measured, or None."""
        try:
            found = importlib.util.find_spec(cls.module) is not None
        except ModuleNotFoundError:
            found = False
        return None if found else f"{cls.distribution} is not installed"

    @classmethod
    def version(cls):
        return importlib.metadata.version(cls.distribution)


class Elanus(Peer):
    label = "elanus"
    module = distribution = "elanus"
    how = "a new model for each run of fit; for encoding a model just loaded, which remembers no text"

    def __init__(self, threads):
        import elanus
        from elanus.sparse import BM25EmbeddingFunction

        super().__init__(threads)
        elanus.set_num_threads(threads)
        self.new = BM25EmbeddingFunction
        self.pickled = None

    def fitted(self, texts):
        """A model of these documents that has not encoded anything."""
        if self.pickled is None:
            self.pickled = pickle.dumps(self.new().fit(texts))
        return pickle.loads(self.pickled)

    def fit(self, texts):
        model = self.new()
        return lambda: model.fit(texts)

    def encode_documents(self, texts):
        model = self.fitted(texts)
        return lambda: model.encode_documents(texts)

    def fit_encode(self, texts):
        model = self.new()
        return lambda: model.fit_encode(texts)

    def check(self, texts):
        model = self.fit(texts)()
        self.pickled = None
        matrix = self.encode_documents(texts)()
        assert model.corpus_size == len(texts)
        assert matrix.shape == (len(texts), model.dim)
        same(self.fit_encode(texts)(), matrix)
        # The scores rank a document first for its own rarest terms.
        scores = model.encode_queries(texts[:20]) @ matrix.T
        best = scores.toarray().max(axis=1)
        assert all(scores[[row], :].toarray()[0, row] >= 0.5 * best[row] for row in range(scores.shape[0]))
        self.pickled = None


class PymilvusModel(Peer):
    label = "pymilvus.model"
    module = "pymilvus.model"
    distribution = "pymilvus.model"
    how = "the default analyzer for English, one process"
    limit = 1_000

    def __init__(self, threads):
        from pymilvus.model.sparse import BM25EmbeddingFunction

        super().__init__(threads)
        self.new = BM25EmbeddingFunction
        self.model = None

    def fit(self, texts):
        model = self.new()
        return lambda: model.fit(texts)

    def encode_documents(self, texts):
        if self.model is None:
            self.model = self.new()
            self.model.fit(texts)
        return lambda: self.model.encode_documents(texts)

    def check(self, texts):
        """It is the reference: our vectors must equal its own, bit for bit."""
        from elanus.sparse import BM25EmbeddingFunction

        theirs = self.new()
        theirs.fit(texts)
        ours = BM25EmbeddingFunction().fit(texts)
        assert {term: list(pair) for term, pair in theirs.idf.items()} == dict(ours.idf)
        same(ours.encode_documents(texts), theirs.encode_documents(texts))


class Bm25s(Peer):
    label = "bm25s (scipy)"
    module = distribution = "bm25s"
    how = 'tokenize(stopwords="en", stemmer=PyStemmer\'s English), then index with csc_backend="scipy"'

    def retriever(self):
        import bm25s

        return bm25s.BM25(backend="numba", csc_backend="scipy")

    def fit_encode(self, texts):
        import bm25s
        import Stemmer

        retriever = self.retriever()
        # numba compiles anew for every retriever: here, before the clock runs.
        retriever.index(bm25s.tokenize(texts[:10], show_progress=False), show_progress=False)

        def run():
            tokens = bm25s.tokenize(
                texts, stopwords="en", stemmer=Stemmer.Stemmer("english"), show_progress=False
            )
            retriever.index(tokens, show_progress=False)
            return retriever

        return run

    @classmethod
    def missing(cls):
        for module, distribution in (("numba", "numba"), ("Stemmer", "PyStemmer")):
            if importlib.util.find_spec(module) is None:
                return f"{distribution} is not installed"
        return super().missing()

    def check(self, texts):
        import bm25s
        import Stemmer

        scores = self.fit_encode(texts)().scores
        tokens = bm25s.tokenize(
            texts, stopwords="en", stemmer=Stemmer.Stemmer("english"), show_progress=False
        )
        assert scores["num_docs"] == len(texts)
        assert scores["indptr"][-1] == len(scores["data"]) == sum(len(set(ids)) for ids in tokens.ids)


class Bm25sNumba(Bm25s):
    label = "bm25s (numba)"
    how = "as before, but with the builder that compile() makes with numba, compiled before the clock runs"

    def retriever(self):
        import bm25s

        # Its own auto_compile does nothing unless NUMBA_DISABLE_JIT is set.
        retriever = bm25s.BM25(backend="numba")
        retriever.compile()
        return retriever


class Tantivy(Peer):
    label = "tantivy (en_stem)"
    module = distribution = "tantivy"
    how = (
        "an index in memory with frequencies and without positions, which BM25 does not need; as many writer "
        "threads, a heap of 1 GB, the commit included"
    )

    def fit(self, texts):
        import tantivy

        def run():
            schema = tantivy.SchemaBuilder()
            schema.add_text_field("text", tokenizer_name="en_stem", index_option="freq")
            index = tantivy.Index(schema.build())
            writer = index.writer(heap_size=1_000_000_000, num_threads=self.threads)
            for text in texts:
                writer.add_document(tantivy.Document(text=text))
            writer.commit()
            return index

        return run

    def check(self, texts):
        index = self.fit(texts)()
        index.reload()
        searcher = index.searcher()
        assert searcher.num_docs == len(texts)
        word = max(re.findall("[a-z]+", texts[0].lower()), key=len)
        assert searcher.search(index.parse_query(word, ["text"]), 10).count >= 1


class ScikitLearn(Peer):
    label = "scikit-learn (hashing)"
    module, distribution = "sklearn", "scikit-learn"
    how = (
        "HashingVectorizer.transform with its defaults: lower-cased words of two characters or more, no "
        "stemming; it has one thread"
    )

    def encode_documents(self, texts):
        from sklearn.feature_extraction.text import HashingVectorizer

        vectorizer = HashingVectorizer()
        return lambda: vectorizer.transform(texts)

    def check(self, texts):
        matrix = self.encode_documents(texts)()
        assert matrix.shape == (len(texts), 2**20)
        words = sum(len(set(re.findall(r"(?u)\b\w\w+\b", text.lower()))) for text in texts)
        assert 0.99 * words <= matrix.nnz <= words  # but for collisions of hashes


class Fastembed(Peer):
    label = "fastembed Bm25"
    module = distribution = "fastembed"
    how = (
        'Bm25("Qdrant/bm25") on NLTK\'s stop words, given to it so that it downloads nothing; in '
        "one process, its default"
    )
    limit = 10_000

    def encode_documents(self, texts):
        from fastembed.sparse.bm25 import Bm25

        words = (NLTK_DATA / "corpora" / "stopwords" / "english").read_text().split()
        model = Bm25("Qdrant/bm25", specific_model_path=str(NLTK_DATA), stopwords=set(words))
        return lambda: list(model.embed(texts))

    def check(self, texts):
        assert len(self.encode_documents(texts)()) == len(texts)
        [vector] = self.encode_documents(["the kite, the red kites"])()
        expected = [2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 256)), 2.2 / (1 + 1.2 * (0.25 + 0.75 * 3 / 256))]
        assert all(
            math.isclose(a, b) for a, b in zip(sorted(vector.values, reverse=True), expected, strict=True)
        )


PEERS = {
    "elanus": Elanus,
    "pymilvus.model": PymilvusModel,
    "bm25s": Bm25s,
    "bm25s-numba": Bm25sNumba,
    "tantivy": Tantivy,
    "scikit-learn": ScikitLearn,
    "fastembed": Fastembed,
}


def same(ours, theirs):
    """Assert that two matrices are the same, bit for bit."""
    import numpy as np

    theirs = theirs.tocsr(copy=True)
    theirs.sort_indices()
    assert ours.shape == theirs.shape
    assert np.array_equal(ours.indptr, theirs.indptr)
    assert np.array_equal(ours.indices, theirs.indices)
    assert np.array_equal(ours.data.view(np.uint32), theirs.data.view(np.uint32))
