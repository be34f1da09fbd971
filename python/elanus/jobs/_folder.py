"""The folder of a job: its blocks, the journal while it runs, and the manifest once it is done.

Each is true at any moment, whatever ends the process or the machine: a block is written under another name,
brought to the disk and renamed, then a line of the journal says so; the manifest comes last. A block that no
line tells of is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypedDict

from elanus.errors import InputError, OutputError

__all__ = ["JOURNAL", "MANIFEST", "MODEL", "BlockEntry", "Folder", "NewFile", "file_digest", "inputs_of"]

MANIFEST = "manifest.json"
JOURNAL = "journal.jsonl"
MODEL = "model.bm25"

_VERSION = 1
#: What is read of an input to know it again, at its beginning and at its end.
_SAMPLE = 1 << 16


class BlockEntry(TypedDict):
    """What is known of a block: its file, documents, entries, bytes, and the SHA-256 of these."""

    file: str
    rows: int
    entries: int
    bytes: int
    sha256: str


class Folder:
    """The folder of a job.

    Parameters
    ----------
    path : Path
        It is made when the job begins, in a directory that exists.

    Attributes
    ----------
    blocks : list of BlockEntry
        Those that are written.
    model : dict or None
        The model's file and the SHA-256 of it, once there is one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.blocks: list[BlockEntry] = []
        self.model: dict[str, Any] | None = None
        self._job: dict[str, Any] = {}

    @property
    def rows(self) -> int:
        """The documents of the blocks that are written."""
        return sum(block["rows"] for block in self.blocks)

    def begin(self, job: dict[str, Any], *, resume: bool, overwrite: bool) -> bool:
        """Begin a job, or go on with it.

        Parameters
        ----------
        job : dict
            What makes it the same job: its inputs, its model, where its blocks end.
        resume : bool
            Whether blocks are kept that the same job has written.
        overwrite : bool
            Whether what another job has written is replaced.

        Returns
        -------
        bool
            False if the job is done already.

        Raises
        ------
        InputError
            The folder holds another job, or something else.
        OutputError
            It cannot be written.
        """
        self._job = job
        with _reported(self.path):
            self.path.mkdir(exist_ok=True)
            names = sorted(entry.name for entry in os.scandir(self.path))
        ours = {name for name in names if name in (MANIFEST, JOURNAL, MODEL) or _is_block(name)}
        if foreign := [name for name in names if name not in ours]:
            raise InputError(f"{self.path} holds {foreign[0]}, which no job wrote: name another folder")
        if resume:
            known = self._known(names)
            if known is not None and (difference := _difference(known, job)):
                raise InputError(
                    f"{self.path} holds another job, with {difference}: overwrite replaces it, or name "
                    "another folder"
                )
            if MANIFEST in names:
                self._remove({JOURNAL} & ours)
                return False
            if known is not None:
                self._remove({name for name in ours if _is_block(name)} - {b["file"] for b in self.blocks})
                # Without what did not come true.
                notes: list[dict[str, Any]] = [{"version": _VERSION, "job": job}]
                notes += [] if self.model is None else [{"model": self.model}]
                notes += [{"block": block} for block in self.blocks]
                lines = b"".join(json.dumps(note).encode() + b"\n" for note in notes)
                write_whole(self.path / JOURNAL, lines)
                return True
        elif ours and not overwrite:
            state = "the vectors of another job" if MANIFEST in names else "a job that is not done"
            raise InputError(
                f"{self.path} holds {state}: resume goes on with the same job, overwrite replaces it"
            )
        # What says that blocks are there goes first.
        self._remove({MANIFEST, JOURNAL} & ours)
        self._remove(ours - {MANIFEST, JOURNAL})
        self.blocks, self.model = [], None
        with _reported(self.path / JOURNAL):
            (self.path / JOURNAL).touch()
            _sync_directory(self.path)
        self._note({"version": _VERSION, "job": job})
        return True

    def _known(self, names: list[str]) -> dict[str, Any] | None:
        """Read what an earlier run has noted; return its job, None if there was none."""
        if MANIFEST in names:
            manifest = read_manifest(self.path)
            self.blocks, self.model = manifest["blocks"], manifest["model"]
            return dict(manifest["job"])
        job: dict[str, Any] | None = None
        if JOURNAL not in names:
            return None
        with _reported(self.path / JOURNAL):
            lines = (self.path / JOURNAL).read_bytes().split(b"\n")
        # The last one was cut off, if it is not empty.
        for line in lines[:-1]:
            note = json.loads(line)
            if "job" in note:
                job = note["job"] if note["version"] == _VERSION else {}
            elif "model" in note:
                self.model = note["model"]
            else:
                block: BlockEntry = note["block"]
                file = self.path / block["file"]
                if not file.is_file() or file.stat().st_size != block["bytes"]:
                    break
                self.blocks.append(block)
        return job

    def take_model(self, file: str) -> None:
        """Note the model that the vectors are of, a file in this folder or anywhere."""
        self.model = {"file": file, "sha256": file_digest(self.path / file)}
        self._note({"model": self.model})

    def known_model(self) -> Path:
        """Return the file of the model that the blocks are of.

        Raises
        ------
        InputError
            It is not what it was.
        """
        assert self.model is not None
        path = Path(self.path, self.model["file"])
        if file_digest(path) != self.model["sha256"]:
            raise InputError(f"{path} has changed since the job in {self.path} began: overwrite begins anew")
        return path

    def create(self, name: str) -> NewFile:
        """Begin the next block."""
        return NewFile(self.path / name)

    def take(self, file: NewFile, rows: int, entries: int) -> None:
        """Take the next block, which is written."""
        file.finish()
        block: BlockEntry = {
            "file": file.path.name,
            "rows": rows,
            "entries": entries,
            "bytes": file.size,
            "sha256": file.digest.hexdigest(),
        }
        self._note({"block": block})
        self.blocks.append(block)

    def finish(self, columns: int, kind: str) -> None:
        """Write the manifest: the job is done."""
        manifest = {
            "version": _VERSION,
            "kind": kind,
            "documents": self.rows,
            "entries": sum(block["entries"] for block in self.blocks),
            "columns": columns,
            "model": self.model,
            "job": self._job,
            "blocks": self.blocks,
        }
        write_whole(self.path / MANIFEST, json.dumps(manifest, indent=1).encode())
        self._remove({JOURNAL})

    def _note(self, note: dict[str, Any]) -> None:
        path = self.path / JOURNAL
        with _reported(path), path.open("ab") as stream:
            end = stream.tell()
            try:
                stream.write(json.dumps(note).encode() + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
            except OSError:
                # A line that is cut off would run into the next one.
                with contextlib.suppress(OSError):
                    os.truncate(path, end)
                raise

    def _remove(self, names: set[str]) -> None:
        for name in sorted(names):
            with _reported(self.path / name):
                (self.path / name).unlink(missing_ok=True)
        if names:
            with _reported(self.path):
                _sync_directory(self.path)


def read_manifest(path: Path) -> dict[str, Any]:
    """Return what the manifest in a folder holds.

    Raises
    ------
    InputError
        There is none, or it is of another version or damaged.
    """
    file = path / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(file.read_bytes())
        version = manifest["version"]
    except FileNotFoundError:
        what = "holds a job that is not done" if (path / JOURNAL).exists() else f"holds no {MANIFEST}"
        raise InputError(f"{path} {what}") from None
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{file} is damaged: {error}") from error
    if version != _VERSION:
        raise InputError(f"{file} is of version {version}; this Elanus reads version {_VERSION}")
    return manifest


class NewFile(io.RawIOBase):
    """A file that is there as a whole or not at all: it has another name until it is on the disk.

    Parameters
    ----------
    path : Path

    Attributes
    ----------
    path : Path
    size : int
        The bytes written so far.
    digest : hashlib object
        Their SHA-256.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.size = 0
        self.digest = hashlib.sha256()
        self._new = path.with_name(f".{path.name}.tmp")
        with _reported(path):
            self._stream = self._new.open("wb", buffering=0)

    def writable(self) -> bool:
        """Return that it is."""
        return True

    def tell(self) -> int:
        """Return the bytes written so far."""
        return self.size

    def write(self, data: Any) -> int:  # noqa: ANN401 - what has a buffer
        """Append bytes."""
        view = memoryview(data).cast("B")
        done = 0
        with _reported(self.path):
            while done < len(view):
                done += self._stream.write(view[done:]) or 0
        self.digest.update(view)
        self.size += len(view)
        return len(view)

    def finish(self) -> None:
        """Bring the file to the disk, under its name."""
        with _reported(self.path):
            try:
                os.fsync(self._stream.fileno())
                self._stream.close()
                self._new.replace(self.path)
            except BaseException:
                self.discard()
                raise
            _sync_directory(self.path.parent)

    def discard(self) -> None:
        """Remove what was written, unless it is finished."""
        with contextlib.suppress(OSError):
            self._stream.close()
        with contextlib.suppress(OSError):
            self._new.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is there as a whole or not at all, and on the disk when this returns."""
    file = NewFile(path)
    try:
        file.write(data)
        file.finish()
    except BaseException:
        file.discard()
        raise


def _sync_directory(path: Path) -> None:
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _is_block(name: str) -> bool:
    """Whether a file of this name is a block, or was to become a file of a job."""
    return (name.startswith("block-") and name.endswith((".parquet", ".npz"))) or (
        name.startswith((".block-", f".{MANIFEST}", f".{JOURNAL}", f".{MODEL}")) and name.endswith(".tmp")
    )


@contextlib.contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Name the file in what the system says."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error


def inputs_of(files: list[Path]) -> list[dict[str, Any]] | None:
    """Return what files are known again by: path, size, time of change, and a digest of both ends.

    The whole of some terabytes would take hours. `None` where one is a pipe, which cannot be read again.
    """
    inputs = []
    for path in files:
        if path.exists() and not path.is_file():
            return None
        try:
            with path.open("rb") as stream:
                status = os.fstat(stream.fileno())
                digest = hashlib.sha256(stream.read(_SAMPLE))
                stream.seek(max(0, status.st_size - _SAMPLE))
                digest.update(stream.read(_SAMPLE))
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
        inputs.append(
            {
                "file": str(path.resolve()),
                "bytes": status.st_size,
                "modified": status.st_mtime_ns,
                "ends": digest.hexdigest(),
            }
        )
    return inputs


def _difference(known: dict[str, Any], job: dict[str, Any]) -> str:
    """Return what differs between two jobs, nothing if they are the same."""
    job = json.loads(json.dumps(job))
    if known == job:
        return ""
    ours, theirs = job.get("inputs") or [], known.get("inputs") or []
    if len(ours) != len(theirs):
        return f"{len(theirs)} inputs instead of {len(ours)}"
    for own, other in zip(ours, theirs, strict=True):
        if own["file"] != other["file"]:
            return f"the input {other['file']} instead of {own['file']}"
        if own != other:
            return f"an input {own['file']} that has changed since"
    names = [name for name in sorted({*known, *job}) if known.get(name) != job.get(name)]
    return f"another {names[0]}"
