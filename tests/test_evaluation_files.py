"""Queries, judgments and runs, in the files of BEIR and TREC."""

import gzip
import json
import math
import os
import stat
import threading

import numpy as np
import pytest
from hypothesis import given, strategies as st

from elanus.errors import InputError, InputTypeError
from elanus.evaluation import (
    Run,
    evaluate,
    read_qrels,
    read_queries,
    read_run,
    write_run,
)
from elanus.evaluation.run import _decreasing

pytest.importorskip("ir_measures")


def test_queries_of_every_format(tmp_path):
    expected = {"1": "Where do kites soar?", "q 2": "Who dives?"}
    lines = "".join(json.dumps({"_id": i, "text": t, "metadata": {}}) + "\n" for i, t in expected.items())
    (tmp_path / "queries.jsonl").write_text(lines)
    with gzip.open(tmp_path / "queries.jsonl.gz", "wt") as file:
        file.write(lines)
    (tmp_path / "queries.tsv").write_text("".join(f"{i}\t{t}\n" for i, t in expected.items()))
    for name in ("queries.jsonl", "queries.jsonl.gz", "queries.tsv"):
        assert read_queries(tmp_path / name) == expected
    (tmp_path / "asked.tsv").write_text("number\tquestion\n7\tWho?\n")
    assert read_queries(tmp_path / "asked.tsv", text_field="question", id_field="number") == {"7": "Who?"}
    (tmp_path / "titled.jsonl").write_text('{"_id": "7", "title": "Owls", "text": "Who?"}\n')
    assert read_queries(tmp_path / "titled.jsonl") == {"7": "Who?"}
    assert read_queries(tmp_path / "titled.jsonl", text_field="title,text") == {"7": "Owls Who?"}


@pytest.mark.parametrize(
    "text",
    [
        "query-id\tcorpus-id\tscore\n1\ta b\t2\n\n1\tc\t0\n2\ta b\t1\n",
        "\ufeffcorpus-id\tscore\tQuery-ID\tby\r\na b\t2\t1\tx\r\nc\t0\t1\tx\r\na b\t1\t2\tx\r\n",
        "1\ta b\t2\n1\tc\t0\n2\ta b\t1\n",
        "1\t0\ta b\t2\n1\t0\tc\t0\n2\tQ0\ta b\t1\n1\t0\tc\t0\n",
    ],
    ids=["beir", "beir-columns", "beir-without-header", "trec"],
)
def test_judgments_of_every_format(text, tmp_path):
    expected = {"1": {"a b": 2, "c": 0}, "2": {"a b": 1}}
    (tmp_path / "qrels").write_text(text, encoding="utf-8")
    assert read_qrels(tmp_path / "qrels") == expected
    with gzip.open(tmp_path / "qrels.gz", "wt", encoding="utf-8") as file:
        file.write(text)
    assert read_qrels(str(tmp_path / "qrels.gz")) == expected


def test_judgments_in_columns_of_spaces(tmp_path):
    (tmp_path / "qrels").write_text("1 0  kite   2\n1 0 owl -1\n")
    assert read_qrels(tmp_path / "qrels") == {"1": {"kite": 2, "owl": -1}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "qrels holds no judgment; expected BEIR's"),
        ("query-id\tcorpus-id\tscore\n", "qrels holds no judgment; expected BEIR's"),
        ('{"_id": "1", "text": "Kites"}\n', r"""holds no judgments: its first line is '\{"_id":"""),
        (
            "query\tdocument\trelevance\n1\ta\t1\n",
            r"its first line is 'query\\tdocument\\trelevance'; expected",
        ),
        ("1\tWhere do kites soar?\n", r"its first line is '1\\tWhere do kites soar\?'; expected"),
        ("1 Q0 kite 1 2.5 elanus\n", "its first line is '1 Q0 kite 1 2.5 elanus'; expected"),
        ("1 0 kite 1\n1 0 kite\n", "line 2 has 3 columns, not 4 as the first"),
        ("1 0 kite 1\n\n1 0 owl 0.5\n", "line 3 has the relevance '0.5', no whole number"),
        ("1 0 kite 1\n1 0 kite 2\n", "line 2 judges document 'kite' for query '1' as 2, an earlier one as 1"),
    ],
)
def test_files_that_hold_no_judgments(text, message, tmp_path):
    (tmp_path / "qrels").write_text(text)
    with pytest.raises(InputError, match=message):
        read_qrels(tmp_path / "qrels")


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match="none cannot be read: No such file"):
        read_qrels(tmp_path / "none")
    (tmp_path / "latin").write_bytes(b"1 0 k\xefte 1\n")
    with pytest.raises(InputError, match="line 1 is not UTF-8"):
        read_run(tmp_path / "latin")
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b"1 0 kite 1\n" * 1000)[:-20])
    with pytest.raises(InputError, match="the gzip data is damaged"):
        read_qrels(tmp_path / "cut.gz")
    with pytest.raises(InputTypeError, match="path is list"):
        read_run(["run.txt"])


def test_a_run_is_read_as_trec_eval_ranks_it(tmp_path):
    (tmp_path / "run").write_text("1 Q0 a 1 1.0 x\n1 Q0 c 2 1.0 x\n1\tQ0\tb\t3\t2e0\tx\n2 Q0 a 1 -3 x\n")
    run = read_run(tmp_path / "run")
    assert {query: list(found.items()) for query, found in run.items()} == {
        "1": [("b", 2.0), ("c", 1.0), ("a", 1.0)],
        "2": [("a", -3.0)],
    }
    assert ("1" in run, "3" in run, len(run), repr(run)) == (True, False, 2, "<Run: 2 queries, 4 answers>")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "run holds no answer; expected TREC's"),
        ("1 0 kite 1\n", "line 1 has 4 columns, not 6"),
        ("1 Q0 kite 1 high x\n", "line 1 has the score 'high', no finite number"),
        ("1 Q0 kite 1 nan x\n", "line 1 has the score 'nan', no finite number"),
        ("1 Q0 kite 1 2 x\n1 Q0 kite 2 1 x\n", "line 2 has document 'kite' once more for query '1'"),
    ],
)
def test_files_that_hold_no_run(text, message, tmp_path):
    (tmp_path / "run").write_text(text)
    with pytest.raises(InputError, match=message):
        read_run(tmp_path / "run")


def test_a_run_that_is_written_is_read_again(judged, index, tmp_path):
    _, queries, qrels = judged
    found = evaluate(index, queries, qrels)
    write_run(tmp_path / "run.txt", found.run, tag="kites")
    first = (tmp_path / "run.txt").read_text().splitlines()[0].split()
    assert (first[1], first[3], first[5]) == ("Q0", "1", "kites")
    again = read_run(tmp_path / "run.txt")
    assert [(query, list(hits)) for query, hits in again.items()] == [
        (query, list(hits)) for query, hits in found.run.items()
    ]
    for query, hits in again.items():
        assert np.float32(list(hits.values())).tolist() == list(found.run[query].values())
    assert evaluate(again, None, qrels).means == evaluate(again, queries, qrels).means == found.means


def test_float64_scores_are_written_in_full(tmp_path):
    run = {"1": {"a": 0.1, "b": 0.1 - 1e-17, "c": 1 / 3}}
    write_run(tmp_path / "run", run)
    assert read_run(tmp_path / "run")["1"] == run["1"]


def test_a_run_file_is_replaced_as_a_whole(tmp_path):
    path = tmp_path / "run.txt"
    path.write_text("old")
    path.chmod(0o600)
    link = tmp_path / "link.txt"
    link.symlink_to(path)
    with pytest.raises(InputError, match="the document 'a b' is no single word"):
        write_run(link, {"1": {"a": 2.0, "a b": 1.0}})
    assert (path.read_text(), set(tmp_path.iterdir())) == ("old", {link, path})
    write_run(link, {"1": {"a": 2.0}})
    assert path.read_text() == "1 Q0 a 1 2 elanus\n"
    assert (stat.S_IMODE(path.stat().st_mode), link.is_symlink()) == (0o600, True)
    for run, tag in (({"q 1": {"a": 1.0}}, "x"), ({"1": {"a": 1.0}}, "two words"), ({"": {"a": 1.0}}, "x")):
        with pytest.raises(InputError, match="no single word"):
            write_run(path, run, tag=tag)
    with pytest.raises(FileNotFoundError):
        write_run(tmp_path / "none" / "run.txt", {"1": {"a": 1.0}})


def test_a_run_goes_into_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    got = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe").read_text()))
    reader.start()
    write_run(tmp_path / "pipe", {"1": {"a": 2.0}})
    reader.join(timeout=30)
    assert got == ["1 Q0 a 1 2 elanus\n"]


@pytest.mark.parametrize(
    ("run", "error", "message"),
    [
        ([("1", "a", 1.0)], InputTypeError, "the run is list; expected a mapping"),
        ({"1": ["a"]}, InputTypeError, "the answers to query '1' are list; expected a mapping"),
        ({"1": {"a": "high"}}, InputTypeError, "a score of query '1' is no number"),
        (
            {"1": {"b": 1.0, "a": math.inf}},
            InputError,
            "the score of document 'a' for query '1' is not finite",
        ),
    ],
)
def test_what_is_no_run(run, error, message):
    with pytest.raises(error, match=message):
        Run(run)


FLOATS = st.floats(-1e6, 1e6, width=32) | st.sampled_from([0.0, -0.0, 1.0, 2.0**-149, -(2.0**-149)])


@given(st.lists(st.lists(FLOATS, max_size=6), min_size=1, max_size=3))
def test_scores_of_a_run_fall_by_as_little_as_possible(rows):
    width = max(map(len, rows))
    scores = np.full((len(rows), width), -np.inf, dtype=np.float32)
    for row, values in enumerate(rows):
        scores[row, : len(values)] = sorted(values, reverse=True)
    counts = np.array([len(values) for values in rows])
    found = _decreasing(scores, counts)
    for row, count in enumerate(counts):
        last = np.float32(np.inf)
        for given_score, made in zip(scores[row, :count], found[row, :count], strict=True):
            assert made == min(given_score, np.nextafter(last, np.float32(-np.inf)))
            last = made
        assert (found[row, count:] == -np.inf).all()
