"""From documents to a collection and its model: what ``elanus index`` and ``elanus demo`` share.

Nothing that exists is touched before everything new is complete:

1. the model is fitted and saved as ``new.MODEL``, whose suffix says the same format;
2. the documents go into a collection of another name, ``NAME__elanus_new``, and are counted;
3. an old collection is renamed to ``NAME__elanus_old``, the new one takes its name, the model its;
4. the old collection is dropped.

A failure or Ctrl-C in 1 to 3 takes back what was done and leaves everything as it was. A process
killed in 1 or 2 leaves the two ``new`` ones, which the next run removes; one killed in 3, at worst
the old collection under its other name, which the next run gives back. A model and a collection of
two different runs are noticed by their digests when they are searched.
"""

import contextlib
import re
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from elanus import milvus
from elanus.cli import _model
from elanus.cli._terminal import Progress, count, note, step
from elanus.errors import InputError, MilvusError, ModelFileError

if TYPE_CHECKING:
    from pymilvus import MilvusClient

    from elanus.sparse import BM25EmbeddingFunction

_NEW, _OLD = "__elanus_new", "__elanus_old"
#: Milvus' rule is 255 characters; the longer of the two endings has to fit as well.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,239}")
#: Documents encoded at a time: their matrix and rows are what the insertion holds in memory.
_SLICE = 5_000
_TIMEOUT = 60.0
#: Loading builds the index; on a server a large one takes minutes.
_LOAD_TIMEOUT = 600.0


@dataclass(frozen=True)
class Target:
    """Where documents go, and how."""

    uri: str
    collection: str
    model: Path
    token: str = ""
    method: str = "okapi"
    replace: bool = False
    #: Whether a model file without its collection may be overwritten: it may where its name
    #: says that it can only be this collection's.
    owns_model: bool = False

    def check(self) -> None:
        """Refuse what cannot work, before a file is read or a server asked."""
        if not _NAME.fullmatch(self.collection):
            raise InputError(
                f"{self.collection!r} cannot be the name of a collection: letters, digits and underscores, "
                "no digit first, at most 240"
            )
        milvus.check_uri(self.uri)
        _model.check_target(self.model)
        if self.model.exists() and not self.replace and not self.owns_model:
            raise ModelFileError(
                f"the model file {self.model} exists; --replace overwrites it, --model names another"
            )


def build(ids: list[str], texts: list[str], target: Target) -> None:
    """Fit a model on the texts and insert them, printing what was done.

    Raises
    ------
    ElanusError
        With everything as it was before.
    """
    with milvus.connect(target.uri, token=target.token) as client:
        _make_room(client, target)
        start = time.monotonic()
        model = _fit(texts, target.method)
        step("fitted", f"BM25 ({target.method}), {count(model.dim, 'term')}", time.monotonic() - start)
        start = time.monotonic()
        inserted = _store(client, model, ids, texts, target)
        step(
            "inserted",
            f"{count(inserted.rows, 'document')} into {target.collection} in {target.uri}",
            time.monotonic() - start,
        )
    if inserted.skipped:
        step("skipped", f"{count(inserted.skipped, 'document')} without a token that survives the analyzer")
    step("saved", f"the model in {target.model}")


def _fit(texts: list[str], method: str) -> "BM25EmbeddingFunction":
    from elanus.sparse import BM25EmbeddingFunction

    model = BM25EmbeddingFunction(method=method)
    model.fit(texts)
    return model


def _make_room(client: "MilvusClient", target: Target) -> None:
    """Clear away what a killed run has left, and refuse a collection that is in the way."""
    name = target.collection
    with milvus.reported(f"the collections of {target.uri} cannot be listed"):
        exists = client.has_collection(name, timeout=_TIMEOUT)
        renamed = client.has_collection(name + _OLD, timeout=_TIMEOUT)
        unfinished = client.has_collection(name + _NEW, timeout=_TIMEOUT)
    if renamed and not exists:
        with milvus.reported(f"the collection {name} cannot be given its name back from {name}{_OLD}"):
            client.rename_collection(name + _OLD, name, timeout=_TIMEOUT)
        exists = True
        note(f"an earlier run was killed: the collection {name} has its name back")
    if exists and not target.replace:
        raise MilvusError(
            f"the collection {name} exists in {target.uri}; --replace puts a new one in its place"
        )
    if exists:
        with milvus.reported(f"the collection {name} cannot be described"):
            real = client.describe_collection(name, timeout=_TIMEOUT)["collection_name"]
        if real != name:
            raise MilvusError(f"{name} is an alias of the collection {real}, which --replace does not follow")
    # On a server another process may be at work on it; Milvus Lite's lock says that none is.
    if unfinished and not milvus.is_local(target.uri) and not target.replace:
        raise MilvusError(
            f"the collection {name}{_NEW} exists in {target.uri}: another process is indexing {name}, "
            "or was killed while it did; --replace removes it"
        )
    for leftover, there in ((_NEW, unfinished), (_OLD, renamed and exists)):
        if there:
            with milvus.reported(
                f"the collection {name}{leftover}, left by an earlier run, cannot be dropped"
            ):
                client.drop_collection(name + leftover, timeout=_TIMEOUT)


def _store(
    client: "MilvusClient", model: "BM25EmbeddingFunction", ids: list[str], texts: list[str], target: Target
) -> milvus.Inserted:
    path = target.model.resolve()  # the file that a link names is replaced, not the link
    new_model = path.with_name("new." + path.name)
    new_name = target.collection + _NEW
    with contextlib.ExitStack() as undo:
        undo.callback(_unlink, new_model)
        model.save(str(new_model))
        undo.callback(_drop, client, new_name)
        milvus.create_collection(client, new_name, properties=_model.describe(model, target.method))
        inserted = _insert(client, new_name, model, ids, texts)
        with milvus.reported(f"the collection {new_name} cannot be counted"):
            [answer] = client.query(
                new_name, filter="", output_fields=["count(*)"], consistency_level="Strong", timeout=_TIMEOUT
            )
        if answer["count(*)"] != inserted.rows:
            raise MilvusError(
                f"Milvus counts {answer['count(*)']:,} documents of {inserted.rows:,} inserted: "
                "the insertion was not complete"
            )
        with _uninterrupted():
            _swap(client, new_name, new_model, target)
            undo.pop_all()
    with milvus.reported(f"the collection {target.collection} cannot be loaded"):
        client.load_collection(target.collection, timeout=_LOAD_TIMEOUT)
    return inserted


def _insert(
    client: "MilvusClient", name: str, model: "BM25EmbeddingFunction", ids: list[str], texts: list[str]
) -> milvus.Inserted:
    inserted = skipped = 0
    with Progress("inserting", len(ids)) as progress:
        for start in range(0, len(ids), _SLICE):
            part = slice(start, start + _SLICE)
            columns = {"id": ids[part], "text": texts[part]}

            def show(done: int, start: int = start) -> None:
                progress.show(start + done)

            vectors = model.encode_documents(texts[part])
            result = milvus.insert(client, name, columns, vectors, timeout=_TIMEOUT, progress=show)
            inserted += result.rows
            skipped += result.skipped
    return milvus.Inserted(inserted, skipped)


def _swap(client: "MilvusClient", new_name: str, new_model: Path, target: Target) -> None:
    """Give the new collection and model their names; whatever fails, the old ones have them back."""
    name, old_name = target.collection, target.collection + _OLD
    with contextlib.ExitStack() as undo:
        with milvus.reported(f"the collection {name} cannot be replaced"):
            replaced = client.has_collection(name, timeout=_TIMEOUT)
            if replaced:
                client.rename_collection(name, old_name, timeout=_TIMEOUT)
                undo.callback(_rename_back, client, old_name, name)
            client.rename_collection(new_name, name, timeout=_TIMEOUT)
            undo.callback(_rename_back, client, name, new_name)
        try:
            new_model.replace(target.model.resolve())
        except OSError as error:
            raise ModelFileError(f"the model {target.model} cannot be saved: {error.strerror}") from error
        undo.pop_all()
    if replaced and not _drop(client, old_name):
        note(f"the old collection could not be dropped and is now {old_name}")


def _rename_back(client: "MilvusClient", name: str, back: str) -> None:
    try:
        with milvus.reported(f"the collection {name} cannot be renamed back"):
            client.rename_collection(name, back, timeout=_TIMEOUT)
            # Milvus Lite forgets with the name that the collection was loaded.
            client.load_collection(back, timeout=_LOAD_TIMEOUT)
    except MilvusError as error:
        note(f"{error}; the documents are in {name}")


def _drop(client: "MilvusClient", name: str) -> bool:
    """Drop a collection where an error has its own report already; a failure is only noted."""
    with _uninterrupted():
        try:
            with milvus.reported(f"the collection {name} cannot be dropped"):
                client.drop_collection(name, timeout=_TIMEOUT)
        except MilvusError as error:
            note(str(error))
            return False
    return True


def _unlink(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back for the length of a block that would leave things half done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[Any] = []
    handler = signal.signal(signal.SIGINT, lambda *what: held.append(what))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
    if held and callable(handler):
        handler(*held[0])
