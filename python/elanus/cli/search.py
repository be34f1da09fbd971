"""``elanus search``: find the documents that answer questions."""

import argparse
import itertools
import sys
from collections.abc import Iterator

from elanus._terminal import is_terminal, say
from elanus.cli._answers import Answer, print_answer, word
from elanus.cli._target import add_target, check_options, index_folder
from elanus.cli._terminal import note
from elanus.cli.fit import add_query_fields, document_file
from elanus.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class _Searcher(Protocol):
        def find(self, questions: list[str], limit: int, *, texts: bool = True) -> list[Answer]: ...


DESCRIPTION = """\
Find the documents of an index, or with --uri of a collection of Milvus, that answer a question best,
by BM25. Prints rank, score, id and the beginning of the text."""

EPILOG = """\
Without a question, an index is asked what comes on standard input, a question a line; whoever types
gets each answer at once, and Ctrl-D ends.

files of questions, each plain or gzipped:
  .jsonl   one JSON object a line
  .tsv     a header naming the columns; without one: text, or id and text
  others   one question a line
  -        standard input: .jsonl where the first line begins with {, else one question a line;
           typed, each is answered at once

A question that finds nothing is named on stderr, and the others are answered.

Milvus Lite reads a whole database before it answers the first question: a collection of 100,000
passages takes it 10 to 20 seconds. Ask it many questions in one run, or an index on disk.

examples:
  elanus search birds.elanus "how do kites hover" -k 3
  elanus search birds.elanus --json "how do kites hover" | jq -r .id
  elanus search birds.elanus --questions queries.jsonl --trec -k 1000 > run.txt
  elanus search --uri ./x.db --collection docs "how do kites hover" -k 3"""

#: At a time, so that results come early and do not fill the memory.
_MOST_QUESTIONS = 1_000
_MOST_HITS = 100_000
#: The most that Milvus gives.
_MILVUS_LIMIT = 16_384


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus search``."""
    parser.add_argument("index", metavar="INDEX", nargs="?", help="the index; none with --uri")
    parser.add_argument("question", metavar="QUESTION", nargs="*", default=[], help="what to look for")
    parser.add_argument(
        "--questions",
        metavar="FILE",
        type=document_file,
        help="a file with a question a line; - for standard input",
    )
    add_query_fields(parser, "question")
    parser.add_argument(
        "-k", type=_limit, default=10, metavar="N", help="the most results for a question (default: 10)"
    )
    printed = parser.add_mutually_exclusive_group()
    printed.add_argument(
        "--json",
        action="store_true",
        help="print one object a line, with rank, score, id and the whole text, and first the question's id "
        "as query if there is a file of them",
    )
    printed.add_argument(
        "--trec", action="store_true", help="print a run as trec_eval reads it: query Q0 id rank score elanus"
    )
    parser.add_argument(
        "--explain", action="store_true", help="show what each term of the question adds to each score"
    )
    add_target(
        parser,
        "the model file (default: x.docs.bm25.json beside x.db for the collection docs, docs.bm25.json in "
        "the working directory for a server)",
    )


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 9 or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 999999999")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Search and print."""
    _check_usage(arguments)
    if arguments.uri is None:
        from elanus.cli._index_search import Searcher

        _answer(
            Searcher(index_folder(arguments.index), explain=arguments.explain),
            arguments,
            _questions(arguments),
        )
    else:
        from elanus.cli import _milvus_search

        with _milvus_search.opened(arguments, _questions(arguments)) as (searcher, questions):
            _answer(searcher, arguments, questions)
    return 0


def _check_usage(arguments: argparse.Namespace) -> None:
    """Find out what the words are: with ``--uri`` all are a question, else the first one names the index."""
    if arguments.trec and arguments.explain:
        arguments.wrong_usage("--trec has no room for what --explain says")
    if arguments.uri is None:
        if not arguments.index:
            arguments.wrong_usage(
                "INDEX names the index to search, or --uri and --collection a collection of Milvus"
            )
        check_options(
            arguments, ("collection", "model", "token"), "a collection of Milvus, which --uri names"
        )
        if not arguments.question and arguments.questions is None:
            from elanus.corpus import STANDARD_INPUT

            arguments.questions = STANDARD_INPUT
    else:
        if arguments.collection is None:
            arguments.wrong_usage("--collection names the collection of Milvus")
        check_options(arguments, ("explain",), "an index on disk; --uri names a collection of Milvus")
        if arguments.k > _MILVUS_LIMIT:
            arguments.wrong_usage(f"-k is at most {_MILVUS_LIMIT} in Milvus, not {arguments.k}")
        if arguments.index is not None:
            arguments.question.insert(0, arguments.index)
        if not arguments.question and arguments.questions is None:
            arguments.wrong_usage("a question is missing, or --questions with a file of them")
    if arguments.question and arguments.questions is not None:
        arguments.wrong_usage("a question and --questions cannot both be given")
    arguments.typed = False


def _answer(
    searcher: "_Searcher", arguments: argparse.Namespace, questions: Iterator[list[tuple[str, str]]]
) -> None:
    for batch in questions:
        answers = searcher.find([text for _, text in batch], arguments.k, texts=not arguments.trec)
        for (query, text), answer in zip(batch, answers, strict=True):
            print_answer(query, text, answer, arguments)
        if sys.stdout is not None:
            sys.stdout.flush()


def _questions(arguments: argparse.Namespace) -> Iterator[list[tuple[str, str]]]:
    """Yield batches of questions with their ids, those that are typed one by one."""
    if arguments.questions is None:
        if arguments.text_field is not None or arguments.id_field is not None:
            raise InputError("--text-field and --id-field name fields of the file that --questions names")
        yield [("1", " ".join(arguments.question))]
        return
    from elanus.corpus import STANDARD_INPUT, read

    path = arguments.questions
    typed = path == STANDARD_INPUT and is_terminal(sys.stdin)
    if typed:
        note("type a question a line; Ctrl-D ends")
    if typed and arguments.uri is None:
        yield from _typed(arguments)
        return
    size = 1 if typed else max(1, min(_MOST_QUESTIONS, _MOST_HITS // arguments.k))
    for batch in read(
        path,
        text_field=arguments.text_field,
        id_field=arguments.id_field,
        titles=False,
        batch_size=size,
        eager=path == STANDARD_INPUT,
    ):
        if arguments.trec:  # before the database is opened
            for query in batch.ids:
                word(query)
        yield list(zip(batch.ids, batch.texts, strict=True))


def _typed(arguments: argparse.Namespace) -> Iterator[list[tuple[str, str]]]:
    """Yield what is typed, a question a line, with a prompt before each; those on the screen need no echo."""
    assert sys.stdin is not None
    arguments.typed = is_terminal(sys.stdout)
    prompt = "> " if is_terminal(sys.stderr) else ""
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
    for number in itertools.count(1):
        say(prompt, sys.stderr, end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            say("", sys.stderr, end="\n" if prompt else "")
            return
        if not line.isspace():
            yield [(str(number), line.strip())]
