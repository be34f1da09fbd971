"""Engines that find the best documents for a query: Elanus' index and its peers, on the same tokens.

`build` makes an engine's index of a collection in a folder, once; `open` opens it; `asking` prepares
queries and returns the call to be timed, and `answers` makes arrays of what that call has returned.
"""

import importlib.machinery
import importlib.metadata
import importlib.util
import itertools
import re
from pathlib import Path

from collection import K1, WIDTH, B, analyzer

#: Weights of vectors times this are the integers that PISA takes.
SCALE = 100


class Engine:
    label: str
    #: The names to import and to ask for a version.
    module: str
    distribution: str
    #: How it is used, for the table's notes.
    how: str
    #: What its indexes can be of.
    kinds = ("text",)
    #: It is so slow that only this many queries are measured.
    limit: int | None = None
    #: The share of its hits that must be among the best by the plain arithmetic.
    right = 1.0
    #: It gets the same tokens as the others.
    same_tokens = True
    #: The folder of its index, which several ways to search may share.
    place: str

    def __init__(self, collection, threads=1):
        self.collection, self.threads = collection, threads
        self.path = collection.folder / self.place

    @classmethod
    def missing(cls):
        """Why the engine cannot be measured, or None."""
        return None if importlib.util.find_spec(cls.module) else f"{cls.distribution} is not installed"

    @classmethod
    def version(cls):
        return importlib.metadata.version(cls.distribution)

    def one(self, queries, row):
        """Query `row` alone."""
        return {name: values[row : row + 1] for name, values in queries.items()}


class Elanus(Engine):
    label = module = distribution = place = "elanus"
    how = "Index.search on texts, which it analyses within the time; opened from its folder, mapped"
    kinds = ("text", "vectors")

    @classmethod
    def missing(cls):
        import elanus

        return None if hasattr(elanus, "Index") else "this version has no elanus.Index"

    @classmethod
    def version(cls):
        import elanus

        return elanus.__version__

    @property
    def file(self):
        return self.path / "index.elanus"

    @property
    def textless(self):
        """An index without the texts, whose memory is that of postings, ids and the vocabulary."""
        return self.path / "textless.elanus"

    def build(self):
        from elanus import Index

        if self.collection.is_text:
            texts = self.collection.texts()
            given = {"analyzer": analyzer(), "method": "lucene", "k1": K1, "b": B}
            Index.build(texts, **given).save(self.file)
            Index.build(texts, store_text=False, **given).save(self.textless)
        else:
            Index.from_vectors(self.collection.matrix()).save(self.file)

    def open(self):
        from elanus import Index

        self.index = Index.open(self.file)

    def asking(self, queries, k):
        asked, index, threads = queries.get("vectors", queries.get("texts")), self.index, self.threads
        return lambda: index.search(asked, k, threads=threads)

    def answers(self, result, k):
        import numpy as np

        return np.asarray(result.ids), np.asarray(result.scores)


class Bm25s(Engine):
    label = "bm25s (numba)"
    module = distribution = "bm25s"
    place = "bm25s"
    how = (
        'method="lucene", backend="numba", n_threads=1, queries as lists of numbers; of vectors it has the '
        "documents' weights, and knows no weights of queries: all are 1"
    )
    kinds = ("text", "vectors")

    @classmethod
    def missing(cls):
        return super().missing() or (None if importlib.util.find_spec("numba") else "numba is not installed")

    def build(self):
        import bm25s

        retriever = bm25s.BM25(method="lucene", k1=K1, b=B, backend="numba")
        if self.collection.is_text:
            retriever.compile()
            lists = self.collection.token_lists()
            terms = range(len(self.collection.load("counts-indptr")) - 1)
            vocabulary = {str(number): number for number in terms}
            retriever.index((lists, vocabulary), show_progress=False)
        else:
            # Its index of scores, which it computes for BM25 only, is a CSC matrix.
            retriever.index(([[0]] * self.collection.size, {"0": 0}), show_progress=False)
            matrix = self.collection.matrix().tocsc()
            retriever.scores = {name: getattr(matrix, name) for name in ("data", "indices", "indptr")}
            retriever.scores["num_docs"] = self.collection.size
            retriever.vocab_dict = {str(column): column for column in range(WIDTH)}
            retriever.unique_token_ids_set = set(range(WIDTH))
        retriever.save(self.path, show_progress=False)

    def open(self):
        import bm25s

        self.retriever = bm25s.BM25.load(self.path, load_vocab=True, show_progress=False)
        self.retriever.backend = "numba"
        self.retriever.unique_token_ids_set = set(self.retriever.vocab_dict.values())

    def asking(self, queries, k):
        terms = queries.get("terms")
        if terms is None:
            ends = queries["vectors"].indptr.tolist()
            columns = queries["vectors"].indices.tolist()
            terms = [columns[start:end] for start, end in itertools.pairwise(ends)]
        return lambda: self.retriever.retrieve(
            terms, k=k, n_threads=self.threads, backend_selection="numba", show_progress=False
        )

    def answers(self, result, k):
        import numpy as np

        ids, scores = result.documents.astype(np.int64), result.scores.astype(np.float32)
        return np.where(scores > 0, ids, -1), np.where(scores > 0, scores, -np.inf)


class Tantivy(Engine):
    label = "tantivy (same tokens)"
    module = distribution = place = "tantivy"
    how = (
        "an index on disk, one segment, frequencies and no positions, tokens cut at white space; a Boolean "
        "query of term queries made before the clock runs; its lengths of documents are rounded to a byte"
    )
    limit = 500
    right = 0.75
    tokenizer = "whitespace"

    def build(self):
        import tantivy

        index = tantivy.Index(self.schema(), path=str(self.path))
        writer = index.writer(heap_size=4_000_000_000, num_threads=1)
        for text in self.documents():
            writer.add_document(tantivy.Document(text=text))
        writer.commit()
        writer.wait_merging_threads()

    def documents(self):
        tokens, ends = self.collection.load("tokens"), self.collection.load("ends").tolist()
        for start, end in itertools.pairwise(ends):
            yield " ".join(map(str, tokens[start:end].tolist()))

    def schema(self):
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name=self.tokenizer, index_option="freq")
        return builder.build()

    def open(self):
        import tantivy

        self.index = tantivy.Index.open(str(self.path))
        self.index.reload()
        self.searcher = self.index.searcher()
        assert self.searcher.num_docs == self.collection.size
        assert self.searcher.num_segments == 1

    def made(self, queries):
        """The queries as its own objects."""
        from tantivy import Occur, Query

        schema = self.schema()
        return [
            Query.boolean_query(
                [(Occur.Should, Query.term_query(schema, "text", str(term), "freq")) for term in terms]
            )
            for terms in queries["terms"]
        ]

    def asking(self, queries, k):
        made, search = self.made(queries), self.searcher.search
        return lambda: [search(query, k, count=False) for query in made]

    def answers(self, result, k):
        import numpy as np

        ids = np.full((len(result), k), -1, dtype=np.int64)
        scores = np.full((len(result), k), -np.inf, dtype=np.float32)
        for row, found in enumerate(result):
            for rank, (score, address) in enumerate(found.hits):
                assert address.segment_ord == 0
                ids[row, rank], scores[row, rank] = address.doc, score
        return ids, scores


class TantivyStem(Tantivy):
    label = "tantivy (en_stem)"
    place = "tantivy-en_stem"
    how = "texts and queries as they are, cut by its own en_stem, which keeps stop words; parsed beforehand"
    same_tokens = False
    right = 0.3
    tokenizer = "en_stem"

    def documents(self):
        yield from self.collection.texts()

    def made(self, queries):
        words = [" ".join(re.findall(r"[^\W_]+", text)).lower() for text in queries["texts"]]
        return [self.index.parse_query(text, ["text"]) for text in words]


class Pisa(Engine):
    """PISA's own functions out of the wheel of pyterrier-pisa: neither PyTerrier nor its Java is loaded."""

    module = "pyterrier_pisa"
    distribution = "pyterrier-pisa"
    place = "pisa"
    kinds = ("text", "vectors")
    # Its idf is log((N - df + 0.5) / (df + 0.5)), and weights of vectors are rounded to integers.
    right = 0.9
    algorithm: str

    def __init__(self, collection, threads=1):
        super().__init__(collection, threads)
        package = Path(importlib.util.find_spec(self.module).origin).parent
        [path] = package.glob("_pisathon*.so")
        loader = importlib.machinery.ExtensionFileLoader("_pisathon", str(path))
        self.pisa = importlib.util.module_from_spec(importlib.util.spec_from_loader("_pisathon", loader))
        loader.exec_module(self.pisa)
        self.scorer = "bm25" if collection.is_text else "quantized"

    def build(self):
        import numpy as np

        if self.collection.is_text:
            data, rows, ends = self.collection.counts()
            lengths = np.diff(self.collection.load("ends"))
        else:
            matrix = self.collection.matrix().tocsc()
            matrix.data = np.rint(matrix.data * SCALE).astype(np.int32)
            matrix.eliminate_zeros()
            data, rows, ends = matrix.data, matrix.indices, matrix.indptr
            lengths = matrix.sum(axis=1)
        # PISA has no empty lists, and its terms are in the order of their bytes: numbers of seven digits.
        sizes = np.diff(ends)
        terms = np.flatnonzero(sizes)
        sizes = sizes[terms]
        headers = np.concatenate(([0], np.cumsum(sizes[:-1]))) + np.arange(len(terms))
        for name, values, start in (("docs", rows, [1, self.collection.size]), ("freqs", data, [])):
            lists = np.empty(len(values) + len(terms), dtype=np.uint32)
            lists[headers] = sizes
            body = np.ones(len(lists), dtype=bool)
            body[headers] = False
            lists[body] = values
            with (self.path / f"inv.{name}").open("wb") as stream:
                stream.write(np.array(start, dtype=np.uint32).tobytes())
                stream.write(lists.tobytes())
        (self.path / "inv.sizes").write_bytes(
            np.concatenate(([self.collection.size], lengths)).astype(np.uint32).tobytes()
        )
        names = {"documents": map(str, range(self.collection.size)), "terms": map("{:07}".format, terms)}
        for name, values in names.items():
            (self.path / f"fwd.{name}").write_text("".join(f"{value}\n" for value in values))
        for name, into in (("documents", "doclex"), ("terms", "termlex")):
            self.pisa.build_binlex(str(self.path / f"fwd.{name}"), str(self.path / f"fwd.{into}"))
        self.open()

    def open(self):
        self.context = self.pisa.RetrievalContext()
        parameters = {"bm25_k1": K1, "bm25_b": B} if self.collection.is_text else {}
        # What it lacks, bounds and compressed lists, it makes and keeps here.
        self.pisa.prepare_index(
            self.context, str(self.path), "block_simdbp", self.scorer, "", quantize=0, **parameters
        )

    def asking(self, queries, k):
        import numpy as np

        if "vectors" in queries:
            matrix = queries["vectors"]
            asked = [
                {
                    f"{column:07}": float(max(1, round(weight * SCALE)))
                    for column, weight in zip(
                        matrix.indices[start:end].tolist(), matrix.data[start:end].tolist(), strict=True
                    )
                }
                for start, end in itertools.pairwise(matrix.indptr.tolist())
            ]
        else:
            asked = [{f"{term:07}": 1.0 for term in terms} for terms in queries["terms"]]
        asked = list(enumerate(asked))

        def run():
            size = len(asked) * k
            found = {
                "result_qidxs": np.empty(size, dtype=np.int32),
                "result_docnos": np.empty(size, dtype=object),
                "result_ranks": np.empty(size, dtype=np.int32),
                "result_scores": np.empty(size, dtype=np.float32),
            }
            count = self.pisa.retrieve(
                self.context,
                self.algorithm,
                asked,
                k=k,
                threads=self.threads,
                query_weighted=int("vectors" in queries),
                pretokenised=True,
                **found,
            )
            return len(asked), count, found

        return run

    def answers(self, result, k):
        import numpy as np

        rows, count, found = result
        ids = np.full((rows, k), -1, dtype=np.int64)
        scores = np.full((rows, k), -np.inf, dtype=np.float32)
        at = found["result_qidxs"][:count], found["result_ranks"][:count]
        ids[at] = found["result_docnos"][:count].astype(np.int64)
        scores[at] = found["result_scores"][:count]
        return ids, scores


class PisaMaxScore(Pisa):
    label = "PISA (block-max MaxScore)"
    algorithm = "block_max_maxscore"
    how = "block_simdbp, blocks of 64, through the extension module of pyterrier-pisa, without PyTerrier"


class PisaWand(Pisa):
    label = "PISA (block-max WAND)"
    algorithm = "block_max_wand"
    how = "the same index"


ENGINES = {
    "elanus": Elanus,
    "bm25s": Bm25s,
    "tantivy": Tantivy,
    "tantivy-en_stem": TantivyStem,
    "pisa-maxscore": PisaMaxScore,
    "pisa-wand": PisaWand,
}
