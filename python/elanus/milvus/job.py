"""A collection and its BM25 model, made or replaced together, or not at all.

Nothing that exists is touched before everything new is complete:

1. the model is saved as ``new.MODEL``, whose suffix says the same format;
2. the documents go into a collection of another name, ``NAME__elanus_new``, and are counted;
3. an old collection is renamed to ``NAME__elanus_old``, the new one takes its name, the model its;
4. the old collection is dropped.

A failure or Ctrl-C in 1 to 3 is undone: everything is as it was. A process killed in 1 or 2 leaves the
two ``new`` ones, which the next run removes; one killed in 3, at worst the old collection under its
other name, which the next run gives back. A model and a collection of two different runs are
recognized by `check_model`.
"""

import contextlib
import hashlib
import itertools
import json
import os
import re
import signal
import stat
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from elanus._texts import check_text, check_texts
from elanus.errors import ElanusWarning, InputError, MilvusError, ModelFileError
from elanus.milvus.address import check_uri, is_local
from elanus.milvus.collection import ID_BYTES, TEXT_BYTES, Inserted, create_collection, insert
from elanus.milvus.connection import reported
from elanus.sparse.bm25._arguments import as_path

if TYPE_CHECKING:
    from pymilvus import MilvusClient

    from elanus.sparse import BM25EmbeddingFunction

__all__ = ["IndexJob", "check_model", "check_model_path"]

_NEW, _OLD = "__elanus_new", "__elanus_old"
#: Milvus' rule is 255 characters; the longer of the two endings has to fit as well.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,239}")
#: Documents encoded at a time: their matrix and rows are all that the insertion holds in memory.
_SLICE = 5_000
_TIMEOUT = 60.0
#: Loading builds the index; on a server a large one takes minutes.
_LOAD_TIMEOUT = 600.0
#: The properties of a collection that name its model.
_DIM, _METHOD, _VOCABULARY = "elanus.dim", "elanus.method", "elanus.vocabulary"


def _warn(message: str) -> None:
    warnings.warn(message, ElanusWarning, stacklevel=2)


@dataclass(frozen=True)
class IndexJob:
    """Where documents and their model go: a collection of Milvus and a file.

    Parameters
    ----------
    uri : str
        The address of Milvus, as for `connect`.
    collection : str
        Its name: letters, digits and underscores, no digit first, at most 240.
    model_path : str or path
        The model's file; where it is a link, the file that the link names. It becomes a `pathlib.Path`.
    replace : bool
        Whether a collection and a model file that exist are replaced, or an error.
    owns_model : bool
        Whether a model file without a collection may be overwritten: only where its name says that
        it is this collection's.
    note : callable
        Called with a sentence on what went otherwise than it should but is no error; an
        `ElanusWarning` by default.

    Examples
    --------
    >>> import tempfile
    >>> from elanus.milvus import IndexJob, check_model, connect, search
    >>> from elanus.sparse import BM25EmbeddingFunction
    >>> texts = ["Black kites soar.", "A red kite dives.", "Swifts scream."]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     job = IndexJob(f"{folder}/x.db", "birds", f"{folder}/birds.bm25")
    ...     job.check()
    ...     with connect(job.uri) as client:
    ...         model = BM25EmbeddingFunction(method="lucene").fit(texts)
    ...         job.run(client, model, ["b", "r", "s"], texts)
    ...         model = BM25EmbeddingFunction().load(job.model_path)
    ...         check_model(client, "birds", model)
    ...         [[hit]] = search(client, "birds", model.encode_queries(["Who screams?"]))
    ...         hit["id"]
    Inserted(rows=3, skipped=0)
    True
    's'
    """

    uri: str
    collection: str
    model_path: str | os.PathLike[str]
    replace: bool = False
    owns_model: bool = False
    note: Callable[[str], object] = _warn

    #: How an error names the way to replace what exists.
    _REPLACING: ClassVar[str] = "replace=True"

    def __post_init__(self) -> None:
        object.__setattr__(self, "model_path", Path(as_path(self.model_path)))

    @property
    def _model(self) -> Path:
        return Path(self.model_path)

    def check(self) -> None:
        """Refuse what cannot work, before a document is read or a server asked.

        Raises
        ------
        InputError
            The collection cannot have the name. An `InputTypeError` where it or the address is no ``str``.
        MilvusError
            The address is none.
        ModelFileError
            The model cannot be saved there, or a model is there that is not to be replaced.

        Examples
        --------
        >>> from elanus.milvus import IndexJob
        >>> IndexJob("x.db", "red kites", "kites.bm25").check()
        Traceback (most recent call last):
        elanus.errors.InputError: 'red kites' cannot be the name of a collection: letters, digits and \
underscores, no digit first, at most 240
        """
        if not _NAME.fullmatch(check_text(self.collection, "collection")):
            raise InputError(
                f"{self.collection!r} cannot be the name of a collection: letters, digits and underscores, "
                "no digit first, at most 240"
            )
        check_uri(self.uri)
        check_model_path(self._model)
        if self._model.exists() and not self.replace and not self.owns_model:
            raise ModelFileError(
                f"the model file {self.model_path} exists; {self._REPLACING} overwrites it, or name another"
            )

    def prepare(self, client: "MilvusClient") -> None:
        """Clear away what a killed run has left, and refuse a collection that must not be replaced.

        `run` does it too, after `check`. Call it before a long fit, whose result might have no place to go.

        Parameters
        ----------
        client : pymilvus.MilvusClient

        Raises
        ------
        MilvusError
            The collection exists and is not to be replaced, is an alias, or Milvus fails.

        Examples
        --------
        >>> import tempfile
        >>> from elanus.milvus import IndexJob, connect, create_collection
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     job = IndexJob(f"{folder}/x.db", "birds", f"{folder}/birds.bm25", replace=True)
        ...     with connect(job.uri) as client:
        ...         create_collection(client, "birds__elanus_new")
        ...         job.prepare(client)
        ...         client.list_collections()
        []
        """
        name = self.collection
        with reported(f"the collections of {self.uri} cannot be listed"):
            exists = client.has_collection(name, timeout=_TIMEOUT)
            renamed = client.has_collection(name + _OLD, timeout=_TIMEOUT)
            unfinished = client.has_collection(name + _NEW, timeout=_TIMEOUT)
        if renamed and not exists:
            with reported(f"the collection {name} cannot be given its name back from {name}{_OLD}"):
                client.rename_collection(name + _OLD, name, timeout=_TIMEOUT)
            exists = True
            self.note(f"an earlier run was killed: the collection {name} has its name back")
        if exists and not self.replace:
            raise MilvusError(
                f"the collection {name} exists in {self.uri}; {self._REPLACING} puts a new one in its place"
            )
        if exists:
            with reported(f"the collection {name} cannot be described"):
                real = client.describe_collection(name, timeout=_TIMEOUT)["collection_name"]
            if real != name:
                raise MilvusError(
                    f"{name} is an alias of the collection {real}, which {self._REPLACING} does not follow"
                )
        # On a server another process may be at work on it; Milvus Lite's lock says that none is.
        if unfinished and not is_local(self.uri) and not self.replace:
            raise MilvusError(
                f"the collection {name}{_NEW} exists in {self.uri}: another process is indexing {name}, "
                f"or was killed while it did; {self._REPLACING} removes it"
            )
        for leftover, there in ((_NEW, unfinished), (_OLD, renamed and exists)):
            if there:
                with reported(f"the collection {name}{leftover}, left by an earlier run, cannot be dropped"):
                    client.drop_collection(name + leftover, timeout=_TIMEOUT)

    def run(
        self,
        client: "MilvusClient",
        model: "BM25EmbeddingFunction",
        ids: Sequence[str],
        texts: Sequence[str],
        *,
        progress: Callable[[int], object] | None = None,
    ) -> Inserted:
        """Save the model and insert the documents, then give both their names.

        Parameters
        ----------
        client : pymilvus.MilvusClient
            Connected to `uri`.
        model : BM25EmbeddingFunction
            Fitted, for the most part on the same texts.
        ids : sequence of str
            An id for each text, unique, at most `elanus.milvus.ID_BYTES` of UTF-8.
        texts : sequence of str
            At most `elanus.milvus.TEXT_BYTES` of UTF-8 each.
        progress : callable, optional
            Called with the number of documents done after each request.

        Returns
        -------
        Inserted
            The numbers of documents inserted, and skipped because no token of theirs survives.

        Raises
        ------
        ElanusError
            With everything as it was before. An `InputTypeError` where `ids` or `texts` is a mapping, a
            set or a bare `str`, or holds anything else than `str`; an `InputError` where two ids are the
            same, or an id or a text is too long.

        Examples
        --------
        >>> import tempfile
        >>> from elanus.milvus import IndexJob, connect
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> texts = ["Black kites soar.", "A red kite dives.", "To be, or not to be"]
        >>> model = BM25EmbeddingFunction(method="lucene").fit(texts)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     job = IndexJob(f"{folder}/x.db", "birds", f"{folder}/birds.bm25")
        ...     with connect(job.uri) as client:
        ...         job.run(client, model, ["b", "r", "h"], texts, progress=print)
        3
        Inserted(rows=2, skipped=1)
        """
        ids, texts = check_texts(ids, "ids"), check_texts(texts, "texts")
        _check_documents(ids, texts)
        self.check()
        self.prepare(client)
        path = self._model.resolve()  # the file that a link names is replaced, not the link
        new_model = path.with_name("new." + path.name)
        new_name = self.collection + _NEW
        with contextlib.ExitStack() as undo:
            undo.callback(_unlink, new_model)
            model.save(str(new_model))
            undo.callback(self._drop, client, new_name)
            create_collection(client, new_name, properties=_properties(model))
            inserted = _insert(client, new_name, model, ids, texts, progress)
            with reported(f"the collection {new_name} cannot be counted"):
                [answer] = client.query(
                    new_name,
                    filter="",
                    output_fields=["count(*)"],
                    consistency_level="Strong",
                    timeout=_TIMEOUT,
                )
            if answer["count(*)"] != inserted.rows:
                raise MilvusError(
                    f"Milvus counts {answer['count(*)']:,} documents of {inserted.rows:,} inserted: "
                    "the insertion was not complete"
                )
            with _uninterrupted():
                self._swap(client, new_name, new_model)
                undo.pop_all()
        with reported(f"the collection {self.collection} cannot be loaded"):
            client.load_collection(self.collection, timeout=_LOAD_TIMEOUT)
        return inserted

    def _swap(self, client: "MilvusClient", new_name: str, new_model: Path) -> None:
        """Give the new collection and model their names; on a failure the old ones have them back."""
        name, old_name = self.collection, self.collection + _OLD
        with contextlib.ExitStack() as undo:
            with reported(f"the collection {name} cannot be replaced"):
                replaced = client.has_collection(name, timeout=_TIMEOUT)
                if replaced:
                    client.rename_collection(name, old_name, timeout=_TIMEOUT)
                    undo.callback(self._rename_back, client, old_name, name)
                client.rename_collection(new_name, name, timeout=_TIMEOUT)
                undo.callback(self._rename_back, client, name, new_name)
            try:
                new_model.replace(self._model.resolve())
            except OSError as error:
                raise ModelFileError(
                    f"the model {self.model_path} cannot be saved: {error.strerror}"
                ) from error
            undo.pop_all()
        if replaced and not self._drop(client, old_name):
            self.note(f"the old collection could not be dropped and is now {old_name}")

    def _rename_back(self, client: "MilvusClient", name: str, back: str) -> None:
        try:
            with reported(f"the collection {name} cannot be renamed back"):
                client.rename_collection(name, back, timeout=_TIMEOUT)
                # Milvus Lite forgets with the name that the collection was loaded.
                client.load_collection(back, timeout=_LOAD_TIMEOUT)
        except MilvusError as error:
            self.note(f"{error}; the documents are in {name}")

    def _drop(self, client: "MilvusClient", name: str) -> bool:
        """Drop a collection; a failure is only noted, because another error may be on its way."""
        with _uninterrupted():
            try:
                with reported(f"the collection {name} cannot be dropped"):
                    client.drop_collection(name, timeout=_TIMEOUT)
            except MilvusError as error:
                self.note(str(error))
                return False
        return True


def _check_documents(ids: list[str], texts: list[str]) -> None:
    """Refuse by their positions what Milvus would refuse in the middle of the insertion."""
    if len(ids) != len(texts):
        raise InputError(f"there are {len(ids)} ids for {len(texts)} texts; expected one for each")
    places: dict[str, int] = {}
    for place, identity in enumerate(ids):
        first = places.setdefault(identity, place)
        if first != place:
            raise InputError(
                f"ids[{first}] and ids[{place}] are the same, {identity[:80]!r}; "
                "a collection takes each id once"
            )
    for name, values, most in (("ids", ids, ID_BYTES), ("texts", texts, TEXT_BYTES)):
        for place, value in enumerate(values):
            # Four bytes a character is the most that UTF-8 takes: few texts are encoded to know.
            if 4 * len(value) > most and (size := len(value.encode())) > most:
                raise InputError(f"{name}[{place}] has {size:,} bytes of UTF-8; expected {most:,} at most")


def _insert(
    client: "MilvusClient",
    name: str,
    model: "BM25EmbeddingFunction",
    ids: list[str],
    texts: list[str],
    progress: Callable[[int], object] | None,
) -> Inserted:
    inserted = skipped = 0
    for start in range(0, len(ids), _SLICE):
        part = slice(start, start + _SLICE)

        def show(done: int, start: int = start) -> None:
            if progress is not None:
                progress(start + done)

        columns = {"id": ids[part], "text": texts[part]}
        vectors = model.encode_documents(texts[part])
        result = insert(client, name, columns, vectors, timeout=_TIMEOUT, progress=show)
        inserted += result.rows
        skipped += result.skipped
    return Inserted(inserted, skipped)


def _properties(model: "BM25EmbeddingFunction") -> dict[str, str]:
    """Return the properties that tie a collection to the model that made its vectors."""
    dim = int(model.dim)
    return {_DIM: str(dim), _METHOD: model.method, _VOCABULARY: _digest(model, dim)}


def _digest(model: "BM25EmbeddingFunction", dim: int) -> str:
    """Digest the model's terms below an id, in the order of their ids.

    The file's digest would not do: ids are only ever appended, so that a model which has since
    learned more documents still reads every vector of the collection, and its file is another one.
    """
    # JSON keeps any two lists of terms apart, whatever an analyzer lets into a term.
    terms = json.dumps(list(itertools.islice(model.idf, dim)))
    return hashlib.sha256(terms.encode()).hexdigest()


def check_model(
    client: "MilvusClient", collection: str, model: "BM25EmbeddingFunction", *, name: str = "the model"
) -> bool:
    """Refuse a model that did not make a collection's vectors, nor learned more since.

    Parameters
    ----------
    client : pymilvus.MilvusClient
    collection : str
    model : BM25EmbeddingFunction
    name : str
        How an error names the model.

    Returns
    -------
    bool
        Whether the collection says which model made it: one that no `IndexJob` made does not, and
        then nothing can be checked.

    Raises
    ------
    ModelFileError
        The model's term ids mean other terms than the collection's, or its method weighs differently.
    MilvusError
        Milvus refuses or fails.

    Examples
    --------
    >>> import tempfile
    >>> from elanus.milvus import IndexJob, check_model, connect
    >>> from elanus.sparse import BM25EmbeddingFunction
    >>> texts = ["Black kites soar.", "A red kite dives."]
    >>> model = BM25EmbeddingFunction(method="lucene").fit(texts)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     job = IndexJob(f"{folder}/x.db", "birds", f"{folder}/birds.bm25")
    ...     with connect(job.uri) as client:
    ...         _ = job.run(client, model, ["b", "r"], texts)
    ...         other = BM25EmbeddingFunction(method="lucene").fit(texts[1:])
    ...         check_model(client, "birds", model), check_model(client, "birds", other)
    Traceback (most recent call last):
    elanus.errors.ModelFileError: the model does not fit the collection birds: it numbers its 3 terms in \
another way than the model that made the collection's vectors (5 terms)
    """
    with reported(f"the collection {collection} cannot be read"):
        properties = client.describe_collection(collection, timeout=_TIMEOUT).get("properties") or {}
    if _VOCABULARY not in properties:
        return False
    dim, own = int(properties[_DIM]), int(model.dim)
    if own < dim or _digest(model, dim) != properties[_VOCABULARY]:
        raise ModelFileError(
            f"{name} does not fit the collection {collection}: it numbers its {own:,} terms in another way "
            f"than the model that made the collection's vectors ({dim:,} terms)"
        )
    if model.method != properties[_METHOD]:
        raise ModelFileError(
            f"{name} does not fit the collection {collection}: its method is {model.method}, the "
            f"collection's {properties[_METHOD]}"
        )
    return True


def check_model_path(path: Path) -> None:
    """Refuse a path that no model can be saved to, before anything is read.

    Parameters
    ----------
    path : pathlib.Path

    Raises
    ------
    ModelFileError
        There is something else than a file, or no directory for it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from elanus.milvus.job import check_model_path
    >>> check_model_path(Path("/"))
    Traceback (most recent call last):
    elanus.errors.ModelFileError: the model cannot be saved: / is a directory
    """
    try:
        there: int | None = path.stat().st_mode
    except FileNotFoundError:
        there = None
    except OSError as error:
        raise ModelFileError(f"the model cannot be saved: {path}: {error.strerror}") from error
    folder = (path.resolve() if path.is_symlink() else path).parent
    if there is not None and stat.S_ISDIR(there):
        reason = f"{path} is a directory"
    elif there is not None and not stat.S_ISREG(there):
        reason = f"{path} is not a regular file"
    elif not folder.is_dir():
        reason = f"there is no directory {folder}"
    else:
        return
    raise ModelFileError(f"the model cannot be saved: {reason}")


def _unlink(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Delay the signals that end a program to the end of a block that would leave things half done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    handlers = {
        number: handler
        for name in ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
        if (number := getattr(signal, name, None)) is not None
        if (handler := signal.getsignal(number)) is not None  # None is one that C code has set
    }
    try:
        for number in handlers:
            signal.signal(number, lambda number, _: held.append(number))
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in held[:1]:
            signal.raise_signal(number)
