"""A fit on text of a script that the English analyzer cannot handle says so, once."""

import warnings

import pytest

from elanus.cli import main
from elanus.errors import ElanusWarning
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25.tokenizers import Analyzer, StandardTokenizer

TEXTS = {
    "Cyrillic": ["Чёрный коршун парит.", "Красный коршун ныряет in 2024."],
    "Han": ["黑鸢在天空盘旋。", "红鸢俯冲。"],
    "Thai": ["เหยี่ยวดำบินอยู่เหนือทะเลสาบ"],
    "Greek": ["Ο τσίφτης πετά πάνω από τη λίμνη."],
}


@pytest.mark.parametrize("script", TEXTS)
@pytest.mark.parametrize("fit", ["fit", "fit_encode"])
def test_it_names_the_script(fit, script):
    with pytest.warns(ElanusWarning, match=f"are {script}, and the analyzer is for English") as caught:
        getattr(BM25EmbeddingFunction(), fit)(TEXTS[script])
    assert len(caught) == 1
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    ("texts", "analyzer"),
    [
        (["Red kites dive.", "Café Élan: naïve façades.", "2024 — 42 % !"], None),
        (["Red kites dive over the lake.", "Ö 黑鸢"], None),
        (TEXTS["Han"], str.split),
        (TEXTS["Cyrillic"], Analyzer("plain", StandardTokenizer())),
    ],
)
def test_other_texts_and_analyzers_are_fitted_silently(texts, analyzer):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        BM25EmbeddingFunction(analyzer).fit(texts)


def test_the_command_says_it_in_one_line(tmp_path, capsys):
    file = tmp_path / "birds.txt"
    file.write_text("\n".join(TEXTS["Cyrillic"]), "utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        assert main(["fit", str(file), "-o", str(tmp_path / "birds.bm25")]) == 0
    error = capsys.readouterr().err
    assert error.startswith("elanus: warning: most letters of these documents are Cyrillic")
    assert error.count("\n") == 1
