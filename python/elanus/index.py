"""An exact search engine in the process: the documents of the highest scores, in microseconds.

Examples
--------
>>> import elanus
>>> birds = ["Black kites soar.", "A red kite dives.", "Swifts scream."]
>>> index = elanus.Index.build(birds, analyzer="unicode:en")
>>> index.search("red kites", k=1)[0]
[Hit(id=1, score=0.627..., text='A red kite dives.')]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from os import PathLike
from pathlib import Path
from types import EllipsisType
from typing import TYPE_CHECKING, Any

import elanus._core as _core
from elanus._index_arguments import (
    as_filters,
    as_ids,
    as_known_ids,
    as_vectors,
    asked_once,
    is_sparse,
    listed_ids,
    with_own_ids,
)
from elanus._index_files import (
    analyzer_of,
    damage_is_of_an_index,
    describes,
    opened,
    packed,
    saved,
    unpacked,
)
from elanus._results import Hit, Results
from elanus._threads import as_threads, get_num_threads
from elanus.analysis import Analyzer, AnalyzerLike, as_analyzer, sampled
from elanus.errors import ChangedIndexError, InputError, InputTypeError, ModelFileError
from elanus.sparse.bm25._arguments import as_parameters, as_path, as_whole, given_bounds
from elanus.sparse.bm25._description import AnyAnalyzer, engine_of
from elanus.sparse.bm25._scripts import warning_for

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from elanus._columns import Texts
    from elanus._foreign import Foreign
    from elanus.sparse import BM25EmbeddingFunction
    from elanus.sparse.bm25._explain import Explanation

__all__ = ["Hit", "Index", "Results"]


class Index:
    """Documents that are searched by BM25, or vectors by their inner product; exact, to the last bit.

    It is made by `build`, `from_vectors` or `open`.

    Notes
    -----
    The score of a document is the float32 sum of query weight × document weight by ascending column, each
    product rounded: what a plain loop over `encode_queries` and `encode_documents` of `bm25` gives. Of equal
    scores the document comes first that was added first; one that was updated counts as added anew. A
    document that shares no term with the query is no hit.

    After `add`, `delete`, `update` and `compact` everything equals an index that is built of what is left.
    Threads may share an index: searches see one published state, changes take turns. A call that raises has
    changed nothing.

    Examples
    --------
    >>> import elanus
    >>> birds = ["Black kites soar.", "A red kite dives."]
    >>> index = elanus.Index.build(birds, analyzer="unicode:en", ids=["black", "red"])
    >>> _ = index.add(["Swifts scream."], ids=["swift"]).delete(["black"])
    >>> len(index), "black" in index, index.search("kites").ids.tolist()
    (2, False, [['red', None]])
    """

    def __init__(self) -> None:
        raise InputTypeError("an Index is made by Index.build, Index.from_vectors or Index.open")

    @classmethod
    def _of(cls, core: _core.Index, analyzer: AnyAnalyzer | None, *, store_text: bool) -> Index:
        index = cls.__new__(cls)
        # An index and what cuts its queries change together, in one assignment.
        index._state = (core, analyzer)
        index._stores_text = store_text
        return index

    _state: tuple[_core.Index, AnyAnalyzer | None]
    _stores_text: bool

    @classmethod
    def build(
        cls,
        documents: Texts,
        ids: Foreign | None = None,
        *,
        analyzer: AnalyzerLike = "auto",
        method: str = "lucene",
        k1: float = 1.2,
        b: float = 0.75,
        epsilon: float = 0.25,
        delta: float | None = None,
        min_df: int | float = 1,
        max_df: int | float = 1.0,
        max_terms: int | None = None,
        bm25: BM25EmbeddingFunction | None = None,
        store_text: bool = True,
    ) -> Index:
        """Return an index of documents.

        Parameters
        ----------
        documents : iterable of str or column
            What `BM25EmbeddingFunction.fit` takes.
        ids : iterable of str or of int, optional
            As many, each its own; by default the numbers 0, 1, 2 and so on, and those of the documents of
            `elanus.corpus.open`.
        analyzer : Analyzer, mapping, str or callable
            As for `BM25EmbeddingFunction`; ``"auto"`` chooses by the language of the documents.
        method : {"okapi", "lucene", "robertson", "atire", "bm25l", "bm25+", "tfidf"}
            The formula.
        k1, b, epsilon, delta : float
            Its parameters; they can be changed later, see `set_parameters`.
        min_df, max_df : int or float
        max_terms : int, optional
            Which terms can be searched for, as for `BM25EmbeddingFunction`. The postings of the others stay,
            so that these can be changed later, too.
        bm25 : BM25EmbeddingFunction, optional
            A fitted model to weigh by instead, with its analyzer and parameters. Its statistics stay what
            they are, whatever is added or deleted: so the parts of a large collection score alike.
        store_text : bool
            Whether the texts are kept, for the hits.

        Returns
        -------
        Index

        Raises
        ------
        InputError
            There is no document, or no token of any survives the analyzer; an id comes twice, or there is
            another number of ids; a parameter is out of its range.
        InputTypeError
            What is given is of a wrong type.

        Warns
        -----
        ElanusWarning
            The analyzer is for English, and most letters are of a script that is not Latin.

        Examples
        --------
        >>> import elanus
        >>> milane = ["Der Milan kreist.", "Zwei Milane über dem Wald."]
        >>> index = elanus.Index.build(milane, analyzer="auto:de")
        >>> index.search("Milane").counts, index.method
        (array([2]), 'lucene')
        """
        chosen: AnyAnalyzer
        documents, ids = with_own_ids(documents, ids)
        if bm25 is not None:
            is_auto = isinstance(analyzer, str) and analyzer == "auto"
            own = (method, k1, b, epsilon, delta) != ("lucene", 1.2, 0.75, 0.25, None)
            if not is_auto or own or given_bounds((min_df, max_df, max_terms)):
                raise InputError("bm25 has its analyzer, method and parameters: leave these out")
            model, chosen = _model_of(bm25)
            core = _core.Index.with_model(model)
        else:
            given = as_parameters(k1=k1, b=b, epsilon=epsilon, method=method, delta=delta)
            bounds = as_parameters(min_df=min_df, max_df=max_df, max_terms=max_terms)
            core = _core.Index(
                (given["k1"], given["b"], given["epsilon"], given["method"], given["delta"]),
                (bounds["min_df"], bounds["max_df"], bounds["max_terms"]),
            )
            if isinstance(analyzer, str) and analyzer == "auto":
                sample, documents = sampled(documents)
                chosen = Analyzer.auto(sample)
            else:
                chosen = as_analyzer(analyzer)
        index = cls._of(core, chosen, store_text=bool(store_text))
        index._add(documents, ids, replaces=False)
        if not len(index):
            raise InputError("the corpus is empty: expected at least one document")
        warn = warning_for(engine_of(chosen))
        if warn is not None and (script := index.bm25._state[0].dominant_script()) is not None:
            warn(script)
        return index

    @classmethod
    def from_vectors(cls, vectors: Foreign, ids: Foreign | None = None) -> Index:
        """Return an index of sparse vectors that another model has made, such as SPLADE or BGE-M3.

        Parameters
        ----------
        vectors : csr_array or csr_matrix, shape (documents, columns)
            Weights, converted to float32: finite, none negative.
        ids : iterable of str or of int, optional
            As for `build`.

        Returns
        -------
        Index
            `add`, `update` and `search` take vectors, too.

        Raises
        ------
        InputError
            A weight is negative or not finite, or the ids do not fit.
        InputTypeError
            It is no sparse matrix.

        Examples
        --------
        >>> import elanus
        >>> from scipy.sparse import csr_array
        >>> index = elanus.Index.from_vectors(csr_array([[0.5, 0, 2.0], [0, 1.5, 0.25]]))
        >>> index.search(csr_array([[0, 1.0, 1.0]])).scores
        array([[2.  , 1.75]], dtype=float32)
        """
        matrix = as_vectors(vectors, "vectors")
        index = cls._of(_core.Index.of_vectors(matrix[3]), None, store_text=False)
        index._core.add_vectors(matrix, None if ids is None else as_ids(ids, ordered=True), False)
        return index

    @classmethod
    def open(
        cls,
        path: str | PathLike[str],
        *,
        mmap: bool = True,
        analyzer: Callable[[str], Sequence[str]] | None = None,
    ) -> Index:
        """Open an index that was saved.

        Everything that a search reads is verified first; a text is when a hit is made of it.

        Parameters
        ----------
        path : str or path-like
            The folder.
        mmap : bool
            Whether the files are mapped into memory, not read: their pages are then shared by all processes
            that open the index, and read when they are needed.
        analyzer : callable, optional
            Needed where the index was built with a Python callable, which no file can hold.

        Returns
        -------
        Index
            It stays what it is, whatever another process saves, until `refresh`.

        Raises
        ------
        ModelFileError
            There is no index, or it cannot be read.
        CorruptIndexError
            A file was truncated, edited, damaged, swapped or written by a newer version.
        InputError
            The index was built with a Python callable, and none was given.

        Examples
        --------
        >>> import elanus, pathlib, tempfile
        >>> index = elanus.Index.build(["Black kites soar.", "Swifts scream."], analyzer="unicode:en")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     index.save(pathlib.Path(folder, "birds.elanus"))
        ...     elanus.Index.open(pathlib.Path(folder, "birds.elanus")).search("kites").texts
        array([['Black kites soar.', None]], dtype=object)
        """
        path = as_path(path)
        if analyzer is not None and not callable(analyzer):
            raise InputTypeError(f"analyzer is {type(analyzer).__qualname__}; expected a callable")
        core, chosen, store_text = opened(path, analyzer, mmap=bool(mmap))
        return cls._of(core, chosen, store_text=store_text)

    def save(self, path: str | PathLike[str] | None = None, *, replace: bool = True) -> None:
        """Write the index to a folder: what is not there yet, and then a manifest that names all of it.

        Whatever goes wrong, the folder holds the old index or the new one. Another process that has opened it
        keeps what it has.

        Parameters
        ----------
        path : str or path-like, optional
            The folder, which is made if need be, in a directory that is there; by default where the index
            was opened or saved last.
        replace : bool
            Whether another index that is there may be replaced, as a file is by other savers; what is no
            index never is.

        Raises
        ------
        InputError
            No path was ever given, or another index is there and `replace` is False.
        ChangedIndexError
            Another process has saved the index since it was opened.
        ModelFileError
            The folder cannot be written, holds something else than an index, or is being written by another
            process for a minute.

        Examples
        --------
        >>> import elanus, pathlib, tempfile
        >>> index = elanus.Index.build(["Black kites soar."], analyzer="unicode:en")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     index.save(pathlib.Path(folder, "birds.elanus"))
        ...     index.add(["Swifts scream."]).save()
        ...     len(elanus.Index.open(index.path))
        2
        """
        from elanus._locks import locked

        if path is None and (path := self.path) is None:
            raise InputError("the index was saved nowhere yet: save needs a path")
        path = as_path(path)
        if not (parent := Path(path).parent).is_dir():
            raise ModelFileError(f"the index cannot be saved: there is no directory {parent}")
        with locked(path, f"the index {path}"):
            self._save(path, replace=replace)

    def _save(self, path: str, *, replace: bool = True) -> None:
        """Do what `save` does for who has locked the folder."""
        core, analyzer = self._state
        saved(core, analyzer, path, store_text=self._stores_text, replace=replace)

    def refresh(self) -> bool:
        """Take over what another process has saved since the index was opened or saved here.

        Returns
        -------
        bool
            Whether there was anything.

        Raises
        ------
        InputError
            The index has changes that are not saved, and another process has saved others; or what was saved
            was built with another Python callable, for which it must be opened anew.
        CorruptIndexError, ModelFileError
            As for `open`; the index is then as it was.

        Examples
        --------
        >>> import elanus
        >>> elanus.Index.build(["Black kites soar."], analyzer="unicode:en").refresh()
        False
        """
        core, analyzer = self._state
        other: list[AnyAnalyzer | None] = []

        def is_own(description: str) -> bool:
            if describes(description, analyzer):
                return True
            other.append(analyzer_of(description, str(core.path), None))
            return False

        with damage_is_of_an_index():
            found = core.refresh(is_own, get_num_threads())
        if found is None:
            return False
        changed, self._stores_text = found
        if changed is not None:
            [chosen] = other
            self._state = (changed, chosen)
        return True

    @property
    def path(self) -> Path | None:
        """Path: where the index was opened or saved last, None if nowhere."""
        return self._core.path

    def search(
        self, queries: Foreign, k: int = 10, *, filter: Foreign | None = None, threads: int | None = None
    ) -> Results:
        """Return the best documents of one or of many queries.

        Parameters
        ----------
        queries : str, iterable of str, column, or csr_array
            One text, many, or vectors of finite weights with as many columns as the index has. An index of
            texts also takes vectors that were encoded before columns were added.
        k : int
            The most documents for each, 1 or more.
        filter : ndarray of bool, collection of ids, or a list of those, optional
            Which documents may be found: one value for each of `ids`, or their ids, for all queries; or a
            list with one such filter for each query, None for no filter; a list of nothing but None is one,
            too. An id may come more than once, and what stands beyond the hits in a row of `Results.ids`
            counts as none. `k` documents come back whenever as many pass and share a term with the query.
        threads : int, optional
            At most so many, up to 1,024; by default `elanus.get_num_threads`. The result is the same for
            any number.

        Returns
        -------
        Results
            Arrays of shape (queries, min(k, len(index))).

        Raises
        ------
        InputError
            `k` is not 1 or more; the filter has another length, or names an id that no document has; vectors
            have another number of columns.
        InputTypeError
            What is given is of a wrong type.

        Examples
        --------
        >>> import elanus
        >>> birds = ["Black kites soar.", "A red kite dives.", "Swifts scream."]
        >>> index = elanus.Index.build(birds, analyzer="unicode:en")
        >>> index.search(["kites", "swifts"], filter={0, 2}).ids.tolist()
        [[0, -1, -1], [2, -1, -1]]
        """
        # The core takes no number of more than 64 bits; no index has so many documents.
        k = min(as_whole("k", k, 1), 1 << 30)
        core, analyzer = self._state
        number = as_threads(None if threads is None else as_whole("threads", threads, 1))
        if isinstance(queries, str):
            queries = [queries]
        elif is_sparse(queries):
            return Results(
                *core.search_vectors(as_vectors(queries, "queries"), k, as_filters(filter, core), number)
            )
        if analyzer is None:
            raise InputTypeError(
                f"queries is {type(queries).__qualname__}; this index holds vectors, and takes a csr_array"
            )
        return Results(*core.search(queries, engine_of(analyzer), k, as_filters(filter, core), number))

    def _hits(self, queries: list[str], k: int, *, texts: bool = True) -> list[list[Hit]]:
        """Return the hits that `search` finds, without NumPy, whose import takes longer than a search."""
        core, analyzer = self._state
        if analyzer is None:
            raise InputError("this index holds vectors, and is searched by vectors, not by texts")
        found = core.hits(queries, engine_of(analyzer), k, get_num_threads(), texts=texts)
        return [[Hit(*hit) for hit in hits] for hits in found]

    async def asearch(
        self, queries: Foreign, k: int = 10, *, filter: Foreign | None = None, threads: int | None = None
    ) -> Results:
        """Do what `search` does on another thread, so that a server's event loop goes on.

        Parameters
        ----------
        queries, k, filter, threads
            As for `search`.

        Returns
        -------
        Results

        Examples
        --------
        >>> import asyncio, elanus
        >>> index = elanus.Index.build(["Black kites soar.", "Swifts scream."], analyzer="unicode:en")
        >>> asyncio.run(index.asearch("kites")).counts
        array([1])
        """
        import asyncio

        return await asyncio.to_thread(self.search, queries, k, filter=filter, threads=threads)

    def add(self, documents: Foreign, ids: Foreign | None = None) -> Index:
        """Add documents, or vectors to an index of vectors.

        Parameters
        ----------
        documents : iterable of str, column or csr_array
        ids : iterable of str or of int, optional
            By default the numbers after the highest id, and those of the documents of `elanus.corpus.open`;
            an index whose ids are texts needs them otherwise.

        Returns
        -------
        Index
            This object.

        Raises
        ------
        InputError
            A document has one of the ids already, or an id comes twice.

        Examples
        --------
        >>> import elanus
        >>> elanus.Index.build(["Black kites soar."], analyzer="unicode:en").add(["Swifts scream."]).ids
        array([0, 1])
        """
        self._add(*with_own_ids(documents, ids), replaces=False)
        return self

    def update(self, documents: Foreign, ids: Foreign) -> Index:
        """Replace the documents that have these ids.

        Parameters
        ----------
        documents : iterable of str, column or csr_array
        ids : iterable of str or of int

        Returns
        -------
        Index
            This object.

        Raises
        ------
        InputError
            No document has one of the ids, or an id comes twice.

        Examples
        --------
        >>> import elanus
        >>> index = elanus.Index.build(["Black kites soar.", "Swifts scream."], analyzer="unicode:en")
        >>> index.update(["Owls hoot."], ids=[0]).get([0, 1])
        ['Owls hoot.', 'Swifts scream.']
        """
        if ids is None:
            raise InputTypeError("ids is None; update needs the ids of the documents that it replaces")
        self._add(documents, ids, replaces=True)
        return self

    def _add(self, documents: Foreign, ids: Foreign | None, *, replaces: bool) -> None:
        core, analyzer = self._state
        # No snapshot is kept: while one is read the model is copied, not changed where it is.
        names = None if ids is None else as_known_ids(as_ids(ids, ordered=True), core.snapshot())
        if names is None and core.snapshot().has_text_ids:
            raise InputError("the ids of this index are texts: give the new documents ids too")
        if analyzer is None:
            core.add_vectors(as_vectors(documents, "documents"), names, replaces)
            self._check_own(core)
            return
        if is_sparse(documents):
            raise InputTypeError("documents is a matrix; this index holds texts, and takes a list of str")
        engine = engine_of(analyzer)
        core.add(documents, names, engine, get_num_threads(), replaces=replaces, store_text=self._stores_text)
        self._check_own(core)

    def _check_own(self, core: _core.Index) -> None:
        """Refuse a change of what is no longer this index, which was refreshed meanwhile."""
        if self._core is not core:
            raise ChangedIndexError(
                "the index was refreshed meanwhile, and has another analyzer now: make the change again"
            )

    def delete(self, ids: Foreign) -> Index:
        """Delete documents by their ids.

        Parameters
        ----------
        ids : iterable of str or of int

        Returns
        -------
        Index
            This object.

        Raises
        ------
        InputError
            No document has one of the ids, or an id comes twice; nothing is deleted.

        Examples
        --------
        >>> import elanus
        >>> birds = ["Black kites soar.", "Swifts scream."]
        >>> index = elanus.Index.build(birds, analyzer="unicode:en").delete([0])
        >>> len(index), index.bm25.corpus_size
        (1, 1)
        """
        core = self._core
        core.delete(as_known_ids(as_ids(ids), core.snapshot()))
        self._check_own(core)
        return self

    def compact(self) -> Index:
        """Give back what deleted documents take: one segment of what is left, terms without one renumbered.

        Returns
        -------
        Index
            This object; it finds what it found before.

        Examples
        --------
        >>> import elanus
        >>> birds = ["Black kites soar.", "Swifts scream."]
        >>> index = elanus.Index.build(birds, analyzer="unicode:en").delete([0])
        >>> index.dim, index.compact().dim
        (5, 2)
        """
        self._core.compact()
        return self

    def set_parameters(
        self,
        *,
        method: str | None = None,
        k1: float | None = None,
        b: float | None = None,
        epsilon: float | None = None,
        delta: float | None = None,
        min_df: int | float | None = None,
        max_df: int | float | None = None,
        max_terms: int | EllipsisType | None = ...,
    ) -> Index:
        """Weigh by another formula or other parameters from now on. No text is read again.

        Parameters
        ----------
        method : str, optional
            It brings its own `delta` if that is not given.
        k1, b, epsilon, delta : float, optional
            Those that are not given stay what they are.
        min_df, max_df : int or float, optional
            So do these.
        max_terms : int or None, optional
            None is any number of terms; what it is stays if it is not given.

        Returns
        -------
        Index
            This object.

        Raises
        ------
        InputError
            One is out of its range, or the index holds vectors. All parameters are then as they were.

        Examples
        --------
        >>> import elanus
        >>> birds = ["Black kites soar.", "A red kite dives and dives."]
        >>> index = elanus.Index.build(birds, analyzer="unicode:en")
        >>> index.set_parameters(k1=0.9, b=0.4).k1
        0.9
        """
        given: dict[str, Foreign] = {"method": method, "k1": k1, "b": b, "epsilon": epsilon, "delta": delta}
        given |= {"min_df": min_df, "max_df": max_df}
        given = {name: value for name, value in given.items() if value is not None}
        if max_terms is not ...:
            given["max_terms"] = max_terms
        self._core.set_parameters(list(as_parameters(**given).items()))
        return self

    def get(self, ids: Foreign) -> list[str | None]:
        """Return the texts of documents.

        Parameters
        ----------
        ids : iterable of str or of int
            In any order, any of them more than once; a row of `Results.ids` will do.

        Returns
        -------
        list of str or None
            One for each: None where no text is stored, and beyond the hits of the row.

        Raises
        ------
        InputError
            No document has one of the ids.

        Examples
        --------
        >>> import elanus
        >>> elanus.Index.build(["Black kites soar."], analyzer="unicode:en", ids=["black"]).get(["black"])
        ['Black kites soar.']
        """
        snapshot = self._core.snapshot()
        asked = listed_ids(ids)
        once = asked_once(asked, snapshot)
        texts = snapshot.texts(snapshot.find(once))
        found = dict(zip(once if isinstance(once, list) else once.tolist(), texts, strict=True))
        return [found.get(each) for each in (asked if isinstance(asked, list) else asked.tolist())]

    def explain(self, query: str, id: str | int) -> Explanation:
        """Take the score of a document for a query apart.

        Parameters
        ----------
        query : str
        id : str or int
            The document's.

        Returns
        -------
        Explanation
            As `BM25EmbeddingFunction.explain` returns; its weights are those of the index.

        Raises
        ------
        InputError
            No document has the id, or the index holds vectors.

        Examples
        --------
        >>> import elanus
        >>> birds = ["Black kites soar.", "A red kite dives.", "Swifts scream."]
        >>> index = elanus.Index.build(birds, analyzer="unicode:en")
        >>> print(index.explain("red kites", 1))
        score 0.6274 = sum of query weight x document weight; length 3, average 2.667, norm 1.0938
        term  tf  df     idf   query  document  contribution
        red    1   1  0.9808  0.9808    0.4324        0.4241
        kite   1   2  0.4700  0.4700    0.4324        0.2032
        """
        from elanus.sparse.bm25._explain import explanation_of

        core, analyzer = self._state
        if analyzer is None:
            raise InputError("explain is for an index of texts; this one holds vectors")
        snapshot = core.snapshot()
        [document] = snapshot.find(as_known_ids(as_ids([id], "id"), snapshot)).tolist()
        return explanation_of(snapshot.explain(query, engine_of(analyzer), document))

    @property
    def bm25(self) -> BM25EmbeddingFunction:
        """BM25EmbeddingFunction: the model as it is now; changing this copy changes nothing in the index.

        Raises
        ------
        InputError
            The index holds vectors.
        """
        from elanus.sparse import BM25EmbeddingFunction

        core, analyzer = self._state
        model = core.snapshot().model
        if model is None or analyzer is None:
            raise InputError("an index of vectors has no BM25 model")
        return BM25EmbeddingFunction._of(model, analyzer)

    @property
    def ids(self) -> NDArray[Any]:
        """Ndarray of int64 or of str objects, shape (len(index),): in the order in which they were added."""
        import numpy as np

        found = self._core.snapshot().ids()
        return np.fromiter(found, object, len(found)) if isinstance(found, list) else found

    @property
    def analyzer(self) -> AnyAnalyzer | None:
        """Analyzer or callable: what cuts documents and queries, None for vectors."""
        return self._state[1]

    @property
    def _core(self) -> _core.Index:
        return self._state[0]

    def _parameter(self, place: int) -> Any:  # noqa: ANN401 - a number or a name
        parameters: Any = self._core.snapshot().parameters
        return None if parameters is None else parameters[place]

    @property
    def method(self) -> str | None:
        """str: the formula, None for vectors."""
        value: str | None = self._parameter(3)
        return value

    @property
    def k1(self) -> float | None:
        """float: how late repetitions of a term stop counting, None for vectors."""
        value: float | None = self._parameter(0)
        return value

    @property
    def b(self) -> float | None:
        """float: how much a document's length counts, None for vectors."""
        value: float | None = self._parameter(1)
        return value

    @property
    def epsilon(self) -> float | None:
        """float: the floor of ``"okapi"``'s idf, as a fraction of the average, None for vectors."""
        value: float | None = self._parameter(2)
        return value

    @property
    def delta(self) -> float | None:
        """float: what ``"bm25l"`` and ``"bm25+"`` add, None for vectors."""
        value: float | None = self._parameter(4)
        return value

    @property
    def min_df(self) -> int | float | None:
        """Int or float: the documents that hold a term that is searched for, at least, None for vectors."""
        pruning = self._core.snapshot().pruning
        return None if pruning is None else pruning[0]

    @property
    def max_df(self) -> int | float | None:
        """Int or float: the documents that hold a term that is searched for, at most, None for vectors."""
        pruning = self._core.snapshot().pruning
        return None if pruning is None else pruning[1]

    @property
    def max_terms(self) -> int | None:
        """Int or None: how many terms are searched for, at most; None is any number, and that of vectors."""
        pruning = self._core.snapshot().pruning
        return None if pruning is None else pruning[2]

    @property
    def dim(self) -> int:
        """int: the number of columns."""
        return self._core.snapshot().dim

    @property
    def nnz(self) -> int:
        """int: the number of postings, those of deleted documents included."""
        return self._core.snapshot().postings

    @property
    def nbytes(self) -> int:
        """int: the bytes of postings and lengths; ids, texts and the vocabulary come to that."""
        return self._core.snapshot().memory

    @property
    def has_text(self) -> bool:
        """bool: whether texts are stored."""
        return self._core.snapshot().has_texts

    def __copy__(self) -> Index:
        """Return an index of its own: what changes one leaves the other."""
        core, analyzer = self._state
        return type(self)._of(copy(core), analyzer, store_text=self._stores_text)

    def __deepcopy__(self, _: object) -> Index:
        return copy(self)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what pickle keeps: the files of the index, and its analyzer."""
        twin = copy(self)
        return _unpickled, (type(self), packed(twin._core, store_text=twin._stores_text), twin.analyzer)

    def __len__(self) -> int:
        return len(self._core.snapshot())

    def __contains__(self, id: Foreign) -> bool:
        try:
            ids = as_ids([id])
        except (InputError, InputTypeError):
            return False  # no document can have such an id
        return self._core.snapshot().holds(ids)

    def __repr__(self) -> str:
        how = "vectors" if self.method is None else f"{self.method} k1={self.k1} b={self.b}"
        return f"<Index of {len(self):,} documents, {self.dim:,} columns: {how}>"


def _unpickled(cls: type[Index], files: dict[str, bytes], analyzer: AnyAnalyzer | None) -> Index:
    """Return the index of which these are the files."""
    core, store_text = unpacked(files)
    return cls._of(copy(core), analyzer, store_text=store_text)


def _model_of(bm25: Foreign) -> tuple[_core.Bm25, AnyAnalyzer]:
    from elanus.sparse import BM25EmbeddingFunction

    if not isinstance(bm25, BM25EmbeddingFunction):
        raise InputTypeError(f"bm25 is {type(bm25).__qualname__}; expected a BM25EmbeddingFunction")
    return bm25._state
