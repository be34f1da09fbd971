"""A collection and its model replaced together, from Python; tests/test_cli.py tries every way to fail."""

import contextlib
import inspect
import itertools
import re
import tempfile
import warnings
from dataclasses import replace
from pathlib import Path

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


def cut_off_between_its_names(client, name):
    """As a killed process leaves a collection that was to be replaced."""
    milvus.create_collection(client, f"{name}__elanus_new", properties={"elanus.job": f"{name} 0123abcd"})
    client.rename_collection(name, f"{name}__old_0123abcd")


def test_what_a_killed_run_left_is_a_warning(task, client, model):
    task.run(client, model, IDS, TEXTS)
    cut_off_between_its_names(client, "birds")
    with pytest.warns(ElanusWarning, match="was killed: the collection birds has its name back"):
        replace(task, replace=True).prepare(client)
    notes = []
    cut_off_between_its_names(client, "birds")
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


# What a killed run has left, and what is another's


def test_another_s_collections_are_left_alone_whatever_their_names(task, client, model):
    """Leftovers are known by a property that a job wrote, not by a name."""
    task.run(client, model, IDS, TEXTS)
    milvus.create_collection(client, "birds__elanus_new")
    milvus.create_collection(client, "birds__elanus_old")
    other = replace(task, collection="birds__elanus_new2", model_path=task.model_path.with_name("other.bm25"))
    other.run(client, model, IDS[:2], TEXTS[:2])
    before = client.list_collections()
    replace(task, replace=True).run(client, model, IDS[1:], TEXTS[1:])
    assert client.list_collections() == before
    assert [count(client, name) for name in before] == [2, 0, 2, 0]
    client.drop_collection("birds")
    with pytest.raises(ModelFileError):  # the model is there, the collection is not
        task.run(client, model, IDS, TEXTS)
    replace(task, owns_model=True).prepare(client)
    assert client.list_collections() == before[1:]


def test_a_finished_collection_that_was_renamed_is_no_leftover(task, client, model):
    task.run(client, model, IDS, TEXTS)
    client.rename_collection("birds", "birds__elanus_new")
    replace(task, replace=True).run(client, model, IDS[:2], TEXTS[:2])
    client.load_collection("birds__elanus_new")
    assert [count(client, name) for name in client.list_collections()] == [2, 3]


def test_an_unfinished_collection_of_another_job_is_left_alone(task, client, model):
    unfinished = {"elanus.job": "birds__elanus_new 4a1c77e0"}
    milvus.create_collection(client, "birds__elanus_new", properties=unfinished)
    task.run(client, model, IDS, TEXTS)
    assert client.list_collections() == ["birds", "birds__elanus_new"]


def test_a_property_that_no_job_wrote_deletes_no_file(task, client, model):
    milvus.create_collection(client, "birds__elanus_new", properties={"elanus.job": "birds *"})
    another = task.model_path.with_name("new.another.bm25")
    another.touch()
    task.run(client, model, IDS, TEXTS)
    assert client.list_collections() == ["birds", "birds__elanus_new"]
    assert another.exists()


def test_the_files_of_an_unfinished_run_go_with_its_collection(task, client):
    milvus.create_collection(client, "birds__elanus_new", properties={"elanus.job": "birds 4a1c77e0"})
    folder = task.model_path.parent
    ours = [folder / "new.4a1c77e0.birds.bm25", folder / ".new.4a1c77e0.birds.bm25.7.0.tmp"]
    another = folder / "new.birds.bm25"
    for path in (*ours, another):
        path.touch()
    task.prepare(client)
    assert client.list_collections() == []
    assert not any(path.exists() for path in ours)
    assert another.exists()


def test_where_all_names_are_taken_the_job_says_so(task, client, model):
    for ending in job._NEW:
        milvus.create_collection(client, f"birds{ending}")
    with pytest.raises(
        MilvusError, match=r"there is no name for an unfinished collection in .*new4 exist, none"
    ):
        task.run(client, model, IDS, TEXTS)
    assert not task.model_path.exists()


def test_the_old_collection_returns_where_the_new_model_is_gone(task, client, model, monkeypatch):
    """What is there decides, not what a run had done: somebody has removed the model meanwhile."""
    task.run(client, model, IDS, TEXTS)
    fewer = BM25EmbeddingFunction().fit(TEXTS[1:])
    with monkeypatch.context() as patch:
        for name in ("_take_place", "_undo"):
            patch.setattr(IndexJob, name, lambda *_: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            replace(task, replace=True).run(client, fewer, IDS[1:], TEXTS[1:])
    [new_model] = task.model_path.parent.glob("new.*.birds.bm25")
    with pytest.raises(ModelFileError):
        check_model(client, "birds", model)
    elsewhere = replace(task, replace=True, model_path=task.model_path.with_name("other.bm25"))
    elsewhere.prepare(client)
    assert len(client.list_collections()) == 2, "another model's job cannot know which one fits"
    new_model.unlink()
    with pytest.warns(ElanusWarning, match="the collection birds has its name back"):
        replace(task, replace=True).prepare(client)
    assert client.list_collections() == ["birds"]
    client.load_collection("birds")
    assert count(client, "birds") == 3
    assert check_model(client, "birds", model)


def test_a_collection_that_cannot_be_dropped_is_named_with_its_directory(task, client, model, monkeypatch):
    from pymilvus import MilvusClient, MilvusException

    def fail(*_, **__):
        raise MilvusException(message="[Errno 28] No space left on device")

    notes = []
    replaced = replace(task, replace=True, note=notes.append)
    with monkeypatch.context() as patch:
        patch.setattr(job, "insert", fail)
        patch.setattr(MilvusClient, "drop_collection", fail)
        with pytest.raises(MilvusException):
            replaced.run(client, model, IDS, TEXTS)
        folder = f"{task.uri}/collections/birds__elanus_new"
        by_hand = (
            "the collection birds__elanus_new cannot be dropped: [Errno 28] No space left on device; the "
            f"next run drops it, when that is mended, or delete the directory {folder} by hand, while no "
            "program has the database open"
        )
        assert notes == [by_hand]
        with pytest.raises(MilvusError, match=re.escape(by_hand)):
            replaced.run(client, model, IDS, TEXTS)
    assert Path(folder).is_dir()
    replaced.run(client, model, IDS, TEXTS)
    assert client.list_collections() == ["birds"]


def test_a_rename_that_a_full_disk_cuts_off_is_undone(task, client, model, monkeypatch):
    """Milvus Lite moves the directory, and then writes the name into it: that is what fails."""
    from milvus_lite import db

    task.run(client, model, IDS, TEXTS)
    saved, write = task.model_path.read_bytes(), db.save_schema

    def fail(schema, name, path):
        if name != "birds__elanus_new":
            raise OSError(28, "No space left on device", path)
        write(schema, name, path)

    with monkeypatch.context() as patch:
        patch.setattr(db, "save_schema", fail)
        patch.setattr(IndexJob, "_take_place", lambda *_: (_ for _ in ()).throw(ModelFileError("full")))
        with pytest.raises(ModelFileError, match="full"):
            replace(task, replace=True).run(client, model, IDS[:2], TEXTS[:2])
    assert client.list_collections() == ["birds"]
    assert count(client, "birds") == 3
    assert [path.name for path in task.model_path.parent.glob("*.bm25")] == ["birds.bm25"]
    assert task.model_path.read_bytes() == saved


def test_a_collection_that_a_full_disk_did_not_let_begin_is_no_obstacle(task, client, model):
    folder = Path(task.uri, "collections", "birds__elanus_new")
    folder.mkdir()
    (folder / "schema.json.tmp").touch()
    task.run(client, model, IDS, TEXTS)
    assert not folder.exists()


# A model that exists and stays


def test_a_model_that_is_kept(task, client, model):
    model.save(task.model_path)
    saved = task.model_path.read_bytes()
    kept = replace(task, keep_model=True)
    assert kept.run(client, model, IDS[:2], TEXTS[:2]) == (2, 0)
    assert replace(kept, replace=True).run(client, model, IDS, [*TEXTS[:2], "Zebras."]) == (2, 1)
    assert check_model(client, "birds", model)
    assert task.model_path.read_bytes() == saved
    assert [path.name for path in task.model_path.parent.glob("*.bm25")] == ["birds.bm25"]


def test_a_model_that_is_kept_must_be_there_and_the_one_given(task, client, model):
    kept = replace(task, keep_model=True)
    with pytest.raises(ModelFileError, match=r"there is no model file .*birds.bm25"):
        kept.check()
    BM25EmbeddingFunction().fit(TEXTS[1:]).save(task.model_path)
    with pytest.raises(ModelFileError, match=r"birds.bm25 holds another model than the one given"):
        kept.run(client, model, IDS, TEXTS)
    model.save(task.model_path)
    with pytest.raises(InputError, match=r"no document has a term of the model .*: nothing could be found"):
        kept.run(client, model, IDS[:1], ["Zebras."])
    assert client.list_collections() == []


def test_a_model_among_the_files_of_the_database_is_refused(task, tmp_path):
    Path(task.uri).mkdir()
    (tmp_path / "link").symlink_to(task.uri)
    for path in ("x.db/birds.bm25", "link/birds.bm25"):
        for options in ({}, {"replace": True, "owns_model": True}):
            with pytest.raises(ModelFileError, match=r"birds.bm25 would be in the database .*x.db"):
                replace(task, model_path=tmp_path / path, **options).check()


# A process that dies, or is interrupted, at any step


class Killed(BaseException):
    """What kill -9 does to a process: none of its steps has an effect any more."""


class Steps:
    """Cuts a run off at an event: before or after a call of Milvus or the change of a file.

    A killed one is dead to the end; an interrupted one goes on undoing.
    """

    def __init__(self):
        self.passed, self.last, self.error, self.dead = 0, None, None, False

    def until(self, last, error):
        self.passed, self.last, self.error, self.dead = 0, last, error, False

    def event(self):
        if self.dead:
            raise Killed
        self.passed += 1
        if self.passed == self.last:
            self.dead = self.error is Killed
            raise self.error

    def watch(self, function):
        def step(*arguments, **options):
            self.event()
            result = function(*arguments, **options)
            self.event()
            return result

        return step


class Watched:
    """A client whose calls are steps."""

    def __init__(self, client, steps):
        self._client, self._steps = client, steps

    def __getattr__(self, name):
        value = getattr(self._client, name)
        made_here = name in ("create_schema", "prepare_index_params", "get_server_version")
        return value if made_here or not callable(value) else self._steps.watch(value)


class Milvus:
    """As much of Milvus as a job needs, in memory: thousands of runs take seconds."""

    def __init__(self):
        self.collections = {}

    def create_schema(self, **_):
        return self

    prepare_index_params = create_schema

    def add_field(self, *_, **__):
        """The fields are always the same."""

    add_index = create_index = load_collection = add_field

    def has_collection(self, name, **_):
        return name in self.collections

    def describe_collection(self, name, **_):
        properties, _ = self.collections[name]
        return {"collection_name": name, "properties": dict(properties), "fields": []}

    def create_collection(self, name, properties, **_):
        assert name not in self.collections
        self.collections[name] = (dict(properties), [])

    def alter_collection_properties(self, name, properties, **_):
        self.collections[name][0].update(properties)

    def insert(self, name, rows, **_):
        self.collections[name][1].extend(row["id"] for row in rows)

    def query(self, name, output_fields, **_):
        ids = self.collections[name][1]
        if output_fields == ["id"]:
            return [{"id": identity} for identity in ids]
        return [{"count(*)": len(ids)}]

    def rename_collection(self, name, new_name, **_):
        assert new_name not in self.collections
        self.collections[new_name] = self.collections.pop(name)

    def drop_collection(self, name, **_):
        self.collections.pop(name, None)

    def list_collections(self):
        return sorted(self.collections)


#: Documents of four runs. All models but the third number the same terms: only their k1 tells them apart.
RUNS = [("old", 1.1, TEXTS), ("first", 1.2, TEXTS), ("second", 1.3, [*reversed(TEXTS)]), ("last", 1.4, TEXTS)]


class Pairs:
    """Runs one after the other, each cut off where it is told to be."""

    def __init__(self, folder, client, monkeypatch, *, keep_model):
        self.steps = Steps()
        self.client, self.watched = client, Watched(client, self.steps)
        self.uri, self.path = str(folder / "x.db"), folder / "models" / "birds.bm25"
        self.path.parent.mkdir()
        self.keep_model = keep_model
        self.models = [BM25EmbeddingFunction(k1=k1).fit(texts) for _, k1, texts in RUNS]
        for owner, name in ((Path, "replace"), (Path, "unlink"), (BM25EmbeddingFunction, "save")):
            monkeypatch.setattr(owner, name, self.steps.watch(getattr(owner, name)))

    def start(self, *, exists):
        """Put back what there is before the first run."""
        self.steps.until(None, None)
        for name in self.client.list_collections():
            self.client.drop_collection(name)
        for path in self.path.parent.iterdir():
            path.unlink()
        if self.keep_model:
            self.models[0].save(self.path)
        if exists:
            self.run(0)

    def job(self, path=None):
        return IndexJob(
            self.uri,
            "birds",
            path or self.path,
            replace=True,
            keep_model=self.keep_model,
            note=lambda _: None,
        )

    def run(self, number, last=None, error=None, path=None):
        """Run; return how many events passed."""
        name, _, texts = RUNS[number]
        model = self.models[0 if self.keep_model else number]
        self.steps.until(last, error)
        with contextlib.suppress(Killed, KeyboardInterrupt):
            self.job(path).run(self.watched, model, [f"{name} {place}" for place in range(3)], texts)
        return self.steps.passed

    def recover(self):
        self.steps.until(None, None)
        self.job().prepare(self.client)

    def found(self):
        """Return the run whose collection is there with its model, and nothing else; None without any."""
        names, files = self.client.list_collections(), sorted(self.path.parent.iterdir())
        assert files == ([self.path] if names or self.keep_model else []), files
        if not names:
            return None
        assert names == ["birds"]
        self.client.load_collection("birds")
        ids = [row["id"] for row in self.client.query("birds", filter="", output_fields=["id"])]
        [number] = {number for number, (name, *_) in enumerate(RUNS) if ids and ids[0].startswith(name)}
        assert sorted(ids) == [f"{RUNS[number][0]} {place}" for place in range(3)]
        model = BM25EmbeddingFunction().load(self.path)
        assert check_model(self.client, "birds", model)
        assert model.k1 == RUNS[0 if self.keep_model else number][1]
        return number


@pytest.fixture
def pairs(tmp_path, monkeypatch, request, deep):
    """What makes pairs, with Milvus in memory or Milvus Lite."""
    lite = "with_lite" in request.fixturenames and request.getfixturevalue("with_lite")
    if lite and not deep:
        pytest.skip("make test-deep")
    with contextlib.ExitStack() as stack:
        if Path("/dev/shm").is_dir():  # models are flushed to the disk
            tmp_path = Path(stack.enter_context(tempfile.TemporaryDirectory(dir="/dev/shm")))
        client = stack.enter_context(milvus.connect(str(tmp_path / "x.db"))) if lite else Milvus()
        yield lambda keep_model: Pairs(tmp_path, client, monkeypatch, keep_model=keep_model)


@pytest.mark.parametrize("with_lite", [False, True], ids=["memory", "lite"])
@pytest.mark.parametrize("second", [KeyboardInterrupt, Killed])
@pytest.mark.parametrize("keep_model", [False, True], ids=["fitted", "kept"])
@pytest.mark.parametrize("exists", [True, False], ids=["replaced", "new"])
def test_a_kill_and_what_follows_it_leave_a_pair_at_every_step(
    pairs, exists, keep_model, second, with_lite, deep
):
    """One run is killed, the next one interrupted or killed too; the long form takes all pairs of events."""
    pairs = pairs(keep_model)
    allowed = {0 if exists else None, 1, 2}
    results = set()
    pairs.start(exists=exists)
    kills, cuts = (1, 3 if with_lite else 1) if deep else (3, 11)
    for kill in range(1, pairs.run(1) + 1, kills):
        for cut in itertools.count(1 + kill % cuts, cuts):
            pairs.start(exists=exists)
            pairs.run(1, kill, Killed)
            finished = pairs.run(2, cut, second) < cut
            pairs.recover()
            found = pairs.found()
            assert found == 2 if finished else found in allowed, (kill, cut)
            results.add(found)
            if finished:
                break
    assert results == allowed
    pairs.run(3)
    assert pairs.found() == 3


def test_a_kill_and_an_interrupted_run_with_another_model_file(pairs, deep):
    """The second run cannot see the first one's model: it must take nothing away before it is done itself."""
    pairs = pairs(keep_model=False)
    other = pairs.path.with_name("other.bm25")
    pairs.start(exists=True)
    kills, cuts = (1, 1) if deep else (3, 11)
    for kill in range(1, pairs.run(1) + 1, kills):
        for cut in itertools.count(1 + kill % cuts, cuts):
            pairs.start(exists=True)
            pairs.run(1, kill, Killed)
            finished = pairs.run(2, cut, KeyboardInterrupt, other) < cut
            if finished or other.exists():
                assert pairs.client.list_collections() == ["birds"]
                assert check_model(pairs.client, "birds", BM25EmbeddingFunction().load(other))
                assert BM25EmbeddingFunction().load(other).k1 == RUNS[2][1]
            else:
                pairs.recover()
                assert pairs.found() in {0, 1}, (kill, cut)
            if finished:
                break
