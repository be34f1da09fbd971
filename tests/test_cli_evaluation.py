"""`elanus eval` and `elanus tune`."""

import gzip
import json
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from conftest import ROOT
from elanus import Index
from elanus.cli import main
from elanus.evaluation import compare, evaluate, read_run, tune

pytest.importorskip("ir_measures")

DOCUMENTS = {
    "black": "Black kites soar over the lake and take fish from its surface.",
    "red": "A red kite dives for voles. Red kites eat carrion too, on roads and in fields, and they nest in "
    "oaks.",
    "swift": "Swifts scream at dusk. They sleep on the wing.",
    "owl": "Owls hunt voles by night.",
    "heron": "A heron waits at the lake for fish, for hours, without a move, until a fish is near enough to "
    "its bill.",
    "crow": "Crows eat what they find: carrion, eggs, seeds, and what is left on fields and on roads.",
}
QUERIES = {
    "1": "kites over a lake",
    "2": "hunting for voles",
    "3": "birds that eat carrion",
    "4": "fish at the lake",
    "5": "screaming at dusk",
    "6": "kites that dive",
}
QRELS = {
    "1": {"black": 1, "red": 0},
    "2": {"owl": 2, "red": 1},
    "3": {"red": 1, "crow": 1},
    "4": {"heron": 2, "black": 1},
    "5": {"swift": 1},
    "6": {"red": 1},
}
EVAL = ("eval", "birds.elanus", "--queries", "queries.jsonl", "--qrels", "test.tsv")
TUNE = ("tune", "birds.elanus", "--queries", "queries.jsonl", "--qrels", "test.tsv")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two indexes, the queries, and judgments in both formats."""
    folder = tmp_path_factory.mktemp("birds")
    for name, analyzer in (("birds", "unicode:en"), ("other", "standard")):
        index = Index.build(DOCUMENTS.values(), list(DOCUMENTS), analyzer=analyzer)
        index.save(folder / f"{name}.elanus")
    lines = [json.dumps({"_id": query, "text": text}) for query, text in QUERIES.items()]
    (folder / "queries.jsonl").write_text("\n".join(lines))
    judged = [(query, own, grade) for query, of in QRELS.items() for own, grade in of.items()]
    (folder / "test.tsv").write_text(
        "\n".join(["query-id\tcorpus-id\tscore", *("\t".join(map(str, row)) for row in judged)])
    )
    with gzip.open(folder / "qrels.gz", "wt") as file:
        file.writelines(f"{query} 0 {own} {grade}\n" for query, own, grade in judged)
    return folder


@pytest.fixture
def run(capsys, folder, monkeypatch):
    """Run the command; return its exit code, the lines of its output, and of its errors."""
    monkeypatch.chdir(folder)

    def run(*arguments):
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            code = main(list(map(str, arguments)))
        printed = capsys.readouterr()
        return code, printed.out.splitlines(), printed.err.splitlines()

    return run


def opened(folder, name="birds"):
    return Index.open(folder / f"{name}.elanus")


def test_measures_are_printed(run, folder):
    expected = evaluate(opened(folder), QUERIES, QRELS)
    code, lines, errors = run(*EVAL)
    assert (code, errors) == (0, [])
    assert re.fullmatch(
        r"evaluated 6 queries: birds.elanus \(6 documents, lucene k1=1.2 b=0.75\) \(\d+\.\d s\)", lines[0]
    )
    assert [line.split() for line in lines[1:]] == [
        [name, f"{value:.4f}"] for name, value in expected.means.items()
    ]
    assert len(lines) == 5
    _, others, _ = run(*EVAL[:-1], "qrels.gz", "--measures", "nDCG@5", "P@3", "-k", "5")
    assert [line.split()[0] for line in others[1:]] == ["nDCG@5", "P@3"]


def test_json_holds_the_figures_in_full(run, folder):
    expected = evaluate(opened(folder), QUERIES, QRELS)
    other = evaluate(opened(folder, "other"), QUERIES, QRELS)
    code, [line], errors = run(*EVAL, "--json", "--per-query", "--compare", "other.elanus", "--seed", "5")
    found = json.loads(line)
    assert (code, errors, found["queries"], found["measures"]) == (0, [], 6, expected.means)
    assert {query: of["nDCG@10"] for query, of in found["per_query"].items()} == expected.per_query("nDCG@10")
    assert found["other"] == other.means
    assert found["comparisons"] == [
        vars(compare(expected, other, measure=measure, seed=5)) for measure in expected.measures
    ]
    assert expected["nDCG@10"] > other["nDCG@10"]
    plain = json.loads(run(*EVAL, "--json")[1][0])
    assert plain.keys() == {"queries", "measures"}


def test_a_comparison_is_a_table(run, folder):
    expected = compare(
        evaluate(opened(folder), QUERIES, QRELS), evaluate(opened(folder, "other"), QUERIES, QRELS)
    )
    code, lines, errors = run(*EVAL, "--compare", "other.elanus", "--run", "of_birds.txt")
    assert (code, errors) == (0, [])
    assert lines[1] == "compared  with other.elanus (6 documents, lucene k1=1.2 b=0.75)"
    cells = lines[3].split()
    assert cells[:4] == ["nDCG@10", f"{expected.a:.4f}", f"{expected.b:.4f}", f"{expected.difference:+.4f}"]
    assert cells[-4:-2] == [str(expected.better), str(expected.worse)]
    assert cells[-2:] == [f"{expected.p_randomization:.4f}", f"{expected.p_t:.4f}"]
    assert lines[-1] == "saved     the run in of_birds.txt"
    assert [len(line) for line in lines[2:7]] == [len(lines[2])] * 5


def test_a_run_is_as_good_as_its_index(run, folder):
    means = json.loads(run(*EVAL, "--json", "--run", "run.txt")[1][0])["measures"]
    assert list(read_run(folder / "run.txt")) == list(QUERIES)
    code, lines, _ = run("eval", "run.txt", "--qrels", "qrels.gz", "--json")
    assert (code, json.loads(lines[0])["measures"]) == (0, means)
    _, lines, _ = run("eval", "run.txt", "--qrels", "test.tsv")
    assert lines[0].startswith("evaluated 6 queries: run.txt (a run)")
    code, lines, _ = run(*EVAL, "--compare", "run.txt", "--json")
    comparison = json.loads(lines[0])["comparisons"][0]
    assert (comparison["difference"], comparison["same"], comparison["p_randomization"]) == (0, 6, 1)
    code, lines, errors = run(*EVAL, "--run", "-")
    assert (code, lines, errors) == (0, (folder / "run.txt").read_text().splitlines(), [])


def test_what_each_query_reaches_is_shown(run, folder):
    expected = evaluate(opened(folder), QUERIES, QRELS, measures=["RR", "P@1"])
    _, lines, _ = run(*EVAL, "--per-query", "--measures", "RR", "P@1")
    assert lines[0].split() == ["query", "RR", "P@1"]
    assert [line.split() for line in lines[1:7]] == [
        [query, *(f"{value:.4f}" for value in values)]
        for query, values in zip(expected.queries, expected.values, strict=True)
    ]
    assert lines[7] == ""


def test_standard_input_serves_for_one_file(folder):
    done = subprocess.run(
        [sys.executable, "-m", "elanus", *EVAL[:3], "-", *EVAL[4:], "--json"],
        cwd=folder,
        input=(folder / "queries.jsonl").read_bytes(),
        capture_output=True,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["queries"] == 6


def test_what_is_left_out_is_said(run, folder):
    (folder / "some.tsv").write_text("1\tkites over a lake\n2\tvoles\nx\tnothing judged\n")
    (folder / "more.txt").write_text("1 0 black 1\n1 0 gone 1\n2 0 owl 1\n7 0 owl 1\n")
    code, lines, errors = run("eval", "birds.elanus", "--queries", "some.tsv", "--qrels", "more.txt")
    assert (code, lines[0].split(":")[0]) == (0, "evaluated 2 queries")
    assert errors == [
        "elanus: warning: 1 of 3 judged queries have no text and are left out: '7'",
        "elanus: warning: 1 of 3 relevant documents are not in the index, so none can be found: 'gone'",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("eval", "none.elanus", *EVAL[2:]), "none.elanus"),
        (("eval", "none.txt", *EVAL[2:]), "none.txt cannot be read: No such file or directory"),
        (("eval", "test.tsv", *EVAL[2:]), "test.tsv: line 1 has 3 columns, not 6; expected TREC's"),
        (
            ("eval", "birds.elanus", "--qrels", "test.tsv"),
            "birds.elanus is an index, which needs the queries' texts",
        ),
        (
            (*EVAL[:4], "--qrels", "queries.jsonl"),
            """queries.jsonl holds no judgments: its first line is '{"_id": "1", "text": """,
        ),
        ((*EVAL[:2], "--queries", "none", *EVAL[4:]), "none cannot be read"),
        (
            (*EVAL[:2], "--queries", "texts.tsv", *EVAL[4:]),
            "no query has a judgment: the queries' ids are 'a', those of the judgments '1', '2', '3', …",
        ),
        (
            (*EVAL[:2], "--queries", "texts.txt", *EVAL[4:]),
            "texts.txt has two columns, but is read as a query a line; a name that ends in .tsv",
        ),
        (
            (*EVAL[:4], "--qrels", "alien.txt"),
            "no relevant document is in the index: the judgments name '4711',",
        ),
        ((*EVAL, "--measures", "nDGC@10"), "'nDGC@10' is no measure"),
        ((*EVAL, "-k", "5"), "nDCG@10 looks at 10 documents, and k is 5"),
        ((*EVAL, "--run", "queries.jsonl"), "queries.jsonl is read, and cannot be the run's file as well"),
        ((*EVAL, "--run", "texts.txt"), "texts.txt exists and is no run; name another file for --run"),
        ((*EVAL, "--run", "no/run.txt"), "there is no directory no for the run"),
        ((*EVAL, "--run", "birds.elanus"), "birds.elanus is read, and cannot be the run's file as well"),
        ((*EVAL, "--run", "."), ". is a directory; --run names a file"),
        ((*EVAL, "--run", "-", "--json"), "--run - prints the run and nothing else"),
        (("eval", "-", *EVAL[2:5], "-"), "standard input is named more than once"),
        (
            ("eval", "texts.txt", "--qrels", "test.tsv", "--text-field", "x"),
            "--text-field and --id-field name fields",
        ),
        ((*TUNE[:4], "--qrels", "alien.txt"), "no relevant document is in the index"),
        ((*TUNE, "--folds", "7"), "there are 6 judged queries for 7 folds"),
        ((*TUNE, "--b", "1.5"), "b is 1.5"),
        ((*TUNE, "--plot", "heat.xyz"), "heat.xyz has no ending of a picture"),
        ((*TUNE, "--plot", "no/heat.png"), "there is no directory no for the heat map"),
        ((*TUNE, "--plot", "heat.png", "--methods", "tfidf"), "--plot has nothing to draw"),
        (("tune", "texts.txt", *TUNE[2:]), "texts.txt"),
    ],
)
def test_one_line_says_what_is_wrong(arguments, message, run, folder):
    (folder / "texts.txt").write_text("a\tWhere do kites soar?\n")
    (folder / "texts.tsv").write_text("a\tWhere do kites soar?\n")
    (folder / "alien.txt").write_text("1 0 4711 1\n2 0 4712 1\n")
    code, lines, errors = run(*arguments)
    assert (code, lines, len(errors)) == (1, [], 1)
    assert errors[0].startswith(f"elanus: {message}") or message in errors[0]


@pytest.mark.parametrize(
    "arguments",
    [
        EVAL[:4],
        (*EVAL, "-k", "0"),
        (*EVAL, "--seed", "-1"),
        ("eval", "", *EVAL[2:]),
        TUNE[:2],
        (*TUNE, "--folds", "1"),
        (*TUNE, "--k1", "x"),
        (*TUNE, "--k1", "1:2"),
        (*TUNE, "--k1", "nan"),
        (*TUNE, "--k1", "2:1:0.1"),
        (*TUNE, "--k1", "0:1:0"),
        (*TUNE, "--k1", "0:1:1e-9"),
        (*TUNE, "--methods", "bm26"),
    ],
)
def test_wrong_usage(arguments, run):
    with pytest.raises(SystemExit) as ended:
        run(*arguments)
    assert ended.value.code == 2


def test_a_grid_is_printed_and_drawn(run, folder):
    pytest.importorskip("matplotlib")
    expected = tune(
        opened(folder), QUERIES, QRELS, k1=[0.5, 1, 1.5], b=[0, 0.75], methods=["lucene", "tfidf"], folds=3
    )
    options = ("--k1", "0.5:1.5:0.5", "--b", "0", "0.75", "--methods", "lucene", "tfidf", "--folds", "3")
    code, lines, _ = run(*TUNE, *options, "--plot", "heat.svg")
    assert code == 0
    assert lines[0] == "tuned     birds.elanus (6 documents, lucene k1=1.2 b=0.75)"
    assert lines[1].startswith("tried     12 settings and the index's own on 6 queries (")
    assert lines[3:-1] == str(expected).splitlines()
    assert lines[-1] == "saved     the heat map in heat.svg"
    assert b"<!-- lucene -->" in (folder / "heat.svg").read_bytes()
    found = json.loads(run(*TUNE, *options, "--json")[1][0])
    assert found["grid"]["values"] == expected.means.tolist()
    assert found["best"] == expected.best._asdict()
    assert (found["cross_validated"], found["before_value"]) == (
        expected.cross_validated,
        expected.before_value,
    )
    assert len(found["folds"]) == 3


def test_the_index_is_as_it_was(run, folder):
    before = {
        path: path.read_bytes() for path in sorted((folder / "birds.elanus").rglob("*")) if path.is_file()
    }
    assert run(*TUNE, "--methods", "okapi", "bm25l")[0] == 0
    assert run(*EVAL)[0] == 0
    after = {
        path: path.read_bytes() for path in sorted((folder / "birds.elanus").rglob("*")) if path.is_file()
    }
    assert after == before


def test_a_best_at_the_edge_is_told(run, folder):
    index = opened(folder)
    expected = tune(index, QUERIES, QRELS, k1=[1.2], b=[0.75, 1])
    assert expected.at_edge == ("b",)
    _, _, errors = run(*TUNE, "--k1", "1.2", "--b", "0.75", "1")
    assert errors == [
        "elanus: the best b stands at the edge of the grid: better may lie beyond, see --k1 and --b"
    ]


def test_the_commands_of_the_page_run(tmp_path, monkeypatch):
    page = (ROOT / "docs" / "evaluation.md").read_text("utf-8")
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(tmp_path)
    names = {}
    commands = 0
    for language, block in blocks:
        if language == "python":
            exec(compile(block, "evaluation.md", "exec"), names)
            continue
        script = f'set -e\nelanus() {{ "{sys.executable}" -m elanus "$@"; }}\n{block}'
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        commands += block.count("elanus ")
    assert commands >= 4
    assert Path("heat.png").read_bytes().startswith(b"\x89PNG")
    assert len(read_run("run.txt")) == 6
