"""``elanus tune``: look for better k1, b and method on judged queries."""

import argparse
import contextlib
import math
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from elanus._progress import waiting
from elanus._terminal import say
from elanus.cli._terminal import count, note, show_json, step
from elanus.cli.eval import add_judged, add_seed, check_inputs, described, judged, number_of, opened
from elanus.cli.fit import document_file
from elanus.errors import InputError

if TYPE_CHECKING:
    from elanus.evaluation import Tuning

DESCRIPTION = """\
Try a grid of k1, b and methods on queries whose answers people have judged, and tell what the best
are worth on queries that did not choose them. The index is not changed, and no text is read again."""

EPILOG = """\
The best of many settings is partly the luckiest. So the queries are dealt into folds, each fold is
answered with the parameters that are best for the other folds, and the mean over all queries is what
to expect of new ones: the line "tuned". The line "best" is too good. Parameters that the folds do
not agree on, or a p above 0.05, say that the default is as good.

A grid is some numbers, or FIRST:LAST:STEP. The index's own setting is tried whatever the grid, and
kept where nothing is better. --queries and --qrels are those of elanus eval.

examples:
  elanus tune docs.elanus --queries queries.jsonl --qrels qrels/dev.tsv
  elanus tune docs.elanus --queries queries.jsonl --qrels dev.tsv --k1 0.5:2:0.25 --b 0.3 0.5 0.75
  elanus tune docs.elanus --queries queries.jsonl --qrels dev.tsv --methods lucene bm25+ --plot heat.png"""

#: More are a mistake in a range, not a grid.
_MOST = 1_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus tune``."""
    from elanus.sparse.bm25 import METHODS

    parser.add_argument("index", metavar="INDEX", type=document_file, help="an index of texts")
    add_judged(parser, required=True)
    for name, default in (("--k1", "0.3:3.3:0.3"), ("--b", "0:1:0.1")):
        parser.add_argument(
            name, metavar="GRID", nargs="+", type=_numbers, help=f"the values to try (default: {default})"
        )
    parser.add_argument(
        "--methods",
        metavar="NAME",
        nargs="+",
        choices=METHODS,
        help="the methods to try (default: the index's)",
    )
    parser.add_argument(
        "--measure", metavar="NAME", default="nDCG@10", help="what to maximise (default: nDCG@10)"
    )
    parser.add_argument(
        "--folds", type=number_of(2, 1_000), default=5, metavar="N", help="parts of the queries (default: 5)"
    )
    add_seed(parser)
    parser.add_argument("--plot", metavar="FILE", type=Path, help="draw a heat map: .png, .svg, .pdf, …")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _numbers(text: str) -> list[float]:
    """Return the numbers of a part of a grid: one, or a range.

    Examples
    --------
    >>> from elanus.cli.tune import _numbers
    >>> _numbers("0.75"), _numbers("0:0.3:0.1")
    ([0.75], [0.0, 0.1, 0.2, 0.3])
    """
    # Decimals, so that 0.1 is added as it is written.
    parts = []
    with contextlib.suppress(ArithmeticError):
        parts = [Decimal(part) for part in text.split(":")]
    if len(parts) not in (1, 3) or not all(part.is_finite() and math.isfinite(part) for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is neither a number nor FIRST:LAST:STEP")
    if len(parts) == 1:
        return [float(parts[0])]
    first, last, size = parts
    if size <= 0 or last < first:
        raise argparse.ArgumentTypeError(f"{text!r} leads nowhere; FIRST:LAST:STEP goes up by a STEP above 0")
    if (last - first) / size > _MOST:
        raise argparse.ArgumentTypeError(f"{text!r} has more than {_MOST:,} numbers")
    return [float(first + place * size) for place in range(int((last - first) / size) + 1)]


def run(arguments: argparse.Namespace) -> int:
    """Tune and print."""
    from elanus.evaluation import tune
    from elanus.evaluation.tuning import K1, B, check_picture

    check_inputs([arguments.queries, arguments.qrels])
    if arguments.plot is not None:
        check_picture(arguments.plot)
        if not arguments.plot.parent.is_dir():
            raise InputError(f"there is no directory {arguments.plot.parent} for the heat map")
        if set(arguments.methods or ()) == {"tfidf"}:
            raise InputError("--plot has nothing to draw: tfidf has neither k1 nor b")
    index = opened(arguments.index, runs=False)
    queries, qrels = judged(arguments)
    start = time.monotonic()
    with waiting("tuning"):
        found = tune(
            index,
            queries or {},
            qrels,
            k1=_grid(arguments.k1, K1),
            b=_grid(arguments.b, B),
            methods=arguments.methods,
            measure=arguments.measure,
            folds=arguments.folds,
            seed=arguments.seed,
        )
    seconds = time.monotonic() - start
    if arguments.plot is not None:
        found.plot(arguments.plot)
    if arguments.json:
        show_json(_as_json(found))
    else:
        settings = found.values.shape[0] * found.values.shape[1] * found.values.shape[2]
        queried = f"{len(found.queries):,} queries"
        step("tuned", f"{arguments.index} ({described(index)})")
        step("tried", f"{count(settings, 'setting')} and the index's own on {queried}", seconds)
        say(f"\n{found}", sys.stdout)
        if arguments.plot is not None:
            step("saved", f"the heat map in {arguments.plot}")
    if found.at_edge:
        names = " and ".join(found.at_edge)
        note(f"the best {names} stands at the edge of the grid: better may lie beyond, see --k1 and --b")
    return 0


def _grid(given: list[list[float]] | None, default: tuple[float, ...]) -> tuple[float, ...]:
    # A number that two parts have is tried once.
    return default if given is None else tuple(dict.fromkeys(number for part in given for number in part))


def _as_json(found: "Tuning") -> dict[str, Any]:
    return {
        "measure": found.measure,
        "queries": len(found.queries),
        "before": found.before._asdict(),
        "before_value": found.before_value,
        "best": found.best._asdict(),
        "best_value": found.best_value,
        "cross_validated": found.cross_validated,
        "folds": [
            {
                **fold.parameters._asdict(),
                "queries": len(fold.queries),
                "chosen_at": fold.chosen_at,
                "value": fold.value,
            }
            for fold in found.folds
        ],
        "comparison": vars(found.comparison),
        "grid": {
            "methods": list(found.methods),
            "k1": list(found.k1),
            "b": list(found.b),
            "values": found.means.tolist(),
        },
    }
