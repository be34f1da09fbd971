"""A fit on text of a script that the English analyzer cannot handle says so, once."""

import pickle
import re
import warnings

import pytest

from elanus.cli import main
from elanus.errors import ElanusWarning, InputError
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25._scripts import warning_for
from elanus.sparse.bm25.tokenizers import (
    Analyzer,
    LowercaseFilter,
    StandardTokenizer,
    StemmingFilter,
    StopwordFilter,
)

CYRILLIC = ["Чёрный коршун парит.", "Красный коршун ныряет in 2024."]
TEXTS = {
    'Cyrillic, and the analyzer is for English: .*EmbeddingFunction\\("unicode:ru"\\), or "auto"': CYRILLIC,
    'Chinese, .*\\("cjk_bigram"\\), or "auto".* --analyzer cjk_bigram or auto$': ["黑鸢在天空盘旋。"],
    'Japanese, .*\\("cjk_bigram"\\)': ["黒い鳶が湖の上を飛翔中。", "とびがそらをまう。"],
    'Hangul, .*\\("cjk_bigram"\\)': ["솔개가 호수 위를 난다."],
    'Thai, .*\\("cjk_bigram"\\)': ["เหยี่ยวดำบินอยู่เหนือทะเลสาบ"],
    'Greek, .*\\("unicode:el"\\)': ["Ο τσίφτης πετά πάνω από τη λίμνη."],
    'Arabic, .*\\("unicode:ar"\\)': ["الحدأة السوداء تحلق فوق البحيرة."],
    'Devanagari, .*\\("unicode:hi"\\)': ["काली चील झील के ऊपर उड़ती है।"],
    'Hebrew, .*\\("unicode"\\)': ["דיה שחורה עפה מעל האגם."],
    'a script that the English analyzer does not know: .*\\("unicode"\\)': ["შავი ძერა ცაში ფრენს."],
}


STOP = [{"type": "stop", "stop_words": ["_snowball_english_"]}]


class OurModel(BM25EmbeddingFunction):
    """A subclass outside of the library, which passes everything on."""


FITS = {
    "fit": lambda texts: BM25EmbeddingFunction().fit(texts),
    "fit_encode": lambda texts: BM25EmbeddingFunction().fit_encode(texts),
    "the first partial_fit": lambda texts: BM25EmbeddingFunction().partial_fit(texts),
    "the constructor": lambda texts: BM25EmbeddingFunction(corpus=texts),
    "a subclass": lambda texts: OurModel(corpus=texts),
}


@pytest.mark.parametrize("message", TEXTS)
@pytest.mark.parametrize("fit", FITS)
def test_it_names_the_script_and_points_to_the_callers_line(fit, message):
    texts, message = TEXTS[message], f"^much of these documents is (written in|of) {message}"
    with pytest.warns(ElanusWarning, match=message) as caught:
        FITS[fit](texts)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert caught[0].lineno == FITS[fit].__code__.co_firstlineno


@pytest.mark.parametrize(
    ("method", "before"),
    [
        ("fit", []),
        ("fit_encode", []),
        ("partial_fit", []),
        ("fit", ["Black kites soar."]),
        ("fit_encode", ["Black kites soar."]),
    ],
)
def test_as_an_error_it_comes_before_the_model_changes(method, before):
    model = BM25EmbeddingFunction()
    if before:
        model.fit(before)
    state = pickle.dumps(model)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ElanusWarning, match="Cyrillic"):
            getattr(model, method)(CYRILLIC)
    assert pickle.dumps(model) == state
    # The same call changes it once the warning is none.
    with pytest.warns(ElanusWarning):
        result = getattr(model, method)(CYRILLIC)
    assert model.corpus_size == 2
    assert result.shape == (2, model.dim) if method == "fit_encode" else result is model


def test_documents_added_to_a_model_say_nothing():
    model = BM25EmbeddingFunction().fit(["Black kites soar."])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.partial_fit(CYRILLIC).partial_fit(CYRILLIC * 2_000)
    assert model.corpus_size == 4_003


@pytest.mark.parametrize("method", ["fit", "partial_fit"])
def test_a_handler_of_warnings_that_fits_the_same_model_never_waits_for_itself(monkeypatch, method):
    model = BM25EmbeddingFunction()
    refused = []

    def show(*_):
        try:
            model.fit(["Black kites soar."])
        except InputError as error:
            refused.append(str(error))

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        monkeypatch.setattr(warnings, "showwarning", show)
        getattr(model, method)(CYRILLIC)
    assert model.corpus_size == 2
    assert len(refused) == (method == "partial_fit")


@pytest.mark.parametrize(
    ("filters", "is_english"),
    [
        ([StemmingFilter("english")], True),
        ([StemmingFilter("german")], False),
        ([LowercaseFilter(), StopwordFilter("english")], True),
        ([StopwordFilter(stopword_list=["kite"], language="english")], True),
        ([LowercaseFilter(), StopwordFilter("russian")], False),
        ([LowercaseFilter()], False),
    ],
)
def test_an_analyzer_is_english_by_its_stop_words_or_its_stemmer(filters, is_english):
    analyzer = Analyzer("ours", StandardTokenizer(), filters=filters).compiled
    assert analyzer is not None
    assert (warning_for(analyzer) is not None) is is_english


@pytest.mark.parametrize(
    ("texts", "analyzer"),
    [
        (["Red kites dive.", "Café Élan: naïve façades.", "2024 — 42 % !"], None),
        (["Red kites dive over the lake.", "Ö 黑鸢"], None),
        (["黑鸢在天空盘旋。"], str.split),
        (CYRILLIC, Analyzer("plain", StandardTokenizer())),
    ],
)
def test_other_texts_and_analyzers_are_fitted_silently(texts, analyzer):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        BM25EmbeddingFunction(analyzer).fit(texts)


BIGRAMS = {"Chinese", "Japanese", "Hangul", "Thai"}


@pytest.mark.parametrize("message", TEXTS)
def test_the_preset_that_is_named_finds_the_script(message):
    preset = re.search(r'\("([^"]*)', message.replace("\\", "")).group(1)
    for name in (preset, "auto"):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            model = BM25EmbeddingFunction(name, method="lucene").fit(TEXTS[message])
        # It finds a document by its first half.
        text = TEXTS[message][0]
        assert model.encode_queries([text[: len(text) // 2 + 1]]).nnz


@pytest.mark.parametrize(
    "name", ["unicode:en", "auto:en", "english", {"tokenizer": "unicode", "filter": STOP}]
)
def test_every_english_analyzer_warns_of_what_it_cannot_do(name):
    with pytest.warns(ElanusWarning, match="Cyrillic"):
        BM25EmbeddingFunction(name).fit(CYRILLIC)


def test_bigrams_are_no_matter_of_stop_words():
    for message, texts in TEXTS.items():
        is_found = message.split(",")[0] in BIGRAMS
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            BM25EmbeddingFunction("auto:en").fit(texts)
        assert len(caught) == (not is_found), message


def test_the_command_says_it_in_one_line(tmp_path, capsys):
    file = tmp_path / "birds.txt"
    file.write_text("\n".join(CYRILLIC), "utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        assert main(["fit", str(file), "-o", str(tmp_path / "birds.bm25"), "--analyzer", "en"]) == 0
    error = capsys.readouterr().err
    assert error.startswith("elanus: warning: much of these documents is written in Cyrillic")
    assert error.count("\n") == 1
