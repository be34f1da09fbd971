"""`elanus fit`, `inspect`, `merge` and `update`."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from elanus import Analyzer
from elanus._locks import locked
from elanus.cli import main
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25._files import is_model_file

MONDAY = ["Black kites soar.", "A red kite dives."]
TUESDAY = ["Swifts scream.", "Kites don't."]
#: Most of these tests know the terms of the original's English.
FIT = ("fit", "--analyzer", "en")


def tree():
    return {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run the command in a directory with two files; return exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    Path("monday.txt").write_text("\n".join(MONDAY))
    Path("tuesday.jsonl").write_text("\n".join(json.dumps({"body": text}) for text in TUESDAY))

    def run(*arguments):
        code = main([*map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def fails(result, *messages):
    code, _, err = result
    assert code == 1
    assert err.startswith("elanus: ")
    assert err.count("\n") == 1
    for message in messages:
        assert message in err


def start(*arguments):
    command = [sys.executable, "-m", "elanus", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("update m.bm25 --add more.txt", 5),
        ("update link.bm25 --add more.txt", 5),
        ("update other.bm25 --add more.txt -o m.bm25", 3),
        ("merge m.bm25 other.bm25 -o m.bm25", 6),
        ("fit more.txt -o m.bm25", 1),
    ],
)
def test_a_model_is_changed_by_one_command_at_a_time(run, second, expected):
    """The first has read the model when it opens the pipe, and writes it when that is closed."""
    run(*FIT, "monday.txt", "-o", "m.bm25")
    run(*FIT, "monday.txt", "-o", "other.bm25")
    Path("link.bm25").symlink_to("m.bm25")
    Path("more.txt").write_text("Ospreys fish.")
    os.mkfifo("pipe.txt")
    first = start("update", "m.bm25", "--add", "pipe.txt")
    with Path("pipe.txt").open("w") as pipe:
        follower = start(*second.split())
        note = follower.stderr.readline()
        assert note.startswith("elanus: waiting for the model "), note
        assert f"which is being changed by process {first.pid} on " in note
        pipe.write("\n".join(TUESDAY))
    for process in (first, follower):
        _, err = process.communicate()
        assert (process.returncode, err) == (0, "")
    assert BM25EmbeddingFunction().load("m.bm25").corpus_size == expected
    assert not list(Path().glob(".*"))


def test_a_model_that_stays_locked_is_an_error(run):
    run(*FIT, "monday.txt", "-o", "m.bm25")
    before = tree()
    with locked("m.bm25", "the model"):
        for arguments in (
            ("update", "m.bm25", "--add", "monday.txt"),
            ("merge", "m.bm25", "-o", "m.bm25"),
            (*FIT, "monday.txt", "-o", "m.bm25"),
        ):
            fails(run(*arguments, "--wait", "0"), f"m.bm25 is being changed by process {os.getpid()} on ")
    assert tree() == before


def test_updates_at_the_same_time_lose_nothing(run, deep):
    updates = 200 if deep else 8
    run(*FIT, "monday.txt", "-o", "m.bm25")
    for number in range(updates):
        Path(f"{number}.txt").write_text(f"kite number{number}")
    script = f"seq 0 {updates - 1} | xargs -P 4 -I N {sys.executable} -m elanus update m.bm25 --add N.txt"
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    model = BM25EmbeddingFunction().load("m.bm25")
    assert model.corpus_size == 2 + updates
    assert {f"number{number}" for number in range(updates)} <= set(model.idf)
    assert not list(Path().glob(".*"))


@pytest.mark.parametrize(
    "arguments",
    [
        (*FIT, "monday.txt", "-o"),
        ("merge", "old.bm25", "-o"),
        ("update", "old.bm25", "--add", "monday.txt", "-o"),
    ],
)
def test_only_a_model_is_replaced(run, arguments):
    run(*FIT, "monday.txt", "-o", "old.bm25")
    Path("x.db/collections").mkdir(parents=True)
    Path("x.db/LOCK").touch()
    Path("empty").touch()
    run(*FIT, "monday.txt", "-o", "there.bm25")
    before = tree()
    fails(run(*arguments, "tuesday.jsonl"), "tuesday.jsonl exists and is no model", "--force")
    for options in ((), ("--force",)):
        fails(run(*arguments, "x.db/LOCK", *options), "inside", "a database of Milvus Lite")
    assert tree() == before
    for name, words in {
        "empty": "",
        "new": "",
        "tuesday.jsonl": ", in place of a file that was no model",
        "there.bm25": ", in place of an older one",
    }.items():
        code, out, err = run(*arguments, name, "--force")
        assert (code, err) == (0, "")
        [saved] = (line for line in out.splitlines() if line.startswith("saved"))
        assert saved.split(":")[0] == f"saved     the model in {name}{words}"
    assert run(*arguments, "there.bm25")[0] == 0, "a model is replaced without being asked for"


def test_fit(run):
    Path("both.txt.gz").write_bytes(gzip.compress("\n".join(MONDAY + TUESDAY).encode()))
    code, out, err = run(
        *FIT, "monday.txt", "both.txt.gz", "-o", "week.bm25", "--k1", "1.2", "--method", "bm25+"
    )
    assert (code, err) == (0, "")
    assert "fitted    6 documents, 8 terms (bm25+)" in out
    assert out.endswith("saved     the model in week.bm25\n")
    expected = BM25EmbeddingFunction("en", k1=1.2, method="bm25+").fit(MONDAY + MONDAY + TUESDAY)
    expected.save("expected.bm25")
    assert Path("week.bm25").read_bytes() == Path("expected.bm25").read_bytes()
    assert (
        run(*FIT, "tuesday.jsonl", "--text-field", "body", "-o", "t.json", "--b", "0.5", "--epsilon", "0")[0]
        == 0
    )
    model = BM25EmbeddingFunction().load("t.json")
    assert (model.b, model.epsilon, model.corpus_size) == (0.5, 0, 2)
    assert json.loads(Path("t.json").read_text())["version"] == "v1"
    assert run(*FIT, "monday.txt", "-o", "d.bm25", "--method", "bm25l", "--delta", "0.7")[0] == 0
    assert BM25EmbeddingFunction().load("d.bm25").delta == 0.7


def test_the_model_is_saved_though_nobody_reads_the_summary(run):
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "elanus", *FIT, "monday.txt", "-o", "m.bm25"]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")
    assert BM25EmbeddingFunction().load("m.bm25").corpus_size == 2


def test_a_model_that_pymilvus_model_would_score_by_another_method_is_noted(run):
    expected = (
        "elanus: pymilvus.model reads {} too, but scores as okapi, not as lucene; "
        "a model fitted with --method okapi suits both\n"
    )
    assert run(*FIT, "monday.txt", "-o", "l.json")[::2] == (0, expected.format("l.json"))
    assert run("merge", "l.json", "l.json", "-o", "m.json")[::2] == (0, expected.format("m.json"))
    assert run("update", "l.json", "--add", "monday.txt", "-o", "u.json")[::2] == (
        0,
        expected.format("u.json"),
    )
    for command in (
        "fit monday.txt -o l.bm25 --analyzer en",
        "fit monday.txt --method okapi -o o.json --analyzer en",
        "merge o.json o.json -o n.json",
        "update l.json --add monday.txt",
    ):
        assert run(*command.split())[::2] == (0, ""), command


def test_standard_input_is_a_file_of_documents(run):
    run(*FIT, "monday.txt", "-o", "m.bm25")
    lines = "(cat monday.txt; echo; cat monday.txt) | elanus"
    assert shell(f"{lines} fit monday.txt - -o six.bm25")[0] == 0
    assert BM25EmbeddingFunction().load("six.bm25").corpus_size == 6
    assert shell(f"{lines} update m.bm25 --add - --remove monday.txt")[0] == 0
    assert BM25EmbeddingFunction().load("m.bm25").corpus_size == 4
    assert shell("elanus fit - --text-field body -o t.bm25 < tuesday.jsonl")[0] == 0
    assert BM25EmbeddingFunction().load("t.bm25").corpus_size == 2
    fails(shell("elanus fit - -o monday.txt --force < monday.txt"), "is a file of documents and cannot be")
    fails(shell(f"{lines} fit - --text-field body -o x"), "/dev/stdin is read as plain lines, which have no")


RUSSIAN = ["Чёрные коршуны парят.", "Красный коршун пикирует."]


def shell(line, **environment):
    """Run a line of the shell, with `elanus` for the command; return exit code, stdout and stderr."""
    line = os.fsencode(line.replace("elanus", f"{sys.executable} -m elanus", 1))
    done = subprocess.run(
        ["sh", "-c", line], capture_output=True, text=True, env={**os.environ, **environment}
    )
    return done.returncode, done.stdout, done.stderr


def test_closed_streams_do_not_make_the_command_fail(run):
    Path("ru.txt").write_text("\n".join(RUSSIAN))
    assert shell("elanus fit monday.txt -o m.bm25 >&-") == (0, "", "")
    for command in (
        "inspect m.bm25",
        "inspect --json m.bm25",
        "update m.bm25 --add tuesday.jsonl --text-field body",
    ):
        assert shell(f"elanus {command} >&-") == (0, "", "")
    code, out, err = shell("elanus fit ru.txt -o ru.bm25 --analyzer en 2>&-")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == ["analyzer", "fitted", "saved"], (
        "no warning among the results"
    )
    assert shell("elanus fit monday.txt -o m.bm25 --no-such-option >&- 2>&-")[0] == 2
    assert shell("elanus inspect missing.bm25 2>&-") == (1, "", "")
    assert shell("elanus inspect missing.bm25 >&- 2>&-") == (1, "", "")


def test_warnings_are_lines_whatever_filter_is_set(run):
    Path("ru.txt").write_text("\n".join(RUSSIAN))
    for number, filters in enumerate(("error", "ignore", "default", "error::UserWarning")):
        code, out, err = shell(f"elanus fit ru.txt -o {number}.bm25 --analyzer en", PYTHONWARNINGS=filters)
        assert code == 0
        assert out.endswith(f"saved     the model in {number}.bm25\n")
        assert err.startswith("elanus: warning: ")
        assert err.count("\n") == 1


def test_names_and_terms_that_the_output_cannot_hold_are_no_error(run):
    Path("ru.txt").write_text("\n".join(RUSSIAN))
    code, out, err = shell("elanus fit ru.txt -o коршун.bm25 --analyzer en", PYTHONIOENCODING="ascii")
    assert code == 0
    assert out.endswith("saved     the model in \\u043a\\u043e\\u0440\\u0448\\u0443\\u043d.bm25\n")
    assert err.startswith("elanus: warning: ")
    for command in ("fit нет.txt -o x.bm25", "inspect нет.bm25"):
        fails(shell(f"elanus {command}", PYTHONIOENCODING="ascii"), r"\u043d\u0435\u0442.")
    Path(os.fsdecode(b"\xff.txt")).write_text("kite")
    for encoding in ("utf-8:strict", "ascii"):
        code, out, err = shell("elanus fit \udcff.txt -o \udcff.bm25 --force", PYTHONIOENCODING=encoding)
        assert (code, err) == (0, "")
        assert "saved     the model in \\udcff.bm25" in out
    code, out, err = shell("elanus fit monday.txt --нет", PYTHONIOENCODING="ascii")
    assert (code, out) == (2, "")
    assert "Traceback" not in err


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_streams_that_take_nothing(run, unbuffered):
    """What is lost of the results is an error, of the notes none; the work is done."""
    Path("ru.txt").write_text("\n".join(RUSSIAN))
    for command, code, err in (
        ("fit monday.txt -o out.bm25 >/dev/full", 1, "elanus: No space left on device\n"),
        ("inspect out.bm25 >/dev/full", 1, "elanus: No space left on device\n"),
        ("inspect --json out.bm25 >/dev/full", 1, "elanus: No space left on device\n"),
        ("--version >/dev/full", 1, "elanus: No space left on device\n"),
        ("fit --help >/dev/full", 1, "elanus: No space left on device\n"),
        ("fit ru.txt -o err.bm25 2>/dev/full", 0, ""),
        ("fit monday.txt -o both.bm25 >/dev/full 2>/dev/full", 1, ""),
        ("inspect missing.bm25 2>/dev/full", 1, ""),
        ("fit 2>/dev/full", 2, ""),
    ):
        done = shell(f"elanus {command}", PYTHONUNBUFFERED=unbuffered)
        assert (done[0], done[2]) == (code, err), command
    for name in ("out", "err", "both"):
        assert BM25EmbeddingFunction().load(f"{name}.bm25").corpus_size == 2


def test_streams_that_nobody_reads(run):
    run(*FIT, "monday.txt", "-o", "m.bm25")
    read, write = os.pipe()
    os.close(read)
    for arguments, code in (
        (("--help",), 0),
        (("--version",), 0),
        (("inspect", "m.bm25"), 0),
        (("inspect", "--json", "m.bm25"), 0),
        (("inspect", "missing.bm25"), 1),
        (("fit",), 2),
    ):
        command = [sys.executable, "-m", "elanus", *arguments]
        done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE)
        assert (done.returncode, b"Traceback" in done.stderr) == (code, False), arguments
        assert b"ignored" not in done.stderr
        assert subprocess.run(command, stdout=subprocess.DEVNULL, stderr=write).returncode == code, arguments
    os.close(write)


def test_inspect(run):
    run(*FIT, "monday.txt", "-o", "m.bm25")
    code, out, err = run("inspect", "m.bm25", "-k", "2")
    assert (code, err) == (0, "")
    size = Path("m.bm25").stat().st_size
    digest = Path("m.bm25").read_bytes()[304:336].hex()
    lines = out.splitlines()
    assert lines[0] == f"format    native, version 1, {size:,} bytes"
    assert lines[1] == f"digest    {digest} verified"
    assert lines[2] == "documents 2, of 3.00 tokens on average"
    assert lines[3] == "terms     5"
    assert lines[4] == "method    lucene: k1 1.5, b 0.75, epsilon 0.25, delta 0"
    assert lines[5].startswith('analyzer  {"analyzer": ')
    assert lines[6] == "frequent  kite 2, black 1"
    code, out, _ = run("inspect", "--json", "m.bm25", "-k", "1")
    found = json.loads(out)
    assert found["most_frequent"] == [
        {"term": "kite", "id": 1, "df": 2, "idf": BM25EmbeddingFunction().load("m.bm25").idf["kite"][0]}
    ]
    assert (found["digest"], found["bytes"]) == (digest, size)
    assert found["analyzer"]["analyzer"] == Analyzer.preset("en").spec
    run("update", "m.bm25", "--remove", "monday.txt", "-o", "none.json")
    assert json.loads(lines[5].removeprefix("analyzer  ")) == found["analyzer"]
    _, out, _ = run("inspect", "none.json")
    assert out.startswith("format    json, version 1, ")
    assert "terms     0, and 5 that no document holds any more\n" in out
    assert out.endswith("frequent  none\n")


def test_inspect_the_originals(run, oracle):
    model = oracle.BM25EmbeddingFunction(corpus=MONDAY)
    model.save("theirs.json")
    _, out, _ = run("inspect", "theirs.json")
    assert "format    pymilvus.model, version v1" in out
    assert "digest    none" in out
    assert "analyzer  not stored" in out
    assert out.endswith("frequent  not known: the file has no document frequencies\n")
    before = tree()
    fails(run("update", "theirs.json", "--add", "monday.txt"), "document frequencies")
    fails(run("merge", "theirs.json", "theirs.json", "-o", "c"), "document frequencies")
    assert tree() == before


def test_a_model_is_told_by_its_first_bytes(run, oracle):
    run(*FIT, "monday.txt", "-o", "native.bm25")
    run(*FIT, "monday.txt", "-o", "ours.json")
    oracle.BM25EmbeddingFunction(corpus=MONDAY).save("theirs.json")
    indented = json.dumps(json.loads(Path("theirs.json").read_text()), indent=4)
    Path("indented.json").write_text(f"\n{indented}\n")
    Path("damaged.bm25").write_bytes(Path("native.bm25").read_bytes()[:400])
    Path("link").symlink_to("native.bm25")
    for name in ("native.bm25", "ours.json", "theirs.json", "indented.json", "damaged.bm25", "link"):
        assert is_model_file(name), name
    for content in (
        b"",
        b"\x89ELANUS",
        b"\x89PNG\r\n\x1a\n",
        b'{"version": "v1"}',
        b'{"version": "v1", "text": "a document"}',
        b'{"text": "a document"}',
        b'[{"version": "v1", "corpus_size": 1}]',
    ):
        Path("none").write_bytes(content)
        assert not is_model_file("none"), content
    os.mkfifo("pipe")
    for name in ("pipe", ".", "missing"):
        assert not is_model_file(name), name


def test_merge(run):
    run(*FIT, "monday.txt", "-o", "a.bm25")
    run(*FIT, "tuesday.jsonl", "--text-field", "body", "-o", "b.json")
    code, out, err = run("merge", "a.bm25", "b.json", "-o", "c.bm25")
    assert (code, err) == (0, "")
    assert "merged    2 models, 4 documents, 8 terms" in out
    BM25EmbeddingFunction("en", method="lucene").fit(MONDAY + TUESDAY).save("expected.bm25")
    assert Path("c.bm25").read_bytes() == Path("expected.bm25").read_bytes()
    assert run("merge", "a.bm25", "b.json", "-o", "a.bm25")[0] == 0
    assert Path("a.bm25").read_bytes() == Path("expected.bm25").read_bytes()
    run(*FIT, "monday.txt", "-o", "l.bm25", "--method", "okapi")
    run(*FIT, "monday.txt", "-o", "k.bm25", "--k1", "1")
    before = tree()
    fails(run("merge", "a.bm25", "l.bm25", "-o", "c.bm25"), "differ in method", "okapi", "lucene")
    fails(run("merge", "a.bm25", "k.bm25", "-o", "c.bm25"), "differ in k1")
    result = run("merge", "a.bm25", "none.bm25", "-o", "c.bm25")
    assert result == (1, "", "elanus: there is no model file none.bm25\n")
    fails(run("merge", "a.bm25", "-o", "nowhere/c.bm25"), "no directory nowhere")
    assert tree() == before


def test_update(run):
    run(*FIT, "monday.txt", "-o", "m.bm25")
    Path("tuesday.txt").write_text("\n".join(TUESDAY))
    code, out, err = run("update", "m.bm25", "--add", "tuesday.txt", "--remove", "monday.txt")
    assert (code, err) == (0, "")
    assert "added     2 documents" in out
    assert "removed   2 documents" in out
    assert "saved     the model in m.bm25: 2 documents, 8 terms" in out
    BM25EmbeddingFunction("en", method="lucene").fit(MONDAY).partial_fit(TUESDAY).forget(MONDAY).save(
        "expected.bm25"
    )
    assert Path("m.bm25").read_bytes() == Path("expected.bm25").read_bytes()
    assert run("update", "m.bm25", "--add", "monday.txt", "-o", "other.json")[0] == 0
    assert Path("m.bm25").read_bytes() == Path("expected.bm25").read_bytes()
    assert BM25EmbeddingFunction().load("other.json").corpus_size == 4


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        (("fit", "none.txt", "-o", "m"), ("none.txt",)),
        ((*FIT, "monday.txt", "-o", "."), ("is a directory",)),
        ((*FIT, "monday.txt", "-o", "nowhere/m"), ("no directory nowhere",)),
        ((*FIT, "monday.txt", "-o", "monday.txt"), ("file of documents",)),
        ((*FIT, "monday.txt", "-o", "m", "--k1", "-1"), ("k1",)),
        ((*FIT, "monday.txt", "-o", "m", "--b", "nan"), ("b is",)),
        ((*FIT, "tuesday.jsonl", "-o", "m"), ("tuesday.jsonl", "text")),
        ((*FIT, "monday.txt", "tuesday.jsonl", "-o", "m"), ("tuesday.jsonl",)),
        (("inspect", "monday.txt"), ("monday.txt", "neither as a native file nor as JSON")),
        (("inspect", "none"), ("none",)),
        (("inspect", "cut.bm25"), ("cut.bm25", "cut short")),
        (("update", "old.bm25"), ("nothing to update",)),
        (("update", "old.bm25", "--remove", "tuesday.txt"), ("cannot forget",)),
        (("update", "old.bm25", "--add", "monday.txt", "--remove", "tuesday.txt"), ("cannot forget",)),
        (("update", "old.bm25", "--add", "none.txt"), ("none.txt",)),
        (("update", "none.bm25", "--add", "monday.txt"), ("none.bm25",)),
        (("update", "old.bm25", "--add", "-", "--remove", "-"), ("standard input is named more than once",)),
        (("fit", "-", "monday.txt", "-", "-o", "m"), ("standard input is named more than once",)),
        (("update", "cut.bm25", "--add", "monday.txt"), ("cut short",)),
        (("update", "callable.bm25", "--add", "monday.txt"), ("Python callable",)),
    ],
)
def test_errors_are_one_line_and_leave_the_files(run, arguments, messages):
    run(*FIT, "monday.txt", "-o", "old.bm25")
    Path("cut.bm25").write_bytes(Path("old.bm25").read_bytes()[:-1])
    Path("tuesday.txt").write_text("\n".join(TUESDAY))
    BM25EmbeddingFunction(str.split).fit(MONDAY).save("callable.bm25")
    before = tree()
    fails(run(*arguments), *messages)
    assert tree() == before


PIPE = "pipe.bm25"
TO_WHAT_IS_NO_FILE = [
    (*FIT, "monday.txt", "-o"),
    ("merge", "old.bm25", "-o"),
    ("update", "old.bm25", "--add", "monday.txt", "-o"),
]


@pytest.mark.parametrize("arguments", TO_WHAT_IS_NO_FILE)
def test_what_is_no_file_is_not_replaced(run, arguments):
    run(*FIT, "monday.txt", "-o", "old.bm25")
    os.mkfifo(PIPE)
    for name, end in {"link": PIPE, "circle": "circle", "lost": "nowhere/m"}.items():
        Path(name).symlink_to(end)
    before = tree()
    for path, reason in {
        PIPE: "is not a regular file",
        "link": "is not a regular file",
        "circle": "circle: Too many levels of symbolic links",
        "lost": "there is no directory",
    }.items():
        fails(run(*arguments, path), "the model cannot be saved", reason)
    assert tree() == before
    assert Path(PIPE).is_fifo()


@pytest.mark.parametrize("arguments", TO_WHAT_IS_NO_FILE)
def test_a_link_is_followed(run, arguments):
    run(*FIT, "monday.txt", "-o", "old.bm25")
    Path("folder").mkdir()
    Path("link.bm25").symlink_to("folder/file")
    for _ in range(2):  # the first time the link leads nowhere
        assert run(*arguments, "link.bm25")[0] == 0
        assert Path("link.bm25").is_symlink()
        assert BM25EmbeddingFunction().load("folder/file").corpus_size in (2, 4)


def test_a_file_of_the_original_with_numbers_that_are_none(run, oracle):
    oracle.BM25EmbeddingFunction(corpus=MONDAY, epsilon=float("nan")).save("theirs.json")
    code, out, err = run("inspect", "theirs.json")
    assert (code, err) == (0, "")
    assert "epsilon nan" in out
    code, out, err = run("inspect", "theirs.json", "--json")
    assert json.loads(out)["epsilon"] == "NaN"


def test_wrong_usage(run):
    for arguments in (
        (*FIT, "monday.txt"),
        ("fit", "-o", "m"),
        ("merge", "-o", "c"),
        ("inspect", "m", "-k", "x"),
        (*FIT, "monday.txt", "-o", "m", "--wait", "-1"),
        (*FIT, "monday.txt", "-o", "m", "--wait", "inf"),
        (*FIT, "monday.txt", "-o", "m", "--wait", "x"),
        (*FIT, "monday.txt", "-o", "new/"),
        (*FIT, "monday.txt", "-o", "new/."),
        (*FIT, "monday.txt", "-o", ""),
        ("update", "m", "--add", "monday.txt", "-o", "new/"),
        ("merge", "m", "-o", "new//"),
        ("index", "monday.txt", "--uri", "x.db", "--collection", "c", "--model", "new/"),
    ):
        with pytest.raises(SystemExit) as caught:
            run(*arguments)
        assert caught.value.code == 2
    assert not Path("new").exists()
