"""The command ``elanus``: index files of documents and search them by BM25, on disk or in Milvus.

Exit codes: 0 done, 1 an error of ours (one line on stderr), 2 wrong usage, 130 interrupted, 143
terminated (SIGTERM), 129 hung up (SIGHUP). A signal undoes what the command has begun.
"""

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(argv: "Sequence[str] | None" = None) -> int:
    """Run the command and return its exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; those of the process by default.

    Returns
    -------
    int
        0, 1, 130, 143 or 129.

    Raises
    ------
    SystemExit
        With 0 after ``--help`` and ``--version``, with 2 after wrong usage.

    Examples
    --------
    >>> import contextlib, io
    >>> from elanus.cli import main
    >>> with contextlib.redirect_stderr(io.StringIO()) as errors:
    ...     main(["search", "--uri", "missing.db", "--collection", "docs", "a question"])
    1
    >>> print(errors.getvalue(), end="")
    elanus: there is no model file missing.docs.bm25.json; --model names another
    """
    # This module imports nothing, so that almost no Ctrl-C comes before this line and shows a traceback.
    try:
        from elanus.cli import _command
    except KeyboardInterrupt:
        import sys

        if sys.stderr is not None:
            print("elanus: interrupted", file=sys.stderr)
        return 130
    return _command.run(argv)
