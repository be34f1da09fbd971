"""`elanus index`, `search`, `update` and `inspect` of an index on disk: what they do, and what they say."""

import gzip
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
import warnings
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from elanus._locks import locked
from elanus.cli import demo, main
from elanus.index import Index
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import METHODS
from processes import run_forked

BIRDS = {
    "kite": "Red kites eat carrion, and soar over the hills.",
    "owl": "Owls hoot at night.",
    "swift": "Swifts scream at dusk and sleep while they soar.",
}
MORE = {"hawk": "Hawks dive.", "tern": "Terns dive into the sea for fish."}
CODE = "import sys; from elanus.cli import main; sys.exit(main())"
COMMAND = [sys.executable, "-c", CODE]
INDEX = ("index", "birds.jsonl", "-o", "birds.elanus", "--language", "en")


def write(name, texts):
    lines = "".join(json.dumps({"_id": key, "text": text}) + "\n" for key, text in texts.items())
    Path(name).write_bytes(gzip.compress(lines.encode()) if name.endswith(".gz") else lines.encode())


def tree():
    """Every file below the working directory with its bytes, and every folder."""
    return {path: path.read_bytes() if path.is_file() else None for path in Path().rglob("*")}


def names():
    return sorted(path.name for path in Path().iterdir())


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run the command in a directory with BIRDS; return exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "60")
    write("birds.jsonl", BIRDS)

    def run(*arguments):
        code = main([*map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def indexed(run):
    assert run(*INDEX)[::2] == (0, "")
    return run


def found(run, *arguments):
    code, out, err = run("search", *arguments, "--json")
    assert (code, err) == (0, "")
    return [json.loads(line) for line in out.splitlines()]


def fails(result, *messages):
    """An error of ours: code 1, one line on stderr."""
    code, _, err = result
    assert code == 1
    assert err.startswith("elanus: ")
    assert err.count("\n") == 1
    for message in messages:
        assert message in err


# Index and search


def test_index_and_search(run):
    code, out, err = run(*INDEX)
    assert (code, err) == (0, "")
    out = re.sub(r" \(\d+\.\d s\)", "", out)
    assert re.sub(r"[\d.]+ (bytes|kB)", "N", out) == (
        "analyzer  auto:en\n"
        "indexed   3 documents, 13 terms, 14 postings\n"
        "weighed   by lucene: k1 1.2, b 0.75\n"
        "saved     the index in birds.elanus: 3 documents, N\n"
    )
    assert names() == ["birds.elanus", "birds.jsonl"]
    assert run("search", "birds.elanus", "What do red kites eat?", "-k", "1") == (
        0,
        "1    1.198  kite  Red kites eat carrion, and soar over the …\n",
        "",
    )
    hits = found(run, "birds.elanus", "soaring at night")
    assert [list(hit) for hit in hits] == [["rank", "score", "id", "text"]] * 3
    assert [(hit["rank"], hit["id"]) for hit in hits] == [(1, "owl"), (2, "swift"), (3, "kite")]
    assert hits[0]["text"] == BIRDS["owl"]


@pytest.mark.parametrize("method", METHODS)
def test_scores_are_those_of_the_library(run, method):
    options = ("--method", method, "--k1", "0.9", "--b", "0.4", "--analyzer", "en")
    out = run("index", "birds.jsonl", "-o", "x.elanus", *options)[1]
    assert f"weighed   by {method}" in out
    library = Index.build(list(BIRDS.values()), list(BIRDS), analyzer="en", method=method, k1=0.9, b=0.4)
    for question in ("red kites soar", "at night"):
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "a query weight is 0")
            [expected] = library.search([question])
        hits = found(run, "x.elanus", question)
        assert [(hit["id"], hit["score"]) for hit in hits] == [(hit.id, hit.score) for hit in expected]


def test_several_files_and_their_ids(run):
    Path("lines.txt").write_text("Ravens call.\n\nCrows call.\n")
    Path("more.tsv.gz").write_bytes(gzip.compress(b"id\ttext\nj\tJays call.\n"))
    Path("bytes\udcff.txt").write_text("Gulls call.\n")
    files = ("lines.txt", "more.tsv.gz", "bytes\udcff.txt", "birds.jsonl")
    assert run("index", *files, "-o", "x.elanus")[0] == 0
    assert {hit["id"] for hit in found(run, "x.elanus", "call")} == {
        "lines.txt:1",
        "lines.txt:3",
        "j",
        "bytes\ufffd.txt:1",
    }
    assert run("index", "lines.txt", "-o", "y.elanus")[0] == 0
    assert {hit["id"] for hit in found(run, "y.elanus", "call")} == {"1", "3"}
    write("again.jsonl", {"new": "New.", "owl": "Owl."})
    before = tree()
    fails(
        run("index", "birds.jsonl", "lines.txt", "birds.jsonl", "-o", "z.elanus"),
        "birds.jsonl is named more than once",
    )
    fails(
        run("index", "birds.jsonl", "again.jsonl", "-o", "z.elanus"),
        "again.jsonl: line 2 has the id 'owl', which birds.jsonl, line 2, has already",
    )
    assert tree() == before


def test_documents_from_standard_input(run):
    command = [*COMMAND, "index", "-", "-o", "x.elanus", "--language", "en"]
    done = subprocess.run(command, input=Path("birds.jsonl").read_bytes(), capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert found(run, "x.elanus", "owl")[0]["id"] == "owl"


def test_fields(run):
    Path("t.tsv").write_text("key\tbody\nk\tBlack kites soar.\no\tAn owl.\n")
    fields = ("--text-field", "body", "--id-field", "key")
    assert run("index", "t.tsv", "-o", "t.elanus", *fields)[0] == 0
    assert [hit["id"] for hit in found(run, "t.elanus", "owl")] == ["o"]


def test_titles_and_several_fields(run):
    """A corpus of BEIR is indexed with its titles, and the command says so."""
    record = {"_id": "a", "title": "Kestrels", "text": "They hover.", "notes": "Small falcons."}
    Path("t.jsonl").write_text(json.dumps(record) + "\n")
    told = "fields    title and text, joined; --text-field text leaves the titles out\n"
    for options, text in (
        ((), "Kestrels They hover."),
        (("--text-field", "text"), "They hover."),
        (("--text-field", "title,text"), "Kestrels They hover."),
        (("--text-field", "notes, title"), "Small falcons. Kestrels"),
        (("--text-field", "text", "--text-field", "notes"), "They hover. Small falcons."),
    ):
        code, out, err = run("index", "t.jsonl", "-o", "t.elanus", "--replace", "--language", "en", *options)
        assert (code, err) == (0, "")
        assert out.count(told) == (not options)
        assert Index.open("t.elanus").get(["a"]) == [text]
    assert run("update", "t.elanus", "--add", "t.jsonl", "--replace-existing")[1].startswith(told)
    assert Index.open("t.elanus").get(["a"]) == ["Kestrels They hover."]
    # A title of a question is none of its words.
    Path("q.jsonl").write_text('{"_id": "q", "title": "kestrels", "text": "falcons"}\n')
    assert "Kestrels" not in run("search", "t.elanus", "--questions", "q.jsonl")[1]
    fields = ("--text-field", "title,text")
    assert "Kestrels" in run("search", "t.elanus", "--questions", "q.jsonl", *fields)[1]
    command = ("index", "t.jsonl", "-o", "u.elanus", "--text-field")
    assert run(*command, "text,text") == (1, "", "elanus: the text's field 'text' is named twice\n")
    for wrong in ("", "title,"):
        with pytest.raises(SystemExit) as ended:
            run(*command, wrong)
        assert ended.value.code == 2


def test_an_index_without_texts(run):
    assert run(*INDEX, "--no-text")[0] == 0
    assert [list(hit) for hit in found(run, "birds.elanus", "owls")] == [["rank", "score", "id"]]
    assert re.fullmatch(r"1    \d\.\d{3}  owl\n", run("search", "birds.elanus", "owls")[1])
    assert "texts     not stored" in run("inspect", "birds.elanus")[1]


def test_a_model_that_exists_weighs_the_documents(run):
    write("all.jsonl", BIRDS | MORE)
    run("fit", "all.jsonl", "-o", "all.bm25", "--language", "en")
    code, out, err = run("index", "birds.jsonl", "-o", "x.elanus", "--model", "all.bm25")
    assert (code, err) == (0, "")
    assert "using     the model all.bm25, 5 documents" in out
    model = BM25EmbeddingFunction().load("all.bm25")
    expected = model.encode_documents([BIRDS["owl"]]) @ model.encode_queries(["owl"]).T
    assert found(run, "x.elanus", "owl")[0]["score"] == pytest.approx(expected.toarray()[0, 0], rel=1e-6)
    for option in (("--k1", "1"), ("--method", "okapi"), ("--language", "en"), ("--analyzer", "en")):
        fails(
            run("index", "birds.jsonl", "-o", "y.elanus", "--model", "all.bm25", *option),
            f"{option[0]} is not for the model all.bm25, which has its own",
        )
    fails(run("index", "birds.jsonl", "-o", "y.elanus", "--model", "none"), "there is no model file none")
    assert "y.elanus" not in names()


# Questions


@pytest.mark.parametrize("options", [("--questions", "-"), ()])
def test_questions_from_standard_input(indexed, options):
    command = [*COMMAND, "search", "birds.elanus", *options, "--json"]
    done = subprocess.run(command, input="owls\n\nzebra\nkites soar\n", capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stderr == ("elanus: nothing found for question 3: no document has a term of the question\n")
    hits = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(hit["query"], hit["id"]) for hit in hits] == [("1", "owl"), ("4", "kite"), ("4", "swift")]
    alone = [{"query": "4", **hit} for hit in found(indexed, "birds.elanus", "kites soar")]
    assert hits[1:] == alone


def test_each_question_of_a_pipe_is_answered_at_once(indexed):
    """A question is sent only when the one before it is answered."""
    command = [*COMMAND, "search", "birds.elanus", "--json", "-k", "1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for number, key in enumerate(BIRDS, 1):
            process.stdin.write(f"{key}s\n")
            process.stdin.flush()
            hit = json.loads(process.stdout.readline())
            assert (hit["query"], hit["id"]) == (str(number), key)
        process.stdin.close()
        assert process.wait(60) == 0


def session(typed, expected, *options):
    """Type into the command on a terminal, or send signals, each when what is expected has come."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "search", "birds.elanus", *options], stdin=follower, stdout=follower, stderr=follower
    )
    os.close(follower)
    screen = ""
    for line, before in zip(typed, expected, strict=True):
        seen = len(screen)
        while before not in screen[seen:]:
            screen += os.read(leader, 65536).decode(errors="replace")
        if isinstance(line, bytes):
            os.write(leader, line)
        else:
            process.send_signal(line)
    code = process.wait(60)
    while True:
        try:
            screen += os.read(leader, 65536).decode(errors="replace")
        except OSError:  # Linux's way of saying that the other side is closed
            break
    os.close(leader)
    return code, screen.replace("\r\n", "\n")


def test_a_terminal_has_a_prompt(indexed):
    code, screen = session([b"owls\n", b"\xff zebra\n", b" \n", b"\x04"], ["> "] * 4)
    assert code == 0
    assert re.fullmatch(
        r"\r\x1b\[Kelanus: type a question a line; Ctrl-D ends\n"
        r"> owls\n1    \d\.\d{3}  owl  Owls hoot at night\.\n\n"
        r"> .* zebra\n\n\r\x1b\[Kelanus: nothing found: no document has a term of the question\n"
        r">  \n> \n",
        screen,
    )
    assert session([b"\x04"], ["> "])[0] == 0
    code, screen = session([signal.SIGINT], ["> "])
    assert code == 130
    assert screen.endswith("elanus: interrupted\n")


def test_questions_from_a_file(indexed):
    write("questions.jsonl.gz", {"a b": "owls", "none": "zebra", "q": "swifts"})
    code, out, err = indexed("search", "birds.elanus", "--questions", "questions.jsonl.gz")
    assert code == 0
    assert re.fullmatch(r"a b: owls\n1 .*owl.*\n\nnone: zebra\n\nq: swifts\n1 .*swift.*\n\n", out)
    assert err == "elanus: nothing found for question none: no document has a term of the question\n"
    fails(
        indexed("search", "birds.elanus", "--questions", "questions.jsonl.gz", "--trec"),
        "the id 'a b' is no single word",
    )
    Path("bad.jsonl").write_text('{"text": "kites"}\n{"text": 5}\n')
    fails(indexed("search", "birds.elanus", "--questions", "bad.jsonl"), "bad.jsonl: line 2 holds a number")
    fails(indexed("search", "birds.elanus", "q", "--id-field", "key"), "name fields of the file that --que")


def test_a_run_for_trec_eval(indexed):
    write("questions.jsonl", {"q1": "owls", "q2": "soaring"})
    code, out, err = indexed("search", "birds.elanus", "--questions", "questions.jsonl", "--trec")
    assert (code, err) == (0, "")
    lines = [line.split() for line in out.splitlines()]
    assert [line[:4] for line in lines] == [
        ["q1", "Q0", "owl", "1"],
        ["q2", "Q0", "swift", "1"],
        ["q2", "Q0", "kite", "2"],
    ]
    assert {line[5] for line in lines} == {"elanus"}
    scores = [hit["score"] for hit in found(indexed, "birds.elanus", "soaring")]
    assert [float(line[4]) for line in lines[1:]] == pytest.approx(scores, rel=1e-8)


def test_explain(indexed):
    code, out, err = indexed("search", "birds.elanus", "red kites soar", "--explain", "-k", "1")
    assert (code, err) == (0, "")
    assert re.match(r"1    \d\.\d{3}  kite  .*\n    score \d\.\d{4} = sum of .*\n    term +tf +df ", out)
    assert re.findall(r"^    (red|kite|soar) ", out, re.MULTILINE) == ["red", "kite", "soar"]
    [hit, _] = found(indexed, "birds.elanus", "red kites soar", "--explain")
    terms = hit["explanation"]["terms"]
    assert [term["term"] for term in terms] == ["red", "kite", "soar"]
    assert sum(term["contribution"] for term in terms) == pytest.approx(hit["score"], rel=1e-6)


def test_words_of_a_question_need_no_quotes_and_options_may_stand_anywhere(indexed):
    expected = indexed("search", "birds.elanus", "red kites soar", "-k", "1")
    assert expected[0] == 0
    for arguments in (
        ("birds.elanus", "red", "kites", "soar", "-k", "1"),
        ("birds.elanus", "-k", "1", "red kites soar"),
        ("-k", "1", "birds.elanus", "red", "kites", "soar"),
        ("birds.elanus", "red", "-k", "1", "kites", "soar"),
    ):
        assert indexed("search", *arguments) == expected


def test_a_program_s_index_with_numbers_for_ids(run):
    Index.build(list(BIRDS.values()), analyzer="auto:en").save("x.elanus")
    assert found(run, "x.elanus", "owls")[0]["id"] == 1
    assert run("search", "x.elanus", "owls", "--trec")[1].startswith("1 Q0 1 1 ")
    assert re.fullmatch(r"1    \d\.\d{3}  1  Owls.*\n", run("search", "x.elanus", "owls")[1])
    assert run("update", "x.elanus", "--remove-ids", "1")[0] == 0
    assert {hit["id"] for hit in found(run, "x.elanus", "soar")} == {0, 2}
    fails(
        run("update", "x.elanus", "--remove-ids", "one"), "the ids of x.elanus are whole numbers, and 'one'"
    )
    fails(run("update", "x.elanus", "--add", "birds.jsonl"), "the ids of x.elanus are whole numbers")
    for wrong, shown in (("+-5", "+-5"), ("++3", "++3"), ("9" * 5_000, "9" * 39 + "…")):
        fails(
            run("update", "x.elanus", "--remove-ids", wrong), f"whole numbers, and '{shown}' is none of them"
        )
    before = tree()
    for nothing in (["@/dev/null"], ["@/dev/null", "@/dev/null"]):
        assert run("update", "x.elanus", "--remove-ids", *nothing)[:2] == (
            0,
            "removed   0 documents (0.0 s)\n",
        )
    assert tree() == before
    # One number, in two spellings; and an index that is empty keeps the kind of its ids, and its texts.
    assert "removed   1 document " in run("update", "x.elanus", "--remove-ids", "2", "02")[1]
    assert run("update", "x.elanus", "--remove-ids", "0")[0] == 0
    assert "texts     stored" in run("inspect", "x.elanus")[1]
    assert json.loads(run("inspect", "x.elanus", "--json")[1])["texts"]
    fails(run("update", "x.elanus", "--add", "birds.jsonl"), "the ids of x.elanus are whole numbers")
    write("seven.jsonl", {"7": "Owls."})
    assert run("update", "x.elanus", "--add", "seven.jsonl")[0] == 0
    assert Index.open("x.elanus").ids.tolist() == [7]


# Update


def equals_a_new_index(run, texts, *options):
    """The updated index finds what one of these documents finds."""
    write("left.jsonl", texts)
    assert run("index", "left.jsonl", "-o", "left.elanus", "--replace", "--language", "en", *options)[0] == 0
    for question in ("soar", "dive at night", "owls and hawks", "fish in the sea"):
        assert run("search", "birds.elanus", question, "--json") == run(
            "search", "left.elanus", question, "--json"
        )


def test_update(indexed):
    write("more.jsonl.gz", MORE)
    code, out, err = indexed(
        "update", "birds.elanus", "--add", "more.jsonl.gz", "--remove-ids", "owl", "swift"
    )
    assert (code, err) == (0, "")
    assert re.sub(r" \(\d+\.\d s\)|, [\d.]+ (bytes|kB)", "", out) == (
        "removed   2 documents\nadded     2 documents\nsaved     the index in birds.elanus: 3 documents\n"
    )
    equals_a_new_index(indexed, {"kite": BIRDS["kite"], **MORE})
    assert indexed("update", "birds.elanus", "--compact")[0] == 0
    equals_a_new_index(indexed, {"kite": BIRDS["kite"], **MORE})


def test_documents_that_exist_are_replaced_when_asked(indexed):
    write("new.jsonl", {"owl": "An owl and its sea.", "hawk": "Hawks dive."})
    before = tree()
    fails(
        indexed("update", "birds.elanus", "--add", "new.jsonl"),
        "birds.elanus has a document with the id 'owl' already; --replace-existing puts the new",
    )
    assert tree() == before
    out = indexed("update", "birds.elanus", "--add", "new.jsonl", "--replace-existing")[1]
    assert "added     2 documents, 1 of them in place of an older one" in out
    left = {"kite": BIRDS["kite"], "swift": BIRDS["swift"]}
    equals_a_new_index(indexed, left | {"owl": "An owl and its sea.", "hawk": "Hawks dive."})
    # Taken away first, and then added.
    write("owl.jsonl", {"owl": "Owls."})
    assert indexed("update", "birds.elanus", "--remove-ids", "owl", "--add", "owl.jsonl")[0] == 0


def test_lines_of_a_file_that_is_added_have_ids_of_their_own(run):
    Path("notes.txt").write_text("Kites.\nOwls.\n")
    Path("today.txt").write_text("Hawks.\n")
    run("index", "notes.txt", "-o", "notes.elanus", "--language", "en")
    assert run("update", "notes.elanus", "--add", "today.txt")[0] == 0
    assert found(run, "notes.elanus", "hawk")[0]["id"] == "today.txt:1"
    fails(run("update", "notes.elanus", "--add", "today.txt"), "the id 'today.txt:1' already")


def test_ids_from_a_file(indexed):
    Path("gone.jsonl").write_text("owl\n\n kite \r\nowl\n")
    before = tree()
    fails(
        indexed("update", "birds.elanus", "--remove-ids", "gone.jsonl"),
        "no document of birds.elanus has the id 'gone.jsonl'; @gone.jsonl reads ids from the file gone.jsonl",
    )
    fails(indexed("update", "birds.elanus", "--remove-ids", "owl", "no", "none"), "the id 'no' (and 1 more)")
    fails(indexed("update", "birds.elanus", "--remove-ids", "\udcff"), "the id '\ufffd'")
    fails(indexed("update", "birds.elanus", "--remove-ids", "@none.txt"), "none.txt cannot be read: No such")
    assert tree() == before
    assert "removed   2 documents" in indexed("update", "birds.elanus", "--remove-ids", "@gone.jsonl")[1]
    command = [*COMMAND, "update", "birds.elanus", "--remove-ids", "@-"]
    done = subprocess.run(command, input="swift\n", capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert indexed("search", "birds.elanus", "soar")[1] == ""


def test_parameters_change_without_the_texts(indexed):
    assert indexed(*INDEX, "--replace", "--no-text")[0] == 0
    out = indexed("update", "birds.elanus", "--k1", "0.9", "--b", "0.4", "--method", "bm25+")[1]
    assert "weighed   by bm25+: k1 0.9, b 0.4, delta 1\n" in out
    equals_a_new_index(indexed, BIRDS, "--k1", "0.9", "--b", "0.4", "--method", "bm25+", "--no-text")
    fails(indexed("update", "birds.elanus", "--b", "2"), "b ")


def test_an_update_needs_something_to_do(indexed):
    fails(indexed("update", "birds.elanus"), "there is nothing to update: --add names files of documents")


def test_updates_at_the_same_time_lose_nothing(indexed):
    command = [*COMMAND, "update", "birds.elanus", "--add"]
    for number in range(8):
        write(f"{number}.jsonl", {f"wren {number}": "A wren."})
    processes = [
        subprocess.Popen([*command, f"{number}.jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for number in range(8)
    ]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    assert {hit["id"] for hit in found(indexed, "birds.elanus", "wren")} == {f"wren {n}" for n in range(8)}


def test_whoever_changes_an_index_is_waited_for(indexed):
    before = tree()
    with locked("birds.elanus", "it"):
        for arguments in (
            ("update", "birds.elanus", "--remove-ids", "owl"),
            ("index", "none.jsonl", "-o", "birds.elanus", "--replace"),
        ):
            code, _, err = indexed(*arguments, "--wait", "0")
            assert code == 1
            assert f"the index birds.elanus is being changed by process {os.getpid()}" in err
        assert found(indexed, "birds.elanus", "owls")[0]["id"] == "owl", "a search waits for nobody"
    assert tree() == before


# Inspect


def test_inspect(indexed):
    code, out, err = indexed("inspect", "birds.elanus", "-k", "2")
    assert (code, err) == (0, "")
    shown = dict(line.split(maxsplit=1) for line in out.splitlines())
    assert re.fullmatch(r"index, .*[\d.]+ (bytes|kB), verified", shown["format"])
    assert shown["documents"].startswith("3, of 4.67 tokens on average")
    assert shown["texts"] == "stored"
    assert shown["method"] == "lucene: k1 1.2, b 0.75, epsilon 0.25, delta 0"
    assert shown["frequent"] == "soar 2, red 1"
    one = json.loads(indexed("inspect", "birds.elanus", "--json")[1])
    assert (one["format"], one["documents"], one["postings"], one["ids"]) == ("index", 3, 14, "text")
    assert one["analyzer"]["tokenizer"]["type"] == "unicode"


def test_an_index_of_vectors(run):
    weights = csr_array(np.array([[0.5, 0, 2], [0, 1.5, 0.25]], np.float32))
    Index.from_vectors(weights, ["a", "b"]).save("v.elanus")
    out = run("inspect", "v.elanus")[1]
    assert re.search(
        r"^columns   3\npostings  4, of .* bytes of memory\nweights   as they were", out, re.MULTILINE
    )
    assert json.loads(run("inspect", "v.elanus", "--json")[1])["vectors"] is True
    fails(run("search", "v.elanus", "owls"), "this index holds vectors, and is searched by vectors")
    fails(run("update", "v.elanus", "--add", "birds.jsonl"), "an index of vectors, and takes no")
    assert run("update", "v.elanus", "--remove-ids", "a")[0] == 0


def test_a_damaged_index_is_refused(indexed):
    """Whatever file a byte is changed in: by a search, or where only a text is wrong, by inspect."""
    for path, data in tree().items():
        if path.parent.name != "birds.elanus":
            continue
        for position in range(0, len(data), max(1, len(data) // 20)):
            path.write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
            fails(indexed("inspect", "birds.elanus"), "birds.elanus")
        path.write_bytes(data)
    assert indexed("inspect", "birds.elanus")[0] == 0


# What is refused, and left as it was


def test_an_index_is_replaced_only_when_asked(indexed):
    write("birds.jsonl", MORE)
    before = tree()
    fails(indexed(*INDEX), "the index birds.elanus exists; --replace puts a new one in its place")
    assert tree() == before
    out = indexed(*INDEX, "--replace")[1]
    assert "saved     the index in birds.elanus, in place of an older one: 2 documents" in out
    assert [hit["id"] for hit in found(indexed, "birds.elanus", "dive")] == ["hawk", "tern"]
    assert names() == ["birds.elanus", "birds.jsonl"]
    new = sum(path.stat().st_size for path in Path("birds.elanus").iterdir())
    assert run_size(indexed) == new, "nothing of the older one is left"


def run_size(run):
    assert run("index", "birds.jsonl", "-o", "new.elanus", "--language", "en")[0] == 0
    return sum(path.stat().st_size for path in Path("new.elanus").iterdir())


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("folder", "folder is a folder that holds no index, and is not replaced; name another path"),
        (".", ". is a folder that holds no index"),
        ("birds.jsonl", "birds.jsonl is a file, and an index is a folder; name another path"),
        ("nowhere/x", "the index cannot be saved: there is no directory nowhere"),
        ("pipe", "pipe is a file"),
        ("circle", "circle"),
        ("x" * 256, "File name too long"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--replace",)])
def test_what_is_no_index_is_not_replaced(run, output, message, options):
    Path("folder").mkdir()
    Path("folder/notes.txt").write_text("mine")
    Path("folder/manifest").write_text("of a cargo")
    Path("circle").symlink_to("circle")
    os.mkfifo("pipe")
    before = names(), Path("folder/notes.txt").read_text()
    fails(run("index", "birds.jsonl", "-o", output, *options), message)
    assert (names(), Path("folder/notes.txt").read_text()) == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"text": "a"}\n{"text"\n', "birds.jsonl: line 2 is not JSON"),
        (b'{"text": 5}\n', 'birds.jsonl: line 1 holds a number (5) in the field "text", not a string'),
        (b'{"text": "\xff"}\n', "line 1 is not UTF-8"),
        (b'{"_id": "a", "text": "a"}\n{"_id": "a", "text": "a"}\n', "line 2 has the id 'a', which line 1"),
        (b"", "birds.jsonl holds no document"),
    ],
)
@pytest.mark.parametrize("replace", [False, True])
def test_bad_files(run, request, content, message, replace):
    if replace:
        request.getfixturevalue("indexed")
    Path("birds.jsonl").write_bytes(content)
    before = tree()
    fails(run(*INDEX, *(["--replace"] if replace else [])), message)
    assert tree() == before


def test_bad_values(indexed):
    before = tree()
    new = ("index", "birds.jsonl", "-o", "new.elanus")
    fails(indexed("index", "none.jsonl", "-o", "new.elanus"), "none.jsonl cannot be read: No such file")
    fails(indexed(*new, "--k1", "-1"), "k1")
    fails(indexed(*new, "--b", "nan"), "b ")
    fails(indexed(*new, "--analyzer", "zz"), "zz")
    fails(indexed(*new, "--analyzer", "en", "--language", "de"), "--language de is for --analyzer auto")
    fails(indexed("search", "none.elanus", "q"), "there is no index none.elanus; `elanus index FILES -o none")
    fails(indexed("inspect", "none.elanus"), "there is no index or model none.elanus; `elanus index` and")
    fails(
        indexed("update", "none.elanus", "--add", "birds.jsonl"),
        "there is no model file none.elanus; `elanus fit` makes one, `elanus index` an index",
    )
    assert tree() == before


def test_what_is_no_index_is_not_opened(indexed):
    Path("damaged").mkdir()
    Path("damaged", "manifest").write_bytes(b"not one")
    makes = "; `elanus index FILES -o FOLDER` makes one"
    judged = ("--queries", "birds.jsonl", "--qrels", "birds.jsonl")
    for path, message in (
        ("birds.jsonl", "birds.jsonl is a file, and an index is a folder"),
        (".", ". is a folder that holds no index"),
        ("damaged", "damaged is no index, or a damaged one: its manifest does not begin as one does"),
    ):
        commands = [("search", path, "q"), ("tune", path, *judged)]
        if path != "birds.jsonl":  # which might be a model, or a run
            commands += [("inspect", path), ("update", path, "--compact"), ("eval", path, *judged)]
        for command in commands:
            fails(indexed(*command), f"{message}{makes}")


def test_the_index_of_a_callable(run):
    """It can be looked at; the command has no way to cut its questions."""
    Index.build(["black kite", "owl"], analyzer=str.split).save("x.elanus")
    code, out, err = run("inspect", "x.elanus")
    assert (code, err) == (0, "")
    assert "analyzer  not stored\n" in out
    judged = ("--queries", "birds.jsonl", "--qrels", "birds.jsonl")
    for command in (
        ("search", "x.elanus", "kite"),
        ("update", "x.elanus", "--compact"),
        ("eval", "x.elanus", *judged),
    ):
        fails(
            run(*command),
            "x.elanus was built with a Python callable, which the command does not have: open it",
        )


def test_the_help_names_the_defaults_that_there_are(run, capsys):
    for verb, there in (("index", True), ("update", False)):
        with pytest.raises(SystemExit):
            main([verb, "--help"])
        text = " ".join(capsys.readouterr().out.split())
        assert ("default: lucene" in text) == there
        assert ("(default: 1.2; the model of a collection of Milvus has 1.5)" in text) == there


@pytest.mark.parametrize(
    "arguments",
    [
        ("index", "birds.jsonl"),
        (*INDEX, "--collection", "docs"),
        (*INDEX, "--token", "x"),
        (*INDEX, "--refit"),
        (*INDEX, "--force"),
        (*INDEX, "--wait", "-1"),
        ("index", "birds.jsonl", "--uri", "./x.db", "--collection", "c", "--b", "0"),
        ("index", "birds.jsonl", "--uri", "./x.db", "--collection", "c", "--wait", "0"),
        ("index", "birds.jsonl", "-o", ""),
        ("search",),
        ("search", "birds.elanus", "q", "-k", "0"),
        ("search", "birds.elanus", "q", "--unknown"),
        ("search", "birds.elanus", "q", "--questions", "birds.jsonl"),
        ("search", "birds.elanus", "q", "--json", "--trec"),
        ("search", "birds.elanus", "q", "--explain", "--trec"),
        ("search", "birds.elanus", "q", "--collection", "docs"),
        ("update", "birds.elanus", "--remove", "birds.jsonl"),
        ("update", "birds.elanus", "--compact", "-o", "other"),
        ("update", "birds.jsonl", "--remove-ids", "owl"),
        ("update", "birds.jsonl", "--k1", "1"),
        *(("update", "birds.jsonl", "--add", "birds.jsonl", f"--{name}", "0") for name in ("b", "delta")),
        ("update", "nothing.bm25", "--compact"),
    ],
)
def test_wrong_usage(indexed, arguments, capsys):
    before = tree()
    with pytest.raises(SystemExit) as exit_:
        main([*arguments])
    assert exit_.value.code == 2
    assert tree() == before


# Failures on the way


@pytest.fixture(params=["new", "replace", "update"])
def changing(request, run):
    """Arguments of a run that will fail, in a directory where it must leave nothing."""
    write("more.jsonl", MORE)
    if request.param == "new":
        return ("index", "more.jsonl", "-o", "birds.elanus")
    request.getfixturevalue("indexed")
    if request.param == "replace":
        return ("index", "more.jsonl", "-o", "birds.elanus", "--replace")
    return ("update", "birds.elanus", "--add", "more.jsonl", "--remove-ids", "owl")


#: At every place where a file is about to be read, and where an index is about to be saved.
SIGNALLED = """
import os, signal, sys
from elanus.corpus import Corpus
from elanus.cli import main
from elanus.index import Index
signal.signal(signal.SIGINT, signal.default_int_handler)
def before(owner, name):
    call = getattr(owner, name)
    def signalled(*arguments, **options):
        os.kill(os.getpid(), signal.{signal})
        return call(*arguments, **options)
    setattr(owner, name, signalled)
before({owner}, {name!r})
sys.exit(main())
"""


@pytest.mark.parametrize(("owner", "name"), [("Corpus", "batches"), ("Index", "_save")])
@pytest.mark.parametrize(
    ("signal_", "code", "word"), [("SIGINT", 130, "interrupted"), ("SIGTERM", 143, "terminated")]
)
def test_a_signal_leaves_everything_as_it_was(changing, owner, name, signal_, code, word):
    before = tree()
    done = run_forked(SIGNALLED.format(owner=owner, name=name, signal=signal_), changing)
    assert (done.returncode, done.stderr) == (code, f"elanus: {word}\n")
    assert tree() == before


def test_signals_at_any_time(run):
    """After each the index is the old one, or the new one where it was done."""
    write("old.jsonl", {str(number): f"old {'kite ' * 50}" for number in range(500)})
    write("new.jsonl", {str(number): f"new {'kite ' * 50}" for number in range(1_000)})
    assert run("index", "old.jsonl", "-o", "x.elanus")[0] == 0
    old = tree()
    command = [*COMMAND, "index", "new.jsonl", "-o", "x.elanus", "--replace"]
    for delay in range(24):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        timer = threading.Timer(0.02 * delay, process.send_signal, [signal.SIGTERM])
        timer.start()
        _, errors = process.communicate()
        timer.cancel()
        # The last is where Python has not begun yet.
        assert process.returncode in (0, 143, -signal.SIGTERM), errors
        if tree() != old:  # also where the signal came when all was done
            assert len(Index.open("x.elanus")) == 1_000
            assert run("index", "old.jsonl", "-o", "x.elanus", "--replace")[0] == 0
            old = tree()
        else:
            assert process.returncode != 0


def test_a_process_that_is_killed_at_any_time_is_no_obstacle(run):
    write("many.jsonl", {str(number): f"kite {os.urandom(500).hex()}" for number in range(3_000)})
    command = [*COMMAND, "index", "many.jsonl", "-o", "x.elanus", "--replace"]
    begin = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    took = time.monotonic() - begin
    shutil.rmtree("x.elanus")
    for step in range(12):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        timer = threading.Timer(took * (0.5 + step / 16), process.kill)
        timer.start()
        process.communicate()
        timer.cancel()
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(Index.open("x.elanus")) == 3_000
    assert names() == ["birds.jsonl", "many.jsonl", "x.elanus"]


def test_what_a_killed_process_has_left_is_taken_over(run):
    Path("birds.elanus").mkdir()
    for name in ("segment-1-0", "model-1", ".manifest.12.0.tmp"):
        Path("birds.elanus", name).write_text("begun")
    assert run(*INDEX)[::2] == (0, "")
    assert found(run, "birds.elanus", "owls")[0]["id"] == "owl"
    Path("empty").mkdir()
    assert run("index", "birds.jsonl", "-o", "empty")[0] == 0


def test_a_killed_process_is_no_obstacle(changing):
    code = "import os, sys; from elanus.cli import main; from elanus.index import Index\n"
    killed = run_forked(f"{code}Index._save = lambda *_, **__: os._exit(9)\nsys.exit(main())", changing)
    assert killed.returncode == 9
    done = run_forked(CODE, changing)
    assert (done.returncode, done.stderr) == (0, "")
    assert set(names()) == {"birds.elanus", "birds.jsonl", "more.jsonl"}


def test_a_full_disk(changing):
    """Files of at most 2 kB: what is written beyond that fails as on a full disk."""
    write("more.jsonl", {str(number): f"kite {os.urandom(1_000).hex()}" for number in range(20)})
    before = tree()
    done = run_forked(CODE, changing, largest_file=2_000)
    fails((done.returncode, done.stdout, done.stderr), "File too large")
    assert tree() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_directory_without_permission(indexed):
    Path("closed").mkdir(mode=0o500)
    fails(indexed("index", "birds.jsonl", "-o", "closed/x.elanus"), "Permission denied")


def test_streams_that_are_closed_or_full(indexed):
    for arguments in (("search", "birds.elanus", "owls"), (*INDEX, "--replace")):
        process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        assert process.wait() == 0
    with Path("/dev/full").open("w") as full:
        command = [*COMMAND, "search", "birds.elanus", "owls"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "elanus: No space left on device\n")
    for closed in ("<&-", ">&-", "2>&-"):
        shell = f'"$0" -c "$1" search birds.elanus owls {closed}'
        done = subprocess.run(["sh", "-c", shell, sys.executable, CODE], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
    shell = '"$0" -c "$1" search birds.elanus <&-'
    done = subprocess.run(["sh", "-c", shell, sys.executable, CODE], capture_output=True, text=True)
    fails((done.returncode, done.stdout, done.stderr), "standard input is closed")


def test_text_that_would_harm_a_terminal(run):
    write("x.jsonl", {"i\x1b[2Jd": "kite\n\n\x1b[31m  red\ttail \u202e\x07", "j": "owl"})
    run("index", "x.jsonl", "-o", "x.elanus")
    out = run("search", "x.elanus", "kite", "--explain")[1]
    assert out.splitlines()[0].endswith("i[2Jd  kite [31m red tail")
    assert "\x1b" not in out
    assert found(run, "x.elanus", "kite")[0]["id"] == "i\x1b[2Jd"


# What a search loads


def test_a_search_loads_little(indexed):
    """Most of its time is that of imports."""
    code = (
        "import sys; from elanus.cli import main; main(['search', 'birds.elanus', 'owls'])\n"
        "print(*{'scipy', 'pandas', 'pyarrow', 'pymilvus', 'multiprocessing'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    [hit, loaded] = done.stdout.splitlines()
    assert "owl" in hit
    assert loaded == ""


# The demo


def library(folder):
    for name, text in {
        "random.py": 'def shuffle():\n    """Shuffle a list in place."""\n',
        "timeit.py": '"""Measure the execution time of code."""\nclass Timer:\n    "Time a code snippet."\n',
        "statistics.py": 'def median():\n    "The median of numbers."\n',
    }.items():
        (folder / name).write_text(text)


def test_demo(run, monkeypatch, tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    library(folder)
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(folder))
    for _ in range(2):
        code, out, err = run("demo")
        assert (code, err) == (0, "")
        assert "read      4 docstrings" in out
        for question in demo.QUESTIONS:
            assert question in out
        assert 'elanus search elanus-demo.elanus "your question"' in out
        assert "elanus demo --uri ./elanus-demo.db" in out
        assert names() == ["birds.jsonl", "elanus-demo.elanus"]
    assert found(run, "elanus-demo.elanus", "shuffle")[0]["id"] == "random.shuffle"
    assert run("demo", "-o", "other.elanus")[0] == 0
    Path("folder").mkdir()
    Path("folder/notes.txt").touch()
    fails(run("demo", "-o", "folder"), "folder is a folder that holds no index, and is not replaced")


def test_demo_on_the_real_library(run):
    code, out, err = run("demo")
    assert (code, err) == (0, "")
    first = re.findall(r"^1 .*$", out, re.MULTILINE)
    assert len(first) == 3
    for line, name in zip(first, ("random.Random.shuffle", "timeit", "statistics.median"), strict=True):
        assert name in line
