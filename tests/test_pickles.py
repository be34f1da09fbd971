"""Every public object survives pickle, copy, a fork and a spawn."""

import copy
import multiprocessing
import os
import pickle
import subprocess
import sys
import textwrap
import warnings

import numpy as np
import pytest
from scipy.sparse import csr_array

from elanus import Index, _core, errors
from elanus._vectors import DenseVectors
from elanus.base import RerankResult
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import build_default_analyzer, tokenizers

SENTENCES = ["Black kites soar.", "A red kite dives.", "Swifts scream.", "Eagles don't."]


def split(text):
    return text.split()


def fitted(analyzer=None, **parameters):
    return BM25EmbeddingFunction(analyzer, **parameters).fit(SENTENCES).forget(SENTENCES[2:3])


def vectors(model):
    return [
        (matrix.shape, matrix.indptr.tobytes(), matrix.indices.tobytes(), matrix.data.tobytes())
        for matrix in (model.encode_documents(SENTENCES), model.encode_queries(SENTENCES))
    ]


def known(model):
    names = ("corpus_size", "avgdl", "average_idf", "dim", "k1", "b", "epsilon", "method", "delta")
    return [getattr(model, name) for name in names], list(model.idf.items()), vectors(model)


def shown(view):
    return list(view.items()), len(view), repr(view)


def indexed(**options):
    return Index.build(SENTENCES, **options).delete([2]).update(["Two black kites."], [0])


def found(index):
    queries = (
        csr_array(np.eye(3, dtype=np.float32)) if not index.has_text else ["red kites", "eagles", "bats"]
    )
    results = index.search(queries, 5)
    return index.ids.tolist(), index.get(index.ids), hits(results)


def hits(results):
    return (
        list(results),
        results.scores.tobytes(),
        results.ids.tolist(),
        results.counts.tolist(),
        str(results),
    )


def core_known(model):
    return model.parameters, model.documents, model.dim, model.terms(0, model.dim)


def tokens(analyzer):
    return [analyzer(text) for text in SENTENCES]


def tokenized(part):
    return [part.tokenize(text) for text in SENTENCES]


def applied_to_text(part):
    return [part.apply(text) for text in SENTENCES]


def applied_to_tokens(part):
    return [part.apply(text.split()) for text in SENTENCES]


#: Each object, and what must be the same of its twin.
OBJECTS = {
    "BM25EmbeddingFunction": (fitted, known),
    "BM25EmbeddingFunction, tfidf": (lambda: fitted(method="tfidf", b=0.5), known),
    "BM25EmbeddingFunction of a callable": (lambda: fitted(split), known),
    "BM25EmbeddingFunction before fitting": (lambda: BM25EmbeddingFunction(k1=2.0), repr),
    "IdfView": (lambda: fitted().idf, shown),
    "VocabularyView": (lambda: fitted().vocabulary, lambda view: (shown(view), view.term(0))),
    "DocumentFrequencyView": (lambda: fitted().document_frequency, shown),
    "Explanation": (
        lambda: fitted(method="lucene").explain("red kites and bats", SENTENCES[1]),
        lambda explanation: (str(explanation), explanation.to_dict(), explanation.terms[0]),
    ),
    "Drift": (
        lambda: fitted().drift(BM25EmbeddingFunction().fit(SENTENCES)),
        lambda drift: (drift, repr(drift)),
    ),
    "Index": (indexed, found),
    "Index with names for ids": (lambda: Index.build(SENTENCES, ["b", "a", "d", "ä"], method="tfidf"), found),
    "Index of vectors": (lambda: Index.from_vectors(csr_array(np.eye(3, dtype=np.float32))), found),
    "Results": (lambda: indexed().search(["red kites", "bats"], 3), hits),
    "Hit": (lambda: indexed().search("kites")[0][0], lambda hit: (hit, hit.id, hit.score, hit.text)),
    "_core.Bm25": (lambda: fitted()._state[0], core_known),
    "_core.Bm25 before fitting": (lambda: _core.Bm25(1.5, 0.75, 0.25, "bm25+", 0.7), lambda m: m.parameters),
    "_core.Analyzer": (
        lambda: build_default_analyzer("en").compiled,
        lambda analyzer: (analyzer.spec, [analyzer.tokens(text) for text in SENTENCES]),
    ),
    "Analyzer": (build_default_analyzer, tokens),
    "StandardTokenizer": (tokenizers.StandardTokenizer, tokenized),
    "ReplacePreprocessor": (lambda: tokenizers.ReplacePreprocessor({"kite": "k"}), applied_to_text),
    "CharacterfilterPreprocessor": (
        lambda: tokenizers.CharacterfilterPreprocessor(["k"]),
        applied_to_text,
    ),
    "LowercaseFilter": (tokenizers.LowercaseFilter, applied_to_tokens),
    "StopwordFilter": (lambda: tokenizers.StopwordFilter("english"), applied_to_tokens),
    "PunctuationFilter": (lambda: tokenizers.PunctuationFilter("k"), applied_to_tokens),
    "StemmingFilter": (lambda: tokenizers.StemmingFilter("english"), applied_to_tokens),
    "RerankResult": (lambda: RerankResult("kite", 0.5, 3), lambda result: (repr(result), result.to_dict())),
    "DenseVectors": (
        lambda: DenseVectors(np.eye(3, dtype=np.float32)),
        lambda found: (found.array.tobytes(), np.shares_memory(found[0], found.array), len(found)),
    ),
    "ElanusError": (
        lambda: errors.CorruptModelError("model.bm25 is damaged"),
        lambda error: (type(error), str(error)),
    ),
}

CASES = pytest.mark.parametrize("name", OBJECTS)


@pytest.fixture(autouse=True)
def _quiet(recwarn):
    """Four sentences make terms that half of the documents hold."""
    warnings.filterwarnings("ignore", "a query weight is 0 or negative")


@CASES
def test_pickle_and_copies(name):
    make, look = OBJECTS[name]
    value = make()
    expected = look(value)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert look(pickle.loads(pickle.dumps(value, protocol))) == expected
    twice = copy.deepcopy([value, value])
    assert twice[0] is twice[1]
    assert look(copy.copy(value)) == look(twice[0]) == expected


def looked_at(name, value):
    """What a child process says of an object that it was sent, and of one that it sends back."""
    warnings.simplefilter("ignore")
    return OBJECTS[name][1](value), value


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes(method):
    values = {name: make() for name, (make, _) in OBJECTS.items()}
    with warnings.catch_warnings():
        # Of forks in a process with threads; ours live for one call and none is running.
        warnings.simplefilter("ignore", DeprecationWarning)
        with multiprocessing.get_context(method).Pool(2) as pool:
            found = pool.starmap(looked_at, values.items())
    for (name, value), (there, back) in zip(values.items(), found, strict=True):
        expected = OBJECTS[name][1](value)
        assert there == expected, name
        assert OBJECTS[name][1](back) == expected, name


def updated(model):
    model.partial_fit(["An owl hoots."]).forget(["Black kites soar."])
    return known(model)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_child_updates_its_own(method):
    model = fitted()
    before = known(model)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with multiprocessing.get_context(method).Pool(1) as pool:
            found = pool.apply(updated, [model])
    assert known(model) == before
    assert found == updated(copy.copy(model))
    assert known(model) == before


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_child_fits_with_threads_of_its_own(method, library_texts):
    model = BM25EmbeddingFunction(method="lucene").fit(library_texts[:2_000])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with multiprocessing.get_context(method).Pool(1) as pool:
            found = pool.apply_async(model.fit, [library_texts[:2_000]]).get(60)
    assert known(found) == known(model)


def changed(index):
    index.add(["An owl hoots."]).delete([1]).compact()
    return found(index)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_child_changes_its_own_index(method):
    index = indexed()
    before = found(index)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with multiprocessing.get_context(method).Pool(1) as pool:
            theirs = pool.apply_async(changed, [index]).get(60)
    assert found(index) == before
    assert theirs == changed(copy.copy(index))
    assert found(index) == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_child_waits_for_no_thread_that_it_does_not_have():
    """A process forks while another of its threads updates, encodes, and computes idfs."""
    code = """
        import os, signal, threading, time, warnings
        from elanus import Index
        from elanus.sparse import BM25EmbeddingFunction
        warnings.simplefilter("ignore")
        documents = [" ".join(f"w{n}" for n in range(at, at + 200)) for at in range(0, 60_000, 200)]
        model = BM25EmbeddingFunction(str.split, method="lucene").fit(["red kite"])
        other = BM25EmbeddingFunction(str.split, method="lucene").fit(documents)
        model.encode_queries(["red"])
        index = Index.build(documents, analyzer={"tokenizer": "whitespace"})
        index.search(["w1", "w2"])
        stop = False
        def update():
            while not stop:
                model.merge(other).partial_fit(documents).partial_fit(documents[:2]).forget(documents[:9])
                model.encode_documents(documents[:50])
        def update_index():
            while not stop:
                index.add(documents[:9]).search(documents[:50], threads=2)
                index.delete(index.ids[-9:]).compact()
        threads = [threading.Thread(target=work) for work in (update, update_index)]
        for thread in threads:
            thread.start()
        uses = [
            lambda: model.corpus_size,
            lambda: model.encode_queries(["red"]),
            lambda: model.encode_documents(documents[:2]),
            lambda: model.partial_fit(["red kite"]),
            lambda: model.merge(other),
            lambda: index.search(["w1", "w2"], threads=2),
            lambda: index.add(["red kite"]).delete(index.ids[:1]).compact(),
        ]
        hung = []
        for number in range(42):
            child = os.fork()
            if child == 0:
                signal.alarm(20)
                uses[number % len(uses)]()
                os._exit(0)
            if os.waitpid(child, 0)[1]:
                hung.append(number)
            time.sleep(0.002 * (number % 7))
        stop = True
        for thread in threads:
            thread.join()
        assert not hung, hung
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("method", ["okapi", "atire", "bm25l", "bm25+"])
@pytest.mark.parametrize("epsilon", [-1e30, 1e30])
def test_extreme_parameters_weigh_finitely_and_survive(tmp_path, method, epsilon):
    documents = [f"kite w{number} w{number + 1}" for number in range(50)]
    model = BM25EmbeddingFunction(split, k1=1e30, b=0, epsilon=epsilon, method=method, delta=1e30).fit(
        documents
    )
    for matrix in (model.encode_documents(documents), model.encode_queries(["kite w1"])):
        assert np.isfinite(matrix.data).all()
    model.save(tmp_path / "model.bm25")
    loaded = BM25EmbeddingFunction(split).load(tmp_path / "model.bm25")
    for twin in (loaded, pickle.loads(pickle.dumps(model)), copy.deepcopy(model)):
        assert dict(twin.idf) == dict(model.idf)
    for name in ("k1", "epsilon", "delta"):
        with pytest.raises(errors.InputError, match=f"{name} is .*1e30"):
            setattr(model, name, 1.1e30)


def test_a_pickle_is_the_native_file_and_is_verified(tmp_path):
    model = fitted()
    restore, (parameters, data) = model._state[0].__reduce__()
    assert data.startswith(b"\x89ELANUS\n")
    for at in (0, 20, 400, len(data) - 1):
        damaged = bytearray(data)
        damaged[at] ^= 1
        with pytest.raises(errors.CorruptModelError, match="the pickle"):
            restore(parameters, bytes(damaged))
    (tmp_path / "model").write_bytes(data)
    assert known(BM25EmbeddingFunction().load(tmp_path / "model")) == known(model)
