"""Questions to an index on disk: ``elanus search INDEX``."""

from pathlib import Path
from typing import Any

from elanus.cli._answers import Answer
from elanus.cli._index import open_index


class Searcher:
    """An index, to be asked.

    Parameters
    ----------
    path : pathlib.Path
    explain : bool
        Whether answers say how each score is made up.

    Raises
    ------
    ElanusError
        There is no index, or a damaged one.
    """

    def __init__(self, path: Path, *, explain: bool = False) -> None:
        self._index = open_index(path)
        self._explain = explain

    def find(self, questions: list[str], limit: int, *, texts: bool = True) -> list[Answer]:
        """Answer questions, all in one call.

        Parameters
        ----------
        questions : list of str
        limit : int
            The most hits for each.
        texts : bool
            Whether hits hold the documents' texts, where the index has them.

        Returns
        -------
        list of Answer
        """
        answers = []
        for question, found in zip(questions, self._index._hits(questions, limit, texts=texts), strict=True):
            hits: list[dict[str, Any]] = []
            for rank, hit in enumerate(found, 1):
                hits.append({"rank": rank, "score": hit.score, "id": hit.id})
                if hit.text is not None:
                    hits[-1]["text"] = hit.text
            explanations = [self._index.explain(question, hit.id) for hit in found] if self._explain else None
            answers.append(Answer(hits, explanations=explanations))
        return answers
