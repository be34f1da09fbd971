"""The options of the parameters by which an index weighs terms."""

import argparse

PARAMETERS = ("k1", "b", "epsilon", "delta")


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


def given_parameters(arguments: argparse.Namespace) -> dict[str, float]:
    """Return the parameters that the options name."""
    return {name: value for name in PARAMETERS if (value := getattr(arguments, name)) is not None}
