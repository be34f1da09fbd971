"""The options of the parameters by which an index weighs terms."""

import argparse
from typing import Any

_BOUNDS = ("min_df", "max_df", "max_terms")
PARAMETERS = ("k1", "b", "epsilon", "delta", *_BOUNDS)


def add_parameters(parser: argparse._ActionsContainer, *, default: bool) -> None:
    """Add the options of an index's parameters, whose help names what they are by default."""
    k1, b, epsilon, delta = (
        (
            " (default: 1.2; the model of a collection of Milvus has 1.5)",
            " (default: 0.75)",
            " (default: 0.25)",
            " (default: 0.5, 1.0)",
        )
        if default
        else ("",) * 4
    )
    parser.add_argument("--k1", type=float, help=f"how late repetitions stop counting{k1}")
    parser.add_argument("--b", type=float, help=f"how much length counts, 0 to 1{b}")
    parser.add_argument("--epsilon", type=float, help=f"okapi's floor of negative idfs{epsilon}")
    parser.add_argument("--delta", type=float, help=f"what bm25l and bm25+ add{delta}")
    add_bounds(parser)


def add_bounds(parser: argparse._ActionsContainer) -> None:
    """Add the options that say which terms are encoded."""
    parser.add_argument(
        "--min-df",
        type=_documents,
        metavar="N",
        help="leave out terms that fewer documents hold: a number of documents, or with a decimal point a "
        "share of all (default: 1)",
    )
    parser.add_argument(
        "--max-df",
        type=_documents,
        metavar="N",
        help="leave out terms that more documents hold, alike (default: 1.0)",
    )
    parser.add_argument(
        "--max-terms",
        type=int,
        metavar="N",
        help="of the others take only so many, those that the most documents hold (default: all)",
    )


def _documents(text: str) -> int | float:
    """Return a number of documents, or a share of all: what has a decimal point."""
    try:
        return int(text)
    except ValueError:
        return float(text)


def given_parameters(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the parameters that the options name."""
    return {name: value for name in PARAMETERS if (value := getattr(arguments, name)) is not None}


def terms(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Return how many terms there are, and what leaves some of them out, for people.

    Examples
    --------
    >>> from elanus.cli._parameters import terms
    >>> terms({"dim": 9, "terms": 8, "encoded_terms": 3, "min_df": 1, "max_df": 0.5, "max_terms": None})
    [('terms', '8, and 1 that no document holds any more'), ('encoded', '3: max_df 0.5')]
    """
    from elanus.sparse.bm25._arguments import given_bounds

    left_over = found["dim"] - found["terms"]
    more = f", and {left_over:,} that no document holds any more" if left_over else ""
    lines = [("terms", f"{found['terms']:,}{more}")]
    if given := given_bounds((found["min_df"], found["max_df"], found["max_terms"])):
        bounds = ", ".join(f"{name} {value}" for name, value in given.items())
        lines.append(("encoded", f"{found['encoded_terms']:,}: {bounds}"))
    return lines
