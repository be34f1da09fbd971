"""Questions to a collection of Milvus: ``elanus search --uri``."""

import argparse
import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from elanus import milvus
from elanus._progress import waiting
from elanus.cli import _model
from elanus.cli._answers import Answer
from elanus.cli._terminal import count, note, quiet
from elanus.cli.fit import DEFAULT_METHOD
from elanus.errors import MilvusError

_TIMEOUT = 60.0
#: For what takes Milvus Lite long: loading a collection, and answering many questions at a time.
_LONG_TIMEOUT = 600.0

_Batch = list[tuple[str, str]]


@contextlib.contextmanager
def opened(
    arguments: argparse.Namespace, questions: Iterator[_Batch]
) -> Iterator[tuple["Searcher", Iterator[_Batch]]]:
    """Open the collection of the options when the first questions are there; give it and all questions."""
    milvus.check_uri(arguments.uri)
    path = arguments.model or _model.default_path(arguments.uri, arguments.collection)
    model = _model.load(path, "--model names another")
    first = next(questions)  # a mistake in it is told before a large database is opened
    with quiet(debug=arguments.debug), contextlib.ExitStack() as stack:
        with waiting(f"opening {arguments.uri}"):
            client = stack.enter_context(
                milvus.connect(arguments.uri, token=arguments.token or "", create=False)
            )
        searcher = Searcher(client, arguments.uri, arguments.collection, model, path)
        yield searcher, itertools.chain([first], questions)


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
