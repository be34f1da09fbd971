"""Indexes on disk: what comes back, in which process, and everything that can happen to the files."""

import itertools
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

import elanus
import naive_index
from elanus import errors
from naive_index import assert_found

pytestmark = pytest.mark.filterwarnings("ignore:a query weight is 0")

DEEP = bool(os.environ.get("ELANUS_DEEP_FAULTS"))
"""Set by `make test-faults`: every bit of the files, every system call of a save."""

WORDS = {"tokenizer": "whitespace"}
DOCUMENTS = ["red kite", "black kite", "", "owl", "red owl red owl", "kite " * 700, "鳶 \U0001f985 kite"]
QUERIES = ["red kite", "owl", "鳶", "unknown", ""]
NAMES = [f"name {n}" for n in range(len(DOCUMENTS))]


def pair(ids=None, documents=DOCUMENTS, **options):
    parameters = {name: value for name, value in options.items() if name != "store_text"}
    return (
        elanus.Index.build(documents, ids, analyzer=WORDS, **options),
        naive_index.Index(documents, ids, analyzer=WORDS, **parameters),
    )


def assert_equal(index, twin):
    assert index.ids.tolist() == twin.ids
    assert index.get(twin.ids) == [text for _, text in twin.entries]
    for k in (1, 100):
        assert_found(index.search(QUERIES, k), twin.search(QUERIES, k), k, twin)


def contents(folder):
    """The bytes of each file; nobody reads a lock."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "birds.elanus"


@pytest.fixture(params=[True, False], ids=["mapped", "read"])
def mmap(request):
    return request.param


def run(code, *arguments, check=True):
    """What a program prints, in a process of its own."""
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


CHANGE = """
    import sys, elanus
    index = elanus.Index.open(sys.argv[1])
    index.add(["swift owl"]).delete([1]).set_parameters(k1=0.5)
    index.save()
"""


class TestRoundTrip:
    @pytest.mark.parametrize("ids", [None, NAMES, [2**40 + n for n in range(len(DOCUMENTS))]])
    @pytest.mark.parametrize("method", ["lucene", "okapi", "bm25+", "tfidf"])
    def test_everything_comes_back(self, path, ids, method, mmap):
        index, twin = pair(ids, method=method, k1=0.8, b=0.3, epsilon=-0.2)
        index.delete(twin.ids[1:2])
        twin.delete(twin.ids[1:2])
        assert index.path is None
        index.save(path)
        assert Path(index.path) == path
        opened = elanus.Index.open(path, mmap=mmap)
        assert Path(opened.path) == path
        for name in ("method", "k1", "b", "epsilon", "delta", "dim", "nnz", "has_text"):
            assert getattr(opened, name) == getattr(index, name), name
        assert list(opened.bm25.idf.items()) == list(index.bm25.idf.items())
        assert opened.bm25.dim == index.bm25.dim
        assert_equal(opened, twin)
        for each in (opened, twin):
            each.add(["red red"], None if ids is None else [7 if ids is not NAMES else "seven"])
            each.update(["swift"], twin.ids[:1])
        assert_equal(opened, twin)
        opened.save()
        assert_equal(elanus.Index.open(str(path), mmap=mmap), twin)

    @pytest.mark.parametrize("name", ["manifest", "model-*", "segment-*"])
    def test_damage_is_named_as_that_of_an_index(self, path, mmap, name):
        pair()[0].save(path)
        reader = elanus.Index.open(path, mmap=mmap)
        pair(store_text=False)[0].add(["new words"]).save(path)
        for file in path.glob(name):
            data = file.read_bytes()
            file.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
        with pytest.raises(errors.CorruptIndexError, match=name.removesuffix("*")):
            elanus.Index.open(path, mmap=mmap)
        with pytest.raises(errors.CorruptIndexError, match=name.removesuffix("*")):
            reader.refresh()

    def test_without_text(self, path, mmap):
        index, _ = pair(store_text=False)
        index.save(path)
        opened = elanus.Index.open(path, mmap=mmap)
        assert not opened.has_text
        assert opened.get([0, 3]) == [None, None]
        assert opened.search(QUERIES).scores.tobytes() == index.search(QUERIES).scores.tobytes()
        opened.delete([0]).update(["kite"], [3]).save()
        twin = pair()[1]
        twin.delete([0])
        twin.update(["kite"], [3])
        again = elanus.Index.open(path)
        assert list(again.bm25.idf.items()) == list(twin.model.idf.items())
        assert not any(b"black kite" in data for data in contents(path).values())

    def test_vectors(self, path, mmap):
        chance = np.random.default_rng(5)
        matrix = csr_array(chance.random((50, 20), np.float32) * (chance.random((50, 20)) < 0.3))
        matrix = matrix.astype(np.float32)
        twin = naive_index.Vectors(matrix)
        elanus.Index.from_vectors(matrix).save(path)
        opened = elanus.Index.open(path, mmap=mmap)
        assert_found(opened.search(matrix, 7), twin.search(matrix, 7), 7, twin)
        opened.add(matrix, range(100, 150)).save()
        twin.add(matrix, range(100, 150))
        opened = elanus.Index.open(path, mmap=mmap)
        assert_found(opened.search(matrix, 7), twin.search(matrix, 7), 7, twin)

    def test_an_analyzer_that_is_python_code(self, path):
        """It is named, not stored: an index without it cannot analyse."""
        index = elanus.Index.build(DOCUMENTS, analyzer=str.split)
        try:
            index.save(path)
        except errors.ElanusError as error:
            assert "analyzer" in str(error)  # noqa: PT017 - either is an answer
            return
        with pytest.raises(errors.ElanusError, match="analyzer"):
            elanus.Index.open(path).search("red kite")

    def test_the_language_presets(self, path):
        for number, analyzer in enumerate(("standard", "auto", "unicode:de", {"tokenizer": "whitespace"})):
            index = elanus.Index.build(["Rote Milane kreisen.", "Der Kauz ruft."], analyzer=analyzer)
            index.save(path.with_name(f"{number}.elanus"))
            opened = elanus.Index.open(path.with_name(f"{number}.elanus"))
            assert (
                opened.search("Milane kreisen").scores.tobytes()
                == index.search("Milane kreisen").scores.tobytes()
            )
            assert opened.analyzer("Rote Milane") == index.analyzer("Rote Milane")

    def test_another_place(self, path, tmp_path):
        """A copy there, from then on its place; what was saved before stays."""
        index, twin = pair()
        index.save(path)
        before = contents(path)
        index.add(["swift"])
        index.save(tmp_path / "other.elanus")
        assert Path(index.path) == tmp_path / "other.elanus"
        assert contents(path) == before
        assert_equal(elanus.Index.open(path), twin)
        twin.add(["swift"])
        assert_equal(elanus.Index.open(tmp_path / "other.elanus"), twin)
        index.delete([0]).save()
        assert contents(path) == before

    def test_what_was_saved_is_not_written_again(self, path):
        documents = [f"red kite {n}" for n in range(2_000)]
        index, _ = pair(documents=documents)
        index.save(path)
        before = contents(path)
        index.save()
        assert contents(path).keys() == before.keys()
        index.add(["owl"])
        index.save()
        after = contents(path)
        kept = [name for name in before if after.get(name) == before[name]]
        largest = max(before, key=lambda name: len(before[name]))
        assert largest in kept

    def test_compaction_leaves_no_more_files_than_a_new_one(self, path):
        index, twin = pair()
        index.save(path)
        count = len(contents(path))
        for number in range(5):
            index.add([f"kite {number}"])
            twin.add([f"kite {number}"])
            index.save()
        index.compact().save()
        assert len(contents(path)) <= count
        assert_equal(elanus.Index.open(path), twin)


class TestOtherProcesses:
    def test_refresh(self, path, mmap):
        index, twin = pair()
        index.save(path)
        reader = elanus.Index.open(path, mmap=mmap)
        assert not reader.refresh()
        run(CHANGE, path)
        assert_equal(reader, twin)
        assert reader.refresh()
        assert not reader.refresh()
        twin.add(["swift owl"])
        twin.delete([1])
        twin.set_parameters(k1=0.5)
        assert_equal(reader, twin)
        assert reader.k1 == 0.5

    def test_a_reader_keeps_what_it_opened(self, path, mmap):
        """Also when none of its files is there any more."""
        documents = [f"kite w{n} {'red ' * (n % 9)}" for n in range(3_000)]
        index, twin = pair(documents=documents)
        index.save(path)
        reader = elanus.Index.open(path, mmap=mmap)
        change = """
            import sys, elanus
            index = elanus.Index.open(sys.argv[1])
            index.delete(range(1_500)).add(["owl"]).compact().save()
        """
        run(change, path)
        shutil.rmtree(path)
        assert len(reader) == 3_000
        assert reader.get([0, 1_499, 2_999]) == [documents[n] for n in (0, 1_499, 2_999)]
        for k in (10, 3_000):
            assert_found(reader.search(["red kite", "w7"], k), twin.search(["red kite", "w7"], k), k, twin)

    def test_the_second_writer_is_refused(self, path):
        """What another has saved since is not overwritten; after `refresh` it can write."""
        index, twin = pair()
        index.save(path)
        other = elanus.Index.open(path)
        run(CHANGE, path)
        after = contents(path)
        other.add(["swift kite"])
        with pytest.raises(errors.ElanusError, match=r"refresh|another"):
            other.save()
        assert contents(path) == after
        fresh = elanus.Index.open(path)
        fresh.add(["swift kite"])
        fresh.save()
        twin.add(["swift owl"])
        twin.delete([1])
        twin.set_parameters(k1=0.5)
        twin.add(["swift kite"])
        assert_equal(elanus.Index.open(path), twin)

    def test_no_addition_of_many_writers_is_lost(self, path):
        index, _ = pair(NAMES)
        index.save(path)
        code = """
            import sys, elanus
            from elanus.errors import ElanusError
            path, name = sys.argv[1:]
            refused = 0
            for number in range(8):
                while True:
                    index = elanus.Index.open(path)
                    index.add([f"kite {name} {number}"], [f"{name}{number}"])
                    try:
                        index.save()
                        break
                    except ElanusError:
                        refused += 1
            print(refused)
        """
        command = [sys.executable, "-c", textwrap.dedent(code), str(path)]
        writers = [
            subprocess.Popen([*command, name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for name in "abc"
        ]
        for writer in writers:
            _, error = writer.communicate(timeout=120)
            assert writer.returncode == 0, error
        opened = elanus.Index.open(path)
        expected = {f"{name}{number}" for name in "abc" for number in range(8)}
        assert set(opened.ids.tolist()) == {*NAMES, *expected}
        assert opened.get(["b3"]) == ["kite b 3"]
        assert opened.search("kite", 100).counts == [4 + 24]

    def test_a_reader_sees_no_torn_file(self, path):
        """While another process saves again and again, each opening gives one of the states."""
        documents = [f"all kite w{n}" for n in range(300)]
        pair(documents=documents)[0].save(path)
        code = """
            import sys, elanus
            index = elanus.Index.open(sys.argv[1])
            print("ready", flush=True)
            for number in range(10_000):
                index.add([f"all kite more{number}"])
                index.delete(index.ids[:1])
                if number % 5 == 4:
                    index.compact()
                index.save()
        """
        with subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code), str(path)], stdout=subprocess.PIPE
        ) as writer:
            try:
                writer.stdout.readline()
                states, reader = set(), elanus.Index.open(path)
                for number in itertools.count():
                    if number >= (2_000 if DEEP else 40) and len(states) > 5:
                        break
                    index = elanus.Index.open(path, mmap=number % 2 == 0)
                    reader.refresh()
                    for each in (index, reader):
                        found = each.search("all", 1_000)
                        assert found.counts == [300]
                        assert found.ids[0, :300].tolist() == each.ids.tolist()
                        assert all(text.startswith("all ") for text in each.get(each.ids))
                        states.add(each.ids[0].item())
                assert writer.poll() is None
            finally:
                writer.kill()
        assert elanus.Index.open(path).search("all", 1).counts == [1]
