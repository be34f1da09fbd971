"""``elanus eval``: measure what an index finds for queries whose answers are known."""

import argparse
import itertools
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from elanus._progress import waiting
from elanus._terminal import cut, say
from elanus.cli._terminal import count, show_json, step
from elanus.cli.fit import add_query_fields, document_file
from elanus.errors import InputError

if TYPE_CHECKING:
    from elanus.evaluation import Comparison, Evaluation

DESCRIPTION = """\
Measure what an index finds for queries whose answers people have judged: nDCG@10, MAP, recall and
MRR, or any other measure of ir-measures. A run file of TREC, of any system, can take the place of
the index."""

EPILOG = """\
files, each plain or gzipped, - for standard input:
  --queries  .jsonl with _id and text, as BEIR's; .tsv of id and text; others one query a line
  --qrels    BEIR's, whose first line names query-id, corpus-id and score; or TREC's: query,
             iteration, document and relevance in each line
  runs       TREC's: query, Q0, document, rank, score and name in each line

A query without judgments is not asked, one that finds nothing counts as 0. --compare tests whether
two systems differ by more than chance: Fisher's randomization test and the paired t-test, a query a
pair. A p below 0.05 is mostly taken for a difference; of many systems tried, some reach it by luck.

examples:
  elanus eval docs.elanus --queries queries.jsonl --qrels qrels/test.tsv
  elanus eval docs.elanus --queries queries.jsonl --qrels qrels.txt --measures nDCG@20 P@5 RR@10
  elanus eval docs.elanus --queries queries.jsonl --qrels test.tsv --run run.txt --compare other.elanus
  elanus eval run.txt --qrels qrels.txt --json"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus eval``."""
    parser.add_argument("system", metavar="INDEX", type=document_file, help="an index, or a run file of TREC")
    add_judged(parser, required=False)
    parser.add_argument(
        "--measures",
        metavar="NAME",
        nargs="+",
        help="what to measure, by the names of ir-measures in any case, or of trec_eval (default: nDCG@10 AP "
        "R@100 RR)",
    )
    parser.add_argument(
        "-k", type=_depth, default=1_000, metavar="N", help="documents to find for a query (default: 1000)"
    )
    parser.add_argument(
        "--run",
        dest="run_file",
        metavar="FILE",
        type=Path,
        help="write the answers as a run file of TREC; - prints them",
    )
    parser.add_argument(
        "--compare", metavar="OTHER", type=document_file, help="another index or run to compare with"
    )
    add_seed(parser)
    parser.add_argument("--per-query", action="store_true", help="show what each query reaches, too")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def add_judged(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Add the options that name queries and judgments."""
    parser.add_argument(
        "--queries", metavar="FILE", type=document_file, required=required, help="the queries' ids and texts"
    )
    parser.add_argument(
        "--qrels",
        metavar="FILE",
        type=document_file,
        required=True,
        help="which documents are relevant to them",
    )
    add_query_fields(parser, "query")


def add_seed(parser: argparse.ArgumentParser) -> None:
    """Add the option that random numbers begin with."""
    parser.add_argument(
        "--seed",
        type=number_of(0, 2**32 - 1),
        default=0,
        metavar="N",
        help="what random numbers begin with (default: 0)",
    )


def number_of(least: int, most: int) -> Any:  # noqa: ANN401 - argparse's type
    """Return what parses a whole number within bounds."""

    def parse(text: str) -> int:
        if not (text.isascii() and text.isdecimal()) or len(text) > 10 or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")
        return int(text)

    return parse


_depth = number_of(1, 1_000_000)


def run(arguments: argparse.Namespace) -> int:
    """Evaluate and print."""
    from elanus.evaluation import compare, evaluate, write_run
    from elanus.evaluation.measures import MEASURES

    _check(arguments)
    systems = [opened(arguments.system), *([opened(arguments.compare)] if arguments.compare else [])]
    queries, qrels = judged(arguments)
    for path, system in zip((arguments.system, arguments.compare), systems, strict=False):
        if queries is None and not _is_run(system):
            raise InputError(
                f"{path} is an index, which needs the queries' texts: --queries names their file"
            )
    start = time.monotonic()
    found: list[Evaluation] = []
    for path, system in zip((arguments.system, arguments.compare), systems, strict=False):
        with waiting(f"evaluating {path}"):
            found.append(
                evaluate(system, queries, qrels, measures=arguments.measures or MEASURES, k=arguments.k)
            )
    seconds = time.monotonic() - start
    compared = [
        compare(*found, measure=measure, seed=arguments.seed) if len(found) == 2 else None
        for measure in found[0].measures
    ]
    comparisons = [comparison for comparison in compared if comparison is not None]
    if arguments.run_file is not None and str(arguments.run_file) != "-":
        write_run(arguments.run_file, found[0].run)
    if arguments.json:
        show_json(_as_json(found, comparisons, per_query=arguments.per_query))
    elif str(arguments.run_file) == "-":
        _print_run(found[0])
        return 0
    else:
        _print(arguments, systems, found, comparisons, seconds)
    return 0


def _check(arguments: argparse.Namespace) -> None:
    """Refuse what can be known to be wrong before anything is read."""
    given = [arguments.system, arguments.compare, arguments.queries, arguments.qrels]
    check_inputs([path for path in given if path is not None])
    if arguments.queries is None and (arguments.text_field or arguments.id_field):
        raise InputError("--text-field and --id-field name fields of the file that --queries names")
    if arguments.run_file is None:
        return
    if str(arguments.run_file) == "-":
        if arguments.json or arguments.per_query or arguments.compare:
            raise InputError("--run - prints the run and nothing else: name a file to see more")
        return
    for path in given:
        if (
            path is not None
            and path.exists()
            and arguments.run_file.exists()
            and path.samefile(arguments.run_file)
        ):
            raise InputError(f"{path} is read, and cannot be the run's file as well")
    _check_output(arguments.run_file)


def _check_output(path: Path) -> None:
    """Refuse to write a run over something else."""
    from elanus.corpus import read_lines

    if path.is_dir():
        raise InputError(f"{path} is a directory; --run names a file")
    if not path.parent.is_dir():
        raise InputError(f"there is no directory {path.parent} for the run")
    if path.is_file() and path.stat().st_size:
        try:
            _, first = next(read_lines(path))
        except InputError:
            first = ""
        if len(first.split()) != 6:
            raise InputError(f"{path} exists and is no run; name another file for --run")


def check_inputs(paths: Sequence[Path]) -> None:
    """Refuse to read standard input twice."""
    from elanus.corpus import STANDARD_INPUT

    if paths.count(STANDARD_INPUT) > 1:
        raise InputError("standard input is named more than once, and can be read only once")


def opened(path: Path, *, runs: bool = True) -> Any:  # noqa: ANN401 - an Index or a Run
    """Open an index, or read a run file where one will do."""
    if runs and not path.is_dir() and (path.exists() or path.suffix != ".elanus"):
        from elanus.evaluation import read_run

        return read_run(path)
    from elanus.cli._index import open_index

    with waiting(f"opening {path}"):
        return open_index(path)


def _is_run(system: Any) -> bool:  # noqa: ANN401 - an Index or a Run
    from elanus.evaluation import Run

    return isinstance(system, Run)


def judged(arguments: argparse.Namespace) -> tuple[dict[str, str] | None, dict[str, dict[str, int]]]:
    """Read the files of queries and judgments."""
    from elanus.evaluation import read_qrels, read_queries

    queries = None
    if arguments.queries is not None:
        queries = read_queries(
            arguments.queries, text_field=arguments.text_field, id_field=arguments.id_field
        )
    return queries, read_qrels(arguments.qrels)


def described(system: Any) -> str:  # noqa: ANN401 - an Index or a Run
    """Return what a system is, for a summary."""
    if _is_run(system):
        return "a run"
    documents = count(len(system), "document")
    if system.method is None:
        return f"{documents}, vectors"
    return f"{documents}, {system.method} k1={system.k1:g} b={system.b:g}"


def _print_run(found: "Evaluation") -> None:
    from elanus.evaluation.files import run_lines

    lines = run_lines(found.run)
    while page := list(itertools.islice(lines, 1_000)):
        say("".join(page), sys.stdout, end="")


def _as_json(
    found: "list[Evaluation]", comparisons: "list[Comparison]", *, per_query: bool
) -> dict[str, Any]:
    shown: dict[str, Any] = {"queries": len(found[0].queries), "measures": found[0].means}
    if per_query:
        shown["per_query"] = {
            query: dict(zip(found[0].measures, values, strict=True))
            for query, values in zip(found[0].queries, found[0].values.tolist(), strict=True)
        }
    if comparisons:
        shown["other"] = found[1].means
        shown["comparisons"] = [vars(comparison) for comparison in comparisons]
    return shown


def _print(
    arguments: argparse.Namespace,
    systems: list[Any],
    found: "list[Evaluation]",
    comparisons: "list[Comparison]",
    seconds: float,
) -> None:
    """Print a summary for people."""
    first = found[0]
    queries = f"{len(first.queries):,} {'query' if len(first.queries) == 1 else 'queries'}"
    if arguments.per_query:
        rows = [[query, *(f"{value:.4f}" for value in values)] for query, values in _rows(first)]
        table([["query", *first.measures], *rows])
        say("", sys.stdout)
    step("evaluated", f"{queries}: {arguments.system} ({described(systems[0])})", seconds)
    if not comparisons:
        table([[name, f"{value:.4f}"] for name, value in first.means.items()])
    else:
        step("compared", f"with {arguments.compare} ({described(systems[1])})")
        table(
            [
                ["", "this", "other", "difference", "95 %", "better", "worse", "p (random.)", "p (t)"],
                *(_compared(comparison) for comparison in comparisons),
            ]
        )
    if arguments.run_file is not None:
        step("saved", f"the run in {arguments.run_file}")


def _rows(found: "Evaluation") -> Any:  # noqa: ANN401 - an iterator
    return zip(found.queries, found.values.tolist(), strict=True)


def _compared(comparison: "Comparison") -> list[str]:
    return [
        comparison.measure,
        f"{comparison.a:.4f}",
        f"{comparison.b:.4f}",
        f"{comparison.difference:+.4f}",
        f"{comparison.low:+.4f} to {comparison.high:+.4f}",
        f"{comparison.better:,}",
        f"{comparison.worse:,}",
        f"{comparison.p_randomization:.4f}",
        f"{comparison.p_t:.4f}",
    ]


def table(rows: list[list[str]]) -> None:
    """Print rows whose first column stands at the left, the others at the right.

    Examples
    --------
    >>> from elanus.cli.eval import table
    >>> table([["query", "RR"], ["1", "0.5000"]])
    query      RR
    1      0.5000
    """
    rows = [[cut(row[0], 40), *row[1:]] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)]
        say("  ".join([f"{row[0]:<{widths[0]}}", *cells]), sys.stdout)
