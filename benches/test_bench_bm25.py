"""BM25EmbeddingFunction: every method of which a user waits for the answer."""

import copy
import pickle

from peers import same

from elanus.sparse import BM25EmbeddingFunction


def cold(model):
    """A model with the same statistics that has encoded nothing yet."""
    return pickle.loads(pickle.dumps(model))


def test_construct(benchmark):
    assert benchmark(BM25EmbeddingFunction).corpus_size == 0


def test_fit(benchmark, texts):
    model = benchmark.pedantic(
        BM25EmbeddingFunction.fit, setup=lambda: ((BM25EmbeddingFunction(), texts), {}), rounds=5
    )
    assert model.corpus_size == len(texts)
    assert model.idf


def test_fit_encode(benchmark, texts):
    model = BM25EmbeddingFunction()
    matrix = benchmark.pedantic(model.fit_encode, (texts,), rounds=5)
    same(matrix, BM25EmbeddingFunction().fit(texts).encode_documents(texts))


def test_encode_documents(benchmark, texts, fitted):
    matrix = benchmark.pedantic(
        BM25EmbeddingFunction.encode_documents, setup=lambda: ((cold(fitted), texts), {}), rounds=5
    )
    assert matrix.shape == (len(texts), fitted.dim)
    same(matrix[:50, :], fitted.encode_documents(texts[:50]))


def test_encode_documents_again(benchmark, texts, fitted):
    """By a model that may remember what it has encoded."""
    expected = cold(fitted).encode_documents(texts)
    same(benchmark.pedantic(fitted.encode_documents, (texts,), rounds=5), expected)


def test_encode_queries(benchmark, queries, fitted):
    matrix = benchmark(fitted.encode_queries, queries)
    assert matrix.shape == (len(queries), fitted.dim)
    same(matrix, cold(fitted).encode_queries(queries))


def test_encode_one_query(benchmark, queries, fitted):
    same(benchmark(fitted.encode_queries, queries[:1]), cold(fitted).encode_queries(queries[:1]))


def test_reweigh(benchmark, fitted, texts):
    """Other parameters, without tokenizing anything."""
    model = copy.copy(fitted)

    def reweigh():
        model.method = "okapi"
        model.method = "lucene"

    benchmark(reweigh)
    assert dict(list(model.idf.items())[:9]) == dict(list(fitted.idf.items())[:9])


def test_save(benchmark, fitted, tmp_path):
    path = tmp_path / "model.json"
    benchmark.pedantic(fitted.save, (path,), rounds=5)
    assert BM25EmbeddingFunction().load(path).dim == fitted.dim


def test_load(benchmark, fitted, tmp_path):
    path = tmp_path / "model.json"
    fitted.save(path)
    model = benchmark.pedantic(lambda: BM25EmbeddingFunction().load(path), rounds=5)
    assert (model.corpus_size, model.avgdl, model.dim) == (fitted.corpus_size, fitted.avgdl, fitted.dim)


def test_list_idf(benchmark, fitted):
    assert len(benchmark(lambda: list(fitted.idf))) == fitted.dim
