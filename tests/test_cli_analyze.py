"""`elanus analyze`, and the options of other commands that name an analyzer."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
import warnings

import pytest

from elanus import Analyzer
from elanus.cli import main
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import inspect_model

GERMAN = (
    "Der Schwarzmilan ist ein Greifvogel, der auch an Seen und in der Nähe von Städten zu sehen ist. Sein "
    "Nest wird nicht selten über dem Wasser gebaut, und die Jungen werden mit Fischen gefüttert."
)
COMPARED = "compared  1 text: 1 with different tokens"
NO_LANGUAGE = "auto (no language is sure: --language names one)"


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run the command; return its exit code, the lines of its output, and of its errors."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            code = main(list(arguments))
        printed = capsys.readouterr()
        return code, printed.out.splitlines(), printed.err.splitlines()

    return run


def command(*arguments, **options):
    return [sys.executable, "-m", "elanus", *arguments], {"capture_output": True, **options}


def test_a_token_is_a_line_with_its_position_and_place(run):
    code, lines, _ = run("analyze", "The kites RULE-B002", "--analyzer", "unicode:en")
    assert code == 0
    assert [line.split() for line in lines] == [
        ["1", "4-9", "kite"],
        ["2", "10-14", "rule"],
        ["3", "15-19", "b"],
        ["3", "15-19", "002"],
    ]


def test_what_auto_has_chosen_is_printed(run):
    assert run("analyze", GERMAN)[1][0] == "analyzer  auto:de"
    _, lines, _ = run("analyze", "Häuser", "--language", "de")
    assert lines == ["analyzer  auto:de", "    0      0-6      haus"]
    assert run("analyze", "Häuser", "--analyzer", "auto")[1][0] == f"analyzer  {NO_LANGUAGE}"
    assert run("analyze", "黒い鳶が湖の上を飛んでいる。" * 3)[1][0] == "analyzer  auto:ja"
    assert run("analyze", "Häuser", "--analyzer", "de")[1] == ["    0      0-6      haus"]


def test_several_texts_and_documents_have_names(run, tmp_path):
    code, lines, _ = run("analyze", "red", "kite", "--analyzer", "standard")
    assert (code, [line.split()[-1] for line in lines]) == (0, ["1", "red", "2", "kite"])
    with gzip.open(tmp_path / "birds.jsonl.gz", "wt") as file:
        file.write('{"_id": "a", "body": "Red"}\n{"_id": "b", "body": "Kites"}\n')
    (tmp_path / "birds.tsv").write_text("id\tbody\na\tRed\nb\tKites\n")
    for name in ("birds.jsonl.gz", "birds.tsv"):
        _, lines, _ = run("analyze", "--file", name, "--text-field", "body", "--analyzer", "standard")
        assert [line.split()[-1] for line in lines] == ["a", "red", "b", "kites"]
    (tmp_path / "birds.txt").write_text("Red\n\nKites\n")
    _, lines, _ = run("analyze", "--file", "birds.txt", "--jsonl")
    assert [json.loads(line)["id"] for line in lines] == ["1", "3"]


def test_standard_input_is_a_file(tmp_path):
    given, options = command("analyze", "--file", "-", "--jsonl", input=b"Red\nKites")
    done = subprocess.run(given, **options, check=True)
    tokens = [json.loads(line)["tokens"] for line in done.stdout.splitlines()]
    assert [[token["token"] for token in some] for some in tokens] == [["red"], ["kites"]]


def test_jsonl_has_all_that_is_known_of_a_token(run):
    _, lines, _ = run("analyze", "Élan kites", "--analyzer", "en", "--jsonl")
    [found] = map(json.loads, lines)
    expected = [token._asdict() for token in Analyzer.preset("en").tokens("Élan kites", detail=True)]
    assert found == {"id": "1", "tokens": expected}


def test_spec_is_what_an_analyzer_is_made_of(run, tmp_path):
    for name in ("unicode:fr", "english", '{"tokenizer": "whitespace"}'):
        code, [line], _ = run("analyze", "--spec", "--analyzer", name)
        assert code == 0
        (tmp_path / "a.json").write_text(line)
        assert run("analyze", "--spec", "--analyzer", "a.json")[1] == [line]
    assert run("analyze", "--spec", GERMAN)[1] == run("analyze", "--spec", "--language", "de")[1]


def test_texts_without_tokens_print_none(run):
    for text in ("", "  ", "the"):
        assert run("analyze", text, "--analyzer", "en") == (0, [], [])
        assert run("analyze", text, "--analyzer", "en", "--jsonl")[1] == ['{"id": "1", "tokens": []}']


def test_tokens_that_cannot_be_seen_are_in_quotes(run):
    _, lines, _ = run("analyze", "a b\u202e", "--analyzer", '{"tokenizer": "jieba"}')
    assert [line[20:] for line in lines] == ["a", '" "', "b", '"\\u202e"']


def test_compare_shows_what_differs_and_says_so_as_diff(run):
    assert run("analyze", "l'eau douce", "--compare", "fr", "unicode:fr") == (
        1,
        ["  l'eau", "    fr          l'eau", "    unicode:fr  eau", COMPARED],
        [],
    )
    code, [line], _ = run("analyze", "l'eau douce", "--compare", "fr", "unicode:fr", "--jsonl")
    assert json.loads(line) == {"id": "1", "differences": [{"text": "l'eau", "a": ["l'eau"], "b": ["eau"]}]}
    assert run("analyze", "eau", "--compare", "fr", "fr")[:2] == (
        0,
        ["compared  1 text: 0 with different tokens"],
    )
    code, lines, _ = run("analyze", "the", "kite", "--compare", "en", "standard")
    assert (code, lines[:4]) == (1, ["document  1", "  the", "    en        -", "    standard  the"])


def test_titles_are_told_of_where_people_read(run, tmp_path):
    (tmp_path / "t.jsonl").write_text('{"title": "Kites", "text": "soar"}\n')
    told = "fields    title and text, joined; --text-field text leaves the titles out"
    for options, count in (
        ((), 1),
        (("--compare", "standard", "english"), 1),
        (("--text-field", "text"), 0),
        (("--jsonl",), 0),
        (("--spec",), 0),
        (("--compare", "standard", "english", "--jsonl"), 0),
    ):
        assert run("analyze", "--file", "t.jsonl", *options)[1].count(told) == count


def test_compare_chooses_auto_by_the_texts(run):
    assert run("analyze", GERMAN, "--compare", "auto", "auto:de")[:2] == (
        0,
        ["analyzer  auto:de", "compared  1 text: 0 with different tokens"],
    )
    assert run("analyze", "Häuser", "--compare", "de", "auto", "--language", "de")[0] == 0
    assert run("analyze", "Häuser", "--compare", "de", "auto")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "there is nothing to analyse: give a TEXT or a --file"),
        (["x", "--file", "birds.txt"], "either a TEXT or a --file"),
        (["--file", "none.txt"], "none.txt cannot be read: No such file"),
        (["x", "--text-field", "body"], "--text-field is for a --file"),
        (["x", "--analyzer", ""], 'no preset ""'),
        (["x", "--analyzer", "standart"], 'did you mean "standard"'),
        (["x", "--analyzer", "{"], "is not JSON"),
        (["x", "--analyzer", "none.json"], "none.json cannot be read: No such file"),
        (["x", "--analyzer", "./none"], "./none cannot be read: No such file"),
        (["x", "--analyzer", "bytes.json"], "bytes.json cannot be read: it is not UTF-8"),
        (["x", "--analyzer", "empty.json"], 'empty.json: analyzer: "" is not JSON'),
        (["x", "--analyzer", "\udcff"], "no preset"),
        (["x", "--language", "german"], 'no language "german" (did you mean "de"?); auto is there'),
        (["x", "--language", ""], 'no language ""; auto is there'),
        (["x", "--language", "de", "--analyzer", "en"], "--language de is for --analyzer auto; en"),
        (["x", "--compare", "en", "de", "--spec"], "leave --analyzer and --spec out"),
        (["x", "--compare", "en", "de", "--language", "de"], "for auto, which --compare does not name"),
        (["x", "--compare", "en", "none"], 'no preset "none"'),
        (["--compare", "en", "de", "--file", "none.txt"], "none.txt cannot be read"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(run, tmp_path, arguments, message):
    (tmp_path / "bytes.json").write_bytes(b"\xff")
    (tmp_path / "empty.json").touch()
    code, lines, [error] = run("analyze", *arguments)
    assert not lines
    assert error.startswith("elanus: ")
    assert message in error
    # That tokens differ is no error.
    assert code == (2 if "--compare" in arguments else 1)


def test_a_file_may_have_a_byte_order_mark(run, tmp_path):
    (tmp_path / "a.json").write_text('\ufeff{"type": "standard"}', "utf-8")
    assert run("analyze", "Kite", "--analyzer", "a.json")[1] == ["    0      0-4      kite"]


def test_any_locale_takes_and_prints_any_script():
    text = "Чёрный 鳶"
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    given, options = command(
        "analyze", os.fsencode(text), b"a \xff b", "--analyzer", "standard", env=os.environ | plain
    )
    lines = subprocess.run(given, **options, check=True).stdout.splitlines()
    assert [line[20:].decode("unicode_escape") for line in lines] == ["", "чёрный", "鳶", "", "a", "b"]


def test_lone_surrogates_become_what_they_become_everywhere(run):
    code, lines, _ = run("analyze", "kite \udcff red", "--analyzer", "standard")
    assert (code, lines) == (0, ["    0      0-4      kite", "    1      7-10     red"])


def test_a_reader_that_has_enough_is_no_error(tmp_path):
    (tmp_path / "many.txt").write_text("red kites\n" * 100_000)
    for more in ([], ["--jsonl"], ["--compare", "en", "standard"]):
        given, _ = command("analyze", "--file", str(tmp_path / "many.txt"), *more)
        with subprocess.Popen(given, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout.readline()
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 0


def test_an_interrupt_ends_it(tmp_path):
    (tmp_path / "many.txt").write_text("red kites\n" * 2_000_000)
    given, _ = command("analyze", "--file", str(tmp_path / "many.txt"), "--analyzer", "en")
    with subprocess.Popen(given, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert process.stderr.read() == b"elanus: interrupted\n"
    assert process.returncode == 130


def test_ten_megabytes_are_a_matter_of_seconds(tmp_path):
    (tmp_path / "long.txt").write_text("red kites soar " * 666_667)
    given, options = command("analyze", "--file", str(tmp_path / "long.txt"), "--analyzer", "standard")
    start = time.process_time()
    done = subprocess.run(given, **options, check=True)
    assert done.stdout.count(b"\n") == 2_000_002
    assert time.process_time() - start < 60


def test_fit_and_index_print_and_store_the_analyzer(run, tmp_path):
    (tmp_path / "de.txt").write_text(f"{GERMAN}\n" * 3, "utf-8")
    for options, shown, name in (
        ([], "auto:de", "auto:de"),
        (["--language", "sp"], "auto:sp", "auto:es"),
        (["--analyzer", "unicode:de"], "unicode:de", "unicode:de"),
        (["--analyzer", '{"type": "standard"}'], "standard", "standard"),
    ):
        code, lines, errors = run("fit", "de.txt", "-o", "de.bm25", *options)
        assert (code, lines[0], errors) == (0, f"analyzer  {shown}", [])
        assert BM25EmbeddingFunction().load("de.bm25").analyzer.name == name
    (tmp_path / "few.txt").write_text("Milvus milvus\n")
    assert run("fit", "few.txt", "-o", "few.bm25")[1][0] == f"analyzer  {NO_LANGUAGE}"
    code, _, [error] = run("merge", "de.bm25", "few.bm25", "-o", "all.bm25")
    assert "differ in their analyzers, standard and cjk_bigram" in error


def test_only_who_names_a_json_is_told_of_pymilvus_model(run, tmp_path):
    warning = "elanus: warning: pymilvus.model reads {}, but has no analyzer that makes these tokens"
    (tmp_path / "de.txt").write_text(f"{GERMAN}\n" * 3, "utf-8")
    _, _, [error] = run("fit", "de.txt", "-o", "de.json")
    assert error.startswith(warning.format("de.json"))
    assert run("update", "de.json", "--add", "de.txt")[2] == []
    assert run("update", "de.json", "--add", "de.txt", "-o", "more.json")[2][0].startswith(
        warning.format("more.json")
    )
    # Where it has the analyzer, what it lacks is the method.
    _, _, [error] = run("fit", "de.txt", "-o", "de2.json", "--analyzer", "de")
    assert "scores as okapi" in error


def test_index_warns_of_a_model_that_was_named(run, tmp_path):
    pytest.importorskip("milvus_lite")
    (tmp_path / "de.txt").write_text(f"{GERMAN}\n" * 3, "utf-8")
    target = ["index", "de.txt", "--uri", "./x.db", "--collection"]
    code, lines, errors = run(*target, "a")
    assert (code, errors) == (0, [])
    assert "analyzer  auto:de" in lines
    assert inspect_model("x.a.bm25.json")["analyzer"]["analyzer"] == Analyzer.preset("auto:de").spec
    code, _, [error] = run(*target, "b", "--model", "mine.json")
    assert code == 0
    assert re.match("elanus: warning: pymilvus.model reads mine.json, but", error)
    # What is wrong with the options is said before the documents are read.
    code, lines, [error] = run(*target, "c", "--language", "german")
    assert (code, lines) == (1, [])
    assert 'no language "german"' in error
    code, lines, _ = run("search", "--uri", "./x.db", "--collection", "a", "Haeuser Städte")
    assert code == 0
    assert len(lines) == 3
