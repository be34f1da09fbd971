"""``elanus search``: find the documents that answer a question."""

import argparse
import sys
from typing import Any

from elanus._terminal import cut, say, width
from elanus.cli._terminal import note, quiet, show_json
from elanus.cli.fit import DEFAULT_METHOD
from elanus.cli.index import add_target

DESCRIPTION = """\
Find the documents of a collection that answer a question best, by BM25. Prints rank, score, id and
the beginning of the text."""

EPILOG = """\
examples:
  elanus search --uri ./x.db --collection docs "how do kites hover" -k 3
  elanus search --uri ./x.db --collection docs --json "how do kites hover" | jq -r .id"""

_TIMEOUT = 60.0
_LOAD_TIMEOUT = 600.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``elanus search``."""
    parser.add_argument("question", metavar="QUESTION", nargs="+", help="what to look for")
    add_target(parser)
    parser.add_argument("-k", type=_limit, default=10, metavar="N", help="the most results (default: 10)")
    parser.add_argument(
        "--json", action="store_true", help="print one object a line, with rank, score, id and the whole text"
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
    question = " ".join(arguments.question)
    with (
        quiet(debug=arguments.debug),
        milvus.connect(arguments.uri, token=arguments.token, create=False) as client,
    ):
        hits = find(client, arguments.uri, arguments.collection, model, path, question, arguments.k)
    show(hits, as_json=arguments.json)
    return 0


def find(
    client: Any,  # noqa: ANN401 - a MilvusClient
    uri: str,
    collection: str,
    model: Any,  # noqa: ANN401 - a BM25EmbeddingFunction
    path: Any,  # noqa: ANN401 - where it came from
    question: str,
    limit: int,
) -> list[dict[str, Any]]:
    """Search a collection with its model, saying on stderr why nothing can be found.

    Returns
    -------
    list of dict
        ``rank``, ``score``, ``id`` and ``text`` of each hit.
    """
    from elanus import milvus
    from elanus.cli import _model
    from elanus.errors import MilvusError

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
    vector = _model.encode_query(model, question)
    if not (vector.data > 0).any():
        note(f"nothing found: the question {_why_nothing(model, vector)}")
        return []
    with milvus.reported(f"the collection {collection} cannot be loaded"):
        client.load_collection(collection, timeout=_LOAD_TIMEOUT)
    [hits] = milvus.search(client, collection, vector, limit, output_fields=["text"], timeout=_TIMEOUT)
    if not hits:
        note("nothing found: no document has a term of the question")
    return [
        {"rank": rank, "score": hit["distance"], "id": hit["id"], "text": hit["entity"]["text"]}
        for rank, hit in enumerate(hits, 1)
    ]


def _why_nothing(model: Any, vector: Any) -> str:  # noqa: ANN401 - a BM25EmbeddingFunction, a csr_array
    if vector.nnz == 0:
        return "has no term of the collection"
    return (
        f"has only terms too common to count by the method {model.method}; with --method {DEFAULT_METHOD}, "
        "given when the documents are indexed, none is"
    )


def show(hits: list[dict[str, Any]], *, as_json: bool = False) -> None:
    """Print hits, a line each."""
    if as_json:
        for hit in hits:
            show_json(hit)
        return
    columns = width()
    ids = [cut(hit["id"], 40) for hit in hits]
    id_width = max(map(len, ids), default=0)
    for hit, identity in zip(hits, ids, strict=True):
        prefix = f"{hit['rank']:>{len(str(len(hits)))}}  {hit['score']:7.3f}  {identity:<{id_width}}  "
        say(prefix + cut(hit["text"], max(columns - len(prefix), 20)), sys.stdout)
