"""An index whose files are damaged is refused; one whose writer failed or died is the old or the new."""

import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from contextlib import contextmanager

import pytest

import elanus
import index_writer
from elanus import errors
from test_index_files import DEEP, WORDS, contents, pair

pytestmark = pytest.mark.filterwarnings("ignore:a query weight is 0")


@pytest.fixture(scope="module")
def damageable(tmp_path_factory, library_texts):
    """The folder of an index of 256 KiB and a little more, of several segments, with deletions and texts."""
    path = tmp_path_factory.mktemp("damage") / "birds.elanus"
    index, texts = elanus.Index.build(library_texts[:200]), iter(library_texts[200:])
    index.save(path)
    while sum(map(len, contents(path).values())) < 262_144:
        index.add([next(texts) for _ in range(60)]).delete(index.ids[[3, 50]]).save()
    return path


@pytest.fixture
def damaged(damageable, tmp_path):
    """A copy of it."""
    return shutil.copytree(damageable, tmp_path / "birds.elanus")


def read(path, mmap=True):
    """Open an index and read all that is in it."""
    index = elanus.Index.open(path, mmap=mmap)
    return index, index.get(index.ids)


def refused(path, mmap=True):
    """The message with which an index is refused, at the latest when its texts are read."""
    with pytest.raises(errors.ModelFileError) as caught:
        read(path, mmap)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def parts_of(path):
    """The files that belong to the index: all but locks, which nobody reads."""
    return [part for part, data in contents(path).items() if data]


class TestDamage:
    @pytest.mark.timeout(14_400 if DEEP else 300)
    def test_flipped_bits(self, damaged):
        """All flips on demand, 2,097,152 and more; else a sample of each file."""
        chance, count = random.Random(3), 0
        for part in parts_of(damaged):
            size = part.stat().st_size * 8
            count += size
            flips = range(size) if DEEP else sorted(chance.sample(range(size), min(size, 150)))
            with part.open("r+b", buffering=0) as file:
                for flip in flips:
                    file.seek(flip // 8)
                    [byte] = file.read(1)
                    file.seek(flip // 8)
                    file.write(bytes([byte ^ 1 << flip % 8]))
                    with pytest.raises(errors.ModelFileError):
                        read(damaged, mmap=flip % 2 == 0)
                    file.seek(flip // 8)
                    file.write(bytes([byte]))
        assert count >= 2_097_152
        read(damaged)

    @pytest.mark.parametrize("mmap", [True, False])
    def test_cuts_and_additions(self, damaged, mmap):
        chance = random.Random(4)
        for part, data in contents(damaged).items():
            cuts = {0, 1, 7, 8, 11, 12, len(data) // 2, len(data) - 1, *chance.sample(range(len(data)), 20)}
            for changed in (*(data[:cut] for cut in sorted(cuts)), data + b"\0", data + b"\n", data * 2):
                part.write_bytes(changed)
                assert damaged.name in refused(damaged, mmap)
            part.write_bytes(data)
        read(damaged)

    def test_files_that_are_not_there(self, damaged):
        for part, data in contents(damaged).items():
            part.unlink()
            assert damaged.name in refused(damaged)
            part.mkdir()
            refused(damaged)
            part.rmdir()
            part.write_bytes(data)
        read(damaged)

    def test_swapped_files(self, damaged):
        parts = contents(damaged)
        for one, its in parts.items():
            for other, others in parts.items():
                if one < other and its != others:
                    one.write_bytes(others)
                    other.write_bytes(its)
                    refused(damaged)
                    one.write_bytes(its)
                    # One of them twice.
                    other.write_bytes(its)
                    refused(damaged)
                    other.write_bytes(others)
        read(damaged)

    def test_files_of_another_index(self, damaged, tmp_path, library_texts):
        """Also of an earlier state of the same one."""
        elanus.Index.build(library_texts[:180]).save(tmp_path / "other.elanus")
        earlier = shutil.copytree(damaged, tmp_path / "earlier.elanus")
        index = elanus.Index.open(damaged)
        index.delete(index.ids[:1]).add(["a red kite"]).set_parameters(k1=0.7)
        index.save()
        theirs = [*contents(tmp_path / "other.elanus").items(), *contents(earlier).items()]
        tried = 0
        for part, data in contents(damaged).items():
            for name, others in theirs:
                if others != data and name.suffix == part.suffix:
                    part.write_bytes(others)
                    try:
                        found, texts = read(damaged)
                    except errors.ModelFileError:
                        tried += 1
                    else:  # a manifest of the earlier state, whose files are still there
                        state, its = read(earlier)
                        assert (found.ids.tolist(), texts) == (state.ids.tolist(), its)
            part.write_bytes(data)
        assert tried > 2

    def test_what_is_no_index(self, damaged, tmp_path):
        (tmp_path / "file.elanus").write_bytes(b"\x89ELANUS\n")
        (tmp_path / "empty.elanus").mkdir()
        (tmp_path / "foreign.elanus").mkdir()
        (tmp_path / "foreign.elanus" / "notes.txt").write_text("kites")
        for name in ("file", "empty", "foreign", "none"):
            assert f"{name}.elanus" in refused(tmp_path / f"{name}.elanus")

    def test_a_failed_refresh_leaves_the_object(self, damaged):
        reader, texts = read(damaged)
        before = reader.search("the file", 20).scores.tobytes()
        writer = elanus.Index.open(damaged)
        writer.add(["a red kite"]).save()
        for part, data in contents(damaged).items():
            part.unlink()  # what is mapped stays as it is
            part.write_bytes(data[:-1])
        with pytest.raises(errors.ModelFileError):
            reader.refresh()
        assert reader.search("the file", 20).scores.tobytes() == before
        assert reader.ids.tolist() == [*map(int, reader.ids)]
        assert len(texts) == len(reader)


def state_of(path):
    index, texts = read(path)
    return index.ids.tolist(), texts, index.search(["red kite", "owl"], 9).scores.tobytes()


@contextmanager
def largest_file(size):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class TestFaults:
    def test_a_full_disk(self, tmp_path, library_texts):
        """A limit on the size of files fails writes midway, as a full disk does."""
        path = tmp_path / "birds.elanus"
        index = elanus.Index.build(library_texts[:50])
        index.save(path)
        before, files = state_of(path), contents(path)
        index.add(library_texts[50:500]).delete([3])
        elanus.Index.build(library_texts[50:500]).save(tmp_path / "size.elanus")
        largest = max(map(len, contents(tmp_path / "size.elanus").values()))
        for limit in (0, 1, 100, 4_096, 20_000, largest // 2):
            with largest_file(limit), pytest.raises(errors.ModelFileError, match=r"birds\.elanus"):
                index.save()
            assert state_of(path) == before
            assert contents(path).items() >= files.items()
            assert len(contents(path)) <= len(files) + 1  # a lock
            with largest_file(limit), pytest.raises(errors.ModelFileError):
                index.save(tmp_path / "new.elanus")
            assert not (tmp_path / "new.elanus").exists() or not any((tmp_path / "new.elanus").iterdir())
        assert (len(index), index.get([60])) == (499, [library_texts[60]])
        index.save()
        assert state_of(path)[0] == [*range(3), *range(4, 500)]

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_that_may_not_be_written(self, tmp_path):
        path = tmp_path / "birds.elanus"
        index, _ = pair()
        index.save(path)
        before = state_of(path)
        path.chmod(0o500)
        try:
            with pytest.raises(errors.ModelFileError, match="Permission denied"):
                index.add(["owl"]).save()
        finally:
            path.chmod(0o700)
        assert state_of(path) == before

    def test_what_is_no_index_is_not_replaced(self, tmp_path):
        index, _ = pair()
        (tmp_path / "file").write_text("kites")
        (tmp_path / "folder").mkdir()
        (tmp_path / "folder" / "notes.txt").write_text("kites")
        (tmp_path / "weights").mkdir()
        for name in ("model-00001-of-00002.safetensors", "segment-of-birds", ".manifest.x.tmp"):
            (tmp_path / "weights" / name).write_text("kites")
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "circle").symlink_to("circle")
        before = sorted(tmp_path.rglob("*"))
        for name, message in (
            ("file", "file is a file, and an index is a folder"),
            ("folder", "folder: it is no index, and holds notes.txt"),
            ("weights", "weights"),
            ("pipe", "pipe is a file, and an index is a folder"),
            ("circle", "circle"),
            ("file/below", "the index cannot be saved: there is no directory .*/file$"),
            ("none/below", "the index cannot be saved: there is no directory .*/none$"),
        ):
            for replace in (False, True):
                with pytest.raises(errors.ModelFileError, match=message):
                    index.save(tmp_path / name, replace=replace)
        assert sorted(tmp_path.rglob("*")) == before
        assert (tmp_path / "file").read_text() == (tmp_path / "folder" / "notes.txt").read_text() == "kites"

    def test_kill_9(self, tmp_path):
        """A process that adds and saves is killed at random moments; what it said was saved is there."""
        path = tmp_path / "birds.elanus"
        pair()[0].save(path)
        code = """
            import sys, elanus
            index = elanus.Index.open(sys.argv[1])
            print(len(index), flush=True)
            while True:
                index.add(["kite owl"])
                if len(index) % 5 == 0:
                    index.compact()
                index.save()
                print(len(index), flush=True)
        """
        chance, at_least = random.Random(8), 7
        command = [sys.executable, "-c", textwrap.dedent(code), str(path)]
        for _ in range(200 if DEEP else 4):
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
                said = [child.stdout.readline()]
                time.sleep(chance.random() * 0.1)
                child.send_signal(signal.SIGKILL)
                said += child.stdout.readlines()
            saved = int([line for line in said if line.endswith("\n")][-1])
            ids, texts, _ = state_of(path)
            assert saved >= at_least
            assert len(ids) in (saved, saved + 1)
            assert ids == [*range(len(ids))]
            assert texts[7:] == ["kite owl"] * (len(ids) - 7)
            at_least = len(ids)
        # What the dead have left behind does not stay.
        index = elanus.Index.open(path)
        index.compact().save()
        fresh = tmp_path / "fresh.elanus"
        elanus.Index.build(index.get(index.ids), analyzer=WORDS).save(fresh)
        assert len(contents(path)) <= len(contents(fresh)) + 1


# What changes a file, or makes sure that it is there.
CALLS = {
    *(
        "openat",
        "open",
        "creat",
        "write",
        "pwrite64",
        "writev",
        "pwritev",
        "fsync",
        "fdatasync",
        "sync_file_range",
    ),
    *("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir"),
    *(
        "ftruncate",
        "fallocate",
        "flock",
        "close",
        "copy_file_range",
        "sendfile",
        "syncfs",
        "symlink",
        "fchmod",
    ),
}
ERRORS = {
    "openat",
    "write",
    "pwrite64",
    "writev",
    "fsync",
    "fdatasync",
    "rename",
    "renameat2",
    "mkdir",
    "ftruncate",
}


class Tracer:
    """Runs `index_writer.change` in processes whose system calls strace follows from their begin."""

    def __init__(self, log):
        self.log = log
        environment = {**os.environ, "ELANUS_NUM_THREADS": "1"}
        command = [sys.executable, index_writer.__file__]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        )

    def run(self, path, *options):
        """The exit code, negative for a signal, of one that changes this index; its calls are in the log."""
        self.process.stdin.write(f"{path}\n".encode())
        self.process.stdin.flush()
        child = self.process.stdout.readline().strip().decode()
        command = ["strace", "-f", "-o", self.log, *options, "-p", child]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
            line = strace.stderr.readline()
            assert "attached" in line, line
            self.process.stdin.write(b".")
            self.process.stdin.flush()
            return int(self.process.stdout.readline())

    def calls(self):
        """How often the thread that makes a call most often makes it: strace counts for each by itself."""
        found = Counter(re.findall(r"^(\d+) +(\w+)\(", self.log.read_text(), re.MULTILINE))
        most = Counter()
        for (_, call), count in found.items():
            most[call] = max(most[call], count)
        return most

    def close(self):
        _, said = self.process.communicate(b"end\n")
        return said.decode()


@pytest.mark.timeout(7_200)
@pytest.mark.unsanitized  # two tracers do not agree
@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_a_fault_at_every_system_call(tmp_path, library_texts):
    """Of opening, changing and saving. On demand every call and every fault; else some kills."""
    old, path = tmp_path / "old.elanus", tmp_path / "birds.elanus"
    elanus.Index.build([*library_texts[:40], "red kite", "owl"]).save(old)
    first = elanus.Index.open(old)
    first.add(["red kite owl"]).save()
    tracer = Tracer(tmp_path / "log")
    shutil.copytree(old, path)
    assert tracer.run(path) == 0
    calls = tracer.calls()
    states = state_of(old), state_of(path)
    assert states[0] != states[1]
    faults = [(call, "signal=SIGKILL") for call in calls if DEEP or call in CALLS]
    if DEEP:
        numbers = ["error=ENOSPC", "error=EIO"]
        faults += [(call, fault) for call in calls if call in ERRORS for fault in numbers]
        faults += [("write", "error=EINTR")] * ("write" in calls)
    steps = [(call, fault, when) for call, fault in faults for when in range(1, calls[call] + 1)]
    if not DEEP:
        steps = random.Random(1).sample(steps, min(len(steps), 25))
    ends = Counter()
    for call, fault, when in steps:
        shutil.rmtree(path)
        shutil.copytree(old, path)
        code = tracer.run(path, "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={when}")
        assert code in (0, 3, -signal.SIGKILL), (call, fault, when)
        ends[code] += 1
        state = state_of(path)
        assert state in states, (call, fault, when)
        assert code or state == states[1], (call, fault, when)
        if "SIGKILL" not in fault and state == states[0]:
            assert len(contents(path)) <= len(contents(old)) + 1, (call, fault, when)
        # The next one can go on, and cleans up.
        index = elanus.Index.open(path)
        index.add(["swift"]).compact().save()
        assert elanus.Index.open(path).get(index.ids[-1:]) == ["swift"]
    assert ends[-signal.SIGKILL] > len(steps) / 3
    said = tracer.close()
    assert "not ours" not in said, said
