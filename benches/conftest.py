"""What the pytest-benchmark suites share: options for the corpus, the documents, a fitted model."""

import corpus
import pytest


def pytest_addoption(parser):
    parser.addoption("--corpus", help="a corpus in BEIR's layout; the default is corpus.source's")
    parser.addoption("--documents", type=int, default=10_000, help="documents to measure on")


@pytest.fixture(scope="session")
def texts(pytestconfig):
    return corpus.documents(pytestconfig.getoption("corpus"), pytestconfig.getoption("documents"))[0]


@pytest.fixture(scope="session")
def queries(texts):
    return corpus.queries(None, texts)[0]


@pytest.fixture(scope="session")
def fitted(texts):
    from elanus.sparse import BM25EmbeddingFunction

    return BM25EmbeddingFunction(method="lucene").fit(texts)
