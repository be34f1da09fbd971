"""The warning for texts of a script that the English analyzer cannot handle."""

from __future__ import annotations

import warnings

from elanus import _core
from elanus.errors import ElanusWarning

__all__ = ["warn_of_script"]

# The languages of the original for a script that one language, or one above all, writes.
_LANGUAGES = {"Han": "zh", "Kana": "jp", "Hangul": "kr", "Cyrillic": "ru"}


def warn_of_script(model: _core.Bm25, analyzer: object) -> None:
    """Warn once if most letters of a model's terms are none that its English analyzer knows words of.

    Parameters
    ----------
    model : _core.Bm25
        The fitted model.
    analyzer : object
        What the core was given: a compiled analyzer, or a callable, which is never warned of.

    Examples
    --------
    >>> import warnings
    >>> from elanus.sparse import BM25EmbeddingFunction
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     bm25 = BM25EmbeddingFunction().fit(["Чёрный коршун парит над озером."])
    >>> print(str(caught[0].message)[:47])
    most letters of these documents are Cyrillic, a
    """
    if not isinstance(analyzer, _core.Analyzer) or '"stemmer","language":"english"' not in analyzer.spec:
        return
    script = model.dominant_script()
    if script is None:
        return
    language = _LANGUAGES.get(script)
    other = f'build_default_analyzer("{language}")' if language else "a callable that returns a text's words"
    warnings.warn(
        f"most letters of these documents are {script}, and the analyzer is for English: it knows no words, "
        f"stop words or stems of them, so that little will be found. In Python, give another: {other}",
        ElanusWarning,
        stacklevel=3,
    )
