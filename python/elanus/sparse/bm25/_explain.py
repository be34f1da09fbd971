"""What a model says about itself: why a document scores as it does, and how far the model has moved."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Drift", "ExplainedTerm", "Explanation", "explanation_of"]


@dataclass(frozen=True, slots=True)
class ExplainedTerm:
    """One query term's part in a score.

    Attributes
    ----------
    term : str
        The term, as the analyzer gives it.
    index : int or None
        Its column, or None when encoders do not know it: no document of the corpus holds it, or `min_df`,
        `max_df` or `max_terms` leaves it out.
    query_frequency : int
        How often it occurs in the query.
    frequency : int
        How often it occurs in the document: tf.
    document_frequency : int or None
        How many documents of the corpus hold it: df. None for a model from a file without them.
    idf : float
        Its inverse document frequency, 0 for an unknown term.
    query_weight, document_weight : float
        What `encode_queries` and `encode_documents` put into its column.
    contribution : float
        Their product.
    """

    term: str
    index: int | None
    query_frequency: int
    frequency: int
    document_frequency: int | None
    idf: float
    query_weight: float
    document_weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The score of a document for a query, taken apart; printing it gives a table.

    Attributes
    ----------
    score : float
        The inner product of the two encodings: the sum of the terms' contributions.
    document_length : int
        The document's tokens, unknown ones included.
    average_length : float
        The model's `avgdl`.
    length_norm : float
        1 − b + b·length/avgdl; for ``method="tfidf"`` the Euclidean norm of the document's tf·idf.
    terms : tuple of ExplainedTerm
        The query's distinct terms, in the order in which they first occur.

    Examples
    --------
    >>> from elanus.sparse import BM25EmbeddingFunction
    >>> bm25 = BM25EmbeddingFunction(method="lucene")
    >>> bm25.fit(["Black kites soar.", "A red kite dives.", "Swifts scream."])  # doctest: +ELLIPSIS
    <BM25EmbeddingFunction ...>
    >>> print(bm25.explain("red kites and bats", "A red, red kite."))
    score 0.7168 = sum of query weight x document weight; length 3, average 2.667, norm 1.0938
    term  tf  df     idf   query  document  contribution
    red    2   1  0.9808  0.9808    0.5494        0.5388
    kite   1   2  0.4700  0.4700    0.3787        0.1780
    bat    0   0  0.0000  0.0000    0.0000        0.0000
    """

    score: float
    document_length: int
    average_length: float
    length_norm: float
    terms: tuple[ExplainedTerm, ...]

    def __str__(self) -> str:
        head = (
            f"score {self.score:.4f} = sum of query weight x document weight; "
            f"length {self.document_length:,}, average {self.average_length:.4g}, norm {self.length_norm:.4f}"
        )
        rows = [("term", "tf", "df", "idf", "query", "document", "contribution")]
        rows += [
            (
                term.term,
                str(term.frequency),
                "?" if term.document_frequency is None else str(term.document_frequency),
                f"{term.idf:.4f}",
                f"{term.query_weight:.4f}",
                f"{term.document_weight:.4f}",
                f"{term.contribution:.4f}",
            )
            for term in self.terms
        ]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = (
            "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
            for row in rows
        )
        return "\n".join([head, *lines])

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain dictionaries and lists, ready for JSON.

        Returns
        -------
        dict
            The attributes by name; ``terms`` is a list of dictionaries.

        Examples
        --------
        >>> from elanus.sparse import BM25EmbeddingFunction
        >>> bm25 = BM25EmbeddingFunction().fit(["Black kites soar.", "A red kite dives."])
        >>> bm25.explain("kite", "Kites!").to_dict()["terms"][0]["document_frequency"]
        2
        """
        return {**asdict(self), "terms": [asdict(term) for term in self.terms]}


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a model has moved from an earlier state.

    Attributes
    ----------
    length_change : float
        The absolute value of avgdl now / avgdl then − 1. No weight of a document that was stored then is
        further off than this, relatively, as long as k1 and b are the same. (With ``method="tfidf"`` a
        document's weights depend on the idfs instead.)
    idf_change : float
        The largest absolute change of an idf, among the terms that both models know.
    term : str or None
        The term with this change; None when no idf has changed.
    changed_share : float
        The share of the terms known to both whose idf changed by more than 10 %.
    common_terms : int
        How many terms both know. New terms weighed nothing before, and cannot change.
    """

    length_change: float
    idf_change: float
    term: str | None
    changed_share: float
    common_terms: int


def explanation_of(parts: tuple[Any, ...]) -> Explanation:
    """Return what the core tells of a score, by names."""
    score, length, average, norm, terms = parts
    explained = tuple(
        ExplainedTerm(term, id_, *frequencies, idf, *weights)  # type: ignore[call-arg]
        for term, id_, frequencies, idf, weights in terms
    )
    return Explanation(score, length, average, norm, explained)
