"""BM25 sparse vectors: the class of ``pymilvus.model`` on a parallel Rust model."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from copy import copy
from itertools import islice
from os import PathLike
from threading import Lock
from typing import TYPE_CHECKING, Any

import elanus._core as _core
from elanus._foreign import Foreign
from elanus._threads import get_num_threads
from elanus.analysis import Analyzer as SpecAnalyzer, AnalyzerLike, as_analyzer, sampled
from elanus.base import BaseEmbeddingFunction
from elanus.errors import ElanusWarning, InputError, InputTypeError
from elanus.sparse.bm25._arguments import as_parameters, as_path, as_whole, given_bounds, iterate
from elanus.sparse.bm25._description import (
    AnyAnalyzer,
    analyzer_of_file,
    describe,
    engine_of,
    same_analyzer,
    shortened,
    unread_pruning,
    unread_tokens,
)
from elanus.sparse.bm25._scripts import warning_for
from elanus.sparse.bm25._views import DocumentFrequencyView, IdfView, VocabularyView
from elanus.sparse.bm25.tokenizers import build_default_analyzer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from elanus._columns import Texts
    from elanus.sparse.bm25._explain import Drift, Explanation

__all__ = ["BM25EmbeddingFunction", "IdfView"]

# What pymilvus.model downloads when load() is given no path.
_DEFAULT_FILE = "bm25_msmarco_v1.json"
_DEFAULT_URL = "https://github.com/milvus-io/pymilvus-assets/releases/download/v0.1-bm25v1/" + _DEFAULT_FILE


# Held while a model looks whether it is the first to be published, and never while foreign code runs.
_PUBLISHING = Lock()


class BM25EmbeddingFunction(BaseEmbeddingFunction):
    """BM25 in two sparse vectors: the inner product of a query's and a document's is the score.

    The constructor, the methods and every number are those of ``pymilvus.model`` 0.3.4.

    Parameters
    ----------
    analyzer : Analyzer, mapping, str or callable, optional
        What turns a text into tokens: an `elanus.Analyzer`; its spec, as a mapping or JSON; the name of a
        preset, such as ``"unicode:de"``; ``"auto"``, which a `fit` or the first `partial_fit` replaces by the
        preset that suits the documents; an `Analyzer` of ``elanus.sparse.bm25``; or any callable from ``str``
        to a list of ``str``. The default is the English one of `build_default_analyzer`.
    corpus : iterable of str or column, optional
        Documents to fit on at once.
    k1 : float
        How late repetitions of a term stop counting; 0 or more.
    b : float
        How much a document's length counts, from 0 to 1.
    epsilon : float
        The idf of terms in more than half of the documents, as a fraction of the average idf.
    num_workers : int, optional
        Accepted for compatibility; see `elanus.set_num_threads`.
    method : {"okapi", "lucene", "robertson", "atire", "bm25l", "bm25+", "tfidf"}
        The formula; ``docs/methods.md`` has them side by side. ``"okapi"`` is the original's [1]_:
        idf = ln(N − df + ½) − ln(df + ½), floored, and tf·(k1 + 1) / (tf + k1·(1 − b + b·length/avgdl)).
        ``"lucene"`` [2]_ has the idf ln(1 + (N − df + ½)/(df + ½)), which is never negative, and no
        factor k1 + 1.
    delta : float, optional
        What ``"bm25l"`` (0.5 by default) and ``"bm25+"`` (1.0) add for a term that occurs at all.
    min_df : int or float
        Encoders know only terms that at least so many documents hold: an int is a number of documents, 1 or
        more, a float a share of all, from 0 to 1.
    max_df : int or float
        And at most so many.
    max_terms : int, optional
        And of these only so many: those that the most documents hold, of equally frequent ones those with the
        smaller ids. All by default.

    Raises
    ------
    InputError
        A parameter is out of its range, `min_df` is above `max_df`, or there is no such preset.
    InputTypeError
        A parameter is no number, the method no ``str``, or the analyzer none of the above.

    Notes
    -----
    Documents and queries are a list or any other iterable of ``str``, or a column of text: a NumPy array
    (``object``, ``StringDType``, ``<U``), a pandas or Polars Series, a pyarrow Array or ChunkedArray, or
    anything else with Arrow's ``__arrow_c_stream__`` or ``__arrow_c_array__``. Columns are read batch by
    batch, Arrow's without a copy, and no Python strings are made of them unless the analyzer is a
    callable. A null is an `InputError` that names its position. A column of another type, a whole table, a
    mapping, its keys and items (its values are taken), or a set is an `InputTypeError`.

    `min_df`, `max_df` and `max_terms` are a mask, not a loss. They are judged by the statistics as they are
    when a text is encoded, so that after `partial_fit` or `forget` other terms may be known. A term that they
    leave out keeps its id and its column, counts in lengths and in all statistics, and takes no part in any
    vector; the weights of the others do not change, but for ``"tfidf"``, which divides by what is left. A
    count above the number of documents leaves out everything. ``docs/methods.md`` says it precisely.

    Threads may share a model: readers see one published state, updates take turns. A call that raises has
    changed nothing. Ctrl-C ends a call before it changes the model; one that comes while the change is
    published is raised when that is done, and the change stays. A signal handler that changes the model that
    its thread is changing gets an `InputError`: it would wait for itself.

    References
    ----------
    .. [1] Robertson et al., "Okapi at TREC-3", 1994; in the form of the package rank_bm25.
    .. [2] Kamphuis et al., "Which BM25 do you mean?", 2020.

    Examples
    --------
    >>> from elanus.sparse import BM25EmbeddingFunction
    >>> documents = ["Black kites soar.", "A red kite dives.", "Swifts scream."]
    >>> bm25 = BM25EmbeddingFunction().fit(documents)
    >>> scores = bm25.encode_queries(["red kites"]) @ bm25.encode_documents(documents).T
    >>> scores.toarray().argmax(axis=1)
    array([1])
    """

    #: Whether the analyzer is still to be chosen by what is fitted.
    _is_auto = False

    def __init__(
        self,
        analyzer: AnalyzerLike | None = None,
        corpus: Texts | None = None,
        k1: float = 1.5,
        b: float = 0.75,
        epsilon: float = 0.25,
        num_workers: int | None = 1,
        *,
        method: str = "okapi",
        delta: float | None = None,
        min_df: int | float = 1,
        max_df: int | float = 1.0,
        max_terms: int | None = None,
    ) -> None:
        if num_workers is not None and num_workers != 1:
            as_whole("num_workers", num_workers, 1)
        self.num_workers = num_workers
        self._analyzer_given = analyzer is not None
        self._is_auto = _is_auto(analyzer)
        pruning = as_parameters(min_df=min_df, max_df=max_df, max_terms=max_terms)
        # Model and analyzer change together, in one assignment: a reader in another thread sees
        # both of the same load.
        self._state = (
            _core.Bm25(
                **as_parameters(k1=k1, b=b, epsilon=epsilon, method=method, delta=delta),
                pruning=(pruning["min_df"], pruning["max_df"], pruning["max_terms"]),
            ),
            build_default_analyzer("en") if analyzer is None else as_analyzer(analyzer),
        )
        self._warned = False
        if corpus is not None:
            self.fit(corpus)

    def fit(self, corpus: Texts) -> BM25EmbeddingFunction:
        """Count a corpus: its terms, in how many documents each occurs, how long the documents are.

        Parameters
        ----------
        corpus : iterable of str or column
            The documents. Lone surrogates become U+FFFD.

        Returns
        -------
        BM25EmbeddingFunction
            This object; what it knew before is forgotten.

        Raises
        ------
        InputTypeError
            The corpus is a bare ``str``, or one of the documents is not a ``str``; the object stays as
            it was, as after any error or interrupt.
        InputError
            The corpus is empty, or no token of it survives the analyzer.

        Warns
        -----
        ElanusWarning
            The analyzer is for English, and most letters that it leaves are of a script that is not Latin.
            It comes before the object changes.

        Examples
        --------
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> bm25 = BM25EmbeddingFunction().fit(["Black kites soar.", "A red kite dives."])
        >>> bm25.corpus_size, bm25.avgdl, bm25.dim
        (2, 3.0, 5)
        """
        model, analyzer, corpus = self._chosen(corpus)
        engine = engine_of(analyzer)
        model.fit(corpus, engine, get_num_threads(), warning_for(engine))
        self._take(model, analyzer)
        self._warned = False
        return self

    def fit_encode(self, documents: Texts) -> csr_array:
        """Fit on documents and return their sparse vectors, analysing each text once.

        Parameters
        ----------
        documents : iterable of str or column
            The documents.

        Returns
        -------
        csr_array of float32, shape (len(documents), dim)
            What ``fit(documents)`` and then ``encode_documents(documents)`` return.

        Raises
        ------
        InputTypeError, InputError
            As `fit`.

        Examples
        --------
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> BM25EmbeddingFunction().fit_encode(["Black kites soar.", "A red kite dives."]).shape
        (2, 5)
        """
        model, analyzer, documents = self._chosen(documents)
        engine = engine_of(analyzer)
        matrix = model.fit_encode(documents, engine, get_num_threads(), _csr, warning_for(engine))
        self._take(model, analyzer)
        self._warned = False
        return matrix

    def partial_fit(self, documents: Texts) -> BM25EmbeddingFunction:
        """Add documents to those that are already counted.

        New terms are appended: every id, and so every stored vector, keeps its meaning. The model then
        equals one fitted on all the documents.

        Parameters
        ----------
        documents : iterable of str or column
            The new documents.

        Returns
        -------
        BM25EmbeddingFunction
            This object.

        Raises
        ------
        InputTypeError
            As `fit`.
        InputError
            The model was loaded from a file of ``pymilvus.model``, which has no document frequencies;
            or it knows nothing yet and no token of these documents survives the analyzer.

        Examples
        --------
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> bm25 = BM25EmbeddingFunction().fit(["Black kites soar."])
        >>> bm25.partial_fit(["A red kite dives."]).idf["kite"][1]
        1
        >>> bm25.corpus_size, list(bm25.idf)
        (2, ['black', 'kite', 'soar', 'red', 'dive'])
        """
        before = model, analyzer = self._state
        is_first = self._is_auto and not model.is_fitted
        if is_first:
            model, analyzer, documents = self._chosen(documents)
        model.partial_fit(documents, engine_of(analyzer), get_num_threads, warning_for)
        if is_first:
            self._take_first(model, analyzer, before[0])
        return self

    def forget(self, documents: Texts) -> BM25EmbeddingFunction:
        """Take documents out of the counts, exactly.

        A term that no document holds any more keeps its id and its column, but is out of vocabulary.
        Forgetting another document with the same terms cannot be noticed: only counts are kept.

        Parameters
        ----------
        documents : iterable of str or column
            Documents that were fitted.

        Returns
        -------
        BM25EmbeddingFunction
            This object.

        Raises
        ------
        InputError
            A count would fall below zero: these documents were not all fitted. Nothing is changed.
        NotFittedError
            There are no statistics yet.

        Notes
        -----
        Documents that would take any count below zero are refused as a whole, and so are those that would
        leave counts that no documents have.

        Examples
        --------
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> bm25 = BM25EmbeddingFunction().fit(["Black kites soar.", "A red kite dives."])
        >>> bm25.forget(["Black kites soar."]).dim, list(bm25.idf)
        (5, ['kite', 'red', 'dive'])
        """
        model, analyzer = self._state
        model.forget(documents, engine_of(analyzer), get_num_threads())
        return self

    def merge(self, other: BM25EmbeddingFunction) -> BM25EmbeddingFunction:
        """Add the documents of another model to those of this one.

        Parameters
        ----------
        other : BM25EmbeddingFunction
            A model with the same analyzer, method and parameters; it is not changed.

        Returns
        -------
        BM25EmbeddingFunction
            This object, as if it had been fitted on its documents and then on the other's.

        Raises
        ------
        InputError
            Analyzers, methods or parameters differ, or one of the models has no document frequencies.
        NotFittedError
            One of the models has no statistics yet.

        Examples
        --------
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> first = BM25EmbeddingFunction().fit(["Black kites soar."])
        >>> second = BM25EmbeddingFunction().fit(["A red kite dives."])
        >>> first.merge(second).corpus_size
        2
        """
        model, others = self._comparable(other, "merge")
        model.merge(others)
        return self

    def _comparable(self, other: BM25EmbeddingFunction, wanted: str) -> tuple[_core.Bm25, _core.Bm25]:
        """Return both models, if they have the same analyzer."""
        if not isinstance(other, BM25EmbeddingFunction):
            raise InputTypeError(f"{wanted} takes a BM25EmbeddingFunction, not {type(other).__qualname__}")
        (model, analyzer), (others, theirs) = self._state, other._state
        if not same_analyzer(analyzer, theirs):
            first, second = shortened(analyzer), shortened(theirs)
            named = f"{first} and {second}" if first != second else f"two {first} that are not the same"
            raise InputError(
                f"the models differ in their analyzers, {named}: they cannot be merged or compared"
            )
        return model, others

    @classmethod
    def merged(cls, models: Iterable[BM25EmbeddingFunction]) -> BM25EmbeddingFunction:
        """Return a new model of the documents of all of some models, in their order.

        Parameters
        ----------
        models : iterable of BM25EmbeddingFunction
            At least one; none is changed.

        Returns
        -------
        BM25EmbeddingFunction
            A model with the first one's analyzer and parameters.

        Raises
        ------
        InputError, NotFittedError
            As `merge`, also for one model alone; or there is no model.

        Examples
        --------
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> parts = [BM25EmbeddingFunction().fit([text]) for text in ("Black kites.", "A red kite.")]
        >>> BM25EmbeddingFunction.merged(parts).dim
        3
        """
        result = None
        for model in iterate(models, "models", "models"):
            if not isinstance(model, cls):
                raise InputTypeError(
                    f"merged takes models of {cls.__qualname__}, not {type(model).__qualname__}"
                )
            result = copy(model) if result is None else result.merge(model)
        if result is None:
            raise InputError("merged() was given no model")
        # `merge` has refused these among several.
        result._state[0].require_fitted()
        if not result._state[0].has_document_frequencies:
            raise InputError(
                "merged takes models with document frequencies; one that was loaded from a file of "
                "pymilvus.model has none"
            )
        return result

    def compact(self, order: str = "id") -> NDArray[np.int64]:
        """Renumber the terms that some document holds, and drop the others.

        Vectors that were stored before do not fit the model any more, unless their columns are
        renumbered too.

        Parameters
        ----------
        order : {"id", "term"}
            How terms are numbered: as they are now, or in the order of their bytes, which does not depend on
            the order of the documents.

        Returns
        -------
        ndarray of int64, shape (dim before,)
            For each old column the new one, −1 where the term is gone.

        Raises
        ------
        InputError
            The model has no document frequencies, or there is no such order.
        NotFittedError
            There are no statistics yet.

        Examples
        --------
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> bm25 = BM25EmbeddingFunction().fit(["Black kites soar.", "A red kite dives."])
        >>> bm25.forget(["Black kites soar."]).compact()
        array([-1,  0, -1,  1,  2])
        >>> bm25.compact(order="term"), list(bm25.vocabulary)
        (array([1, 2, 0]), ['dive', 'kite', 'red'])
        """
        if order not in ("id", "term"):
            raise InputError(f"order is {order!r}; expected 'id' or 'term'")
        return self._state[0].compact(order == "term")

    def encode_iter(self, documents: Texts, batch_size: int = 10_000) -> Iterator[csr_array]:
        """Encode documents block by block, as they come.

        Parameters
        ----------
        documents : iterable of str or column
            The documents; never more than one batch of them is held.
        batch_size : int
            The rows of each block; the last one may have fewer.

        Yields
        ------
        csr_array of float32, shape (batch_size, dim)
            As `encode_documents`. All blocks are of the model as it was when this was called.

        Raises
        ------
        InputError
            `batch_size` is not 1 or more.

        Examples
        --------
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> bm25 = BM25EmbeddingFunction().fit(["Black kites soar.", "A red kite dives."])
        >>> [block.shape for block in bm25.encode_iter(["red", "black", "kite"], batch_size=2)]
        [(2, 5), (1, 5)]
        """
        batch_size = as_whole("batch_size", batch_size, 1)
        frozen = copy(self)
        frozen._state[0].require_fitted()
        column = _core.Blocks.of(documents, batch_size)
        if column is not None:
            return frozen._column_blocks(column)
        if isinstance(documents, (str, bytes)):
            frozen.encode_documents(documents)  # raises what it raises for these
        return frozen._blocks(iterate(documents, "documents", "str"), batch_size)

    def _blocks(self, documents: Iterator[str], batch_size: int) -> Iterator[csr_array]:
        position = 0
        while batch := list(islice(documents, batch_size)):
            if not all(isinstance(document, str) for document in batch):
                at, wrong = next(entry for entry in enumerate(batch) if not isinstance(entry[1], str))
                kind = "None" if wrong is None else type(wrong).__qualname__
                raise InputTypeError(f"documents[{position + at}] is {kind}; expected a str")
            yield self.encode_documents(batch)
            position += len(batch)

    def explain(self, query: str, document: str) -> Explanation:
        """Take the score of a document for a query apart.

        Parameters
        ----------
        query : str
            The query.
        document : str
            The document, seen before or not.

        Returns
        -------
        Explanation
            For each query term its tf, df, idf, weights and contribution; the contributions sum to the
            score, the inner product of the two encodings. It can be printed.

        Raises
        ------
        InputTypeError
            One of them is not a ``str``.
        NotFittedError
            There are no statistics yet.

        Examples
        --------
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> bm25 = BM25EmbeddingFunction().fit(["Black kites soar.", "A red kite dives.", "Swifts scream."])
        >>> explanation = bm25.explain("red kites", "A red kite dives.")
        >>> [(term.term, term.document_frequency) for term in explanation.terms]
        [('red', 1), ('kite', 2)]
        """
        from elanus.sparse.bm25._explain import explanation_of

        model, analyzer = self._state
        return explanation_of(model.explain(query, document, engine_of(analyzer)))

    def drift(self, since: BM25EmbeddingFunction) -> Drift:
        """Tell how far this model has moved from an earlier one, by which vectors were stored.

        Parameters
        ----------
        since : BM25EmbeddingFunction
            The earlier model, of the same analyzer, method and parameters: a copy, or one loaded from a file.

        Returns
        -------
        Drift
            For stored documents the relative change of avgdl, a bound on the relative change of any weight;
            for queries the largest absolute change of an idf with its term, and the share of the terms whose
            idf changed by more than 10 %.

        Raises
        ------
        InputError
            Analyzers, methods or parameters differ.
        NotFittedError
            One of the models has no statistics yet.

        Examples
        --------
        >>> from copy import copy
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> bm25 = BM25EmbeddingFunction().fit(["Black kites soar.", "A red kite dives.", "Swifts scream."])
        >>> before = copy(bm25)
        >>> drift = bm25.partial_fit(["Swifts scream and scream."]).drift(since=before)
        >>> drift.term, round(drift.changed_share, 2), round(drift.length_change, 3)
        ('swift', 1.0, 0.031)
        """
        from elanus.sparse.bm25._explain import Drift

        model, others = self._comparable(since, "drift")
        return Drift(*model.drift(others))

    def most_common(self, n: int | None = None) -> list[tuple[str, int]]:
        """Return the terms of the highest document frequency.

        Parameters
        ----------
        n : int, optional
            How many; all by default.

        Returns
        -------
        list of (str, int)
            Terms with their document frequency, the highest first, equal ones by id.

        Raises
        ------
        InputError
            `n` is negative, or the model has no document frequencies.

        Examples
        --------
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> BM25EmbeddingFunction().fit(["red kite", "black kite", "swift"]).most_common(2)
        [('kite', 2), ('red', 1)]
        """
        model = self._state[0]
        return model.most_common(model.dim if n is None else min(as_whole("n", n, 0), model.dim))

    def _column_blocks(self, column: _core.Blocks) -> Iterator[csr_array]:
        model, analyzer = self._state
        while True:
            block = _csr(model.encode(column, engine_of(analyzer), get_num_threads(), False))
            if not block.shape[0]:
                return
            yield block

    def encode_documents(self, documents: Texts) -> csr_array:
        """Return the sparse vectors of documents.

        Parameters
        ----------
        documents : iterable of str or column
            The documents, seen before or not.

        Returns
        -------
        csr_array of float32, shape (len(documents), dim)
            For each document its terms' saturated frequencies, columns ascending.

        Raises
        ------
        InputTypeError
            `documents` is a bare ``str``, or one of them is not a ``str``.
        NotFittedError
            There are no statistics yet.

        Examples
        --------
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> bm25 = BM25EmbeddingFunction().fit(["Black kites soar.", "A red kite dives."])
        >>> bm25.encode_documents(["kite, red kite"]).toarray()
        array([[0.       , 1.4285715, 0.       , 1.       , 0.       ]],
              dtype=float32)
        """
        model, analyzer = self._state
        return _csr(model.encode(documents, engine_of(analyzer), get_num_threads(), False))

    def encode_queries(self, queries: Texts) -> csr_array:
        """Return the sparse vectors of queries.

        Parameters
        ----------
        queries : iterable of str or column
            The queries.

        Returns
        -------
        csr_array of float32, shape (len(queries), dim)
            For each query its terms' idf, as often as the term stands. With ``method="okapi"`` a weight
            can be 0 or negative, as in the original; a warning says so once per model.

        Raises
        ------
        InputTypeError
            `queries` is a bare ``str``, or one of them is not a ``str``.
        NotFittedError
            There are no statistics yet.

        Examples
        --------
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> bm25 = BM25EmbeddingFunction().fit(["Black kites soar.", "A red kite dives.", "Swifts scream."])
        >>> bm25.encode_queries(["red, red kite"]).data
        array([0.09121886, 1.0216513 ], dtype=float32)
        """
        model, analyzer = self._state
        matrix = _csr(model.encode(queries, engine_of(analyzer), get_num_threads(), True))
        if not self._warned and model.has_nonpositive_idf and (matrix.data <= 0).any():
            self._warned = True
            warnings.warn(
                f"a query weight is 0 or negative: with method={self.method!r} the idf of frequent terms can "
                "be. The formula gives these numbers; method='lucene' has none",
                ElanusWarning,
                stacklevel=2,
            )
        return matrix

    def __call__(self, texts: Iterable[str]) -> csr_array:
        """Refuse: documents and queries are encoded differently, as in the original."""
        raise InputError(
            "BM25EmbeddingFunction cannot be called: use encode_documents for documents and encode_queries "
            "for queries"
        )

    def save(self, path: str | PathLike[str]) -> None:
        """Write the model, with its analyzer and its document frequencies, to a file.

        A path with the suffix ``.json`` gets the JSON of ``pymilvus.model``, which reads it: beyond the
        original's keys it holds the method, the analyzer, the document frequencies and a checksum. Any
        other path gets the native format of ``docs/model-file.md``, which is smaller and loads faster; a
        name that is nothing but ``.json`` has no suffix. Either is written whole or not at all, and every
        changed bit in it is noticed by `load`.

        Parameters
        ----------
        path : str or path-like
            The file, which is replaced if it exists. A link is followed.

        Raises
        ------
        NotFittedError
            There are no statistics yet.
        ModelFileError
            The file cannot be written, and an older one is still there; or there is something else than a
            file, such as a directory or a pipe. Where only the last step fails, to make sure that the
            directory is on the disk, the new file is in place.

        Warns
        -----
        ElanusWarning
            The file is for ``pymilvus.model``, which has no analyzer with these tokens, or knows nothing of
            `min_df`, `max_df` and `max_terms`.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> bm25 = BM25EmbeddingFunction().fit(["Black kites soar.", "A red kite dives."])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     bm25.save(pathlib.Path(folder, "kites.bm25"))
        ...     loaded = BM25EmbeddingFunction().load(pathlib.Path(folder, "kites.bm25"))
        >>> loaded.partial_fit(["Swifts scream."]).corpus_size
        3
        """
        path = as_path(path)
        if message := unread_tokens(path, self.analyzer):
            warnings.warn(message, ElanusWarning, stacklevel=2)
        if message := unread_pruning(path, self._state[0].pruning):
            warnings.warn(message, ElanusWarning, stacklevel=2)
        self._write(path)

    def _write(self, path: str) -> None:
        """Write the model without a word of who will read it."""
        import json

        model, analyzer = self._state
        model.save(path, json.dumps(describe(analyzer)))

    def load(self, path: str | PathLike[str] | None = None) -> BM25EmbeddingFunction:
        """Take over the model in a file, and its analyzer if the file has one.

        Parameters
        ----------
        path : str or path-like
            A file that `save` or ``pymilvus.model`` has written. Its content, not its name, says which
            format it has.

        Returns
        -------
        BM25EmbeddingFunction
            This object.

        Raises
        ------
        InputError
            No path was given: the original would download a model here; or the file's analyzer was a
            Python callable and this object was given none.
        ModelFileError
            The file cannot be read.
        CorruptModelError
            The file was truncated, edited, damaged or written by a newer version.

        Warns
        -----
        ElanusWarning
            This object was given another analyzer than the file's; the file's is taken.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> documents = ["Black kites soar.", "A red kite dives."]
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "kites.json")
        ...     BM25EmbeddingFunction(method="lucene").fit(documents).save(path)
        ...     bm25 = BM25EmbeddingFunction().load(path)
        >>> bm25.method, bm25.corpus_size, bm25.idf["kite"]
        ('lucene', 2, [0.1823215567939546, 1])
        """
        if path is None:
            raise InputError(
                f"load() needs the path of a model file. pymilvus.model would download {_DEFAULT_FILE} here; "
                f"fetch it from {_DEFAULT_URL} and give its path"
            )
        path = as_path(path)
        model, stored = _core.Bm25.read(path)
        is_given = self._analyzer_given and not self._is_auto
        self._state = (model, analyzer_of_file(stored, path, self.analyzer, is_given))
        self._warned = False
        return self

    @property
    def analyzer(self) -> AnyAnalyzer:
        """Analyzer or callable: what turns a text into tokens."""
        return self._state[1]

    @analyzer.setter
    def analyzer(self, analyzer: AnalyzerLike) -> None:
        self._is_auto, analyzer = _is_auto(analyzer), as_analyzer(analyzer)
        self._analyzer_given = True
        self._state = (self._state[0], analyzer)

    def _chosen(self, documents: Texts) -> tuple[_core.Bm25, AnyAnalyzer, Texts]:
        """Return the model and the analyzer to fit documents with, and these.

        An analyzer that is chosen by them comes with a model of its own: what fails changes neither.
        """
        model, analyzer = self._state
        if not self._is_auto:
            return model, analyzer, documents
        sample, documents = sampled(documents)
        return copy(model), SpecAnalyzer.auto(sample), documents

    def _take(self, model: _core.Bm25, analyzer: AnyAnalyzer) -> None:
        """Keep the model and the analyzer that `_chosen` gave."""
        if model is not self._state[0]:
            with _PUBLISHING:
                self._state = (model, analyzer)

    def _take_first(self, model: _core.Bm25, analyzer: AnyAnalyzer, before: _core.Bm25) -> None:
        """Keep what a first `partial_fit` has counted, besides what another thread has counted meanwhile."""
        with _PUBLISHING:
            others, theirs = self._state
            if others is before and not others.is_fitted:
                self._state = (model, analyzer)
                return
        if not same_analyzer(analyzer, theirs):
            raise InputError(
                f"another thread has meanwhile fitted this model, with the analyzer {shortened(theirs)}, and "
                f"{shortened(analyzer)} suits these documents: they are not counted"
            )
        others.merge(model)

    @property
    def corpus_size(self) -> int:
        """int: the number of documents."""
        return self._state[0].documents

    @property
    def avgdl(self) -> float:
        """float: the mean number of tokens in a document."""
        return self._state[0].average_length

    @property
    def average_idf(self) -> float:
        """float: the mean of the terms' idfs before the floor."""
        return self._state[0].average_idf

    @property
    def idf(self) -> IdfView:
        """IdfView: a read-only mapping from term to ``[idf, index]``, of those that encoders know now.

        Later changes of the model do not show in it. As long as one is kept, it keeps that state of the
        model in memory, and the next change copies the model once.
        """
        return IdfView(copy(self._state[0]))

    @property
    def vocabulary(self) -> VocabularyView:
        """VocabularyView: a read-only mapping from term to column, as it is now; `idf` says what one costs.

        Its method ``term`` is the way back.
        """
        return VocabularyView(copy(self._state[0]))

    @property
    def document_frequency(self) -> DocumentFrequencyView:
        """DocumentFrequencyView: a read-only mapping from term to the number of documents that hold it.

        It shows the model as it is now, with the terms that `min_df`, `max_df` and `max_terms` leave out;
        `idf` says what one costs.

        Raises
        ------
        InputError
            The model was loaded from a file of ``pymilvus.model``, which has none.
        """
        model = self._state[0].unpruned()
        if not model.has_document_frequencies:
            model.most_common(0)  # raises
        return DocumentFrequencyView(model)

    @property
    def dim(self) -> int:
        """int: the number of terms, also those that encoders do not know: that of columns."""
        return self._state[0].dim

    @property
    def k1(self) -> float:
        """float: how late repetitions stop counting; setting it re-weighs without tokenizing."""
        return self._state[0].parameters[0]

    @k1.setter
    def k1(self, k1: float) -> None:
        self._set("k1", k1)

    @property
    def b(self) -> float:
        """float: how much length counts; setting it re-weighs without tokenizing."""
        return self._state[0].parameters[1]

    @b.setter
    def b(self, b: float) -> None:
        self._set("b", b)

    @property
    def epsilon(self) -> float:
        """float: the floor of negative idfs; setting it re-weighs without tokenizing."""
        return self._state[0].parameters[2]

    @epsilon.setter
    def epsilon(self, epsilon: float) -> None:
        self._set("epsilon", epsilon)

    @property
    def method(self) -> str:
        """str: the formula; setting it re-weighs without tokenizing and sets `delta` to its default."""
        return self._state[0].parameters[3]

    @method.setter
    def method(self, method: str) -> None:
        self._set("method", method)
        self._warned = False

    @property
    def delta(self) -> float:
        """float: what ``"bm25l"`` and ``"bm25+"`` add; setting it re-weighs without tokenizing."""
        delta = self._state[0].parameters[4]
        return 0.0 if delta is None else delta

    @delta.setter
    def delta(self, delta: float) -> None:
        self._set("delta", delta)

    @property
    def min_df(self) -> int | float:
        """Int or float: the documents that hold a term that encoders know, at least; a float is a share."""
        return self._state[0].pruning[0]

    @min_df.setter
    def min_df(self, min_df: float) -> None:
        self._set("min_df", min_df)

    @property
    def max_df(self) -> int | float:
        """Int or float: the documents that hold a term that encoders know, at most; a float is a share."""
        return self._state[0].pruning[1]

    @max_df.setter
    def max_df(self, max_df: float) -> None:
        self._set("max_df", max_df)

    @property
    def max_terms(self) -> int | None:
        """Int or None: how many terms encoders know, at most."""
        return self._state[0].pruning[2]

    @max_terms.setter
    def max_terms(self, max_terms: int | None) -> None:
        self._set("max_terms", max_terms)

    def _set(self, name: str, value: Foreign) -> None:
        self._state[0].set_parameter(name, as_parameters(**{name: value})[name])

    @classmethod
    def _of(cls, model: _core.Bm25, analyzer: AnyAnalyzer) -> BM25EmbeddingFunction:
        """Return an object of this model and analyzer."""
        made = cls(analyzer)
        made._state = (model, analyzer)
        return made

    def __copy__(self) -> BM25EmbeddingFunction:
        """Return a model of its own: what changes one leaves the other."""
        model, analyzer = self._state
        twin = type(self).__new__(type(self))
        vars(twin).update(vars(self), _state=(copy(model), analyzer))
        return twin

    def __repr__(self) -> str:
        model = self._state[0]
        k1, b, epsilon, method, _ = model.parameters
        fitted = f"{model.documents:,} documents, {model.dim:,} terms" if model.is_fitted else "not fitted"
        bounds = "".join(f" {name}={value}" for name, value in given_bounds(model.pruning).items())
        return f"<BM25EmbeddingFunction k1={k1} b={b} epsilon={epsilon} method={method!r}{bounds}: {fitted}>"


def _is_auto(analyzer: object) -> bool:
    """Tell whether an analyzer is to be chosen by what is fitted."""
    return isinstance(analyzer, str) and analyzer == "auto"


def _csr(parts: tuple[Any, Any, Any, tuple[int, int]]) -> csr_array:
    from scipy.sparse import csr_array

    data, indices, indptr, shape = parts
    matrix = csr_array((data, indices, indptr), shape=shape)
    # The core writes each row's columns ascending and once: SciPy need not check that again.
    matrix.has_sorted_indices = True
    matrix.has_canonical_format = True
    return matrix
