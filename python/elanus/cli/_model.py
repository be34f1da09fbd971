"""The model beside a collection: where it lies, and whether the two belong together."""

import hashlib
import itertools
import json
import stat
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from elanus.errors import ElanusWarning, ModelFileError
from elanus.milvus import is_local

if TYPE_CHECKING:
    from elanus.sparse import BM25EmbeddingFunction

#: The properties of a collection that name its model.
DIM, METHOD, VOCABULARY = "elanus.dim", "elanus.method", "elanus.vocabulary"


def default_path(uri: str, collection: str) -> Path:
    """Return where the model of a collection lies if nobody says otherwise.

    Examples
    --------
    >>> from elanus.cli._model import default_path
    >>> str(default_path("data/x.db", "docs")), str(default_path("http://localhost:19530", "docs"))
    ('data/x.docs.bm25.json', 'docs.bm25.json')
    """
    name = f"{collection}.bm25.json"
    return Path(f"{uri.removesuffix('.db')}.{name}") if is_local(uri) else Path(name)


def check_target(path: Path) -> None:
    """Refuse a path that no model can be saved to, before anything is read.

    Raises
    ------
    ModelFileError
        There is something else than a file, or no directory for it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from elanus.cli._model import check_target
    >>> check_target(Path("/"))
    Traceback (most recent call last):
    elanus.errors.ModelFileError: the model cannot be saved: / is a directory
    """
    try:
        there: int | None = path.stat().st_mode
    except FileNotFoundError:
        there = None
    except OSError as error:
        raise ModelFileError(f"the model cannot be saved: {path}: {error.strerror}") from error
    folder = (path.resolve() if path.is_symlink() else path).parent
    if there is not None and stat.S_ISDIR(there):
        reason = f"{path} is a directory"
    elif there is not None and not stat.S_ISREG(there):
        reason = f"{path} is not a regular file"
    elif not folder.is_dir():
        reason = f"there is no directory {folder}"
    else:
        return
    raise ModelFileError(f"the model cannot be saved: {reason}")


def describe(model: "BM25EmbeddingFunction", method: str) -> dict[str, str]:
    """Return the properties that tie a collection to the model that made its vectors."""
    dim = int(model.dim)
    return {DIM: str(dim), METHOD: method, VOCABULARY: _digest(model, dim)}


def _digest(model: "BM25EmbeddingFunction", dim: int) -> str:
    """Digest the model's terms below an id, in the order of their ids.

    Not the file: ids are only ever appended, so that a model which has since learned more
    documents still reads every vector of the collection, and its file is another one.
    """
    # JSON keeps any two lists of terms apart, whatever an analyzer lets into a term.
    terms = json.dumps(list(itertools.islice(model.idf, dim)))
    return hashlib.sha256(terms.encode()).hexdigest()


def load(path: Path, otherwise: str = "") -> "BM25EmbeddingFunction":
    """Load a model file; the error where there is none says what can be done `otherwise`."""
    if not path.exists():
        raise ModelFileError(f"there is no model file {path}{otherwise and '; '}{otherwise}")
    from elanus.sparse import BM25EmbeddingFunction

    model = BM25EmbeddingFunction()
    model.load(str(path))
    return model


def check(model: "BM25EmbeddingFunction", path: Path, collection: str, properties: Mapping[str, Any]) -> bool:
    """Refuse a model that is not the collection's.

    Returns
    -------
    bool
        Whether the collection says which model made it: one that was not created by
        ``elanus index`` does not, and then nothing can be checked.

    Raises
    ------
    ModelFileError
        If the model's term ids mean other terms than the collection's, or its method weighs
        differently.
    """
    if VOCABULARY not in properties:
        return False
    dim = int(properties[DIM])
    method = model.method
    if int(model.dim) < dim or _digest(model, dim) != properties[VOCABULARY]:
        raise ModelFileError(
            f"the model {path} does not fit the collection {collection}: it numbers its {int(model.dim):,} "
            f"terms in another way than the model that made the collection's vectors ({dim:,} terms)"
        )
    if method != properties[METHOD]:
        raise ModelFileError(
            f"the model {path} does not fit the collection {collection}: its method is {method}, "
            f"the collection's {properties[METHOD]}"
        )
    return True


def encode_query(model: "BM25EmbeddingFunction", question: str) -> Any:  # noqa: ANN401 - a csr_array
    """Encode one question."""
    with warnings.catch_warnings():
        # That the weights of common terms can be negative is the library's warning for who
        # multiplies the vectors; `elanus.milvus.search` leaves such weights out.
        warnings.filterwarnings("ignore", "a query weight is 0 or negative", ElanusWarning)
        return model.encode_queries([question])
