"""``elanus search``: find the documents that answer questions."""

import argparse
import contextlib
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from elanus._progress import waiting
from elanus._terminal import cut, one_line, say, width
from elanus.cli._terminal import count, note, quiet, show_json
from elanus.cli.fit import DEFAULT_METHOD, document_file
from elanus.cli.index import add_target
from elanus.errors import InputError, MilvusError

DESCRIPTION = """\
Find the documents of a collection that answer a question best, by BM25. Prints rank, score, id and
the beginning of the text."""

EPILOG = """\
Milvus Lite reads a whole database before it answers the first question: a collection of 100,000
passages takes it 10 to 20 seconds. Ask many questions in one run.

files of questions, each plain or gzipped:
  .jsonl   one JSON object a line
  .tsv     a header naming the columns; without one: text, or id and text
  others   one question a line
  -        standard input: .jsonl where the first line begins with {, else one question a line;
           typed, each is answered at once

A question that finds nothing is named on stderr, and the others are answered.

examples:
  elanus search --uri ./x.db --collection docs "how do kites hover" -k 3
  elanus search --uri ./x.db --collection docs --json "how do kites hover" | jq -r .id
  elanus search --uri ./x.db --collection docs --questions queries.jsonl --trec -k 1000 > run.txt"""

_TIMEOUT = 60.0
#: For what takes Milvus Lite long: loading a collection, and answering many questions at a time.
_LONG_TIMEOUT = 600.0
#: At a time, so that results come early and do not fill the memory.
_MOST_QUESTIONS = 1_000
_MOST_HITS = 100_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus search``."""
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("question", metavar="QUESTION", nargs="*", default=[], help="what to look for")
    asked.add_argument(
        "--questions",
        metavar="FILE",
        type=document_file,
        help="a file with a question a line; - for standard input",
    )
    add_target(parser)
    parser.add_argument(
        "--text-field", metavar="NAME", help="the field of a question's text, in the file (default: text)"
    )
    parser.add_argument(
        "--id-field",
        metavar="NAME",
        help="the field of a question's id, in the file (default: _id or id, else the line's number)",
    )
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


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 9 or not 1 <= int(text) <= 16_384:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 16384")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Search and print."""
    from elanus import milvus
    from elanus.cli import _model

    milvus.check_uri(arguments.uri)
    path = arguments.model or _model.default_path(arguments.uri, arguments.collection)
    model = _model.load(path, "--model names another")
    batches = _questions(arguments)
    first = next(batches)  # a mistake in it is told before a large database is opened
    with quiet(debug=arguments.debug), contextlib.ExitStack() as stack:
        with waiting(f"opening {arguments.uri}"):
            client = stack.enter_context(milvus.connect(arguments.uri, token=arguments.token, create=False))
        searcher = Searcher(client, arguments.uri, arguments.collection, model, path)
        for batch in itertools.chain([first], batches):
            answers = searcher.find([text for _, text in batch], arguments.k, texts=not arguments.trec)
            for (query, text), answer in zip(batch, answers, strict=True):
                _print(query, text, answer, arguments)
            if sys.stdout is not None:
                sys.stdout.flush()
    return 0


def _questions(arguments: argparse.Namespace) -> Iterator[list[tuple[str, str]]]:
    """Yield batches of questions with their ids, those that are typed one by one."""
    if arguments.questions is None:
        if arguments.text_field is not None or arguments.id_field is not None:
            raise InputError("--text-field and --id-field name fields of the file that --questions names")
        yield [("1", " ".join(arguments.question))]
        return
    from elanus.corpus import STANDARD_INPUT, read

    path = arguments.questions
    typed = path == STANDARD_INPUT and sys.stdin is not None and sys.stdin.isatty()
    if typed:
        note("type a question a line; Ctrl-D ends")
    size = 1 if typed else max(1, min(_MOST_QUESTIONS, _MOST_HITS // arguments.k))
    for batch in read(path, text_field=arguments.text_field, id_field=arguments.id_field, batch_size=size):
        if arguments.trec:  # before the database is opened
            for query in batch.ids:
                _word(query)
        yield list(zip(batch.ids, batch.texts, strict=True))


class Answer(NamedTuple):
    """What was found for a question.

    Attributes
    ----------
    hits : list of dict
        ``rank``, ``score``, ``id`` and, if it was asked for, ``text`` of each.
    reason : str
        Why there is none.
    """

    hits: list[dict[str, Any]]
    reason: str = ""


class Searcher:
    """A collection and its model, to be asked.

    Parameters
    ----------
    client : pymilvus.MilvusClient
    uri, collection : str
    model : BM25EmbeddingFunction
    path : pathlib.Path
        Where the model came from, for messages.

    Raises
    ------
    MilvusError
        There is no such collection, `elanus index` has not made it, or the model does not fit it.
    """

    def __init__(
        self,
        client: Any,  # noqa: ANN401 - a MilvusClient
        uri: str,
        collection: str,
        model: Any,  # noqa: ANN401 - a BM25EmbeddingFunction
        path: Path,
    ) -> None:
        from elanus import milvus

        with milvus.reported(f"{uri} cannot be asked for the collection {collection}"):
            if not client.has_collection(collection, timeout=_TIMEOUT):
                names = ", ".join(sorted(client.list_collections(timeout=_TIMEOUT))) or "none"
                raise MilvusError(f"there is no collection {collection} in {uri}; it has: {names}")
            description = client.describe_collection(collection, timeout=_TIMEOUT)
        lacking = {"id", "text", milvus.FIELD} - {field["name"] for field in description["fields"]}
        if lacking:
            raise MilvusError(
                f"the collection {collection} in {uri} is none of `elanus index`: "
                f"it has no field {', '.join(sorted(lacking))}"
            )
        if not milvus.check_model(client, collection, model, name=f"the model {path}"):
            note(f"the collection {collection} does not say which model made it; {path} was not checked")
        self._client = client
        self._collection = collection
        self._model = model
        self._loaded = False
        self._asked = 0

    def find(self, questions: list[str], limit: int, *, texts: bool = True) -> list[Answer]:
        """Answer questions, all encoded in one call and sent in one request.

        Parameters
        ----------
        questions : list of str
        limit : int
            The most hits for each.
        texts : bool
            Whether hits hold the documents' texts.

        Returns
        -------
        list of Answer
        """
        from elanus import milvus
        from elanus.cli import _model

        vectors = _model.encode_questions(self._model, questions)
        reasons = [
            self._why_nothing(vectors.data[start:end]) for start, end in itertools.pairwise(vectors.indptr)
        ]
        if not self._loaded and not all(reasons):
            with (
                waiting(f"loading the collection {self._collection}"),
                milvus.reported(f"the collection {self._collection} cannot be loaded"),
            ):
                self._client.load_collection(self._collection, timeout=_LONG_TIMEOUT)
            self._loaded = True
        fields = ["text"] if texts else []
        answered = f" ({count(self._asked, 'question')} answered)" if self._asked else ""
        with waiting(f"searching the collection {self._collection}{answered}"):
            results = milvus.search(
                self._client,
                self._collection,
                vectors,
                limit,
                output_fields=fields,
                timeout=_LONG_TIMEOUT,
            )
        self._asked += len(questions)
        return [
            Answer([_hit(rank, hit, fields) for rank, hit in enumerate(hits, 1)], reason)
            for hits, reason in zip(results, reasons, strict=True)
        ]

    def _why_nothing(self, weights: Any) -> str:  # noqa: ANN401 - a row of an array
        """Return why no document can answer a question of these weights; nothing if one may."""
        if not weights.size:
            return "the question has no term of the collection"
        if (weights > 0).any():
            return ""
        return (
            f"the question has only terms too common to count by the method {self._model.method}; with "
            f"--method {DEFAULT_METHOD}, given when the documents are indexed, none is"
        )


def _hit(rank: int, hit: Any, fields: list[str]) -> dict[str, Any]:  # noqa: ANN401 - of pymilvus
    more = {field: hit["entity"][field] for field in fields}
    return {"rank": rank, "score": hit["distance"], "id": hit["id"], **more}


def _print(query: str, text: str, answer: Answer, arguments: argparse.Namespace) -> None:
    """Print the answer to a question in the form that is asked for."""
    is_one_of_many = arguments.questions is not None
    if arguments.trec:
        for hit in answer.hits:
            say(f"{query} Q0 {_word(hit['id'])} {hit['rank']} {hit['score']:.9g} elanus", sys.stdout)
    elif arguments.json:
        for hit in answer.hits:
            show_json({"query": query, **hit} if is_one_of_many else hit)
    else:
        if is_one_of_many:
            say(cut(f"{query}: {text}", width()), sys.stdout)
        show(answer.hits)
        if is_one_of_many:
            say("", sys.stdout, flush=not answer.hits)
    if not answer.hits:
        of = f" for question {one_line(query)}" if is_one_of_many else ""
        note(f"nothing found{of}: {answer.reason or 'no document has a term of the question'}")


def _word(identity: str) -> str:
    """Return an id that the columns of a run can hold."""
    if len(identity.split()) != 1 or identity.strip() != identity:
        raise InputError(f"the id {identity!r} is no single word, as --trec needs; --json takes any")
    return identity


def show(hits: list[dict[str, Any]]) -> None:
    """Print hits for people, a line each."""
    columns = width()
    ids = [cut(hit["id"], 40) for hit in hits]
    id_width = max(map(len, ids), default=0)
    for hit, identity in zip(hits, ids, strict=True):
        prefix = f"{hit['rank']:>{len(str(len(hits)))}}  {hit['score']:7.3f}  {identity:<{id_width}}  "
        say(prefix + cut(hit["text"], max(columns - len(prefix), 20)), sys.stdout)
