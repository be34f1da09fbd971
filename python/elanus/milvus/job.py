"""A collection and its BM25 model, made or replaced together, or not at all.

Nothing that exists is touched before everything new is complete:

1. an unfinished collection, ``NAME__elanus_new``, is made; its property ``elanus.job`` names the
   collection that it is to become and a token, which the names of all that follows carry;
2. the model is saved beside its place, as ``new.TOKEN.MODEL``;
3. the documents go into the new collection, and are counted;
4. an old collection is renamed to ``NAME__old_TOKEN``, the new one takes its name, the model its place;
5. the old collection is dropped, and the token is taken out of the property: the new one is finished.

A failure or Ctrl-C in 1 to 4 is undone: everything is as it was. What a killed process leaves, the next
run (`IndexJob.prepare`) brings to one of the two ends, and so does a failure: not by what may have
happened, but by what is there and by which model fits which collection (`check_model`). No step takes
away what the fitting pair consists of, so that a recovery may be cut off itself. A collection is
known by its property, never by its name: another's ``NAME__elanus_new`` stays, and the next free
name is taken.
"""

import contextlib
import hashlib
import itertools
import json
import os
import re
import secrets
import signal
import stat
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from elanus._texts import check_text, check_texts, outside
from elanus.errors import ElanusWarning, InputError, MilvusError, ModelFileError
from elanus.milvus._lite import collection_folder, remove_unborn
from elanus.milvus.address import check_uri, is_local
from elanus.milvus.collection import ID_BYTES, TEXT_BYTES, Inserted, create_collection, insert
from elanus.milvus.connection import reported
from elanus.sparse.bm25._arguments import as_path

if TYPE_CHECKING:
    from pymilvus import MilvusClient

    from elanus.sparse import BM25EmbeddingFunction

__all__ = ["IndexJob", "check_model", "check_model_path"]

#: An unfinished collection takes the first of these endings that is free.
_NEW = ("__elanus_new", "__elanus_new2", "__elanus_new3", "__elanus_new4")
#: The longest ending, with a token of eight characters.
_OLD = "__old_"
#: Milvus' rule, and that of file systems, is 255 characters; the longest of the endings has to fit as well.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,239}")
#: Documents encoded at a time: their matrix and rows are all that the insertion holds in memory.
_SLICE = 5_000
_TIMEOUT = 60.0
#: What the name of a new model has of its place's, in bytes: with a token and the ending of a file that is
#: being written, file systems take no more than 255.
_NAME_END = 200
#: Loading builds the index; on a server a large one takes minutes.
_LOAD_TIMEOUT = 600.0
#: The properties of a collection that name its model.
_DIM, _METHOD, _VOCABULARY = "elanus.dim", "elanus.method", "elanus.vocabulary"
#: The property of what a collection is to become, and the token of the job until it is finished.
_JOB = "elanus.job"
#: It is part of the names of files and collections that are deleted, so nothing else passes for one.
_TOKEN = re.compile(r"[0-9a-f]{8}")


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
        it is this collection's, or the caller has asked.
    note : callable
        Called with a sentence on what went otherwise than it should but is no error; an
        `ElanusWarning` by default.
    keep_model : bool
        Whether the model file exists already and stays as it is: `run` is given the model that was loaded
        from it. With `replace`, the collection alone is replaced.

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
    keep_model: bool = False

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
            The model cannot be saved there, or a model is there that is not to be replaced; or none is there
            that could be kept. A model among the files of a Milvus Lite database is refused always.

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
        if is_local(self.uri) and self._model.resolve().is_relative_to(Path(self.uri).resolve()):
            raise ModelFileError(
                f"the model file {self.model_path} would be in the database {self.uri}, whose files are "
                "Milvus Lite's; name one outside"
            )
        exists = self._model.exists()
        if self.keep_model and not exists:
            raise ModelFileError(f"there is no model file {self.model_path}")
        if exists and not (self.replace or self.owns_model or self.keep_model):
            raise ModelFileError(
                f"the model file {self.model_path} exists; {self._REPLACING} overwrites it, or name another"
            )

    def prepare(self, client: "MilvusClient") -> None:
        """Finish or clear away what a killed run has left, and refuse a collection that must not be replaced.

        `run` does it too, after `check`. Call it before a long fit, whose result might have no place to go.

        Parameters
        ----------
        client : pymilvus.MilvusClient

        Raises
        ------
        MilvusError
            The collection exists and is not to be replaced, is an alias, or Milvus fails.
        ModelFileError
            The model of a collection that a killed run had finished cannot take its place.

        Examples
        --------
        >>> import tempfile
        >>> from elanus.milvus import IndexJob, connect, create_collection
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     job = IndexJob(f"{folder}/x.db", "birds", f"{folder}/birds.bm25", replace=True)
        ...     with connect(job.uri) as client:
        ...         unfinished = {"elanus.job": "birds 4a1c77e0"}
        ...         create_collection(client, "birds__elanus_new", properties=unfinished)
        ...         create_collection(client, "birds__elanus_new2")
        ...         job.prepare(client)
        ...         client.list_collections()
        ['birds__elanus_new2']
        """
        name = self.collection
        with reported(f"the collections of {self.uri} cannot be read"):
            if client.has_collection(name, timeout=_TIMEOUT):
                real = client.describe_collection(name, timeout=_TIMEOUT)["collection_name"]
                if real != name:
                    raise MilvusError(
                        f"{name} is an alias of the collection {real}, which {self._REPLACING} does not "
                        "follow"
                    )
            # On a server another process may be at work on it; Milvus Lite's lock says that none is.
            if not is_local(self.uri) and not self.replace:
                for place, _ in self._unfinished(client):
                    raise MilvusError(
                        f"the collection {place} exists in {self.uri}: another process is indexing {name}, "
                        f"or was killed while it did; {self._REPLACING} removes it"
                    )
            self._settle(client)
            if client.has_collection(name, timeout=_TIMEOUT) and not self.replace:
                raise MilvusError(
                    f"the collection {name} exists in {self.uri}; {self._REPLACING} puts a new one in its "
                    "place"
                )

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
            Fitted, for the most part on the same texts; with `keep_model`, loaded from the file.
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
        token = secrets.token_hex(4)
        try:
            inserted = self._make(client, model, ids, texts, token, progress)
        except BaseException:
            with _uninterrupted():
                self._undo(client, token)
            raise
        with reported(f"the collection {self.collection} cannot be loaded"):
            client.load_collection(self.collection, timeout=_LOAD_TIMEOUT)
        return inserted

    def _make(
        self,
        client: "MilvusClient",
        model: "BM25EmbeddingFunction",
        ids: list[str],
        texts: list[str],
        token: str,
        progress: Callable[[int], object] | None,
    ) -> Inserted:
        new_name = self._place(client)
        properties = {**_properties(model), _JOB: f"{self.collection} {token}"}
        create_collection(client, new_name, properties=properties)
        if not self.keep_model:
            self._warn_of_model(model)
            model._write(str(self._new_model(token)))
        elif not self._fits(client, new_name, self._model):
            raise ModelFileError(f"the file {self.model_path} holds another model than the one given")
        inserted = _insert(client, new_name, model, ids, texts, progress)
        if self.keep_model and ids and not inserted.rows:
            raise InputError(f"no document has a term of the model {self.model_path}: nothing could be found")
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
            self._swap(client, new_name, token)
        return inserted

    def _swap(self, client: "MilvusClient", new_name: str, token: str) -> None:
        """Give the new collection and model their names, and let the old collection go."""
        name = self.collection
        with reported(f"the collection {name} cannot be replaced"):
            if client.has_collection(name, timeout=_TIMEOUT):
                self._rename(client, name, self._old(token))
            self._rename(client, new_name, name)
        if not self.keep_model:
            self._take_place(self._new_model(token))
        try:
            self._finish(client, self._old(token))
        except MilvusError as error:  # the next run does it
            self.note(str(error))

    def _undo(self, client: "MilvusClient", token: str) -> None:
        """Undo a run that failed; what cannot be undone is only noted, because an error is on its way."""
        try:
            with reported(f"what the run has left in {self.uri} cannot be read"):
                if self._settle(client, undo=token):
                    # Milvus Lite forgets with the name that the collection was loaded.
                    client.load_collection(self.collection, timeout=_LOAD_TIMEOUT)
        except (MilvusError, ModelFileError) as error:
            self.note(str(error))

    def _settle(self, client: "MilvusClient", undo: str = "") -> bool:
        """Bring what runs have left half done to one of its ends.

        Parameters
        ----------
        undo : str
            The token of a run that has failed: it is taken back unless its model has its place already.
            What a killed process left is finished where it can be.

        Returns
        -------
        bool
            Whether an old collection has its name back.
        """
        name, returned = self.collection, False
        here = client.has_collection(name, timeout=_TIMEOUT)
        if here and undo and self._token(client, name) == undo and self._new_model(undo).exists():
            self._rename(client, name, self._place(client))
            here = False
        for place, token in list(self._unfinished(client)):
            old = self._old(token)
            if not here and client.has_collection(old, timeout=_TIMEOUT):
                self._give_back(client, old, quiet=bool(undo))
                here = returned = True
            self._discard(client, place)
        token = self._token(client, name) if here else ""
        if not token:
            return returned
        path, old, new_model = self._model.resolve(), self._old(token), self._new_model(token)
        if new_model.exists() and self._fits(client, name, new_model):
            self._take_place(new_model)
            self.note(f"an earlier run was killed: the model of the collection {name} has its place")
        if self._fits(client, name, path):
            self._finish(client, old)
        elif client.has_collection(old, timeout=_TIMEOUT) and self._fits(client, old, path):
            # The new model is gone. An unfinished collection leads to the old one until that has its name.
            self._rename(client, name, self._place(client))
            return self._settle(client)
        return returned  # where nothing fits, the model may have another path: nothing is taken away

    def _finish(self, client: "MilvusClient", old: str) -> None:
        """Drop the old collection and say that the new one is finished."""
        name = self.collection
        with reported(f"the collection {name} cannot be finished"):
            if client.has_collection(old, timeout=_TIMEOUT):
                self._discard(client, old)
            if self._token(client, name):
                client.alter_collection_properties(name, {_JOB: name}, timeout=_TIMEOUT)

    def _discard(self, client: "MilvusClient", name: str) -> None:
        """Drop a collection of ours, and what its own run has left: a model, a collection it replaced."""
        token = self._token(client, name)
        if token:
            folder = self._model.resolve().parent
            # Of a model with another name too; a killed save leaves its temporary file.
            for path in (*folder.glob(f"new.{token}.*"), *folder.glob(f".new.{token}.*.tmp")):
                _unlink(path)
            old = self._old(token)
            if name.startswith(self.collection + _OLD) and client.has_collection(old, timeout=_TIMEOUT):
                self._discard(client, old)
        self._drop(client, name)

    def _drop(self, client: "MilvusClient", name: str) -> None:
        with _uninterrupted():
            # Milvus Lite writes what a collection holds in memory before it drops it. On a full disk that
            # fails, and when it is asked again there is nothing left to write.
            if is_local(self.uri):
                with contextlib.suppress(MilvusError):
                    return self._drop_once(client, name)
            try:
                self._drop_once(client, name)
            except MilvusError as error:
                raise MilvusError(f"{error}; {self._by_hand(name)}") from error

    def _drop_once(self, client: "MilvusClient", name: str) -> None:
        with reported(f"the collection {name} cannot be dropped"):
            client.drop_collection(name, timeout=_TIMEOUT)

    def _by_hand(self, name: str) -> str:
        again = "the next run drops it, when that is mended"
        if not is_local(self.uri):
            return again
        folder = collection_folder(self.uri, name)
        return f"{again}, or delete the directory {folder} by hand, while no program has the database open"

    def _rename(self, client: "MilvusClient", name: str, new_name: str) -> None:
        try:
            client.rename_collection(name, new_name, timeout=_TIMEOUT)
        except Exception:
            # Milvus Lite renames, and then writes the name down: a full disk refuses that alone.
            renamed = client.has_collection(new_name, timeout=_TIMEOUT)
            if not renamed or client.has_collection(name, timeout=_TIMEOUT):
                raise

    def _give_back(self, client: "MilvusClient", old: str, *, quiet: bool = False) -> None:
        name = self.collection
        with reported(f"the collection {name} cannot be given its name back from {old}"):
            self._rename(client, old, name)
        if not quiet:
            self.note(f"an earlier run was killed: the collection {name} has its name back")

    def _take_place(self, new_model: Path) -> None:
        try:
            new_model.replace(self._model.resolve())  # the file that a link names is replaced, not the link
        except OSError as error:
            raise ModelFileError(f"the model {self.model_path} cannot be saved: {error.strerror}") from error

    def _old(self, token: str) -> str:
        return f"{self.collection}{_OLD}{token}"

    def _warn_of_model(self, model: "BM25EmbeddingFunction") -> None:
        """Warn, as `save` does, where pymilvus.model reads the file and cannot make the tokens."""
        from elanus.sparse.bm25._description import (
            unread_tokens,
        )  # every part of an analyzer: 11 ms of each import

        if message := unread_tokens(str(self.model_path), model.analyzer):
            warnings.warn(message, ElanusWarning, stacklevel=outside())

    def _new_model(self, token: str) -> Path:
        path = self._model.resolve()
        # The end says the same format, and a name may be as long as the file system allows.
        end = os.fsdecode(os.fsencode(path.name)[-_NAME_END:])
        return path.with_name(f"new.{token}.{end}")

    def _place(self, client: "MilvusClient") -> str:
        """Return a free name for an unfinished collection."""
        names = [self.collection + ending for ending in _NEW]
        with reported(f"the collections of {self.uri} cannot be read"):
            for name in names:
                if not client.has_collection(name, timeout=_TIMEOUT):
                    return name
        raise MilvusError(
            f"there is no name for an unfinished collection in {self.uri}: {', '.join(names)} exist, none "
            "of them left by an earlier run; rename or drop one"
        )

    def _unfinished(self, client: "MilvusClient") -> Iterator[tuple[str, str]]:
        """Find the unfinished collections that are to become this one, and their tokens."""
        for ending in _NEW:
            place = self.collection + ending
            with reported(f"the collection {place} cannot be read"):
                exists = client.has_collection(place, timeout=_TIMEOUT)
                token = self._token(client, place) if exists else ""
            if token:
                yield place, token
            elif not exists and is_local(self.uri):
                remove_unborn(self.uri, place)

    def _token(self, client: "MilvusClient", name: str) -> str:
        """Return the token of an unfinished collection, "" of any other."""
        description = client.describe_collection(name, timeout=_TIMEOUT)
        final, _, token = (description.get("properties") or {}).get(_JOB, "").partition(" ")
        ours = final == self.collection and description["collection_name"] == name
        return token if ours and _TOKEN.fullmatch(token) else ""

    def _fits(self, client: "MilvusClient", collection: str, path: Path) -> bool:
        """Tell whether a model file fits a collection; any does where the collection names none."""
        from elanus.sparse import BM25EmbeddingFunction

        properties = client.describe_collection(collection, timeout=_TIMEOUT).get("properties") or {}
        if _VOCABULARY not in properties:
            return True
        # The terms are compared, whatever the analyzer: this one stands in for one that is a callable.
        model = BM25EmbeddingFunction(analyzer=str.split)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ElanusWarning)
                model.load(path)
            return check_model(client, collection, model)
        except ModelFileError:
            return False


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
        There is something else than a file, or no directory for it, or the directory is in a database of
        Milvus Lite.

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
    databases = (
        parent
        for parent in path.resolve().parents
        if parent.suffix == ".db" and (parent / "collections").is_dir()
    )
    if there is not None and stat.S_ISDIR(there):
        reason = f"{path} is a directory"
    elif there is not None and not stat.S_ISREG(there):
        reason = f"{path} is not a regular file"
    elif not folder.is_dir():
        reason = f"there is no directory {folder}"
    elif (database := next(databases, None)) is not None:
        reason = f"{path} is inside {database}, a database of Milvus Lite; name another file"
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
