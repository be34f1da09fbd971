"""Answers to questions, and how they are printed."""

import argparse
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from elanus._terminal import cut, one_line, say, width
from elanus.cli._terminal import note, show_json
from elanus.errors import InputError

if TYPE_CHECKING:
    from elanus.sparse.bm25 import Explanation


class Answer(NamedTuple):
    """What was found for a question.

    Attributes
    ----------
    hits : list of dict
        ``rank``, ``score``, ``id`` and, if it was asked for and is there, ``text`` of each.
    reason : str
        Why there is none.
    explanations : list of Explanation
        How each score is made up, if it was asked for.
    """

    hits: list[dict[str, Any]]
    reason: str = ""
    explanations: "list[Explanation] | None" = None


def print_answer(query: str, text: str, answer: Answer, arguments: argparse.Namespace) -> None:
    """Print the answer to a question in the form that is asked for."""
    is_one_of_many = arguments.questions is not None
    if arguments.trec:
        for hit in answer.hits:
            say(f"{query} Q0 {word(hit['id'])} {hit['rank']} {hit['score']:.9g} elanus", sys.stdout)
    elif arguments.json:
        for number, hit in enumerate(answer.hits):
            more = {"explanation": answer.explanations[number].to_dict()} if answer.explanations else {}
            show_json({"query": query, **hit, **more} if is_one_of_many else {**hit, **more})
    else:
        if is_one_of_many and not arguments.typed:
            say(cut(f"{query}: {text}", width()), sys.stdout)
        show(answer.hits, answer.explanations)
        if is_one_of_many:
            say("", sys.stdout, flush=not answer.hits)
    if not answer.hits:
        of = f" for question {one_line(query)}" if is_one_of_many and not arguments.typed else ""
        note(f"nothing found{of}: {answer.reason or 'no document has a term of the question'}")


def word(identity: str | int) -> str:
    """Return an id that the columns of a run can hold."""
    identity = str(identity)
    if len(identity.split()) != 1 or identity.strip() != identity:
        raise InputError(f"the id {identity!r} is no single word, as --trec needs; --json takes any")
    return identity


def show(hits: list[dict[str, Any]], explanations: "list[Explanation] | None" = None) -> None:
    """Print hits for people, a line each, and below each how its score is made up."""
    columns = width()
    ids = [cut(str(hit["id"]), 40) for hit in hits]
    id_width = max(map(len, ids), default=0)
    for number, (hit, identity) in enumerate(zip(hits, ids, strict=True)):
        prefix = f"{hit['rank']:>{len(str(len(hits)))}}  {hit['score']:7.3f}  {identity:<{id_width}}  "
        line = prefix + cut(hit.get("text", ""), max(columns - len(prefix), 20))
        say(line.rstrip(), sys.stdout)
        if explanations:
            for part in str(explanations[number]).splitlines():
                # A line of the table has white space that means something, and terms can be anything.
                say("    " + "".join(c for c in part if c.isprintable()), sys.stdout)
