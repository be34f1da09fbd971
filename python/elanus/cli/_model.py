"""The model beside a collection: where it lies, and its queries."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from elanus.errors import ElanusWarning, ModelFileError
from elanus.milvus import is_local

if TYPE_CHECKING:
    from elanus.sparse import BM25EmbeddingFunction


def default_path(uri: str, collection: str) -> Path:
    """Return where the model of a collection lies by default.

    A link to a database leads to the model beside the database, unless only the link has one beside it, where
    earlier versions put it.

    Examples
    --------
    >>> from elanus.cli._model import default_path
    >>> str(default_path("data/x.db", "docs")), str(default_path("http://localhost:19530", "docs"))
    ('data/x.docs.bm25.json', 'docs.bm25.json')
    """
    name = f"{collection}.bm25.json"
    if not is_local(uri):
        return Path(name)
    beside = Path(f"{uri.removesuffix('.db')}.{name}")
    if not Path(uri).is_symlink():
        return beside
    target = Path(f"{str(Path(uri).resolve()).removesuffix('.db')}.{name}")
    return beside if beside.exists() and not target.exists() else target


def load(path: Path, otherwise: str = "") -> "BM25EmbeddingFunction":
    """Load a model file; the error where there is none ends with `otherwise`, what can be done instead."""
    if not path.exists():
        raise ModelFileError(f"there is no model file {path}{otherwise and '; '}{otherwise}")
    from elanus.sparse import BM25EmbeddingFunction

    model = BM25EmbeddingFunction()
    model.load(str(path))
    return model


def encode_questions(model: "BM25EmbeddingFunction", questions: list[str]) -> Any:  # noqa: ANN401 - a csr_array
    """Encode questions, a row each."""
    with warnings.catch_warnings():
        # The library warns that the weights of common terms can be negative, for programs that multiply
        # the vectors; `elanus.milvus.search` leaves such weights out.
        warnings.filterwarnings("ignore", "a query weight is 0 or negative", ElanusWarning)
        return model.encode_queries(questions)
