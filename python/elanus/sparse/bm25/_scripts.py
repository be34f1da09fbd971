"""The warning for texts of a script that the English analyzer cannot handle."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import elanus._core as _core
from elanus.errors import ElanusWarning

__all__ = ["warning_for"]

# What finds words of a script: its name in a message, and the preset of the language that most text in it is
# in. Where a script has several languages, `auto` tells them apart.
_PRESETS = {
    "Han": ("Chinese", "cjk_bigram"),
    "Kana": ("Japanese", "cjk_bigram"),
    "Hangul": ("Hangul", "cjk_bigram"),
    "Thai": ("Thai", "cjk_bigram"),
    "Cyrillic": ("Cyrillic", "unicode:ru"),
    "Greek": ("Greek", "unicode:el"),
    "Arabic": ("Arabic", "unicode:ar"),
    "Devanagari": ("Devanagari", "unicode:hi"),
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
    if not (isinstance(analyzer, _core.Analyzer) and analyzer.is_english):
        return None
    spec = analyzer.spec
    return lambda script: _warn(script, spec)


def _warn(script: str, spec: str) -> None:
    import json

    tokenizer = json.loads(spec)["tokenizer"]
    if isinstance(tokenizer, dict) and script.lower() in tokenizer.get("bigrams", ()):
        return  # as with `auto:en`: bigrams find it, whatever the stop words are
    from elanus._texts import outside  # a millisecond of every import, for what is rare

    name, preset = _PRESETS.get(script, (script, "unicode"))
    if script == "other":
        what = "of a script that the English analyzer does not know"
    else:
        what = f"written in {name}, and the analyzer is for English"
    others = f'BM25EmbeddingFunction("{preset}"), or "auto", which chooses by the documents'
    warnings.warn(
        f"much of these documents is {what}: it knows no words, stop words or stems of it, so that little "
        f"will be found. In Python, give another: {others}; for the command, --analyzer {preset} or auto",
        ElanusWarning,
        stacklevel=outside(),
    )
