"""The subcommands put together, and what the command says when one fails.

Each subcommand is a module with `configure`, which adds its options to a parser, and `run`, which
takes what was parsed and returns the exit code. It is imported only when it is asked for, and modules
that need NumPy, pymilvus or the Rust core only by what uses them: most of the time that a search
takes is that of imports.
"""

import argparse
import os
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from elanus._terminal import say
from elanus.cli._signals import ended_by_signals, ending
from elanus.cli._terminal import discard, finish, note
from elanus.errors import ElanusError, ElanusWarning

#: Each command and its summary; the module of that name has the rest.
_COMMANDS = {
    "index": "index files of documents",
    "search": "find the documents that answer a question",
    "update": "add documents to an index or a model and take others away",
    "inspect": "verify an index or a model and say what it holds",
    "eval": "measure what an index finds for judged queries",
    "tune": "look for better k1, b and method on judged queries",
    "fit": "fit BM25 on files of documents and save the model",
    "encode": "write the vectors of files of documents into files",
    "merge": "one model of the documents of several",
    "analyze": "show the tokens of texts, and where two analyzers differ",
    "demo": "index the docstrings of Python's library and ask three questions",
}


def run(argv: Sequence[str] | None) -> int:
    """Run the command with these arguments, those of the process by default; return the exit code."""
    try:
        with ended_by_signals():
            try:
                return finish(_run(argv))
            except SystemExit as done:  # argparse's, after help and wrong usage
                raise SystemExit(finish(int(done.code or 0))) from None
    except KeyboardInterrupt as error:  # while the signals were set, or the streams written out
        word, code = ending(error)
        return _fail(word, code)


def _run(argv: Sequence[str] | None) -> int:
    debug = False
    arguments = argparse.Namespace()
    try:
        words = sys.argv[1:] if argv is None else argv
        arguments = _parsed(_parser(words), words)
        debug = getattr(arguments, "debug", False)
        arguments.debug = debug
        if not debug:
            # gRPC's C core writes to stderr itself; it reads this when it is first imported.
            os.environ.setdefault("GRPC_VERBOSITY", "NONE")
        with warnings.catch_warnings():
            if not debug:
                # Shown whatever PYTHONWARNINGS says: it is written for the program that calls a library.
                warnings.simplefilter("default", ElanusWarning)
                warnings.showwarning = _show_warning
            code: int = arguments.run(arguments)
    except ElanusError as error:
        if debug:
            raise
        return _fail(str(error), getattr(arguments, "error_code", 1))
    except KeyboardInterrupt as error:
        if debug:  # not raised: Python would make SIGINT of any of the signals
            import traceback

            say(traceback.format_exc(), sys.stderr, end="")
        word, code = ending(error)
        return _fail(word, code)
    except BrokenPipeError:
        discard(sys.stdout)
        return 0
    except OSError as error:
        # What is foreseen has become an ElanusError; the rest (a full disk, under the output
        # too) says what happened and to which file.
        if debug:
            raise
        where = f"{error.filename}: " if error.filename else ""
        return _fail(f"{where}{error.strerror or error}", getattr(arguments, "error_code", 1))
    return code


def _parsed(parser: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """Parse a command line; words of a question may follow options, which argparse does not expect."""
    arguments, rest = parser.parse_known_args(words)
    if rest:
        if not hasattr(arguments, "question") or any(word.startswith("-") for word in rest):
            parser.error(f"unrecognized arguments: {' '.join(rest)}")
        arguments.question += rest
    return arguments


def _show_warning(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
    """Show a warning as the command shows errors: a line, without the place in the code."""
    if issubclass(category, ElanusWarning):
        say(f"elanus: warning: {' '.join(str(message).split())}", sys.stderr)


def _fail(message: str, code: int = 1) -> int:
    note(message)
    return code


class _Parser(argparse.ArgumentParser):
    """Prints as the rest of the command does."""

    def _print_message(self, message: str, file: Any = None) -> None:  # noqa: ANN401 - a stream or None
        say(message, file, end="")


class _Version(argparse.Action):
    """Names the build; what it takes to know it is imported only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        import platform

        from elanus import _core

        build = getattr(_core, "BUILD", None)
        say(
            f"elanus {_core.VERSION}{f' ({build})' if build else ''}, "
            f"Python {platform.python_version()}, {platform.system()} {platform.machine()}",
            sys.stdout,
        )
        parser.exit()


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """Return what parses the words of a command line, with the options of the one command among them."""
    # Wherever it stands, before the subcommand or after it: without a default, so that the inner
    # parser's does not overwrite what the outer one has read.
    common = _Parser(add_help=False)
    common.add_argument(
        "--debug",
        action="store_true",
        default=argparse.SUPPRESS,
        help="show tracebacks, and what pymilvus logs",
    )
    parser = _Parser(
        prog="elanus",
        description="BM25 search in files of documents, in an index on disk or in Milvus.",
        epilog="`elanus demo` shows it on the documentation of Python's own library.",
        parents=[common],
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="name the build and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    asked = next((word for word in words if not word.startswith("-")), None)
    for name, summary in _COMMANDS.items():
        if name != asked:
            commands.add_parser(name, help=summary)
            continue
        module = import_module(f"elanus.cli.{name}")
        command = commands.add_parser(
            name,
            help=summary,
            description=module.DESCRIPTION,
            epilog=module.EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            parents=[common],
        )
        module.configure(command)
        command.set_defaults(run=module.run)
    return parser
