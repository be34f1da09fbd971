"""Where documents go to and are looked for: an index on disk, or a collection of Milvus."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from elanus.cli._output import model_file

#: The options that only a collection has, as `add_target` and ``elanus index`` add them.
MILVUS_OPTIONS = ("collection", "token", "refit", "force")


def add_target(parser: argparse.ArgumentParser, model: str) -> None:
    """Add the options that name a collection of Milvus and its model; `model` is the help of ``--model``."""
    group = parser.add_argument_group("Milvus, instead of an index on disk")
    group.add_argument(
        "--uri",
        type=address,
        help="a path ending in .db for Milvus Lite, or the address of a server, http://host:19530",
    )
    group.add_argument("--collection", metavar="NAME", help="the collection")
    group.add_argument("--model", type=model_file, metavar="PATH", help=model)
    group.add_argument("--token", help="user:password or an API key, for a server")
    parser.set_defaults(wrong_usage=parser.error)


def check_options(arguments: argparse.Namespace, names: Iterable[str], belong: str) -> None:
    """End in a message about wrong usage where an option was given that belongs to something else."""
    for name in names:
        value = getattr(arguments, name, None)
        if value is not None and value is not False and value != []:  # a 0 was given
            arguments.wrong_usage(f"--{name.replace('_', '-')} is for {belong}")


def address(text: str) -> str:
    """Return an address without the slash with which a shell completes a directory's name, as Milvus Lite's.

    Examples
    --------
    >>> from elanus.cli._target import address
    >>> address("./x.db/"), address("http://localhost:19530/")
    ('./x.db', 'http://localhost:19530/')
    """
    path = text.rstrip("/")
    return path if path.endswith(".db") and "://" not in text else text


def index_folder(text: str) -> Path:
    """Return the path of an index, which is a folder.

    Raises
    ------
    argparse.ArgumentTypeError
        It is empty: to `Path` that is the working directory.
    """
    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    return Path(text)
