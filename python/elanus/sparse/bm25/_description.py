"""An analyzer as JSON for a model file, and back.

Three forms, each a dictionary:

- ``{"analyzer", "data"}`` for one that runs in Rust: its spec, and the digest of its word lists; with
  ``"name"`` if it is of the original's class;
- ``{"name", "preprocessors", "tokenizer", "filters"}`` for one of this package's parts and registered ones,
  some of which run in Python: each part's class and arguments;
- ``{"callable"}`` for anything else: a file can only name it, a ``functools.partial`` or an
  ``operator.methodcaller`` with its arguments, a method of a built-in object with that object.

Files from before specs had Milvus' meaning have ``"spec"`` in the place of ``"analyzer"``; see `_upgraded`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import elanus._core as _core
from elanus._foreign import Foreign
from elanus.analysis import Analyzer as SpecAnalyzer
from elanus.errors import ElanusWarning, InputError
from elanus.sparse.bm25 import tokenizers
from elanus.sparse.bm25._arguments import given_bounds, is_json_path
from elanus.sparse.bm25.tokenizers import Analyzer

AnyAnalyzer: TypeAlias = "Analyzer | SpecAnalyzer | Callable[[str], Sequence[str]]"

__all__ = [
    "AnyAnalyzer",
    "analyzer_of_file",
    "describe",
    "engine_of",
    "is_original",
    "rebuild",
    "same_analyzer",
    "shortened",
    "unread_tokens",
]

# A part of a registered class, the class's name and the part's parameters.
_Origin: TypeAlias = tuple[Any, str, dict[str, Any]]
_Origins: TypeAlias = Sequence[_Origin]

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
    if type(analyzer) is SpecAnalyzer:
        return {"analyzer": analyzer.spec, "data": analyzer.compiled.data_digest}
    if type(analyzer) is Analyzer:
        compiled = analyzer.compiled
        if compiled is not None:
            import json

            spec = json.loads(compiled.spec)
            return {"name": analyzer.name, "analyzer": spec, "data": compiled.data_digest}
        parts = _describe_parts(analyzer)
        if parts is not None:
            return parts
    try:
        return {"callable": _name(analyzer)}
    except RecursionError:  # an argument that contains itself
        return {"callable": _type_name(type(analyzer))}


def _describe_parts(analyzer: Analyzer) -> dict[str, Any] | None:
    """Return the second form, whether Rust runs the analyzer or not; None where a part has no description."""
    origins = analyzer.origins
    tokenizer = _describe_part(analyzer.tokenizer, origins)
    preprocessors = [_describe_part(part, origins) for part in analyzer.preprocessors or ()]
    filters = [_describe_part(part, origins) for part in analyzer.filters or ()]
    if None in (tokenizer, *preprocessors, *filters):
        return None
    return {
        "name": analyzer.name,
        "preprocessors": preprocessors,
        "tokenizer": tokenizer,
        "filters": filters,
    }


def _is_described(analyzer: object, description: dict[str, Any]) -> bool:
    """Tell whether a description is of this analyzer, also one from before it was described as it is now."""
    described = describe(analyzer)
    if _nameless(described) == _nameless(description):
        return True
    if type(analyzer) is not Analyzer:
        return False
    # From before Rust ran all its parts, or before registered classes were described.
    return ("filters" in description and _describe_parts(analyzer) == description) or (
        "callable" in description
        and "tokenizer" in described
        and {"callable": _name(analyzer)} == description
    )


def _nameless(description: dict[str, Any]) -> dict[str, Any]:
    """Return what decides about tokens: a name is for the reader."""
    return {key: value for key, value in description.items() if key != "name"}


def is_original(analyzer: object) -> bool:
    """Tell whether `pymilvus.model` can have this analyzer: of its own classes, or the caller's code.

    Examples
    --------
    >>> from elanus import Analyzer
    >>> is_original(Analyzer.preset("en")), is_original(Analyzer.preset("standard")), is_original(str.split)
    (True, False, True)
    """
    if type(analyzer) is not SpecAnalyzer:
        return True
    try:
        Analyzer.from_spec("", analyzer.json)
    except InputError:
        return False
    return True


def unread_tokens(path: str, analyzer: object) -> str | None:
    """Return the warning for a file that is for `pymilvus.model`, whose analyzers cannot make these tokens.

    Examples
    --------
    >>> from elanus import Analyzer
    >>> unread_tokens("a.bm25", Analyzer.preset("unicode")), unread_tokens("a.json", Analyzer.preset("en"))
    (None, None)
    """
    if not is_json_path(path) or is_original(analyzer):
        return None
    return (
        f"pymilvus.model reads {path}, but has no analyzer that makes these tokens: a model that it loads "
        "from there knows other words than it is asked for"
    )


def unread_pruning(path: str, pruning: tuple[int | float, int | float, int | None]) -> str | None:
    """Return the warning for a file that is for `pymilvus.model`, which encodes all terms.

    Examples
    --------
    >>> unread_pruning("a.bm25", (2, 1.0, None)), unread_pruning("a.json", (1, 1.0, None))
    (None, None)
    """
    if not is_json_path(path) or not (given := given_bounds(pruning)):
        return None
    names = " and ".join(given)
    return (
        f"pymilvus.model reads {path}, but knows nothing of {names}: a model that it loads from there "
        "encodes the terms that are left out, too"
    )


def _upgraded_part(part: Foreign) -> Foreign:
    """Return a part of an old spec as it is written now.

    Examples
    --------
    >>> _upgraded_part({"type": "stop", "language": "german", "words": ["kite"]})
    {'type': 'stop', 'stop_words': ['_nltk_german_', 'kite']}
    """
    match {"type": part} if isinstance(part, str) else part:
        case {"type": "lowercase", **rest}:
            return {"type": "lowercase", "revision": "python", **rest}
        case {"type": "stop", "language": str(language), "words": list(words), **rest}:
            return {"type": "stop", "stop_words": [f"_nltk_{language}_", *words], **rest}
        case {"type": "stemmer", **rest}:
            return {"type": "stemmer", "revision": "nltk", **rest}
    return part


def _upgraded(description: dict[str, Any]) -> dict[str, Any]:
    """Return a description as it is written now: old specs had the original's parts under Milvus' names."""
    spec = description.get("spec")
    if not isinstance(spec, dict) or not isinstance(spec.get("filter"), list):
        return description
    filters = [_upgraded_part(part) for part in spec["filter"]]
    rest = {key: value for key, value in description.items() if key != "spec"}
    return {**rest, "analyzer": {**spec, "filter": filters}}


def rebuild(description: dict[str, Any], source: str) -> Analyzer | SpecAnalyzer:
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
        The description cannot be read, the word lists are others than they were, or a class is not registered
        under its name here.
    MissingPackageError
        A part needs an optional package that is not installed.

    Examples
    --------
    >>> from elanus.sparse.bm25 import build_default_analyzer
    >>> from elanus.sparse.bm25._description import describe, rebuild
    >>> rebuild(describe(build_default_analyzer("en")), "here")("Red kites")
    ['red', 'kite']
    """
    description = _upgraded(description)
    try:
        if "analyzer" in description:
            analyzer = _of_spec(description)
        else:
            origins: list[tuple[object, str, dict[str, Any]]] = []
            analyzer = Analyzer(
                description["name"],
                _build_part(description["tokenizer"], origins),
                [_build_part(part, origins) for part in description["preprocessors"]],
                [_build_part(part, origins) for part in description["filters"]],
            )
            analyzer.origins = origins
    except (KeyError, TypeError) as error:
        raise InputError(f"the analyzer of {source} cannot be read: {error!r}") from error
    except InputError as error:
        raise InputError(f"the analyzer of {source} cannot be built: {error}") from error
    if not _is_described(analyzer, description):
        raise InputError(
            f"the analyzer of {source} used other word lists than are found now: set ELANUS_NLTK_DATA to "
            "those it was saved with, or fit again"
        )
    return analyzer


def _of_spec(description: dict[str, Any]) -> Analyzer | SpecAnalyzer:
    """Build an analyzer from its spec: of the original's class if it was and if its parts are there."""
    built = SpecAnalyzer(description["analyzer"])
    if "name" in description:
        try:
            return Analyzer.from_spec(description["name"], built.json)
        except InputError:  # the same tokens, but no such parts
            pass
    return built


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

    description: dict[str, Any] = _upgraded(json.loads(stored))
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
    """Return an analyzer's description for a message: a preset's name, else the JSON that a file has of it.

    Examples
    --------
    >>> from elanus.sparse.bm25._description import shortened
    >>> shortened(str.split)
    '{"callable": "builtins.str.split"}'
    >>> from elanus import Analyzer
    >>> shortened(Analyzer.preset("unicode:de"))
    'unicode:de'
    """
    if type(analyzer) is SpecAnalyzer and analyzer.name is not None:
        return analyzer.name
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
    if first is second:
        return True
    ours, theirs = describe(first), describe(second)
    if "callable" not in ours and _nameless(ours) == _nameless(theirs):
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


def _describe_part(part: object, origins: _Origins = ()) -> dict[str, Any] | None:
    """Return a part's class and arguments, or None for one that they would not rebuild exactly."""
    name = type(part).__name__
    if getattr(tokenizers, name, None) is not type(part):
        return _describe_registered(part, origins)
    if {"apply", "tokenize"} & vars(part).keys():
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


def _describe_registered(part: Foreign, origins: _Origins) -> dict[str, Any] | None:
    """Return the name and arguments of a part whose class is registered, if they make the same part."""
    known: list[tuple[str, dict[str, Any] | None]] = [
        (name, params) for built, name, params in origins if built is part
    ]
    known += [(name, None) for name in tokenizers.registered_classes()]
    for name, params in known:
        if tokenizers.registered_classes().get(name) is type(part):
            import json

            try:
                described = {"registered": name, "params": _attributes(part) if params is None else params}
                is_json = json.loads(json.dumps(described, allow_nan=False)) == described
                return described if is_json and _alike(vars(_build_part(described)), vars(part)) else None
            except Exception:  # noqa: BLE001 - raised by the class's own code, or for what is no JSON
                return None
    return None


def _attributes(part: Foreign) -> dict[str, Any]:
    """Return the constructor's arguments from the attributes of their names."""
    import inspect

    return {name: getattr(part, name) for name in inspect.signature(type(part)).parameters}


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


def _build_part(description: dict[str, Any], origins: list[_Origin] | None = None) -> Any:  # noqa: ANN401 - a part of any kind
    params = dict(description["params"])
    if "registered" in description:
        return _build_registered(description["registered"], params, origins)
    name = description["class"]
    if name not in tokenizers.__all__:
        raise InputError(f"{name!r} is no class of elanus.sparse.bm25.tokenizers")
    if "replacement_mapping" in params:
        params["replacement_mapping"] = dict(params["replacement_mapping"])
    return getattr(tokenizers, name)(**params)


def _build_registered(name: str, params: dict[str, Any], origins: list[_Origin] | None) -> object:
    part_class = tokenizers.registered_classes().get(name)
    if part_class is None:
        raise InputError(
            f"no class is registered as {name!r} in this process: before the model is loaded, import or "
            f"define it, with elanus.sparse.bm25.tokenizers.register_class({name!r}) as its decorator"
        )
    part: object = part_class(**params)
    if origins is not None:
        origins.append((part, name, params))
    return part


def engine_of(analyzer: AnyAnalyzer) -> _core.Analyzer | _core.BatchAnalyzer | Callable[[str], Sequence[str]]:
    """Return what the core runs: the compiled analyzer where there is one, else the callable."""
    if type(analyzer) is SpecAnalyzer:
        return analyzer.compiled
    if type(analyzer) is Analyzer:
        compiled = analyzer.compiled
        if compiled is not None:
            return compiled
        batch = analyzer.in_batches
        if batch is not None:
            return _core.BatchAnalyzer(batch)
    return analyzer
