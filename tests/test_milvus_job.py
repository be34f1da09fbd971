"""A collection and its model replaced together, from Python; tests/test_cli.py tries every way to fail."""

import inspect
import re
import warnings
from dataclasses import replace

import pytest

from elanus import milvus
from elanus.errors import ElanusWarning, InputError, InputTypeError, MilvusError, ModelFileError
from elanus.milvus import IndexJob, check_model, job
from elanus.sparse import BM25EmbeddingFunction

pytest.importorskip("pymilvus")
pytest.importorskip("milvus_lite")

IDS = ["b", "r", "s"]
TEXTS = ["Black kites soar.", "A red kite dives.", "Swifts scream."]


@pytest.fixture
def task(tmp_path):
    return IndexJob(str(tmp_path / "x.db"), "birds", tmp_path / "birds.bm25")


@pytest.fixture
def client(task):
    with milvus.connect(task.uri) as client:
        yield client


@pytest.fixture
def model():
    return BM25EmbeddingFunction().fit(TEXTS)


def count(client, name):
    return client.query(name, filter="", output_fields=["count(*)"])[0]["count(*)"]


def test_a_collection_is_replaced_with_its_model(task, client, model):
    seen = []
    assert task.run(client, model, IDS, TEXTS, progress=seen.append) == (3, 0)
    assert seen == [3]
    assert check_model(client, "birds", model)
    with pytest.raises(MilvusError, match=r"the collection birds exists in .*; replace=True puts a new one"):
        replace(task, owns_model=True).run(client, model, IDS, TEXTS)
    with pytest.raises(ModelFileError, match=r"birds.bm25 exists; replace=True overwrites it, or"):
        task.check()
    fewer = BM25EmbeddingFunction(method="lucene").fit(TEXTS[1:])
    replace(task, replace=True).run(client, fewer, IDS[1:], TEXTS[1:])
    assert count(client, "birds") == 2
    assert client.list_collections() == ["birds"]
    assert BM25EmbeddingFunction().load(task.model_path).method == "lucene"
    with pytest.raises(ModelFileError, match="the model does not fit the collection birds: it numbers"):
        check_model(client, "birds", model)


def test_a_failure_leaves_the_old_collection_and_model(task, client, model, monkeypatch):
    task.run(client, model, IDS, TEXTS)
    saved = task.model_path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(job, "insert", lambda *_, **__: milvus.Inserted(5, 0))
        with pytest.raises(MilvusError, match="Milvus counts 0 documents of 5 inserted"):
            replace(task, replace=True).run(client, model, IDS[:2], TEXTS[:2])
    assert client.list_collections() == ["birds"]
    assert count(client, "birds") == 3
    assert [path.name for path in task.model_path.parent.glob("*.bm25")] == ["birds.bm25"]
    assert task.model_path.read_bytes() == saved


def test_what_a_killed_run_left_is_a_warning(task, client, model):
    task.run(client, model, IDS, TEXTS)
    client.rename_collection("birds", "birds__elanus_old")
    with pytest.warns(ElanusWarning, match="was killed: the collection birds has its name back"):
        replace(task, replace=True).prepare(client)
    notes = []
    client.rename_collection("birds", "birds__elanus_old")
    with warnings.catch_warnings(action="error"):
        replace(task, replace=True, note=notes.append).prepare(client)
    assert len(notes) == 1


def test_ids_are_one_for_each_text_and_unique(task, client, model):
    with pytest.raises(InputError, match="there are 2 ids for 3 texts; expected one for each"):
        task.run(client, model, IDS[:2], TEXTS)
    with pytest.raises(InputError, match=r"ids\[0\] and ids\[1\] are the same, 'a'; a collection takes each"):
        task.run(client, model, ["a", "a", "b"], TEXTS)
    with pytest.raises(
        InputTypeError, match=r"texts is dict, which iterates over its keys; expected a list of str, such as"
    ):
        task.run(client, model, IDS, dict(zip(IDS, TEXTS, strict=True)))
    assert client.list_collections() == []
    assert not task.model_path.exists()


@pytest.mark.parametrize(
    ("ids", "texts", "kind", "words"),
    [
        ([["1"], "2"], ["a", "b"], InputTypeError, r"ids[0] is list; expected a str"),
        ([1, 2], ["a", "b"], InputTypeError, r"ids[0] is int; expected a str"),
        (["1", "2"], ["a", None], InputTypeError, r"texts[1] is None; expected a str"),
        (
            ["1", "2"],
            ["a", "ä" * 32_768],
            InputError,
            "texts[1] has 65,536 bytes of UTF-8; expected 65,535 at",
        ),
        (["ä" * 257, "2"], ["a", "b"], InputError, "ids[0] has 514 bytes of UTF-8; expected 512 at most"),
    ],
)
def test_what_no_collection_takes_is_refused_by_its_position(task, client, model, ids, texts, kind, words):
    with pytest.raises(kind, match=re.escape(words)):
        task.run(client, model, ids, texts)
    assert client.list_collections() == []
    assert not task.model_path.exists()


def test_a_model_file_that_is_not_to_be_replaced_stays(task, client, model):
    task.model_path.write_text("another's")
    with pytest.raises(
        ModelFileError, match=r"birds.bm25 exists; replace=True overwrites it, or name another"
    ):
        task.run(client, model, IDS, TEXTS)
    assert task.model_path.read_text() == "another's"
    assert client.list_collections() == []


def test_the_longest_ids_and_texts_are_taken(task, client, model):
    assert task.run(client, model, ["ä" * 256], ["kite " * 13_107]) == (1, 0)


def test_a_job_takes_paths_as_str_and_refuses_what_is_none(tmp_path):
    uri = str(tmp_path / "x.db")
    found = IndexJob(uri, "docs", str(tmp_path / "m.bm25"))
    found.check()
    assert found == IndexJob(uri, "docs", tmp_path / "m.bm25")
    assert replace(found, replace=True).model_path == tmp_path / "m.bm25"
    with pytest.raises(InputTypeError, match="the path is NoneType; expected a str or a path of pathlib"):
        IndexJob(uri, "docs", None)
    with pytest.raises(InputTypeError, match=r"uri is \w*Path; expected a str"):
        IndexJob(tmp_path / "x.db", "docs", "m.bm25").check()
    with pytest.raises(InputTypeError, match="collection is None; expected a str"):
        IndexJob(uri, None, "m.bm25").check()
    assert "replacing" not in inspect.signature(IndexJob).parameters


def test_a_collection_made_by_hand_names_no_model(client, model):
    milvus.create_collection(client, "own")
    assert check_model(client, "own", model) is False
