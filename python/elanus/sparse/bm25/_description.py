"""An analyzer as JSON for a model file, and back.

Three forms, each a dictionary:

- ``{"name", "spec", "data"}`` for one that runs in Rust: its spec, and the digest of its word lists;
- ``{"name", "preprocessors", "tokenizer", "filters"}`` for one of this package's parts of which some run in
  Python: each part's class and arguments;
- ``{"callable"}`` for anything else: a file can only name it, a ``functools.partial`` or an
  ``operator.methodcaller`` with its arguments, a method of a built-in object with that object.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from elanus._foreign import Foreign
from elanus.errors import ElanusWarning, InputError
from elanus.sparse.bm25 import tokenizers
from elanus.sparse.bm25.tokenizers import Analyzer

AnyAnalyzer: TypeAlias = "Analyzer | Callable[[str], Sequence[str]]"

__all__ = ["AnyAnalyzer", "analyzer_of_file", "describe", "rebuild", "same_analyzer", "shortened"]

# What says all about itself: two of a type are the same if they are equal, and `repr` tells them apart.
_PLAIN = frozenset([bool, int, float, complex, str, bytes, type(None)])

# Compiled patterns, and the modules that compile them.
_PATTERNS = {"re.Pattern": "re", "_regex.Pattern": "regex"}


def describe(analyzer: object) -> dict[str, Any]:
    """Return what a model file keeps of an analyzer.

    Parameters
    ----------
    analyzer : Analyzer or callable
        What a model uses.

    Returns
    -------
    dict
        One of the forms above; it can be written as JSON.

    Examples
    --------
    >>> from elanus.sparse.bm25._description import describe
    >>> describe(str.split)
    {'callable': 'builtins.str.split'}
    """
    if type(analyzer) is Analyzer:
        compiled = analyzer.compiled
        if compiled is not None:
            import json

            return {"name": analyzer.name, "spec": json.loads(compiled.spec), "data": compiled.data_digest}
        parts = _describe_parts(analyzer)
        if parts is not None:
            return parts
    try:
        return {"callable": _name(analyzer)}
    except RecursionError:  # an argument that contains itself
        return {"callable": _type_name(type(analyzer))}


def _describe_parts(analyzer: Analyzer) -> dict[str, Any] | None:
    """Return the second form, whether Rust runs the analyzer or not; None where a part has no description."""
    tokenizer = _describe_part(analyzer.tokenizer)
    preprocessors = [_describe_part(part) for part in analyzer.preprocessors or ()]
    filters = [_describe_part(part) for part in analyzer.filters or ()]
    if None in (tokenizer, *preprocessors, *filters):
        return None
    return {
        "name": analyzer.name,
        "preprocessors": preprocessors,
        "tokenizer": tokenizer,
        "filters": filters,
    }


def _is_described(analyzer: object, description: dict[str, Any]) -> bool:
    """Tell whether a description is of this analyzer, also one from before Rust ran all its parts."""
    if describe(analyzer) == description:
        return True
    return (
        type(analyzer) is Analyzer and "filters" in description and _describe_parts(analyzer) == description
    )


def rebuild(description: dict[str, Any], source: str) -> Analyzer:
    """Build the analyzer that `describe` described.

    Parameters
    ----------
    description : dict
        Of the first or the second form.
    source : str
        Where it comes from, for messages.

    Returns
    -------
    Analyzer
        One with the same tokens.

    Raises
    ------
    InputError
        The description cannot be read, or the word lists are others than they were.
    MissingPackageError
        A part needs an optional package that is not installed.

    Examples
    --------
    >>> from elanus.sparse.bm25 import build_default_analyzer
    >>> from elanus.sparse.bm25._description import describe, rebuild
    >>> rebuild(describe(build_default_analyzer("en")), "here")("Red kites")
    ['red', 'kite']
    """
    import json

    try:
        if "spec" in description:
            # In the order of `Analyzer.spec`, since the core keeps the latest analyzer by its JSON.
            spec = description["spec"]
            lists = {
                key: [part if isinstance(part, str) else {"type": part["type"], **part} for part in spec[key]]
                for key in ("char_filter", "filter")
                if key in spec
            }
            spec = {
                key: lists.get(key, spec[key])
                for key in ("char_filter", "tokenizer", "filter")
                if key in spec
            }
            text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
            analyzer = Analyzer.from_spec(description["name"], text)
        else:
            analyzer = Analyzer(
                description["name"],
                _build_part(description["tokenizer"]),
                [_build_part(part) for part in description["preprocessors"]],
                [_build_part(part) for part in description["filters"]],
            )
    except (KeyError, TypeError) as error:
        raise InputError(f"the analyzer of {source} cannot be read: {error!r}") from error
    if not _is_described(analyzer, description):
        raise InputError(
            f"the analyzer of {source} used other word lists than are found now: set ELANUS_NLTK_DATA to "
            "those it was saved with, or fit again"
        )
    return analyzer


def analyzer_of_file(stored: str | None, path: str, current: AnyAnalyzer, is_given: bool) -> AnyAnalyzer:
    """Return the analyzer to use with a model that was loaded from a file.

    Parameters
    ----------
    stored : str or None
        The description in the file, as JSON; None if the file has none.
    path : str
        The file, for messages.
    current : Analyzer or callable
        What the loading object uses.
    is_given : bool
        Whether the caller chose it: it is then compared with the file's.

    Returns
    -------
    Analyzer or callable

    Raises
    ------
    InputError
        The file's analyzer is a Python callable and none was given, or it cannot be rebuilt.

    Warns
    -----
    ElanusWarning
        Another analyzer was given than the file's.

    Examples
    --------
    >>> from elanus.sparse.bm25._description import analyzer_of_file
    >>> analyzer_of_file(None, "kites.json", str.split, True) is str.split
    True
    """
    if stored is None:
        return current
    import json

    description: dict[str, Any] = json.loads(stored)
    is_same = is_given and _is_described(current, description)
    if "callable" in description:
        name = description["callable"]
        if not is_given:
            raise InputError(
                f"the analyzer of {path} is the Python callable {name}, which a file cannot "
                f"hold: give it to the constructor, BM25EmbeddingFunction(analyzer=...)"
            )
        if not is_same:
            _warn(f"the analyzer of {path} is the callable {name}; the given one is used")
        return current
    if is_given and not is_same:
        _warn(f"the analyzer of {path} is used, not the one given to this object")
    return current if is_same else rebuild(description, path)


def _warn(message: str) -> None:
    warnings.warn(message, ElanusWarning, stacklevel=4)  # at the caller of `load`


def shortened(analyzer: object) -> str:
    """Return an analyzer's description for a message.

    Examples
    --------
    >>> from elanus.sparse.bm25._description import shortened
    >>> shortened(str.split)
    '{"callable": "builtins.str.split"}'
    """
    import json

    text = json.dumps(describe(analyzer), ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:150]}…{text[-49:]}"


def same_analyzer(first: object, second: object) -> bool:
    """Tell whether two analyzers make the same tokens, as far as that can be known.

    Parameters
    ----------
    first, second : Analyzer or callable
        What two models use.

    Returns
    -------
    bool
        Whether they are equal, or of parts that a file would describe alike. Two functions are the same only
        if they are one; two other callables, if they are of one class and made of the same: what a pickle
        would hold of them. What cannot be compared is not the same.

    Examples
    --------
    >>> from functools import partial
    >>> from elanus.sparse.bm25 import build_default_analyzer
    >>> from elanus.sparse.bm25._description import same_analyzer
    >>> same_analyzer(build_default_analyzer("en"), build_default_analyzer("en"))
    True
    >>> same_analyzer(lambda text: text.split(), lambda text: [text])
    False
    >>> same_analyzer(partial(str.split, sep=","), partial(str.split, sep=" "))
    False
    """
    ours, theirs = describe(first), describe(second)
    if "callable" not in ours and {**ours, "name": None} == {**theirs, "name": None}:
        return True
    try:
        return _alike(first, second)
    except Exception:  # noqa: BLE001 - raised by their own code, or too deep: they cannot be compared
        return False


def _alike(first: Foreign, second: Foreign) -> bool:
    """Tell whether two objects are made of the same."""
    if first is second:
        return True
    if type(first) is not type(second):
        return False
    if type(first) in (list, tuple):
        return len(first) == len(second) and all(map(_alike, first, second))
    if type(first) is dict:
        return first.keys() == second.keys() and all(_alike(first[key], second[key]) for key in first)
    if _says_equal(first, second):
        return True
    if _is_bound(first) and _is_bound(second):
        ours, theirs = (getattr(method, "__func__", method.__name__) for method in (first, second))
        return ours == theirs and _alike(first.__self__, second.__self__)
    if type(first) in _PLAIN or hasattr(first, "__qualname__"):
        return False  # a function or a class is the same as itself only
    ours, theirs = (_reduced(thing) for thing in (first, second))
    return type(ours) is tuple and _alike(ours, theirs)


def _is_bound(thing: Foreign) -> bool:
    """Tell whether something is a method of an object, which is made of what the object is made of."""
    import types

    bound = (types.MethodType, types.BuiltinMethodType)
    return isinstance(thing, bound) and not isinstance(thing.__self__, (type, types.ModuleType))


def _says_equal(first: Foreign, second: Foreign) -> bool:
    """Tell whether two objects call themselves equal, and not an array of answers."""
    try:
        return (first == second) is True
    except Exception:  # noqa: BLE001 - an array among the attributes, for example
        return False


def _reduced(thing: Foreign) -> Foreign:
    """Return what a pickle would hold of an object, with the items that it would get one by one."""
    parts = thing.__reduce_ex__(4)
    if not isinstance(parts, tuple):
        return parts
    make, arguments, state, *items = (*parts, None, None, None)[:5]
    return make, arguments, state, *(None if item is None else list(item) for item in items)


def _name(thing: Foreign) -> str:
    """Return the name of a callable, with the arguments that it was made with if they can be seen."""
    import functools
    import operator
    import types

    if isinstance(thing, types.BuiltinMethodType) and _is_bound(thing):
        return f"{_argument(thing.__self__)}.{thing.__name__}"
    if isinstance(thing, operator.methodcaller):
        reduced: Foreign = thing.__reduce__()
        made, arguments = reduced  # keywords make it a partial of the class
        given = functools.partial(made, *arguments)
        return _call("operator.methodcaller", given.args, given.keywords)
    if isinstance(thing, functools.partial):
        return _call("functools.partial", (thing.func, *thing.args), thing.keywords)
    return _type_name(thing if hasattr(thing, "__qualname__") else type(thing))


def _type_name(named: Foreign) -> str:
    """Return the name of a class or a function."""
    return f"{getattr(named, '__module__', None) or 'builtins'}.{named.__qualname__}"


def _call(name: str, arguments: Iterable[Foreign], keywords: dict[str, Foreign]) -> str:
    given = [_argument(value) for value in arguments]
    given += [f"{keyword}={_argument(value)}" for keyword, value in sorted(keywords.items())]
    return f"{name}({', '.join(given)})"


def _argument(value: Foreign) -> str:
    """Return an argument as text that is the same in every process; a long one by its digest."""
    kind = type(value)
    if kind in _PLAIN:
        text = repr(value)
    elif kind in (list, tuple):
        text = f"[{', '.join(map(_argument, value))}]"
    elif kind in (set, frozenset):
        text = f"{{{', '.join(sorted(map(_argument, value)))}}}"
    elif kind is dict:
        text = f"{{{', '.join(f'{_argument(key)}: {_argument(value[key])}' for key in value)}}}"
    elif _type_name(kind) in _PATTERNS:
        text = f"{_PATTERNS[_type_name(kind)]}.compile({value.pattern!r}, {value.flags})"
    else:
        return _name(value)
    return text if len(text) <= 60 else f"<{kind.__name__} {_digest([text])}>"


def _digest(words: Iterable[str]) -> str:
    text = "\n".join(sorted(words)).encode("utf-8", "surrogatepass")
    import hashlib

    return hashlib.sha256(text).hexdigest()[:32]


def _describe_part(part: object) -> dict[str, Any] | None:
    """Return a part's class and arguments, or None for one that they would not rebuild exactly."""
    name = type(part).__name__
    if getattr(tokenizers, name, None) is not type(part) or {"apply", "tokenize"} & vars(part).keys():
        return None
    import json

    try:
        described: dict[str, Any] = {"class": name, "params": _arguments(part)}
        if isinstance(part, tokenizers.StopwordFilter):
            described["digest"] = _digest(part.stopwords)
        json.dumps(described, ensure_ascii=False).encode()
        rebuilt = _build_part(described)
    except (TypeError, ValueError):  # something else than the constructor would have put there
        return None
    if isinstance(part, tokenizers.StemmingFilter) and part.stemmer is not part.built_in:
        return None
    return described if _state(rebuilt) == _state(part) else None


def _arguments(part: object) -> dict[str, Any]:
    """Return the constructor's arguments as far as a part's attributes tell them."""
    if isinstance(part, tokenizers.CharacterfilterPreprocessor):
        return {"chars_to_replace": [chr(code) for code in part.replacement_table]}
    if isinstance(part, tokenizers.ReplacePreprocessor):
        # Pairs: where two strings begin at one place the first is taken, and JSON objects have no order.
        return {"replacement_mapping": [list(pair) for pair in part.replacement_mapping.items()]}
    if isinstance(part, tokenizers.PunctuationFilter):
        return {"extras": "".join(sorted(part.punctuation - tokenizers.PunctuationFilter().punctuation))}
    if isinstance(part, tokenizers.StopwordFilter):
        listed = tokenizers.StopwordFilter(part.language).stopwords
        return {"language": part.language, "stopword_list": sorted(part.stopwords - listed)}
    if isinstance(part, tokenizers.StemmingFilter):
        return {"language": part.language}
    return {}


def _state(part: object) -> dict[str, object]:
    """Return the attributes that decide what a part does; engines and stemmers follow from them."""
    engines = ("stemmer", "built_in")
    return {key: value for key, value in vars(part).items() if key not in engines and not key.startswith("_")}


def _build_part(description: dict[str, Any]) -> Any:  # noqa: ANN401 - a part of any kind
    name, params = description["class"], dict(description["params"])
    if name not in tokenizers.__all__:
        raise InputError(f"{name!r} is no class of elanus.sparse.bm25.tokenizers")
    if "replacement_mapping" in params:
        params["replacement_mapping"] = dict(params["replacement_mapping"])
    return getattr(tokenizers, name)(**params)
