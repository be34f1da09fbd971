"""The command `elanus`: what it does, and what it says about everything that is wrong."""

import contextlib
import gzip
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from elanus import _progress, milvus
from elanus._terminal import cut
from elanus.cli import demo, main
from elanus.cli._terminal import step
from elanus.errors import MilvusError
from elanus.milvus import job
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import METHODS
from processes import run_forked

pytest.importorskip("pymilvus")
pytest.importorskip("milvus_lite")

TEXTS = {
    "ai": "Artificial intelligence was founded as an academic discipline in 1956.",
    "turing": "Alan Turing was the first person to conduct substantial research in AI.",
    "born": "Born in Maida Vale, London, Turing was raised in southern England.",
    "empty": "",
}
OTHER = {
    "k": "Black kites soar.",
    "s": "Swifts scream.",
    "o": "Owls hoot.",
    "h": "Hawks dive.",
    "x": "Ravens.",
}
CODE = "import sys; from elanus.cli import main; sys.exit(main())"
COMMAND = [sys.executable, "-c", CODE]
INDEX = ("index", "docs.jsonl", "--uri", "./x.db", "--collection", "docs")
#: Most of these tests know the terms of the original's English.
ENGLISH = ("--analyzer", "en")
SEARCH = ("search", "--uri", "./x.db", "--collection", "docs")
QUESTION = "Where was Turing born?"
LITE = ("--uri", "./elanus-demo.db")


def write(name, texts):
    lines = [json.dumps({"_id": identity, "text": text}) for identity, text in texts.items()]
    Path(name).write_text("\n".join(lines))


def tree():
    """Every file below the working directory with its bytes; Milvus Lite's own with their presence."""
    files = [path for path in Path().rglob("*") if path.is_file()]
    return {path: None if ".db/" in str(path) else path.read_bytes() for path in files}


def names():
    return sorted(path.name for path in Path().iterdir())


def collections(uri="./x.db"):
    with milvus.connect(uri, create=False) as client:
        return {name: _count(client, name) for name in client.list_collections()}


def _count(client, name):
    client.load_collection(name)
    return client.query(name, filter="", output_fields=["count(*)"])[0]["count(*)"]


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run the command in an empty directory; return exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "60")
    write("docs.jsonl", TEXTS)

    def run(*arguments):
        code = main([*arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A directory with TEXTS in the collection docs of x.db."""
    folder = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write("docs.jsonl", TEXTS)
        assert main([*INDEX, *ENGLISH]) == 0
    return folder


@pytest.fixture
def indexed(run, prepared):
    """The same, with what `prepared` has."""
    shutil.copytree(prepared, ".", dirs_exist_ok=True)
    return run


def fails(result, message):
    """An error of ours: code 1, nothing on stdout but what was done before, one line on stderr."""
    code, _, err = result
    assert code == 1
    assert err.startswith("elanus: ")
    assert err.count("\n") == 1
    assert message in err


# What it does


def test_index_and_search(run):
    code, out, err = run(*INDEX, *ENGLISH)
    assert (code, err) == (0, "")
    out = re.sub(r" \(\d+\.\d s\)", "", out)
    assert out == (
        "read      4 documents from docs.jsonl\n"
        "analyzer  en\n"
        "fitted    BM25 (lucene), 21 terms\n"
        "inserted  3 documents into docs in ./x.db\n"
        "skipped   1 document without a token that survives the analyzer\n"
        "saved     the model in x.docs.bm25.json\n"
    )
    assert names() == ["docs.jsonl", "x.db", "x.docs.bm25.json"]
    assert collections() == {"docs": 3}

    code, out, err = run(*SEARCH, QUESTION, "-k", "1")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"1    \d\.\d{3}  born  Born in Maida Vale, London, Turing was ra…\n", out)
    assert len(out) <= 61

    code, out, err = run(*SEARCH, QUESTION, "--json")
    assert (code, err) == (0, "")
    hits = [json.loads(line) for line in out.splitlines()]
    assert [list(hit) for hit in hits] == [["rank", "score", "id", "text"]] * len(hits)
    assert (hits[0]["rank"], hits[0]["id"], hits[0]["text"]) == (1, "born", TEXTS["born"])


QUESTIONS = {"where": QUESTION, "none": "zebra", "who": "Who conducts research?"}


def test_questions_from_a_file(indexed):
    write("questions.jsonl", QUESTIONS)
    for name in ("questions.jsonl", "questions.tsv", "questions.jsonl.gz"):
        content = Path("questions.jsonl").read_bytes()
        if ".tsv" in name:
            content = "".join(f"{key}\t{text}\n" for key, text in QUESTIONS.items()).encode()
        Path(name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        code, out, err = indexed(*SEARCH, "--questions", name, "--json")
        assert code == 0
        assert err == "elanus: nothing found for question none: the question has no term of the collection\n"
        alone = [
            {"query": key, **json.loads(line)}
            for key in ("where", "who")
            for line in indexed(*SEARCH, QUESTIONS[key], "--json")[1].splitlines()
        ]
        assert [json.loads(line) for line in out.splitlines()] == alone
        assert list(json.loads(out.splitlines()[0])) == ["query", "rank", "score", "id", "text"]


def test_questions_for_people(indexed):
    Path("questions.txt").write_text(f"{QUESTION}\n\nzebra \x1b[2J{' zebra' * 20}\nresearch\n")
    code, out, err = indexed(*SEARCH, "--questions", "questions.txt", "-k", "1")
    assert code == 0
    assert re.fullmatch(
        r"1: Where was Turing born\?\n1    \d\.\d{3}  born  Born in [^\n]+\n\n"
        r"3: zebra \[2J zebra [^\n]+…\n\n"
        r"4: research\n1    \d\.\d{3}  turing  [^\n]+\n\n",
        out,
    )
    assert max(map(len, out.splitlines())) == 60
    assert err == "elanus: nothing found for question 3: the question has no term of the collection\n"


def test_a_run_for_trec_eval(indexed):
    write("questions.jsonl", QUESTIONS)
    code, out, _ = indexed(*SEARCH, "--questions", "questions.jsonl", "--trec")
    assert code == 0
    hits = [json.loads(line) for line in indexed(*SEARCH, QUESTION, "--json")[1].splitlines()]
    lines = [line.split(" ") for line in out.splitlines() if line.startswith("where ")]
    assert [(q0, key, int(rank), float(score), tag) for _, q0, key, rank, score, tag in lines] == [
        ("Q0", hit["id"], hit["rank"], pytest.approx(hit["score"], rel=1e-8), "elanus") for hit in hits
    ]
    assert indexed(*SEARCH, "turing", "--trec", "-k", "1")[1].startswith("1 Q0 turing 1 ")
    write("docs.jsonl", {"a b": QUESTION})
    assert indexed(*INDEX, "--replace")[0] == 0
    fails(indexed(*SEARCH, QUESTION, "--trec"), "the id 'a b' is no single word")


def test_questions_are_encoded_in_one_call_and_sent_in_batches(indexed, monkeypatch):
    encoded, asked = [], []
    encode, search = BM25EmbeddingFunction.encode_queries, milvus.search

    def count_encoded(model, questions):
        encoded.append(len(questions))
        return encode(model, questions)

    def count_asked(client, name, vectors, limit, **options):
        asked.append(vectors.shape[0])
        return search(client, name, vectors, limit, **options)

    monkeypatch.setattr(BM25EmbeddingFunction, "encode_queries", count_encoded)
    monkeypatch.setattr(milvus, "search", count_asked)
    Path("questions.txt").write_text("turing\n" * 1_200)
    out = indexed(*SEARCH, "--questions", "questions.txt", "--trec")[1]
    assert len(out.splitlines()) == 2_400
    assert encoded == asked == [1_000, 200]
    # Few questions at a time where each may have many results.
    indexed(*SEARCH, "--questions", "questions.txt", "--trec", "-k", "1000")
    assert asked[2:] == [100] * 12


def test_bad_questions_are_told_before_the_database_is_opened(indexed, monkeypatch):
    def fail(*_, **__):
        raise AssertionError("opened")

    monkeypatch.setattr(milvus, "connect", fail)
    Path("bad.jsonl").write_text('{"text": "kites"}\n{"text": 5}\n')
    fails(indexed(*SEARCH, "--questions", "bad.jsonl"), "bad.jsonl: line 2 holds a number (5)")
    fails(indexed(*SEARCH, "--questions", "none.txt"), "none.txt cannot be read: No such file")
    Path("spaces.tsv").write_text("a b\tkites\n")
    fails(indexed(*SEARCH, "--questions", "spaces.tsv", "--trec"), "the id 'a b' is no single word")
    fails(indexed(*SEARCH, "kites", "--id-field", "key"), "name fields of the file that --questions names")


def test_questions_from_standard_input(indexed):
    command = [*COMMAND, *SEARCH, "--questions", "-", "--json"]
    done = subprocess.run(command, input=f"{QUESTION}\nzebra\n", capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stderr == (
        "elanus: nothing found for question 2: the question has no term of the collection\n"
    )
    first = json.loads(done.stdout.splitlines()[0])
    assert (first["query"], first["id"]) == ("1", "born")
    Path("-").write_text("artificial\n")
    assert json.loads(indexed(*SEARCH, "--questions", "./-", "--json", "-k", "1")[1])["id"] == "ai"


def test_typed_questions_are_answered_one_by_one(indexed):
    """A question is typed only when the one before it is answered."""
    leader, follower = pty.openpty()
    command = [*COMMAND, *SEARCH, "--questions", "-", "--json", "-k", "1"]
    process = subprocess.Popen(
        command, stdin=follower, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    os.close(follower)
    for number, (text, key) in enumerate([(QUESTION, "born"), ("artificial", "ai")], 1):
        os.write(leader, f"{text}\n".encode())
        hit = json.loads(process.stdout.readline())
        assert (hit["query"], hit["id"]) == (str(number), key)
    os.write(leader, b"\x04")
    assert process.wait(60) == 0
    os.close(leader)
    assert process.communicate() == ("", "elanus: type a question a line; Ctrl-D ends\n")


def test_what_takes_long_is_shown_on_a_terminal_and_wiped_out(indexed, monkeypatch):
    """Each step goes on when its sign has been drawn."""
    expected = indexed(*SEARCH, QUESTION)[1]
    terminal, drawn = io.StringIO(), threading.Semaphore(0)
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(terminal, "flush", drawn.release)
    monkeypatch.setattr(_progress, "_DELAY", 0.0)

    def wait_in(name, sign):
        done = getattr(milvus, name)

        def waited(*arguments, **options):
            while sign not in terminal.getvalue():
                assert drawn.acquire(timeout=60)
            return done(*arguments, **options)

        monkeypatch.setattr(milvus, name, waited)

    wait_in("connect", "\ropening ./x.db, 0 s")
    wait_in("search", "\rsearching the collection docs, ")
    monkeypatch.setattr(sys, "stderr", terminal)
    assert indexed(*SEARCH, QUESTION)[:2] == (0, expected)
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_the_scores_are_the_model_s(indexed):
    _, out, _ = indexed(*SEARCH, "academic research person in London", "--json")
    model = BM25EmbeddingFunction().load("x.docs.bm25.json")
    texts = list(TEXTS.values())
    query, documents = (
        model.encode_queries(["academic research person in London"]),
        model.encode_documents(texts),
    )
    expected = dict(zip(TEXTS, (documents @ query.T).toarray()[:, 0], strict=True))
    hits = [json.loads(line) for line in out.splitlines()]
    assert {hit["id"] for hit in hits} == {"ai", "turing", "born"}
    for hit in hits:
        assert hit["score"] == pytest.approx(expected[hit["id"]], rel=1e-6)


def test_words_of_a_question_need_no_quotes(indexed):
    assert indexed(*SEARCH, "Where", "was", "Turing", "born") == indexed(*SEARCH, "Where was Turing born")


def test_lucene_is_the_command_s_method(run):
    assert "fitted    BM25 (lucene)" in run(*INDEX)[1]
    code, out, err = run(*SEARCH, "turing", "--json")
    assert (code, err) == (0, "")
    assert {json.loads(line)["id"] for line in out.splitlines()} == {"turing", "born"}
    assert BM25EmbeddingFunction().load("x.docs.bm25.json").method == "lucene"
    assert BM25EmbeddingFunction().method == "okapi", "the library's stays"


@pytest.mark.parametrize("method", METHODS)
def test_every_method_makes_a_collection_that_is_searched(run, method):
    assert f"fitted    BM25 ({method})" in run(*INDEX, "--method", method)[1]
    code, out, _ = run(*SEARCH, "academic", "--json")
    assert code == 0
    assert json.loads(out)["id"] == "ai"


def test_fields_and_a_model_elsewhere(run):
    Path("t.tsv").write_text("key\tbody\nk\tBlack kites soar.\no\towl\nh\thawk\n")
    options = ("--uri", "x.db", "--collection", "t", "--model", "m.json")
    fields = ("--text-field", "body", "--id-field", "key")
    assert run("index", "t.tsv", *options, *fields, *ENGLISH)[0] == 0
    assert json.loads(run("search", *options, "kite", "--json")[1])["id"] == "k"


def test_replace(indexed):
    write("other.jsonl", OTHER)
    assert indexed("index", "other.jsonl", *INDEX[2:], "--replace")[0] == 0
    assert collections() == {"docs": 5}
    assert json.loads(indexed(*SEARCH, "kites", "--json")[1])["id"] == "k"
    assert names() == ["docs.jsonl", "other.jsonl", "x.db", "x.docs.bm25.json"]


def test_a_model_left_without_its_collection_is_overwritten_when_asked(run):
    """It may be all that is left of a long fit: there is no collection that it was saved with."""
    BM25EmbeddingFunction().fit(list(OTHER.values())).save("x.docs.bm25.json")
    before = tree()
    for options in ((), ("--replace",)):
        fails(
            run(*INDEX, *options),
            "the model file x.docs.bm25.json exists, and is not that of a collection docs in ./x.db: --model "
            "with its name inserts the documents with this model, --refit overwrites it with a new one",
        )
        assert tree() == before
    assert run(*INDEX, "--refit")[0] == 0
    assert run(*SEARCH, QUESTION)[0] == 0


# A model that exists


@pytest.fixture
def fitted(run):
    """A model of other documents, which took a fit to make."""
    write("many.jsonl", TEXTS | OTHER | {"more": "Kites, hawks and owls are birds of prey."})
    run("fit", "many.jsonl", "-o", "many.bm25", *ENGLISH)
    return run


def test_index_uses_a_model_that_exists(fitted):
    saved = Path("many.bm25").read_bytes()
    used = "using     the model many.bm25, 10 documents, 33 terms (lucene)\n"
    for options in ((), ("--replace",), ("--replace", "--method", "lucene")):
        code, out, err = fitted(*INDEX, "--model", "many.bm25", *options)
        assert (code, err) == (0, "")
        assert re.sub(r" \(\d+\.\d s\)", "", out) == (
            f"{used}read      4 documents from docs.jsonl\n"
            "inserted  3 documents into docs in ./x.db\n"
            "skipped   1 document without a token that is a term of the model\n"
        )
        assert Path("many.bm25").read_bytes() == saved
    assert names() == ["docs.jsonl", "many.bm25", "many.jsonl", "x.db"]
    hits = fitted(*SEARCH, QUESTION, "--model", "many.bm25", "--json")[1].splitlines()
    assert json.loads(hits[0])["id"] == "born"
    assert fitted(*INDEX, "--model", "many.bm25", "--replace", "--refit")[0] == 0
    assert BM25EmbeddingFunction().load("many.bm25").corpus_size == 4
    fails(
        fitted(*INDEX, "--model", "many.bm25"), "the collection docs exists in ./x.db; --replace puts a new"
    )


def test_a_model_of_another_method_is_not_used(fitted):
    before = tree()
    fails(
        fitted(*INDEX, "--model", "many.bm25", "--method", "okapi"),
        "--method okapi is not the method of the model many.bm25, lucene: leave it out, or overwrite the "
        "model with --refit by one that is fitted on the documents",
    )
    assert tree() == before
    assert fitted(*INDEX, "--model", "many.bm25", "--method", "okapi", "--refit")[0] == 0
    assert BM25EmbeddingFunction().load("many.bm25").method == "okapi"


def test_a_model_that_knows_no_document_is_refused(fitted):
    write("docs.jsonl", {"z": "Zebras."})
    before = tree()
    fails(fitted(*INDEX, "--model", "many.bm25"), "no document has a term of the model many.bm25")
    assert tree() == before


def test_a_damaged_model_is_refused_before_anything_is_read(fitted):
    Path("many.bm25").write_bytes(Path("many.bm25").read_bytes()[:-1])
    before = tree()
    fails(fitted("index", "none.jsonl", *INDEX[2:], "--model", "many.bm25"), "many.bm25")
    assert tree() == before


def test_a_fitted_model_in_the_default_place_is_not_overwritten_unasked(indexed):
    BM25EmbeddingFunction().fit(list(OTHER.values())).save("x.docs.bm25.json")
    before = tree()
    for options in ((), ("--replace",)):
        code, _, err = indexed(*INDEX, *options)
        assert code == 1
        assert "exists" in err
        assert tree() == before
    assert indexed(*INDEX, "--replace", "--refit")[0] == 0
    assert indexed(*SEARCH, QUESTION)[0] == 0


@pytest.mark.parametrize("options", [(), ("--replace",), ("--refit",), ("--replace", "--refit")])
def test_a_file_that_is_no_model_is_not_overwritten_unless_forced(run, options):
    for name, more in (("notes.txt", ("--model", "notes.txt")), ("x.docs.bm25.json", ())):
        Path(name).write_text("{}")
        before = tree()
        fails(
            run(*INDEX, *more, *options), f"{name} is not a model, and would be overwritten by one: name ano"
        )
        assert tree() == before
        assert run(*INDEX, *more, *options, "--force", "--replace")[0] == 0
        assert run(*SEARCH, *more, QUESTION)[0] == 0


@pytest.mark.parametrize("options", [(), ("--replace",), ("--refit",), ("--force",)])
def test_a_model_in_the_database_is_refused(indexed, options):
    before = tree()
    for uri in ("./x.db", "other.db"):
        index = ("index", "docs.jsonl", "--uri", uri, "--collection", "docs", "--model", "x.db/m.bm25")
        fails(indexed(*index, *options), "x.db, a database of Milvus Lite; name another file")
    assert tree() == before


def test_a_link_to_a_database_and_its_target_have_one_model(run):
    Path("folder").mkdir()
    Path("link.db").symlink_to("folder/x.db")
    Path("folder/x.db").mkdir()
    options = ("--collection", "docs")
    assert run("index", "docs.jsonl", "--uri", "link.db", *options)[0] == 0
    assert names() == ["docs.jsonl", "folder", "link.db"]
    for uri in ("link.db", "folder/x.db"):
        assert run("search", "--uri", uri, *options, QUESTION)[0] == 0
    # Earlier versions put it beside the link.
    Path("folder/x.docs.bm25.json").rename("link.docs.bm25.json")
    assert run("search", "--uri", "link.db", *options, QUESTION)[0] == 0
    assert run("index", "docs.jsonl", "--uri", "link.db", *options, "--replace")[0] == 0
    assert names() == ["docs.jsonl", "folder", "link.db", "link.docs.bm25.json"]


def test_the_longest_name_of_a_collection(run):
    name = "a" * 240
    options = ("--uri", "x.db", "--collection", name)
    for more in ((), ("--replace",)):
        assert run("index", "docs.jsonl", *options, *more)[::2] == (0, "")
    assert run("search", *options, QUESTION)[0] == 0
    assert collections() == {name: 3}
    assert names() == ["docs.jsonl", f"x.{name}.bm25.json", "x.db"]


@pytest.mark.parametrize(
    ("letters", "message"),
    [
        (240, "bm25.json: File name too long"),
        (241, "cannot be the name of a collection: letters, digits and"),
    ],
)
def test_names_that_are_too_long_are_refused_before_anything_is_read(run, letters, message):
    before = tree()
    fails(run("index", "none.jsonl", "--uri", "longer.db", "--collection", "a" * letters), message)
    assert tree() == before


def test_a_model_that_has_learned_more_still_fits(indexed):
    """Ids are only appended: what counts is the terms below the collection's dim."""
    BM25EmbeddingFunction(method="lucene").fit([*TEXTS.values(), "A kestrel hovers."]).save("more.json")
    code, out, err = indexed(*SEARCH, QUESTION, "--model", "more.json", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out.splitlines()[0])["id"] == "born"


def test_demo(run, monkeypatch, tmp_path_factory):
    library = tmp_path_factory.mktemp("library")
    for name, text in {
        "random.py": 'def shuffle():\n    """Shuffle a list in place."""\n    def inner():\n        "no"\n',
        "timeit.py": '"""Measure the execution time of code."""\nclass Timer:\n    "Time a code snippet."\n',
        "statistics.py": 'try:\n    def median():\n        "The median of numbers."\nexcept E:\n    pass\n',
        "_private.py": '"""Nobody asks for it."""',
        "broken.py": "def",
        "test/x.py": '"""A test."""',
    }.items():
        (library / name).parent.mkdir(exist_ok=True)
        (library / name).write_text(text)
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(library))
    for _ in range(2):
        code, out, err = run("demo", *LITE)
        assert (code, err) == (0, "")
        assert "read      4 docstrings" in out
        for question in demo.QUESTIONS:
            assert question in out
        command = 'elanus search --uri ./elanus-demo.db --collection docstrings "your question"'
        assert command in out
    assert run("search", "--uri", "./elanus-demo.db", "--collection", "docstrings", "shuffle")[0] == 0
    shutil.rmtree("elanus-demo.db")
    assert run("demo", *LITE)[::2] == (0, ""), "the model that is left is no obstacle"


def test_demo_overwrites_no_file_of_another(run):
    model = Path("elanus-demo.docstrings.bm25.json")
    model.write_text("notes")
    fails(
        run("demo", *LITE), f"{model} is not a model, and would be overwritten by one: --uri names another pl"
    )
    assert model.read_text() == "notes"


def test_the_demo_names_a_command_that_the_shell_finds(tmp_path, monkeypatch):
    script = tmp_path / "a venv" / "bin" / "elanus"
    script.parent.mkdir(parents=True)
    script.touch(mode=0o755)
    monkeypatch.setattr("sys.argv", [str(script)])
    monkeypatch.setenv("PATH", "/usr/bin")
    assert demo._command() == f"'{script}'"
    monkeypatch.setenv("PATH", f"/usr/bin:{script.parent}")
    assert demo._command() == "elanus"
    monkeypatch.setattr("sys.argv", ["-c"])
    assert demo._command() == "elanus"
    monkeypatch.setattr("sys.argv", ["/somewhere/elanus/__main__.py"])
    assert demo._command() == "elanus"
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.setattr("sys.executable", "/usr/bin/python3")
    assert demo._command() == "/usr/bin/python3 -m elanus"


# What it says


def test_version_and_help(run, capsys):
    for option in ("--version", "--help"):
        with pytest.raises(SystemExit) as exit_:
            main([option])
        assert exit_.value.code == 0
    out = capsys.readouterr().out
    assert re.match(r"elanus \d+\.\d+\.\d+\S*.*, Python \d+\.\d+\.\d+.*, Linux \w+\n", out)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("index",),
        INDEX[:2],
        INDEX[:4],
        (*INDEX, "-o", "x.elanus"),
        (*INDEX, "--no-text"),
        (*INDEX, "--k1", "1"),
        (*INDEX, "--wait", "1"),
        ("index", "docs.jsonl", *INDEX[1:]),
        (*INDEX, "--method", "tf"),
        (*SEARCH, "q", "-k", "0"),
        (*SEARCH, "q", "-k", "9" * 5000),
        (*SEARCH, "q", "-k", "16385"),
        (*SEARCH, "q", "--explain"),
        SEARCH[:3],
        (*SEARCH,),
        (*SEARCH, "q", "--questions", "docs.jsonl"),
        (*SEARCH, "q", "--json", "--trec"),
        (*SEARCH, "--questions", ""),
        ("index", "", *INDEX[2:]),
    ],
)
def test_wrong_usage(run, arguments, capsys):
    with pytest.raises(SystemExit) as exit_:
        main([*arguments])
    assert exit_.value.code == 2


def test_help_imports_little():
    code = (
        "import sys, elanus.cli; print(*{'numpy', 'scipy', 'pymilvus', 'multiprocessing'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


@pytest.mark.parametrize("question", ["zebra", "", "the of"])
def test_a_question_without_a_known_term(indexed, question):
    code, out, err = indexed(*SEARCH, question)
    assert (code, out) == (0, "")
    assert err == "elanus: nothing found: the question has no term of the collection\n"


def test_a_question_of_common_terms_only(run):
    write("docs.jsonl", {"a": "kite hawk", "b": "kite owl", "c": "kite"})
    run(*INDEX, "--method", "robertson")
    code, out, err = run(*SEARCH, "kite")
    assert (code, out) == (0, "")
    assert err == (
        "elanus: nothing found: the question has only terms too common to count by the method robertson; "
        "with --method lucene, given when the documents are indexed, none is\n"
    )
    run(*INDEX, "--replace")
    assert len(run(*SEARCH, "kite", "--json")[1].splitlines()) == 3


def test_text_that_would_harm_a_terminal(run):
    write("docs.jsonl", {"i\x1b[2Jd": "kite\n\n\x1b[31m  red\ttail \u202e\x07", "j": "owl", "k": "hawk"})
    run(*INDEX)
    _, out, _ = run(*SEARCH, "kite")
    assert out.endswith("i[2Jd  kite [31m red tail\n")
    assert json.loads(run(*SEARCH, "kite", "--json")[1])["id"] == "i\x1b[2Jd"


def test_cut():
    assert cut("one  two\n", 7) == "one two"
    assert cut("one two", 6) == "one t…"
    assert cut("鳶は鷹", 6) == "鳶は鷹"
    assert cut("鳶は鷹", 5) == "鳶は…"
    assert cut("鳶は鷹", 4) == "鳶…"
    assert cut("e\u0301e\u0301", 2) == "e\u0301e\u0301"
    assert cut("x", 0) == ""
    assert cut("x" * 10_000_000, 3) == "xx…"


def test_on_a_terminal(run, monkeypatch):
    """The whole command with a real terminal on both ends."""
    monkeypatch.delenv("COLUMNS")
    leader, follower = pty.openpty()
    process = subprocess.Popen([*COMMAND, *INDEX], stdout=follower, stderr=follower)
    os.close(follower)
    screen = b""
    while True:
        try:
            screen += os.read(leader, 65536)
        except OSError:  # Linux's way of saying that the other side is closed
            break
    os.close(leader)
    assert process.wait() == 0
    assert b"inserting [" in screen
    assert b"inserted  3 documents" in screen


# Bad input: everything stays as it was


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"text": "a"}\n{"text"\n', "docs.jsonl: line 2 is not JSON"),
        (b'{"text": "a"}\n{"body": "b"}\n', 'docs.jsonl: line 2 lacks the field "text"; it has "body"'),
        (b'{"text": null}\n', 'docs.jsonl: line 1 holds null in the field "text", not a string'),
        (b'{"text": 5}\n', 'docs.jsonl: line 1 holds a number (5) in the field "text", not a string'),
        (b'["text"]\n', "docs.jsonl: line 1 is an array"),
        (b'{"text": "' + b"x" * 65_536 + b'"}\n', "line 1 holds a text of 65,536 bytes"),
        ('{"text": "' + "ä" * 32_768 + '"}\n', "line 1 holds a text of 65,536 bytes"),
        (b'{"_id": "' + b"x" * 513 + b'", "text": "a"}\n', "line 1 has an id of 513 bytes, more than 512"),
        (b'{"text": "\xff"}\n', "line 1 is not UTF-8"),
        (b"", "docs.jsonl holds no document"),
        (b'{"text": ""}\n{"text": " , the"}\n', "no token"),
    ],
)
@pytest.mark.parametrize("replace", [False, True])
def test_bad_files(run, request, content, message, replace):
    if replace:
        request.getfixturevalue("indexed")
    Path("docs.jsonl").write_bytes(content.encode() if isinstance(content, str) else content)
    before = tree()
    fails(run(*INDEX, *ENGLISH, *(["--replace"] if replace else [])), message)
    assert tree() == before
    if replace:
        assert collections() == {"docs": 3}


def test_the_longest_text_fits(run):
    write("docs.jsonl", {"a": "kite " + "x" * 65_530, "b": "owl", "i" * 512: "hawk"})
    assert run(*INDEX)[0] == 0
    assert len(json.loads(run(*SEARCH, "kite", "--json")[1])["text"]) == 65_535


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"docs.jsonl": "none.jsonl"}, "none.jsonl cannot be read: No such file"),
        (
            {"./x.db": "x.sqlite"},
            "'x.sqlite' is no address of Milvus: a Milvus Lite database is a path ending in .db",
        ),
        ({"./x.db": ""}, "'' is no address"),
        ({"./x.db": "nowhere/x.db"}, "nowhere/x.db: there is no directory nowhere"),
        ({"./x.db": "docs.jsonl.db"}, "docs.jsonl.db is a file"),
        ({"./x.db": "http://127.0.0.1:1"}, "http://127.0.0.1:1 cannot be reached"),
        ({"./x.db": "http://127.0.0.1:x"}, "'http://127.0.0.1:x' is no address"),
        ({"docs": "9a"}, "'9a' cannot be the name of a collection"),
        ({"docs": ""}, "'' cannot be the name of a collection"),
        (
            {"./x.db": "x\udcff.db", "docs.jsonl": "none.jsonl"},
            "'x\\udcff.db' cannot be a database of Milvus Lite: the path",
        ),
    ],
)
def test_bad_targets(run, changes, message):
    Path("docs.jsonl.db").touch()
    before = tree()
    fails(run(*[changes.get(argument, argument) for argument in INDEX]), message)
    assert tree() == before


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (".", "the model cannot be saved: . is a directory"),
        ("nowhere/m.json", "the model cannot be saved: there is no directory nowhere"),
        ("other.json", "other.json is not a model, and would be overwritten by one"),
        ("docs.jsonl", "docs.jsonl is a file of documents and cannot be the model's as well"),
        ("pipe", "the model cannot be saved: pipe is not a regular file"),
        ("circle", "the model cannot be saved: circle: Too many levels of symbolic links"),
    ],
)
def test_bad_models_for_index(run, model, message):
    Path("other.json").touch()
    Path("circle").symlink_to("circle")
    os.mkfifo("pipe")
    before = tree()
    fails(run(*INDEX, "--model", model), message)
    assert tree() == before


def test_a_link_to_the_model_is_followed(run):
    Path("folder").mkdir()
    Path("link").symlink_to("folder/file.bm25")
    for documents in (TEXTS, OTHER):
        write("docs.jsonl", documents)
        assert run(*INDEX, "--model", "link", "--replace", "--refit")[0] == 0
        assert Path("link").is_symlink()
        assert [path.name for path in Path("folder").iterdir()] == ["file.bm25"]
        assert run(*SEARCH, "--model", "link", "kites")[0] == 0


def test_the_file_of_documents_is_no_model_even_with_replace(run):
    before = tree()
    fails(run(*INDEX, "--model", "./docs.jsonl", "--replace"), "is a file of documents")
    assert tree() == before


def test_a_collection_that_exists(indexed):
    before = tree()
    fails(indexed(*INDEX), "the collection docs exists in ./x.db; --replace puts a new one in its place")
    assert tree() == before
    assert collections() == {"docs": 3}


def test_an_alias_is_not_replaced(indexed):
    with milvus.connect("./x.db") as client:
        client.create_alias("docs", "nick")
    fails(
        indexed("index", "docs.jsonl", "--uri", "./x.db", "--collection", "nick", "--replace"), "is an alias"
    )
    assert collections() == {"docs": 3}


def test_missing_models_collections_and_databases(indexed):
    before = tree()
    fails(indexed(*SEARCH, "q", "--model", "none.json"), "there is no model file none.json")
    fails(
        indexed("search", "--uri", "y.db", "--collection", "docs", "q"),
        "there is no model file y.docs.bm25.json",
    )
    model = ("--model", "x.docs.bm25.json", "q")
    fails(
        indexed("search", "--uri", "y.db", "--collection", "docs", *model), "y.db: there is no such database"
    )
    fails(
        indexed("search", "--uri", "x.db", "--collection", "none", *model),
        "there is no collection none in x.db; it has: docs",
    )
    assert tree() == before


def test_models_that_are_none(indexed):
    data = Path("x.docs.bm25.json").read_bytes()
    for content in (b"", b"{}", data[: len(data) // 2], data.replace(b"1956", b"1957")):
        Path("bad.json").write_bytes(content)
        fails(indexed(*SEARCH, QUESTION, "--model", "bad.json"), "bad.json")


def test_models_that_do_not_fit(indexed):
    texts = list(TEXTS.values())
    BM25EmbeddingFunction().fit(["A kestrel hovers.", *texts]).save("other.json")
    fails(
        indexed(*SEARCH, QUESTION, "--model", "other.json"),
        "does not fit the collection docs: it numbers its",
    )
    BM25EmbeddingFunction().fit(texts[:1]).save("less.json")
    fails(
        indexed(*SEARCH, QUESTION, "--model", "less.json"), "does not fit the collection docs: it numbers its"
    )
    BM25EmbeddingFunction(method="okapi").fit(texts).save("okapi.json")
    fails(indexed(*SEARCH, QUESTION, "--model", "okapi.json"), "its method is okapi, the collection's lucene")


def test_collections_of_others(indexed):
    model = BM25EmbeddingFunction().load("x.docs.bm25.json")
    with milvus.connect("./x.db") as client:
        milvus.create_collection(client, "own")
        columns = {"id": ["b"], "text": [TEXTS["born"]]}
        milvus.insert(client, "own", columns, model.encode_documents([TEXTS["born"]]))
        client.create_collection("dense", dimension=4)
    options = ("--uri", "x.db", "--model", "x.docs.bm25.json")
    code, out, err = indexed("search", "--collection", "own", *options, "born", "--json")
    assert code == 0
    assert json.loads(out)["id"] == "b"
    assert err == (
        "elanus: the collection own does not say which model made it; x.docs.bm25.json was not checked\n"
    )
    fails(indexed("search", "--collection", "dense", *options, "born"), "has no field sparse, text")


def test_a_locked_database(indexed):
    code = "from elanus import milvus\nwith milvus.connect('x.db'): print('open', flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "open\n"
        before = tree()
        for arguments in (INDEX, (*INDEX, "--replace"), (*SEARCH, "q")):
            fails(indexed(*arguments), "./x.db is locked: another process has it open")
        assert tree() == before
    finally:
        holder.communicate("\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_directory_without_permission(run):
    Path("closed").mkdir(mode=0o500)
    fails(run("index", "docs.jsonl", "--uri", "closed/x.db", "--collection", "docs"), "Permission denied")
    fails(run(*INDEX, "--model", "closed/m.json"), "Permission denied")


# Failures on the way


@pytest.fixture(params=["new", "replace"])
def replacing(request, run):
    """Options for a run that will fail, and what must be there after it."""
    write("other.jsonl", OTHER)
    if request.param == "new":
        return ("index", "other.jsonl", *INDEX[2:]), None
    request.getfixturevalue("indexed")
    return ("index", "other.jsonl", *INDEX[2:], "--replace"), {"docs": 3}


def assert_as_before(run, before, expected):
    assert tree().keys() == before.keys()
    for path, data in tree().items():
        assert data == before[path], path
    if expected is None:
        assert not Path("x.db").exists()
    else:
        assert collections() == expected
        assert json.loads(run(*SEARCH, QUESTION, "--json")[1].splitlines()[0])["id"] == "born"


FAILURES = {
    "create": (job, "create_collection"),
    "insert": (job, "insert"),
    "save": (BM25EmbeddingFunction, "_write"),
    "encode": (BM25EmbeddingFunction, "encode_documents"),
    "swap": (job.IndexJob, "_swap"),
}


@pytest.mark.parametrize(
    ("where", "error"),
    [(where, MilvusError("no")) for where in FAILURES]
    + [(where, KeyboardInterrupt()) for where in ("create", "swap")]
    + [("save", OSError(28, "No space left on device"))],
)
def test_failures_leave_everything_as_it_was(run, replacing, monkeypatch, where, error):
    arguments, expected = replacing
    before = tree()

    def fail(*_, **__):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(*FAILURES[where], fail)
        code, _, err = run(*arguments)
    words = {MilvusError: "no", KeyboardInterrupt: "interrupted", OSError: "No space left on device"}
    assert err == f"elanus: {words[type(error)]}\n"
    assert code == (130 if isinstance(error, KeyboardInterrupt) else 1)
    assert_as_before(run, before, expected)


@pytest.mark.parametrize("nth", [1, 2])
def test_a_rename_that_fails_is_undone(run, replacing, monkeypatch, nth):
    from pymilvus import MilvusClient, MilvusException

    arguments, expected = replacing
    if expected is None and nth == 2:
        pytest.skip("a new collection is renamed once")
    before = tree()
    calls = []
    rename = MilvusClient.rename_collection

    def fail(self, *names, **options):
        calls.append(names)
        if len(calls) == nth:
            raise MilvusException(message="not today")
        rename(self, *names, **options)

    with monkeypatch.context() as patch:
        patch.setattr(MilvusClient, "rename_collection", fail)
        fails(run(*arguments), "the collection docs cannot be replaced: not today")
    assert_as_before(run, before, expected)


def test_a_model_that_cannot_take_its_place(run, replacing, monkeypatch):
    arguments, expected = replacing
    before = tree()

    def fail(self, target):
        raise OSError(30, "Read-only file system", str(self))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        fails(run(*arguments), "the model x.docs.bm25.json cannot be saved: Read-only file system")
    assert_as_before(run, before, expected)


def test_an_incomplete_insertion_is_noticed(run, replacing, monkeypatch):
    arguments, expected = replacing
    before = tree()
    with monkeypatch.context() as patch:
        patch.setattr(job, "insert", lambda *_, **__: milvus.Inserted(5, 0))
        fails(run(*arguments), "Milvus counts 0 documents of 5 inserted")
    assert_as_before(run, before, expected)


@pytest.mark.parametrize("where", ["job.insert", "job.IndexJob._swap", "job.IndexJob._drop"])
def test_a_killed_process_is_cleared_up_after(run, replacing, where):
    arguments, expected = replacing
    code = (
        "import os, sys; from elanus.cli import main; from elanus.milvus import job\n"
        f"{where} = lambda *_, **__: os._exit(9)\nsys.exit(main())"
    )
    killed = run_forked(code, arguments)
    done_before_the_kill = where == "job.IndexJob._drop" and expected is None
    assert killed.returncode == (0 if done_before_the_kill else 9)
    code, _, err = run(*arguments, "--replace")
    assert (code, err) == (0, "")
    assert collections() == {"docs": 5}
    assert "new.x.docs.bm25.json" not in names()


def test_a_collection_killed_between_its_names_has_its_own_back(indexed):
    with milvus.connect("./x.db") as client:
        milvus.create_collection(client, "docs__elanus_new")  # another's
        milvus.create_collection(client, "docs__elanus_new2", properties={"elanus.job": "docs 0123abcd"})
        client.rename_collection("docs", "docs__old_0123abcd")
    code, _, err = indexed(*INDEX)
    assert code == 1
    assert err.splitlines() == [
        "elanus: an earlier run was killed: the collection docs has its name back",
        "elanus: the collection docs exists in ./x.db; --replace puts a new one in its place",
    ]
    assert indexed(*INDEX, "--replace")[0] == 0
    assert collections() == {"docs": 3, "docs__elanus_new": 0}


def test_ctrl_c_during_the_insertion(run, replacing):
    arguments, expected = replacing
    before = tree()
    code = (
        "import os, signal, sys; from elanus.milvus import job; from elanus.cli import main\n"
        # A background process of a shell inherits that Ctrl-C is ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "insert = job.insert\n"
        "def interrupted(*arguments, **options):\n"
        "    insert(*arguments, **options); os.kill(os.getpid(), signal.SIGINT)\n"
        "job.insert = interrupted\nsys.exit(main())"
    )
    done = run_forked(code, arguments)
    assert (done.returncode, done.stderr) == (130, "elanus: interrupted\n")
    assert_as_before(run, before, expected)


def test_a_full_disk(run, replacing):
    """Files of at most 2 kB: what Milvus Lite writes fails as on a full disk."""
    arguments, expected = replacing
    write("other.jsonl", {str(i): f"kite {'x' * 60_000}" for i in range(3)})
    before = tree()
    done = run_forked(CODE, arguments, largest_file=8_000)
    fails((done.returncode, done.stdout, done.stderr), "File too large")
    assert_as_before(run, before, expected)


@pytest.fixture
def small_disk(run, tmp_path):
    """A file system of two megabytes as the working directory."""
    if (
        os.geteuid()
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", tmp_path]).returncode
    ):
        pytest.skip("only root can mount a file system")
    os.chdir(tmp_path)
    write("docs.jsonl", TEXTS)
    yield run
    os.chdir("/")
    subprocess.run(["umount", "--lazy", tmp_path], check=True)


def fill():
    with contextlib.suppress(OSError), Path("filler").open("wb", buffering=0) as filler:
        while filler.write(bytes(4096)):
            pass


def test_what_a_killed_process_left_on_a_full_disk_is_cleared_away(small_disk):
    """Milvus Lite needs room to drop a collection: it writes what it read of its log."""
    run = small_disk
    assert run(*INDEX)[0] == 0
    write("other.jsonl", {str(i): f"kite {'x' * 5_000}" for i in range(50)})
    other = ("index", "other.jsonl", *INDEX[2:], "--replace")
    code = (
        "import os, sys; from elanus.cli import main; from elanus.milvus import job\n"
        "job.IndexJob._swap = lambda *_, **__: os._exit(9)\nsys.exit(main())"
    )
    assert run_forked(code, other).returncode == 9
    assert list(Path("x.db/collections").glob("docs__elanus_new/wal/*"))
    fill()
    done = run_forked(CODE, other)
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert [path.name for path in Path("x.db/collections").iterdir()] == ["docs"]
    assert run(*SEARCH, QUESTION)[0] == 0
    Path("filler").unlink()
    assert run(*other)[::2] == (0, "")
    assert collections() == {"docs": 50}


def test_a_full_disk_under_the_output(indexed):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*COMMAND, *SEARCH, QUESTION], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "elanus: No space left on device\n")


def test_a_broken_pipe_is_silent(indexed):
    process = subprocess.Popen([*COMMAND, *SEARCH, QUESTION], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


def test_debug_shows_the_traceback(run):
    with pytest.raises(MilvusError):
        run(*INDEX[:3], "x.sqlite", *INDEX[4:], "--debug")
    with pytest.raises(MilvusError):
        run("--debug", *INDEX[:3], "x.sqlite", *INDEX[4:])


def test_pymilvus_is_silent_below_debug(indexed):
    """In a process of its own, with pymilvus' own loggers on stderr."""
    code = (
        "import sys; from elanus import milvus; from elanus.cli import main\n"
        "def fail(client, *_, **__): milvus.create_collection(client, 'docs')\n"
        "milvus.search = fail\nsys.exit(main())"
    )
    command = [sys.executable, "-c", code, *SEARCH, QUESTION]
    done = subprocess.run(command, capture_output=True, text=True)
    fails((done.returncode, done.stdout, done.stderr), "the collection docs cannot be created")
    done = subprocess.run([*command, "--debug"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "RPC error" in done.stderr


def test_ctrl_c_waits_where_things_would_be_half_done():
    reached = []
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def interrupted():
        with job._uninterrupted():
            signal.raise_signal(signal.SIGINT)
            time.sleep(0.01)
            reached.append(True)

    try:
        with pytest.raises(KeyboardInterrupt):
            interrupted()
    finally:
        signal.signal(signal.SIGINT, before)
    assert reached


def test_step(capsys):
    step("read", "it")
    assert capsys.readouterr().out == "read      it\n"


def test_a_collection_waits_for_whoever_changes_its_model(run, monkeypatch):
    from elanus import _locks

    monkeypatch.setattr("elanus.cli._indexing.WAIT", 0.0)
    with _locks.locked("x.docs.bm25.json", "it"):
        code, _, errors = run("index", "none.jsonl", "--uri", "x.db", "--collection", "docs")
    assert code == 1, "and no document is read before"
    assert "the model x.docs.bm25.json is being changed by process" in errors
    assert run("index", "docs.jsonl", "--uri", "x.db", "--collection", "docs")[0] == 0


def test_a_database_may_be_named_as_the_shell_completes_it(indexed, run):
    assert indexed(*INDEX, "--replace")[0] == 0
    slash = [part + "/" if part.endswith(".db") else part for part in INDEX]
    assert slash != list(INDEX)
    assert run(*slash, "--replace")[0] == 0
    assert names() == ["docs.jsonl", "x.db", "x.docs.bm25.json"]
