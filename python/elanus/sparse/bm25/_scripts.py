"""The warning for texts of a script that the English analyzer cannot handle."""

from __future__ import annotations

import warnings
from collections.abc import Callable

from elanus import _core
from elanus.errors import ElanusWarning

__all__ = ["warning_for"]

# The original's analyzers, by the script of their language.
_ANALYZERS = {
    "Han": ("Chinese", "zh"),
    "Kana": ("Japanese", "jp"),
    "Hangul": ("Korean", "kr"),
    "Cyrillic": ("Russian", "ru"),
}


def warning_for(analyzer: object) -> Callable[[str], None] | None:
    """Return what warns of a script, or ``None`` for an analyzer that is not for English.

    Parameters
    ----------
    analyzer : object
        What the core is given: a compiled analyzer, or a callable, which is never warned of.

    Returns
    -------
    callable or None
        Takes the name of the script that much of the documents is written in.

    Examples
    --------
    >>> import warnings
    >>> from elanus.sparse import BM25EmbeddingFunction
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     bm25 = BM25EmbeddingFunction().fit(["Чёрный коршун парит над озером."])
    >>> print(str(caught[0].message)[:51])
    much of these documents is written in Cyrillic, and
    """
    return _warn if isinstance(analyzer, _core.Analyzer) and analyzer.is_english else None


def _warn(script: str) -> None:
    from elanus._texts import outside  # a millisecond of every import, for what is rare

    language, code = _ANALYZERS.get(script, ("", ""))
    if script == "other":
        what = "of a script that the English analyzer does not know"
    else:
        what = f"written in {language if script == 'Kana' else script}, and the analyzer is for English"
    other = (
        f'for {language}, build_default_analyzer("{code}")' if code else "a callable that returns its words"
    )
    warnings.warn(
        f"much of these documents is {what}: it knows no words, stop words or stems of it, so that little "
        f"will be found. In Python, give another: {other}",
        ElanusWarning,
        stacklevel=outside(),
    )
