"""Analyzers by configuration: what Milvus calls ``analyzer_params``, run in Rust.

Examples
--------
>>> import elanus
>>> elanus.Analyzer.preset("de").tokens("Der Milan kreist über den Häusern.")
['milan', 'kreist', 'haus']
>>> elanus.Analyzer({"tokenizer": "standard", "filter": ["lowercase"]})("Élan & Kites")
['élan', 'kites']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, overload

import elanus._core as _core
from elanus._nltk_data import nltk_data
from elanus.errors import InputError, InputTypeError

if TYPE_CHECKING:
    from typing import Literal

    from elanus._foreign import Foreign

__all__ = ["SAMPLE", "Analyzer", "AnalyzerLike", "Token", "as_analyzer", "language_of", "sampled"]

#: How many documents `Analyzer.auto` looks at.
SAMPLE = 1_000

#: What a class takes as its analyzer: an analyzer or any callable, a spec, or a preset's name.
AnalyzerLike: TypeAlias = "Callable[[str], Sequence[str]] | Mapping[str, Any] | str"

# The bytes of a document that are looked at, and so the most characters.
_START = 2_048

_SHORT = 200


class Token(NamedTuple):
    """What is known of a token: what Milvus' ``run_analyzer`` tells, and `start_char`, `end_char`, `type`.

    As there, each is an attribute and can be had by its name in brackets; ``_asdict()`` gives all of them.

    Examples
    --------
    >>> from elanus.analysis import Analyzer, Token
    >>> token: Token = Analyzer({"type": "standard"}).tokens("Élan!", detail=True)[0]
    >>> token.start_offset, token["end_offset"], token.start_char, token.end_char
    (0, 5, 0, 4)
    """

    token: str
    start_offset: int
    end_offset: int
    position: int
    position_length: int
    hash: int
    start_char: int
    end_char: int
    type: str

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - a number or a name
        return getattr(self, key) if isinstance(key, str) else tuple.__getitem__(self, key)


class Analyzer:
    """What turns a text into tokens, by a configuration.

    Parameters
    ----------
    spec : str or mapping
        Milvus' ``analyzer_params``, as JSON or as a dictionary: ``{"tokenizer": ..., "filter": [...]}``, or
        the ``{"type": ...}`` of one of Milvus' built-in analyzers. ``docs/analyzers.md`` lists the parts.

    Raises
    ------
    InputError
        It is no JSON, or names a part or a parameter that does not exist: the message says where, and which
        is the nearest that does.
    InputTypeError
        It is something else than a string or a mapping.

    Notes
    -----
    An analyzer never changes. Two are equal if their specs say the same and their word lists are the same.
    The environment variable ``ELANUS_NLTK_DATA``, which is read when one is made, names a directory that
    replaces the shipped word lists of NLTK.

    It is a callable from ``str`` to a list of ``str``, so it is taken wherever the original's analyzers are.

    Examples
    --------
    >>> from elanus import Analyzer
    >>> analyzer = Analyzer('{"tokenizer": "whitespace", "filter": ["lowercase"]}')
    >>> analyzer("Red kites!")
    ['red', 'kites!']
    >>> analyzer == Analyzer({"filter": [{"type": "lowercase"}], "tokenizer": "whitespace"})
    True
    >>> Analyzer({"tokenizer": "standart"})
    Traceback (most recent call last):
    elanus.errors.InputError: analyzer: tokenizer: no tokenizer "standart" (did you mean "standard"?); ...
    """

    __slots__ = ("_rust",)

    def __init__(self, spec: str | Mapping[str, Any]) -> None:
        self._rust = _core.Analyzer(_as_json(spec), nltk_data())

    @classmethod
    def preset(cls, name: str, *, diacritics: Literal["fold", "keep"] | None = None) -> Analyzer:
        """Return an analyzer by its name.

        Parameters
        ----------
        name : str
            For new work: ``"unicode"``, ``"unicode:de"`` and so on, by a language's code of ISO 639-1;
            ``"cjk_bigram"``; ``"auto"``, which here has no language, and ``"auto:de"``. The tokens of
            ``pymilvus.model``: ``"en"``, ``"de"``, ``"fr"``, ``"ru"``, ``"es"`` or ``"sp"``, ``"it"``,
            ``"pt"``, ``"zh"``. Milvus' built-in analyzers: ``"standard"``, ``"english"``, ``"chinese"``,
            ``"arabic"``.
        diacritics : {"fold", "keep"}, optional
            Whether letters lose their accents, so that ``café`` and ``cafe`` meet, after stemming. By default
            as suits the language: all that are named but Vietnamese fold them.

        Returns
        -------
        Analyzer
            A new one.

        Raises
        ------
        InputError
            There is no such preset, and the message lists them; or `diacritics` is neither, or asked of a
            preset that is not for new work.
        InputTypeError
            The name is no ``str``.

        Examples
        --------
        >>> from elanus import Analyzer
        >>> Analyzer.preset("es").tokens("Los milanos anidan en los árboles.")
        ['milan', 'anid', 'arbol']
        >>> Analyzer.preset("unicode:es").tokens("Los milanos anidan en los árboles.")
        ['milan', 'anid', 'arbol']
        >>> Analyzer.preset("unicode", diacritics="fold").tokens("Crème brûlée")
        ['creme', 'brulee']
        """
        if not isinstance(name, str):
            raise InputTypeError(f"a preset's name is a str, not {type(name).__qualname__}")
        preset = cls(_core.preset(name.encode("utf-8", "backslashreplace").decode()))
        if diacritics is None:
            return preset
        if diacritics not in ("fold", "keep"):
            raise InputError(f'diacritics is {diacritics!r}; expected "fold" or "keep"')
        spec = preset.spec
        if not (isinstance(spec["tokenizer"], dict) and spec["tokenizer"]["type"] == "unicode"):
            raise InputError(
                "diacritics is for the presets for new work, unicode, unicode:de and so on, cjk_bigram and "
                f"auto; the tokens of {name!r} are those of another program"
            )
        filters = [part for part in spec["filter"] if _type_of(part) != "diacritics_folding"]
        if diacritics == "fold":
            filters.append("diacritics_folding")
        return cls({**spec, "filter": filters})

    @classmethod
    def auto(cls, texts: Iterable[str], language: str | None = None) -> Analyzer:
        """Return the analyzer that suits some texts: the preset ``auto`` of their language.

        Words are cut by Unicode's rules, and bigrams made of scripts that are written without spaces. If
        most of the texts are surely in one language, its stop words and stems are known. The analyzer is a
        concrete one: what is added to a model later changes nothing.

        Parameters
        ----------
        texts : iterable of str
            The first documents of a corpus: at most `SAMPLE` are looked at, and 2 KiB of each.
        language : str, optional
            Their language, if it is known, by its code of ISO 639-1; the texts are then not looked at.

        Returns
        -------
        Analyzer

        Raises
        ------
        InputError
            There is no such language.
        InputTypeError
            The texts are a bare ``str``, or one of them is no ``str``; or the language is none.

        Examples
        --------
        >>> from elanus import Analyzer
        >>> kites = "Il nibbio è un uccello che vive in tutta la pianura, e non teme le città; ma i suoi nidi"
        >>> Analyzer.auto([kites + " sono su alberi alti, nel bosco, con quelli dei corvi."] * 3).name
        'auto:it'
        >>> Analyzer.auto(["黒い鳶が湖の上を飛んでいる。"], language="ja").name
        'cjk_bigram'
        >>> Analyzer.auto(["Milvus milvus"]).name
        'cjk_bigram'
        """
        if language is None:
            language = language_of(texts)
        elif not isinstance(language, str):
            raise InputTypeError(f"language is {type(language).__qualname__}; expected a str")
        return cls.preset("auto" if language is None else f"auto:{language}")

    @overload
    def tokens(self, text: str, *, detail: Literal[False] = False) -> list[str]: ...

    @overload
    def tokens(self, text: str, *, detail: Literal[True]) -> list[Token]: ...

    @overload
    def tokens(self, text: str, *, detail: bool) -> list[str] | list[Token]: ...

    def tokens(self, text: str, *, detail: bool = False) -> list[str] | list[Token]:
        """Return the tokens of a text.

        Parameters
        ----------
        text : str
            Lone surrogates become U+FFFD.
        detail : bool, default False
            Whether to tell more of each token than itself.

        Returns
        -------
        list of str, or list of Token
            Details are ``token``, ``start_offset``, ``end_offset``, ``position``,
            ``position_length`` and ``hash`` as Milvus' ``run_analyzer`` gives them, offsets in bytes of
            UTF-8; ``start_char`` and ``end_char``, for slices of the text; ``type`` is ``"word"``,
            ``"number"`` or ``"symbol"``. A token that a filter drops leaves a gap between positions, and
            several that filters make of one share place and position. Those of ``jieba`` are characters.

        Raises
        ------
        InputTypeError
            The text is no ``str``.

        Examples
        --------
        >>> from elanus import Analyzer
        >>> text = "Élan, the red kites"
        >>> kite = Analyzer.preset("en").tokens(text, detail=True)[2]
        >>> kite.token, kite.start_offset, kite.end_offset, kite.position
        ('kite', 15, 20, 4)
        >>> text[kite.start_char:kite.end_char]
        'kites'
        """
        if not isinstance(text, str):
            raise InputTypeError(f"text is of type {type(text).__qualname__}; an analyzer expects a str")
        if not detail:
            return self._rust.tokens(text)
        return [
            Token(token, start, end, position, length, column, first, last, kind)
            for token, (start, end, first, last), position, length, column, kind in (
                self._rust.detailed_tokens(text)
            )
        ]

    def __call__(self, text: str) -> list[str]:
        """Return the tokens of a text, as `tokens` does."""
        return self.tokens(text)

    @property
    def spec(self) -> dict[str, Any]:
        """dict: the spec in canonical form, with all parameters that say something; a new one each time.

        Examples
        --------
        >>> from elanus import Analyzer
        >>> Analyzer({"type": "standard"}).spec
        {'tokenizer': 'standard', 'filter': ['lowercase']}
        """
        import json  # takes longer to import than all else here

        spec: dict[str, Any] = json.loads(self.json)
        return spec

    @property
    def json(self) -> str:
        """str: the spec in canonical form, as JSON.

        Examples
        --------
        >>> from elanus import Analyzer
        >>> Analyzer({"type": "standard"}).json
        '{"tokenizer":"standard","filter":["lowercase"]}'
        """
        return self._rust.spec

    @property
    def name(self) -> str | None:
        """Str or None: the name of the preset that has this spec.

        Examples
        --------
        >>> from elanus import Analyzer
        >>> Analyzer({"type": "standard"}).name, Analyzer({"tokenizer": "standard"}).name
        ('standard', None)
        """
        return self._rust.preset_name

    @property
    def fingerprint(self) -> str:
        """str: 32 hexadecimal digits that are the same wherever the spec and the word lists are.

        Examples
        --------
        >>> from elanus import Analyzer
        >>> Analyzer.preset("es").fingerprint == Analyzer.preset("sp").fingerprint
        True
        """
        return self._rust.fingerprint

    @property
    def compiled(self) -> _core.Analyzer:
        """The analyzer in Rust, for the classes that run it there.

        Examples
        --------
        >>> from elanus import Analyzer
        >>> Analyzer({"type": "standard"}).compiled.tokens("Red Kites")
        ['red', 'kites']
        """
        return self._rust

    def as_milvus(self) -> dict[str, Any]:
        """Return the ``analyzer_params`` with which a Milvus server makes the same tokens.

        Returns
        -------
        dict
            What a field's ``analyzer_params`` and ``run_analyzer`` take.

        Raises
        ------
        InputError
            A server lacks one of the parts; the message names it.

        Examples
        --------
        >>> from elanus import Analyzer
        >>> Analyzer({"type": "standard"}).as_milvus()
        {'tokenizer': 'standard', 'filter': ['lowercase']}
        >>> Analyzer.preset("en").as_milvus()
        Traceback (most recent call last):
        elanus.errors.InputError: analyzer: tokenizer: nltk: there is none on a Milvus server
        """
        import json

        parameters: dict[str, Any] = json.loads(self._rust.for_server())
        return parameters

    def __eq__(self, other: object) -> bool:
        return self.fingerprint == other.fingerprint if isinstance(other, Analyzer) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        text = self.json
        if len(text) > _SHORT and self.name is not None:
            return f"<elanus.Analyzer {self.name}>"
        short = text if len(text) <= _SHORT else f"{text[: _SHORT - 50]}…{text[-49:]}"
        return f"<elanus.Analyzer {short}>"


def language_of(texts: Foreign) -> str | None:
    """Return the code of the language that most of some texts are surely in, as `Analyzer.auto` finds it.

    Parameters
    ----------
    texts : iterable of str or column
        At most `SAMPLE` of them are looked at.

    Returns
    -------
    str or None
        None where no language is sure.

    Raises
    ------
    InputTypeError
        They are a bare ``str`` or no texts at all, or one of them is no ``str``.

    Examples
    --------
    >>> from elanus.analysis import language_of
    >>> language_of(["黒い鳶が湖の上を飛んでいる。"] * 3), language_of(["Milvus milvus"])
    ('ja', None)
    """
    import itertools

    _core.refuse_containers(texts, "texts")
    try:
        iterator = iter(texts)
    except TypeError:
        kind = type(texts).__qualname__
        raise InputTypeError(f"texts is {kind}; expected a list of str") from None
    sample = []
    for position, text in enumerate(itertools.islice(iterator, SAMPLE)):
        text = text.as_py() if hasattr(text, "as_py") else text
        if not isinstance(text, str):
            kind = "None" if text is None else type(text).__qualname__
            raise InputTypeError(f"texts[{position}] is {kind}; expected a str")
        sample.append(text[:_START].encode("utf-8", "replace").decode())  # no copy of a long document
    return _core.detect_language(sample)


def _type_of(part: str | dict[str, Any]) -> str:
    """Return the name of a part of a spec."""
    return part if isinstance(part, str) else str(part["type"])


def sampled(texts: Foreign) -> tuple[list[str], Foreign]:
    """Return the first documents of a corpus, as far as they are strings, and the whole corpus.

    Parameters
    ----------
    texts : iterable of str or column
        A corpus as `BM25EmbeddingFunction.fit` takes it.

    Returns
    -------
    list of str, iterable or column
        At most `SAMPLE` documents; and what was given, or an iterator that begins with them if it was one.

    Examples
    --------
    >>> from elanus.analysis import sampled
    >>> sample, texts = sampled(text for text in ["red", "kites"])
    >>> sample, list(texts)
    (['red', 'kites'], ['red', 'kites'])
    """
    import itertools

    if isinstance(texts, (str, bytes)):
        return [], texts
    if hasattr(texts, "__elanus_files__"):
        texts = texts.__elanus_files__()
    if isinstance(texts, _core.Files):
        return texts.peek(SAMPLE), texts
    try:
        iterator = iter(texts)
    except TypeError:  # a column that nothing else can read, or no corpus at all
        return [], texts
    first = list(itertools.islice(iterator, SAMPLE))
    sample = [text.as_py() if hasattr(text, "as_py") else text for text in first]
    return [text for text in sample if isinstance(text, str)], (
        itertools.chain(first, iterator) if iterator is texts else texts
    )


def _as_json(spec: Foreign) -> str:
    if isinstance(spec, str):
        # A lone surrogate becomes its escape, which the core refuses with its place.
        return spec.encode("utf-8", "backslashreplace").decode()
    if not isinstance(spec, Mapping):
        raise InputTypeError(
            f"the spec of an analyzer is {type(spec).__qualname__}; expected a dict, or JSON in a str"
        )
    import json

    try:
        return json.dumps(dict(spec), allow_nan=False)
    except TypeError as error:
        raise InputTypeError(f"the spec of an analyzer holds what is not JSON: {error}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"the spec of an analyzer holds what is not JSON: {error}") from None


def as_analyzer(given: AnalyzerLike) -> Callable[[str], Sequence[str]]:
    """Return the analyzer that a caller means by a preset's name, by a spec, or by itself.

    Parameters
    ----------
    given : Analyzer, callable, mapping or str
        A ``str`` is JSON if it begins with ``{``, and else a preset's name.

    Returns
    -------
    Analyzer or callable

    Raises
    ------
    InputError
        There is no such preset, or the spec cannot be used.
    InputTypeError
        It is none of these.

    Examples
    --------
    >>> from elanus.analysis import as_analyzer
    >>> as_analyzer("standard")
    <elanus.Analyzer {"tokenizer":"standard","filter":["lowercase"]}>
    >>> as_analyzer(str.split) is str.split
    True
    """
    if isinstance(given, str):
        return Analyzer(given) if given.lstrip().startswith("{") else Analyzer.preset(given)
    if callable(given):
        return given
    if isinstance(given, Mapping):
        return Analyzer(given)
    raise InputTypeError(
        f"the analyzer is {type(given).__qualname__}; expected an Analyzer, a callable from str to "
        "list[str], a spec or the name of a preset"
    )
