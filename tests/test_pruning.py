"""Terms that min_df, max_df and max_terms leave out of vectors: ids, lengths and all other weights stay."""

import copy
import json
import pickle
import threading
import warnings

import numpy as np
import pytest
from hypothesis import given, strategies as st
from numpy.testing import assert_allclose

import elanus
from elanus import _core, errors
from elanus.cli import main
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import METHODS, inspect_model

TEXTS = ["red kite red", "black kite", "owl kite", "swift owl", ""]
WORDS = ["red", "kite", "black", "owl", "swift", "tern", "a"]
BOUNDS = [
    {"min_df": 2},
    {"max_df": 2},
    {"max_terms": 3},
    {"min_df": 0.3},
    {"max_df": 0.4},
    {"min_df": 2, "max_df": 0.5, "max_terms": 1},
    {"max_df": 0.0},
]


@pytest.fixture(autouse=True)
def default_threads():
    yield
    elanus.set_num_threads(None)


def without(matrix, columns):
    """The matrix with no entry in some columns; entries of weight 0 stay."""
    keeps = ~np.isin(matrix.indices, columns)
    counts = np.add.reduceat(np.append(keeps, 0), matrix.indptr[:-1]) * (np.diff(matrix.indptr) > 0)
    return matrix.data[keeps], matrix.indices[keeps], np.cumsum([0, *counts])


def parts(matrix):
    return matrix.data, matrix.indices, matrix.indptr


def assert_parts(found, expected):
    for one, other in zip(found, expected, strict=True):
        assert np.array_equal(one, other)


class TestMask:
    @pytest.mark.parametrize("bounds", BOUNDS)
    @pytest.mark.parametrize("method", [method for method in METHODS if method != "tfidf"])
    @pytest.mark.filterwarnings("ignore:a query weight is 0")
    def test_only_columns_go(self, method, bounds, library_texts):
        texts = library_texts[:400]
        whole = BM25EmbeddingFunction(method=method).fit(texts)
        model = BM25EmbeddingFunction(method=method, **bounds).fit(texts)
        left_out = [id for term, id in whole.vocabulary.items() if term not in model.vocabulary]
        assert 0 < len(left_out) <= len(whole.vocabulary)
        assert len(model.vocabulary) + len(left_out) == model.dim == whole.dim
        for name in ("avgdl", "average_idf", "corpus_size"):
            assert getattr(model, name) == getattr(whole, name)
        assert dict(model.document_frequency) == dict(whole.document_frequency)
        assert model.most_common(50) == whole.most_common(50)
        assert all(entry == whole.idf[term] for term, entry in model.idf.items())
        for encode in ("encode_documents", "encode_queries"):
            found, expected = getattr(model, encode)(texts), getattr(whole, encode)(texts)
            assert found.shape == expected.shape
            assert_parts(parts(found), without(expected, left_out))

    @pytest.mark.parametrize("threads", [1, 3])
    @pytest.mark.parametrize("method", ["lucene", "tfidf"])
    @pytest.mark.parametrize("bounds", BOUNDS)
    def test_fit_encode_is_fit_and_encode(self, bounds, method, threads, library_texts):
        elanus.set_num_threads(threads)
        texts = [*library_texts[:3_000], "", "unheard-of"]
        model = BM25EmbeddingFunction(method=method, **bounds)
        found = model.fit_encode(texts)
        assert_parts(parts(found), parts(model.encode_documents(texts)))
        assert_parts(
            parts(found),
            parts(BM25EmbeddingFunction(method=method, **bounds).fit(texts).encode_documents(texts)),
        )
        assert found.shape == (len(texts), model.dim)

    def test_updates_move_it(self):
        model = BM25EmbeddingFunction(str.split, method="lucene", max_df=2).fit(TEXTS)
        assert dict(model.vocabulary) == {"red": 0, "black": 2, "owl": 3, "swift": 4}
        assert model.encode_queries(["kite owl"]).indices.tolist() == [3]
        model.forget(["black kite"]).partial_fit(["owl tern"])
        assert dict(model.vocabulary) == {"red": 0, "kite": 1, "swift": 4, "tern": 5}
        assert model.encode_queries(["kite owl"]).indices.tolist() == [1]
        model.max_df, model.min_df = 1.0, 3
        assert list(model.vocabulary) == ["owl"]
        assert (model.dim, model.vocabulary.term(1)) == (6, "kite")
        assert model.compact().tolist() == [0, 1, -1, 2, 3, 4]  # what no document holds, not what is left out

    def test_equally_frequent_terms_are_kept_by_id(self):
        model = BM25EmbeddingFunction(str.split, method="lucene", max_terms=3).fit(TEXTS)
        assert list(model.vocabulary) == ["red", "kite", "owl"]
        for most, kept in ((1, ["kite"]), (2, ["kite", "owl"]), (9, WORDS[:5]), (None, WORDS[:5])):
            model.max_terms = most
            assert list(model.vocabulary) == kept

    def test_a_share_is_of_the_documents_of_the_moment(self):
        model = BM25EmbeddingFunction(str.split, method="lucene", min_df=0.5).fit(TEXTS)
        assert list(model.vocabulary) == ["kite"]
        model.partial_fit(["tern"])  # three of six
        assert list(model.vocabulary) == ["kite"]
        model.partial_fit(["tern"])
        assert list(model.vocabulary) == []
        assert model.encode_documents(TEXTS).nnz == model.encode_queries(TEXTS).nnz == 0

    def test_explain_says_what_is_left_out(self):
        model = BM25EmbeddingFunction(str.split, method="lucene", min_df=2).fit(TEXTS)
        red, kite, tern = model.explain("red kite tern", "red kite red").terms
        assert (red.index, red.document_frequency, red.frequency, red.contribution) == (None, 1, 2, 0.0)
        assert (kite.index, kite.document_frequency, kite.frequency) == (1, 3, 1)
        assert (tern.index, tern.document_frequency) == (None, 0)
        query, document = model.encode_queries(["red kite"]), model.encode_documents(["red kite red"])
        assert model.explain("red kite", "red kite red").score == pytest.approx((query @ document.T).sum())
        model.method = "tfidf"
        assert model.explain("red kite", "red kite red").length_norm == model.idf["kite"][0]

    def test_models_of_other_bounds_are_not_merged_or_compared(self):
        model = BM25EmbeddingFunction(str.split, min_df=2).fit(TEXTS)
        for name, value in (("min_df", 3), ("max_df", 0.5), ("max_terms", 7)):
            other = copy.copy(model)
            setattr(other, name, value)
            for call in (model.merge, model.drift):
                with pytest.raises(errors.InputError, match=f"differ in {name}"):
                    call(other)
        merged = BM25EmbeddingFunction.merged([model, model])
        assert (merged.min_df, list(merged.vocabulary)) == (2, WORDS[:5])

    def test_copies_have_bounds_of_their_own(self):
        model = BM25EmbeddingFunction(str.split, method="lucene", min_df=2).fit(TEXTS)
        twins = [copy.copy(model), pickle.loads(pickle.dumps(model)), copy.deepcopy(model)]
        model.min_df = 1
        for twin in twins:
            assert (twin.min_df, list(twin.vocabulary)) == (2, ["kite", "owl"])
        assert list(model.vocabulary) == WORDS[:5]
        unfitted = pickle.loads(pickle.dumps(BM25EmbeddingFunction(max_df=0.5, max_terms=9)))
        assert (unfitted.min_df, unfitted.max_df, unfitted.max_terms) == (1, 0.5, 9)
        # Earlier releases unpickle models without bounds.
        assert len(_core.Bm25.__reduce__(BM25EmbeddingFunction().fit(TEXTS)._state[0])[1]) == 2

    def test_the_words_that_an_encoder_remembers_are_forgotten(self):
        """Setting a bound changes no statistics: what was looked up before must not hold any more."""
        model = BM25EmbeddingFunction(method="lucene").fit(TEXTS)
        for least, found in ((1, 2), (2, 1), (4, 0), (1, 2), (0.5, 1)):
            model.min_df = least
            assert model.encode_queries(["red kite"]).nnz == found
            assert model.encode_documents(["red kite red"]).nnz == found

    def test_a_view_stays_what_it_was(self):
        model = BM25EmbeddingFunction(str.split, method="lucene", min_df=2).fit(TEXTS)
        idf, frequency = model.idf, model.document_frequency
        model.min_df = 3
        assert list(idf) == ["kite", "owl"]
        assert list(frequency) == WORDS[:5]


def test_threads_see_one_mask_or_the_other(library_texts):
    """While one sets a bound and another adds and takes away, each matrix is of one state."""
    texts, more = library_texts[:300], library_texts[300:310]
    model = BM25EmbeddingFunction(method="lucene").fit(texts)
    expected = set()
    for added in (False, True):
        state = copy.copy(model)
        if added:
            state.partial_fit(more)
        for least in (1, 3):
            state.min_df = least
            expected.add(tuple(part.tobytes() for part in parts(state.encode_documents(texts[:50]))))
    assert len(expected) == 4
    wrong, done = [], threading.Event()

    def read():
        while not done.is_set():
            found = tuple(part.tobytes() for part in parts(model.encode_documents(texts[:50])))
            if found not in expected:
                wrong.append(found)

    def set_bound():
        for turn in range(60):
            model.min_df = 3 if turn % 2 else 1

    def update():
        for _ in range(30):
            model.partial_fit(more).forget(more)

    # The terms that were added stay: from now on the ids are the same.
    readers = [threading.Thread(target=read) for _ in range(2)]
    writers = [threading.Thread(target=set_bound), threading.Thread(target=update)]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert not wrong


documents = st.lists(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), min_size=1, max_size=8)
bound = st.one_of(st.integers(1, 5), st.floats(0, 1))


class TestLikeScikitLearn:
    @given(texts=documents, min_df=bound, max_df=bound)
    def test_the_same_terms(self, texts, min_df, max_df):
        text = pytest.importorskip("sklearn.feature_extraction.text")
        counter = text.CountVectorizer(
            tokenizer=str.split, token_pattern=None, lowercase=False, min_df=min_df, max_df=max_df
        )
        try:
            theirs = set(counter.fit(texts).get_feature_names_out())
        except ValueError:  # no term is left, or none could be
            theirs = set()
        try:
            model = BM25EmbeddingFunction(str.split, method="lucene", min_df=min_df, max_df=max_df)
        except errors.InputError:
            assert type(min_df) is type(max_df)
            assert min_df > max_df
            return
        if any(texts):
            assert set(model.fit(texts).vocabulary) == theirs

    @pytest.mark.parametrize("bounds", [{"min_df": 3}, {"max_df": 0.05}, {"min_df": 0.01, "max_df": 40}])
    def test_the_same_weights_of_tfidf(self, bounds, library_texts):
        text = pytest.importorskip("sklearn.feature_extraction.text")
        texts = library_texts[:500]
        model = BM25EmbeddingFunction(str.split, method="tfidf", **bounds).fit(texts)
        vectorizer = text.TfidfVectorizer(tokenizer=str.split, token_pattern=None, lowercase=False, **bounds)
        theirs = vectorizer.fit_transform(texts)
        names = vectorizer.get_feature_names_out()
        assert len(names) == len(model.vocabulary) < model.dim
        columns = [model.vocabulary[name] for name in names]
        assert_allclose(model.encode_documents(texts)[:, columns].toarray(), theirs.toarray(), atol=1e-6)


class TestBadInput:
    @pytest.mark.parametrize("name", ["min_df", "max_df"])
    @pytest.mark.parametrize(
        ("value", "error", "given"),
        [
            (0, errors.InputError, "0"),
            (-1, errors.InputError, "-1"),
            (2**32, errors.InputError, "4294967296"),
            pytest.param(10**5_000, errors.InputError, "beyond 64 bits", id="huge"),
            (-0.5, errors.InputError, "-0.5"),
            (1.5, errors.InputError, "1.5"),
            (float("nan"), errors.InputError, "NaN"),
            (float("inf"), errors.InputError, "inf"),
            (True, errors.InputTypeError, "bool"),
            (np.True_, errors.InputTypeError, "bool"),
            ("2", errors.InputTypeError, "str"),
            ([2], errors.InputTypeError, "list"),
        ],
    )
    def test_a_bound_out_of_its_range(self, name, value, error, given):
        said = rf"{name} is {given}; expected an int from 1 to 4294967295, or a float from 0 to 1"
        model = BM25EmbeddingFunction(str.split, method="lucene").fit(TEXTS)
        index = elanus.Index.build(TEXTS, analyzer=str.split)
        for call in (
            lambda: BM25EmbeddingFunction(**{name: value}),
            lambda: setattr(model, name, value),
            lambda: elanus.Index.build(TEXTS, **{name: value}),
            lambda: index.set_parameters(**{name: value}),
        ):
            with pytest.raises(error, match=said):
                call()
        assert getattr(model, name) == getattr(index, name) == 1
        assert len(model.vocabulary) == 5

    @pytest.mark.parametrize(
        ("value", "error"),
        [
            (0, errors.InputError),
            (-3, errors.InputError),
            (2**32, errors.InputError),
            (True, errors.InputTypeError),
            (2.0, errors.InputTypeError),
            ("all", errors.InputTypeError),
        ],
    )
    def test_max_terms_out_of_its_range(self, value, error):
        model = BM25EmbeddingFunction(str.split, max_terms=2).fit(TEXTS)
        for call in (
            lambda: BM25EmbeddingFunction(max_terms=value),
            lambda: setattr(model, "max_terms", value),
            lambda: elanus.Index.build(TEXTS, max_terms=value),
        ):
            with pytest.raises(error, match=r"max_terms is .*; expected an int from 1 to"):
                call()
        assert model.max_terms == 2

    @pytest.mark.parametrize(("min_df", "max_df"), [(3, 2), (0.5, 0.25)])
    def test_bounds_that_leave_nothing(self, min_df, max_df):
        said = rf"min_df is {min_df} and max_df is {max_df}: no term could be kept"
        with pytest.raises(errors.InputError, match=said):
            BM25EmbeddingFunction(min_df=min_df, max_df=max_df)
        model = BM25EmbeddingFunction(max_df=max_df)
        with pytest.raises(errors.InputError, match=said):
            model.min_df = min_df
        index = elanus.Index.build(TEXTS, analyzer=str.split, k1=0.5)
        with pytest.raises(errors.InputError, match=said):
            index.set_parameters(k1=1.0, min_df=min_df, max_df=max_df)
        assert (index.k1, index.min_df, index.max_df) == (0.5, 1, 1.0)

    def test_numpys_numbers_and_a_negative_zero(self):
        model = BM25EmbeddingFunction(min_df=np.int64(2), max_df=np.float32(0.5), max_terms=np.uint8(9))
        assert repr((model.min_df, model.max_df, model.max_terms)) == "(2, 0.5, 9)"
        assert repr(BM25EmbeddingFunction(min_df=-0.0).min_df) == "0.0"

    def test_a_model_without_document_frequencies(self, tmp_path):
        file = {"version": "v1", "corpus_size": 2, "avgdl": 2.0, "idf_word": ["a"], "idf_value": [0.5]}
        path = tmp_path / "theirs.json"
        path.write_text(json.dumps(file | {"k1": 1.5, "b": 0.75, "epsilon": 0.25}), "utf-8")
        model = BM25EmbeddingFunction(min_df=2).load(path)
        assert (model.min_df, model.encode_queries(["a"]).nnz) == (1, 0)  # "a" is a stop word
        for name, value in (("min_df", 2), ("max_df", 0.5), ("max_terms", 1)):
            with pytest.raises(errors.InputError, match="another min_df, max_df or max_terms needs them"):
                setattr(model, name, value)
        model.min_df = 1

    def test_a_model_brings_its_bounds_to_an_index(self):
        model = BM25EmbeddingFunction(str.split, min_df=2).fit(TEXTS)
        with pytest.raises(errors.InputError, match="leave these out"):
            elanus.Index.build(TEXTS, bm25=model, min_df=2)
        with pytest.raises(errors.InputError, match="vectors"):
            elanus.Index.from_vectors(model.encode_documents(TEXTS)).set_parameters(min_df=2)


class TestFiles:
    @pytest.mark.filterwarnings("ignore:pymilvus.model reads")
    @pytest.mark.parametrize("name", ["model.bm25", "model.json"])
    @pytest.mark.parametrize("bounds", BOUNDS)
    def test_loading_restores_them(self, tmp_path, name, bounds):
        model = BM25EmbeddingFunction(method="lucene", **bounds).fit(TEXTS)
        model.save(tmp_path / name)
        loaded = BM25EmbeddingFunction(min_df=3).load(tmp_path / name)
        for each in ("min_df", "max_df", "max_terms"):
            assert repr(getattr(loaded, each)) == repr(getattr(model, each))
        assert dict(loaded.vocabulary) == dict(model.vocabulary)
        found = inspect_model(tmp_path / name)
        assert (found["version"], found["terms"], found["encoded_terms"]) == (2, 5, len(model.vocabulary))
        assert {each: found[each] for each in bounds} == bounds
        loaded.save(tmp_path / f"again.{name}")
        assert (tmp_path / f"again.{name}").read_bytes() == (tmp_path / name).read_bytes()

    @pytest.mark.parametrize("name", ["model.bm25", "model.json"])
    def test_without_bounds_nothing_is_another(self, tmp_path, name):
        model = BM25EmbeddingFunction().fit(TEXTS)
        model.save(tmp_path / name)
        model.min_df = 2
        model.min_df = 1
        model.save(tmp_path / f"again.{name}")
        data = (tmp_path / name).read_bytes()
        assert (tmp_path / f"again.{name}").read_bytes() == data
        assert data[8] == 1 if name == "model.bm25" else b'"format": 1' in data
        assert b"min_df" not in data
        assert inspect_model(tmp_path / name)["version"] == 1

    def test_pymilvus_model_is_said_to_encode_all(self, tmp_path):
        model = BM25EmbeddingFunction(min_df=2, max_terms=7).fit(TEXTS)
        with pytest.warns(errors.ElanusWarning, match="knows nothing of min_df and max_terms"):
            model.save(tmp_path / "model.json")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            model.save(tmp_path / "model.bm25")

    def test_the_original_encodes_all(self, oracle, tmp_path):
        model = BM25EmbeddingFunction(min_df=2).fit(TEXTS)
        with pytest.warns(errors.ElanusWarning, match="knows nothing of min_df"):
            model.save(tmp_path / "model.json")
        theirs = oracle.BM25EmbeddingFunction()
        theirs.load(str(tmp_path / "model.json"))
        model.min_df = 1
        found = model.encode_documents(TEXTS)
        assert np.array_equal(theirs.encode_documents(TEXTS).toarray(), found.toarray())


class TestIndex:
    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.filterwarnings("ignore:a query weight is 0")
    def test_a_fixed_model_may_be_pruned_otherwise_later(self, method):
        model = BM25EmbeddingFunction(str.split, method=method, min_df=2).fit(TEXTS)
        index = elanus.Index.build(TEXTS, bm25=model)
        whole = elanus.Index.build(TEXTS, bm25=BM25EmbeddingFunction(str.split, method=method).fit(TEXTS))
        assert (index.min_df, index.nnz) == (2, whole.nnz)
        for bounds in (
            {},
            {"min_df": 1},
            {"max_df": 2},
            {"max_df": 1.0, "max_terms": 2},
            {"max_terms": None},
        ):
            index.set_parameters(**bounds)
            for name, value in bounds.items():
                setattr(model, name, value)
            for query in ("red kite", "owl swift black"):
                scores = (model.encode_queries([query]) @ model.encode_documents(TEXTS).T).toarray()[0]
                for hit in index.search(query, 5)[0]:
                    assert hit.score == pytest.approx(scores[hit.id], rel=1e-6)
                    assert index.explain(query, hit.id).score == pytest.approx(hit.score, rel=1e-6)
                shared = model.encode_queries([query]).indices  # also where the weight is 0
                rows = model.encode_documents(TEXTS).toarray()[:, shared]
                assert index.search(query, 5).counts[0] == (rows > 0).any(axis=1).sum()

    def test_explain_tells_what_is_left_out(self):
        index = elanus.Index.build(TEXTS, analyzer=str.split, max_df=2)
        kite, owl = index.explain("kite owl", 2).terms
        assert (kite.index, kite.document_frequency, kite.frequency, kite.contribution) == (None, 3, 1, 0.0)
        assert (owl.index, owl.document_frequency, owl.frequency) == (3, 2, 1)

    def test_files_without_bounds_stay_and_those_with_are_another_format(self, tmp_path):
        index = elanus.Index.build(TEXTS, analyzer="standard")
        index.save(tmp_path / "plain")
        index.set_parameters(min_df=2, max_terms=1)
        index.save(tmp_path / "pruned")
        names = {path.name for path in (tmp_path / "plain").iterdir()}
        assert {path.name for path in (tmp_path / "pruned").iterdir()} == names
        for name in names - {"manifest"}:
            assert (tmp_path / "plain" / name).read_bytes() == (tmp_path / "pruned" / name).read_bytes()
        formats = [(tmp_path / kind / "manifest").read_bytes()[8] for kind in ("plain", "pruned")]
        assert formats == [1, 2]
        opened = elanus.Index.open(tmp_path / "pruned")
        assert (opened.min_df, opened.max_df, opened.max_terms) == (2, 1.0, 1)
        assert opened.search("kite owl", 5).counts.tolist() == [3]
        assert pickle.loads(pickle.dumps(opened)).max_terms == 1


class TestCommand:
    @pytest.fixture
    def corpus(self, tmp_path):
        path = tmp_path / "corpus.txt"
        path.write_text("red kite red\nblack kite\nowl kite\nswift owl\n", "utf-8")
        return str(path)

    def test_fit_and_inspect(self, corpus, tmp_path, capsys):
        path = str(tmp_path / "model.bm25")
        options = ["--min-df", "2", "--max-df", "0.6", "--max-terms", "10", "--analyzer", "standard"]
        assert main(["fit", corpus, "-o", path, *options]) == 0
        assert "5 terms, 1 of them encoded" in capsys.readouterr().out
        model = BM25EmbeddingFunction().load(path)
        assert (list(model.vocabulary), model.min_df, model.max_df) == (["owl"], 2, 0.6)
        assert main(["inspect", path]) == 0
        assert "1: min_df 2, max_df 0.6, max_terms 10" in capsys.readouterr().out
        assert main(["inspect", "--json", path]) == 0
        found = json.loads(capsys.readouterr().out)
        assert (found["terms"], found["encoded_terms"], found["max_df"]) == (5, 1, 0.6)

    def test_index_update_and_inspect(self, corpus, tmp_path, capsys):
        path = str(tmp_path / "birds.elanus")
        assert main(["index", corpus, "-o", path, "--analyzer", "standard", "--max-df", "2"]) == 0
        assert "max_df 2" in capsys.readouterr().out
        assert elanus.Index.open(path).search("kite owl", 5).counts.tolist() == [2]
        assert main(["update", path, "--max-df", "1.0", "--min-df", "3"]) == 0
        assert elanus.Index.open(path).search("kite owl", 5).counts.tolist() == [3]
        capsys.readouterr()
        assert main(["inspect", path]) == 0
        assert "1: min_df 3" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--min-df", "0"], "min_df is 0; expected"),
            (["--max-df", "1.5"], "max_df is 1.5; expected"),
            (["--min-df", "3", "--max-df", "2"], "min_df is 3 and max_df is 2"),
            (["--max-terms", "0"], "max_terms is 0; expected"),
        ],
    )
    def test_what_is_wrong_is_said(self, corpus, tmp_path, capsys, options, said):
        for verb in ("fit", "index"):
            assert main([verb, corpus, "-o", str(tmp_path / "out.bm25"), *options]) == 1
            assert said in capsys.readouterr().err
        assert not (tmp_path / "out.bm25").exists()
