"""The published variants, against bm25s, scikit-learn and the formulas written plainly."""

import math
import re

import bm25s
import numpy as np
import pytest

import naive_bm25
from elanus.errors import InputError
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import METHODS, build_default_analyzer

K1, B = 1.2, 0.6


def test_the_methods_are_those_of_the_core_the_documentation_and_the_naive_twin():
    with pytest.raises(InputError, match=re.escape(f"expected one of {', '.join(METHODS)}")):
        BM25EmbeddingFunction(method="vsm")
    listed = "{" + ", ".join(f'"{method}"' for method in METHODS) + "}"
    assert f"method : {listed}" in BM25EmbeddingFunction.__doc__
    assert set(naive_bm25.IDF) == set(METHODS)


@pytest.fixture(scope="module")
def corpus(library_texts):
    """Documents and queries as texts, and the documents as tokens."""
    documents = library_texts[:2_000:2]
    analyzer = build_default_analyzer("en")
    tokens = [analyzer(text) for text in documents]
    known = {token for document in tokens for token in document}
    # bm25s takes no query without a token.
    queries = [text for text in library_texts[1:100:2] if known & set(analyzer(text))]
    return documents, queries, tokens, analyzer


def scores(model, queries, documents):
    return (model.encode_queries(queries) @ model.encode_documents(documents).T).toarray()


def peer_scores(method, tokens, queries, known, **parameters):
    """What bm25s gives each document for each query; a repeated query term counts each time."""
    peer = bm25s.BM25(method=method, k1=K1, b=B, **parameters)
    peer.index(tokens, show_progress=False)
    return np.array([peer.get_scores([token for token in query if token in known]) for query in queries])


@pytest.mark.filterwarnings("ignore:a query weight is 0")
@pytest.mark.parametrize("method", ["lucene", "robertson", "atire"])
def test_scores_as_bm25s(corpus, method):
    documents, queries, tokens, analyzer = corpus
    model = BM25EmbeddingFunction(method=method, k1=K1, b=B).fit(documents)
    expected = peer_scores(method, tokens, [analyzer(query) for query in queries], model.idf)
    found = scores(model, queries, documents)
    assert (expected > 0).any()
    assert np.allclose(found, expected, rtol=1e-5, atol=0)


@pytest.mark.parametrize(
    ("method", "delta"), [("bm25l", None), ("bm25l", 0.8), ("bm25+", None), ("bm25+", 0.3)]
)
def test_agrees_with_bm25s_after_its_shift(corpus, method, delta):
    """The papers sum over the matching terms. bm25s gives a document something for those it lacks too.

    For each query term that a document lacks the difference must be idf · saturation(0), and nothing else.
    """
    documents, queries, tokens, analyzer = corpus
    model = BM25EmbeddingFunction(method=method, k1=K1, b=B, delta=delta).fit(documents)
    queries_tokens = [[token for token in analyzer(query) if token in model.idf] for query in queries]
    parameters = {"delta": model.delta}
    peer = peer_scores(method, tokens, queries_tokens, model.idf, **parameters)
    found = scores(model, queries, documents)
    absent = model.delta if method == "bm25+" else (K1 + 1) * model.delta / (K1 + model.delta)
    shift = np.zeros_like(found)
    for column, document in enumerate(map(set, tokens)):
        for row, query in enumerate(queries_tokens):
            shift[row, column] = sum(model.idf[token][0] * absent for token in query if token not in document)
    assert (shift > 0).any()
    assert not np.allclose(found, peer, rtol=1e-5, atol=0)
    assert np.allclose(found + shift, peer, rtol=1e-5, atol=0)


@pytest.mark.filterwarnings("ignore:a query weight is 0")
@pytest.mark.parametrize("method", METHODS)
def test_equals_the_formula_written_plainly(corpus, method):
    documents, queries, tokens, analyzer = corpus
    model = BM25EmbeddingFunction(method=method, k1=K1, b=B).fit(documents)
    twin = naive_bm25.Model(method, K1, B)
    twin.add(tokens)
    idf, average = twin.idf()
    assert {term: value for term, (value, _) in model.idf.items()} == idf
    assert model.average_idf == average
    for as_query, texts in ((False, documents[:50]), (True, queries)):
        found = (model.encode_queries if as_query else model.encode_documents)(texts)
        for row, text in enumerate(texts):
            expected = dict(sorted(twin.encode(analyzer(text), as_query, idf).items()))
            span = slice(*found.indptr[row : row + 2])
            assert found.indices[span].tolist() == list(expected)
            assert found.data[span].tolist() == np.array(list(expected.values()), np.float32).tolist()


def test_tfidf_equals_scikit_learn(corpus):
    from sklearn.feature_extraction.text import TfidfVectorizer

    documents, queries, tokens, analyzer = corpus
    model = BM25EmbeddingFunction(method="tfidf").fit(documents)
    peer = TfidfVectorizer(analyzer=lambda tokens: tokens).fit(tokens)
    columns = [peer.vocabulary_[term] for term in model.vocabulary]
    assert np.allclose([idf for idf, _ in model.idf.values()], peer.idf_[columns], rtol=1e-12)
    for encode, texts in ((model.encode_documents, documents), (model.encode_queries, queries)):
        expected = peer.transform([analyzer(text) for text in texts])[:, columns]
        found = encode(texts)
        assert abs(found - expected).max() <= 1e-6
        assert found.nnz == expected.nnz
        norms = np.sqrt(found.multiply(found).sum(axis=1))
        assert np.allclose(norms[np.diff(found.indptr) > 0], 1)


def test_robertsons_idf_is_clamped_as_bm25s_does():
    model = BM25EmbeddingFunction(str.split, method="robertson").fit(["a b", "a c", "a d"])
    assert model.idf["a"][0] == 0
    assert model.idf["b"][0] == pytest.approx(math.log(2.5 / 1.5))
    with pytest.warns(UserWarning, match="method='robertson'"):
        assert model.encode_queries(["a b"]).data[0] == 0


def test_delta():
    assert [BM25EmbeddingFunction(method=method).delta for method in METHODS] == [0, 0, 0, 0, 0.5, 1, 0]
    model = BM25EmbeddingFunction(method="bm25+", delta=0.25).fit(["a kite"])
    assert model.delta == 0.25
    model.method = "bm25l"
    assert model.delta == 0.5


@pytest.mark.filterwarnings("ignore:a query weight is 0")
@pytest.mark.parametrize("method", METHODS)
def test_parameters_change_after_fitting(corpus, method, tmp_path):
    documents, queries, *_ = corpus
    model = BM25EmbeddingFunction().fit(documents)
    model.encode_queries(queries)
    model.method, model.k1, model.b, model.epsilon = method, K1, B, 0.5
    fresh = BM25EmbeddingFunction(method=method, k1=K1, b=B, epsilon=0.5).fit(documents)
    for name, texts in (("encode_documents", documents), ("encode_queries", queries)):
        assert (getattr(model, name)(texts) != getattr(fresh, name)(texts)).nnz == 0
    model.save(tmp_path / "model.json")
    fresh.save(tmp_path / "fresh.json")
    assert (tmp_path / "model.json").read_bytes() == (tmp_path / "fresh.json").read_bytes()


@pytest.mark.filterwarnings("ignore:a query weight is 0")
def test_the_original_takes_the_idfs_of_another_method_and_okapis_documents(oracle, tmp_path):
    documents = ["Red kites dive.", "Black kites soar.", "Swifts scream."]
    model = BM25EmbeddingFunction(method="lucene").fit(documents)
    model.save(tmp_path / "lucene.json")
    theirs = oracle.BM25EmbeddingFunction()
    theirs.load(str(tmp_path / "lucene.json"))
    queries = np.asarray(theirs.encode_queries(["red kites"]).todense())
    assert np.array_equal(queries, model.encode_queries(["red kites"]).toarray())
    found = np.asarray(theirs.encode_documents(documents).todense())
    assert not np.allclose(found, model.encode_documents(documents).toarray())
    model.method = "okapi"
    assert np.allclose(found, model.encode_documents(documents).toarray())
