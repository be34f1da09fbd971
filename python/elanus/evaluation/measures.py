"""How good the answers are: measures by ir-measures, and nDCG for many runs of the same queries at a time."""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import subprocess
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from elanus._foreign import Foreign
from elanus._optional import require
from elanus._texts import outside
from elanus.errors import ElanusWarning, InputError, InputTypeError
from elanus.evaluation.files import read_qrels, read_queries
from elanus.evaluation.run import Run
from elanus.sparse.bm25._arguments import as_whole

__all__ = [
    "MEASURES",
    "Evaluation",
    "Judged",
    "evaluate",
    "judged",
    "measured",
    "ndcg",
    "own_ids",
    "parsed_measures",
]

#: What is measured unless other measures are named, by the names of ir-measures.
MEASURES = ("nDCG@10", "AP", "R@100", "RR")
#: Queries that are searched and measured at a time: their answers are held as Python objects meanwhile.
_AT_A_TIME = 1_000
#: The highest grade: pytrec_eval has a table of all up to the greatest.
_MOST_RELEVANT = 1_000_000

Queries = Mapping[str, str] | str | os.PathLike[str]
Qrels = Mapping[str, Mapping[str, int]] | str | os.PathLike[str]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What `evaluate` has found; printed, it is a table.

    Attributes
    ----------
    measures : tuple of str
        The measures' names.
    queries : tuple of str
        The ids of the judged queries.
    values : ndarray of float64, shape (len(queries), len(measures))
        What each query reaches.
    means : dict of str to float
        The value of each measure over all queries.
    run : Run
        The answers.

    Examples
    --------
    >>> from elanus.evaluation import evaluate
    >>> run = {"q": {"swift": 2.0, "kite": 1.0}}
    >>> found = evaluate(run, None, {"q": {"kite": 1}}, measures=["RR", "R@10"])
    >>> found["RR"], found.per_query("RR")
    (0.5, {'q': 0.5})
    >>> print(found)
    RR    0.5000
    R@10  1.0000
    """

    measures: tuple[str, ...]
    queries: tuple[str, ...]
    values: NDArray[np.float64]
    means: dict[str, float]
    run: Run

    def __getitem__(self, measure: str) -> float:
        """Return the value of a measure over all queries."""
        return self.means[self._name(measure)]

    def per_query(self, measure: str) -> dict[str, float]:
        """Return the value of a measure for each query.

        Parameters
        ----------
        measure : str
            One of `measures`.

        Returns
        -------
        dict of str to float

        Raises
        ------
        InputError
            It was not measured.
        """
        column = self.measures.index(self._name(measure))
        return dict(zip(self.queries, self.values[:, column].tolist(), strict=True))

    def _name(self, measure: str) -> str:
        if str(measure) in self.measures:
            return str(measure)
        meant = _measure(measure)
        found = next((name for name in self.measures if meant is not None and _measure(name) == meant), None)
        if found is None:
            raise InputError(f"{measure} was not measured; there are {', '.join(self.measures)}")
        return found

    def __str__(self) -> str:
        width = max(map(len, self.measures))
        return "\n".join(f"{name:<{width}}  {self.means[name]:.4f}" for name in self.measures)


def evaluate(
    system: Foreign,
    queries: Queries | None,
    qrels: Qrels,
    *,
    measures: Sequence[str] = MEASURES,
    k: int = 1_000,
    encode: Callable[[list[str]], Any] | None = None,
    threads: int | None = None,
) -> Evaluation:
    """Answer judged queries and measure the answers.

    A query without judgments is not asked. One that finds nothing counts, as 0.

    Parameters
    ----------
    system : Index or mapping
        What answers; or answers that there are already: a `Run`, or a mapping from a query's id to ids and
        scores of documents.
    queries : mapping of str to str, or path, or None
        Ids and texts of the queries, or a file that `read_queries` reads. Answers need none: with ``None``
        every judged query counts.
    qrels : mapping of str to mapping of str to int, or path
        How relevant documents are to queries, or a file that `read_qrels` reads.
    measures : sequence of str
        Measures by the names of ir-measures [1]_: ``"nDCG@10"``, ``"AP"`` (its mean is MAP), ``"R@100"``,
        ``"RR"`` (its mean is MRR), ``"P@5"``, ``"AP(rel=2)@100"``, …; in any case, and by its other names and
        those of trec_eval: ``"map"``, ``"recall@100"``, ``"ndcg_cut_10"``.
    k : int
        How many documents are looked for; 1,000 are TREC's habit, and AP and RR look at all.
    encode : callable, optional
        What makes vectors of a list of texts, for an index of vectors: a model's ``encode_queries``.
    threads : int, optional
        See `Index.search`.

    Returns
    -------
    Evaluation

    Raises
    ------
    InputError
        No query is both judged and asked, no relevant document is in the index, there is no such measure,
        or one looks at more than `k` documents.
    InputTypeError
        An argument is of another type.
    MissingPackageError
        ir-measures is not installed: the extra ``evaluation`` brings it.

    Warns
    -----
    ElanusWarning
        Judged queries have no text and are left out; or relevant documents are not in the index, and so
        cannot be found.

    References
    ----------
    .. [1] MacAvaney, Macdonald and Ounis, "Streamlining Evaluation with ir-measures", ECIR 2022.

    Examples
    --------
    >>> from elanus import Index
    >>> from elanus.evaluation import evaluate
    >>> index = Index.build(["Black kites soar.", "A red kite dives.", "Swifts scream."])
    >>> found = evaluate(index, {"1": "Where do kites soar?", "2": "hawks"}, {"1": {"0": 1}, "2": {"1": 1}})
    >>> found["nDCG@10"], found.per_query("RR")
    (0.5, {'1': 1.0, '2': 0.0})
    """
    k = as_whole("k", k, 1)
    parsed = parsed_measures(measures, k)
    is_run = isinstance(system, Mapping)
    if not is_run and not hasattr(system, "search"):
        raise InputTypeError(f"{type(system).__name__} answers no queries; expected an Index, or a run")
    known = judged(queries, qrels, None if is_run else system)
    run = Run()
    if is_run:
        run = system if isinstance(system, Run) else Run(system)
    names = list(known.qrels)
    values = np.zeros((len(names), len(parsed)))
    for start, some in _batches(names):
        if not is_run:
            texts = [known.texts[query] for query in some]
            results = system.search(texts if encode is None else encode(texts), k, threads=threads)
            run.add_results(some, results)
        judgments = {query: known.qrels[query] for query in some}
        values[start : start + len(some)] = measured([*parsed.values()], judgments, run)
    means = {}
    for column, (name, measure) in enumerate(parsed.items()):
        total = measure.aggregator()
        for value in values[:, column].tolist():
            total.add(value)
        means[name] = float(total.result())
    return Evaluation(tuple(parsed), tuple(names), values, means, run)


def measured(
    measures: list[Any], qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]]
) -> NDArray[np.float64]:
    """Return what ir-measures says of each query, shape (queries, measures).

    Raises
    ------
    InputError
        A tool that ir-measures starts cannot read the judgments or the answers.
    """
    columns = {measure: column for column, measure in enumerate(dict.fromkeys(measures))}
    values = np.zeros((len(qrels), len(columns)))
    # Numbers for queries: gdeval, of ERR and of nDCG with gains of 2 to their power, knows no others.
    answers = {str(row): run[query] for row, query in enumerate(qrels) if query in run}
    safe = {str(row): _safe(found) for row, found in enumerate(qrels.values())}
    try:
        for metric in _tool().iter_calc([*columns], safe, answers):
            values[int(metric.query_id), columns[metric.measure]] = metric.value
    except subprocess.CalledProcessError as error:
        names = ", ".join(map(str, columns))
        raise InputError(
            f"the tool that measures one of {names} has failed: it takes grades of 4 at most, and ids of "
            "documents without white space"
        ) from error
    return values[:, [columns[measure] for measure in measures]]


def _safe(judgments: Mapping[str, int]) -> Mapping[str, int]:
    """Return judgments that pytrec_eval survives: it writes beyond its memory where all are negative."""
    if max(judgments.values()) > 0:
        return judgments
    return dict.fromkeys(judgments, 0)


def _tool() -> Any:  # noqa: ANN401 - a module without types
    return require("ir_measures", "evaluation", "The evaluation")


def parsed_measures(measures: Sequence[str], k: int) -> dict[str, Any]:
    """Return the names that measures were given, and for each the measure of ir-measures."""
    if isinstance(measures, str) or not isinstance(measures, Iterable):
        raise InputTypeError(f"measures is {type(measures).__name__}; expected a list of names")
    parsed: dict[str, Any] = {}
    for given in measures:
        name = str(given)
        measure = _measure(given)
        if measure is None:
            expected = f"expected such as {', '.join(MEASURES)}, P@5"
            raise InputError(
                f"{name!r} is no measure that ir-measures can compute; {_meant(name) or expected}"
            )
        cutoff = measure.params.get("cutoff")
        if cutoff is not None and cutoff < 1:  # which ends the process in trec_eval
            raise InputError(f"{name} looks at {cutoff:,} documents; expected 1 or more")
        if cutoff is not None and cutoff > k:
            raise InputError(
                f"{name} looks at {cutoff:,} documents, and k is {k:,}; expected k of {cutoff:,} or more"
            )
        parsed[name] = measure
    if not parsed:
        raise InputError("measures is empty; expected at least one name, such as nDCG@10")
    return parsed


def _measure(given: Foreign) -> Any:  # noqa: ANN401 - a measure of ir-measures, or None
    """Return a measure by its name: ir-measures', in any case, or trec_eval's; None where it has none."""
    tool = _tool()
    spellings: list[Callable[[], Any]] = [lambda: given]
    if isinstance(given, str):
        base, rest = _parts(given)
        spellings = [
            lambda: tool.parse_measure(given),
            lambda: tool.parse_measure(_names()[base.lower()] + rest),
        ]
        if re.fullmatch(r"recip_rank|\w+[._]\d+", given):  # others of trec_eval's name several measures
            spellings.append(lambda: tool.parse_trec_measure(given)[0])
    for spelled in spellings:
        with contextlib.suppress(
            AttributeError, AssertionError, LookupError, NameError, SyntaxError, TypeError, ValueError
        ):
            measure = spelled()
            tool.evaluator([measure], {})
            return measure
    return None


def _meant(name: str) -> str:
    """Return the question whether a measure was meant whose name is like this one."""
    base, rest = _parts(name)
    for close in difflib.get_close_matches(base.lower(), _names()):
        if _measure(meant := _names()[close] + rest) is not None:
            return f"did you mean {meant}?"
    return ""


def _names() -> dict[str, str]:
    """Return the names of ir-measures' measures by their small letters, those of aliases too."""
    return {name.lower(): measure.NAME for name, measure in _tool().measures.registry.items()}


def _parts(measure: str) -> tuple[str, str]:
    """Split the name of a measure from what follows it."""
    base = re.split(r"\W", measure, maxsplit=1)[0]
    return base, measure[len(base) :]


def _batches(names: list[str]) -> Iterator[tuple[int, list[str]]]:
    remaining = iter(names)
    start = 0
    while some := list(islice(remaining, _AT_A_TIME)):
        yield start, some
        start += len(some)


class Judged:
    """Queries that have both a text and judgments.

    Attributes
    ----------
    texts : dict of str to str
        Their texts; empty where there is a run already and no text was given.
    qrels : dict of str to dict of str to int
        Their judgments, in the order of the queries.
    """

    def __init__(self, texts: dict[str, str], qrels: dict[str, dict[str, int]]) -> None:
        self.texts = texts
        self.qrels = qrels


def judged(queries: Queries | None, qrels: Qrels, index: Foreign | None) -> Judged:
    """Put queries and their judgments together, and look whether the index has the documents.

    Raises
    ------
    InputError
        No query has judgments, or no relevant document is in the index.
    """
    judgments = _mapping(qrels, "qrels", "a query's id to judgments", read_qrels)
    judgments = {str(query): _of_query(str(query), found) for query, found in judgments.items()}
    judgments = {query: found for query, found in judgments.items() if found}
    if queries is None and index is not None:
        raise InputTypeError("queries is None; expected ids and texts for the index to answer")
    if queries is None:
        known = Judged({}, judgments)
    else:
        texts = _mapping(queries, "queries", "a query's id to its text", read_queries)
        texts = {str(query): text for query, text in texts.items()}
        for query, text in texts.items():
            if not isinstance(text, str):
                raise InputTypeError(f"query {query!r} is {type(text).__name__}; expected a str")
        both = [query for query in texts if query in judgments]
        if texts and judgments and not both:
            raise InputError(
                f"no query has a judgment: the queries' ids are {_some(texts)}, those of the judgments "
                f"{_some(judgments)}"
            )
        known = Judged({query: texts[query] for query in both}, {query: judgments[query] for query in both})
        if both and len(both) < len(judgments):
            _warn(
                f"{len(judgments) - len(both):,} of {len(judgments):,} judged queries have no text and are "
                f"left out: {_some([query for query in judgments if query not in texts])}"
            )
    if not known.qrels:
        raise InputError("there is no judged query: queries or qrels are empty")
    if index is not None:
        _check_documents(known.qrels, index)
    return known


def _mapping(given: Foreign, name: str, what: str, read: Any) -> Mapping[Any, Any]:  # noqa: ANN401
    if isinstance(given, str | os.PathLike):
        given = read(given)
    if not isinstance(given, Mapping):
        raise InputTypeError(
            f"{name} is {type(given).__name__}; expected a mapping from {what}, or a file's path"
        )
    return given


def _of_query(query: str, found: Foreign) -> dict[str, int]:
    if not isinstance(found, Mapping):
        raise InputTypeError(
            f"the judgments of query {query!r} are {type(found).__name__}; expected a mapping from a "
            "document's id to its relevance"
        )
    judgments = {}
    for document, relevance in found.items():
        if not hasattr(type(relevance), "__index__"):
            raise InputTypeError(
                f"the relevance of document {document!r} to query {query!r} is {relevance!r}; expected an int"
            )
        judgments[str(document)] = int(relevance)
        if abs(judgments[str(document)]) > _MOST_RELEVANT:
            raise InputError(
                f"the relevance of document {document!r} to query {query!r} is {relevance}; expected at most "
                f"{_MOST_RELEVANT:,}"
            )
    return judgments


def own_ids(documents: Iterable[str], index: Foreign) -> dict[str, Any]:
    """Return those of the ids that are documents of the index, with the index's own form of each."""
    if index.ids.dtype.kind not in "iu":
        return {document: document for document in documents if document in index}
    numbers = {
        document: int(document) for document in documents if re.fullmatch(r"0|-?[1-9]\d{0,17}", document)
    }
    return {document: number for document, number in numbers.items() if number in index}


def _check_documents(qrels: dict[str, dict[str, int]], index: Foreign) -> None:
    relevant = {
        document for found in qrels.values() for document, relevance in found.items() if relevance > 0
    }
    if not relevant:
        raise InputError("no judged document is relevant: every relevance is 0 or less")
    lacking = relevant - own_ids(relevant, index).keys()
    if len(lacking) == len(relevant):
        raise InputError(
            f"no relevant document is in the index: the judgments name {_some(sorted(relevant))}, the index "
            f"has {_some(str(own) for own in index.ids[:4])}"
        )
    if lacking:
        _warn(
            f"{len(lacking):,} of {len(relevant):,} relevant documents are not in the index, so none can be "
            f"found: {_some(sorted(lacking))}"
        )


def _some(ids: Iterable[str]) -> str:
    first = list(islice(ids, 4))
    shown = ", ".join(
        repr(identity if len(identity) <= 24 else f"{identity[:23]}…") for identity in first[:3]
    )
    return f"{shown}, …" if len(first) > 3 else shown or "none"


def _warn(message: str) -> None:
    warnings.warn(message, ElanusWarning, stacklevel=outside())


def ndcg(gains: NDArray[np.float64], ideal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the normalized discounted cumulative gain of many rankings at a time, as trec_eval has it.

    Parameters
    ----------
    gains : ndarray of float64, shape (..., queries, k)
        How relevant the document at each rank is, 0 where there is none.
    ideal : ndarray of float64, shape (queries, k)
        The same of the best ranking that there could be.

    Returns
    -------
    ndarray of float64, shape (..., queries)
        0 for a query without a relevant document.

    References
    ----------
    Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002; with the gain itself,
    not 2 to its power, over log2(rank + 1).

    Examples
    --------
    >>> import numpy as np
    >>> from elanus.evaluation.measures import ndcg
    >>> ndcg(np.array([[[1.0, 0.0]], [[0.0, 1.0]]]), np.array([[1.0, 0.0]])).round(4).tolist()
    [[1.0], [0.6309]]
    """
    discounts = 1 / np.log2(np.arange(2, gains.shape[-1] + 2))
    best = ideal @ discounts
    found = np.maximum(gains, 0) @ discounts
    return np.divide(found, best, out=np.zeros_like(found), where=best > 0)
