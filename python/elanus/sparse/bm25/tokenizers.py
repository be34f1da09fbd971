"""The analyzers of `pymilvus.model`: an `Analyzer` and the parts it is made of.

An analyzer runs its preprocessors over the text, its tokenizer over the result and its filters over the
tokens. One whose parts are all this module's and have a Rust form is compiled and runs as one; any other runs
part by part.

Examples
--------
>>> from elanus.sparse.bm25.tokenizers import (
...     Analyzer, LowercaseFilter, PunctuationFilter, StandardTokenizer, build_default_analyzer
... )
>>> build_default_analyzer("en")("Black kites don't flap; they glide.")
['black', 'kite', "n't", 'flap', 'glide']
>>> plain = Analyzer("plain", StandardTokenizer(), filters=[LowercaseFilter(), PunctuationFilter()])
>>> plain("Black kites glide.")
['black', 'kites', 'glide']
"""

import elanus._core as _core
from elanus._nltk_data import nltk_data
from elanus._optional import require
from elanus.errors import ElanusError, InputError, InputTypeError, MissingPackageError
from elanus.sparse.bm25._changes import WatchedSet
from elanus.sparse.bm25._compile import Compiled, mapping_rules, mapping_spec, part_spec

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    import os
    import re
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, TypeVar

    _Class = TypeVar("_Class", bound=type)
    _Kind = TypeVar("_Kind")

__all__ = [
    "Analyzer",
    "CharacterfilterPreprocessor",
    "JiebaTokenizer",
    "KiwiTokenizer",
    "KonlpyTokenizer",
    "LowercaseFilter",
    "MecabTokenizer",
    "Preprocessor",
    "PunctuationFilter",
    "ReplacePreprocessor",
    "StandardTokenizer",
    "StemmingFilter",
    "StopwordFilter",
    "TextFilter",
    "Tokenizer",
    "build_analyzer_from_yaml",
    "build_default_analyzer",
    "register_class",
    "registered_classes",
]

# string.punctuation; `import string` would load `re`.
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

# nltk.stem.snowball.SnowballStemmer.languages
_STEMMERS = (
    "arabic",
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "hungarian",
    "italian",
    "norwegian",
    "porter",
    "portuguese",
    "romanian",
    "russian",
    "spanish",
    "swedish",
)

_class_registry: "dict[str, type[Any]]" = {}


def registered_classes() -> "dict[str, type[Any]]":
    """Return the classes that `register_class` has made known, by their names.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import LowercaseFilter, registered_classes
    >>> registered_classes()["LowercaseFilter"] is LowercaseFilter
    True
    """
    return _class_registry


def _kind(value: object) -> str:
    return type(value).__name__


def _state_without(value: object, name: str) -> "dict[str, Any]":
    """Return what to pickle or copy of an object: its attributes but the one made on demand."""
    return {key: attribute for key, attribute in vars(value).items() if key != name}


def register_class(register_as: str) -> "Callable[[_Class], _Class]":
    """Make a class known to `build_analyzer_from_yaml` under a name.

    A later class of the same name takes the earlier one's place.

    Parameters
    ----------
    register_as : str
        What the YAML file calls it.

    Returns
    -------
    callable
        A class decorator; it returns the class unchanged.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import TextFilter, register_class
    >>> @register_class("LongTokensFilter")
    ... class LongTokensFilter(TextFilter):
    ...     def __init__(self, minimum):
    ...         self.minimum = minimum
    ...     def apply(self, tokens):
    ...         return [token for token in tokens if len(token) >= self.minimum]
    >>> LongTokensFilter(4).apply(["red", "kite"])
    ['kite']
    """

    def decorator(cls: "_Class") -> "_Class":
        _class_registry[register_as] = cls
        return cls

    return decorator


class Preprocessor:
    """What changes the text before it is tokenized.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import Preprocessor
    >>> class Strip(Preprocessor):
    ...     def apply(self, text):
    ...         return text.strip()
    >>> Strip().apply("  kite ")
    'kite'
    """

    def apply(self, text: str) -> str:
        """Return the changed text."""
        error_message = "Each preprocessor must implement its 'apply' method."
        raise NotImplementedError(error_message)


@register_class("CharacterfilterPreprocessor")
class CharacterfilterPreprocessor(Preprocessor):
    """Put a space in the place of each of some characters.

    Parameters
    ----------
    chars_to_replace : str or sequence of str
        The characters.

    Attributes
    ----------
    replacement_table : dict of int to str
        Code point to space, as `str.translate` takes it; it may be changed.

    Raises
    ------
    InputError
        An element is not one character long.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import CharacterfilterPreprocessor
    >>> CharacterfilterPreprocessor("-/").apply("red-tailed/black")
    'red tailed black'
    """

    _changeable = "replacement_table"

    def __init__(self, chars_to_replace: "str | Sequence[str]") -> None:
        self.replacement_table: dict[int, str] = {}
        for char in chars_to_replace:
            if not isinstance(char, str) or len(char) != 1:
                raise InputError(f"chars_to_replace holds {char!r}; expected single characters")
            self.replacement_table[ord(char)] = " "

    def apply(self, text: str) -> str:
        """Return the text with a space for each of the characters.

        Examples
        --------
        >>> from elanus.sparse.bm25.tokenizers import CharacterfilterPreprocessor
        >>> CharacterfilterPreprocessor(["、", "。"]).apply("鳶、鷹。")
        '鳶 鷹 '
        """
        return text.translate(self.replacement_table)

    def _rust_spec(self) -> "dict[str, object] | None":
        table = self.replacement_table
        if type(table) is not dict:
            return None
        rules = {}
        for point, replacement in table.items():
            # What else a table may hold is left to Python.
            if type(point) is not int or type(replacement) is not str or not 0 <= point <= 0x10FFFF:
                return None
            rules[chr(point)] = replacement
        return mapping_spec(rules)


@register_class("ReplacePreprocessor")
class ReplacePreprocessor(Preprocessor):
    """Replace strings by others, in one pass from left to right.

    Where two of the strings begin at one place, the one that comes first in the mapping is taken.

    Parameters
    ----------
    replacement_mapping : mapping of str to str
        What to replace, and by what.

    Attributes
    ----------
    replacement_mapping : mapping of str to str
        As given; what to replace by may be changed.
    pattern : re.Pattern
        What finds the strings; it may be replaced.

    Raises
    ------
    InputTypeError
        A key or value of the mapping is not a string.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import ReplacePreprocessor
    >>> ReplacePreprocessor({"colour": "color", "&": "and"}).apply("form & colour")
    'form and color'
    """

    _changeable = ("replacement_mapping", "pattern")

    def __init__(self, replacement_mapping: "Mapping[str, str]") -> None:
        import re

        for old, new in replacement_mapping.items():
            if not isinstance(old, str) or not isinstance(new, str):
                raise InputTypeError(f"replacement_mapping maps {old!r} to {new!r}; expected two strings")
        self.replacement_mapping = replacement_mapping
        self.pattern: re.Pattern[str] = re.compile(_alternatives(replacement_mapping))

    def _replacement_function(self, match: "re.Match[str]") -> str:
        return self.replacement_mapping[match.group(0)]

    def apply(self, text: str) -> str:
        """Return the text with the strings replaced.

        Examples
        --------
        >>> from elanus.sparse.bm25.tokenizers import ReplacePreprocessor
        >>> ReplacePreprocessor({"ab": "1", "a": "2"}).apply("aab")
        '21'
        """
        return self.pattern.sub(self._replacement_function, text)

    def _rust_spec(self) -> "dict[str, object] | None":
        import re

        rules = self.replacement_mapping
        if type(rules) is not dict or not all(type(text) is str for rule in rules.items() for text in rule):
            return None
        # The strings that are found are those that the mapping had at first.
        if self.pattern != re.compile(_alternatives(rules)):
            return None
        return mapping_spec(rules)


def _alternatives(replacement_mapping: "Mapping[str, str]") -> str:
    """Return the pattern of a mapping's keys, in its order."""
    import re

    # An empty mapping replaces nothing: `(?!)` matches nowhere, an empty pattern everywhere.
    return "|".join(map(re.escape, replacement_mapping)) if replacement_mapping else "(?!)"


class Tokenizer:
    """What cuts a text into tokens.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import Analyzer, Tokenizer
    >>> class SpaceTokenizer(Tokenizer):
    ...     def tokenize(self, text):
    ...         return text.split()
    >>> Analyzer("spaces", SpaceTokenizer())("red kite")
    ['red', 'kite']
    """

    def tokenize(self, text: str) -> list[str]:
        """Return the text's tokens in order."""
        error_message = "Each tokenizer must implement its 'tokenize' method."
        raise NotImplementedError(error_message)

    def tokenize_batch(self, texts: list[str]) -> list[list[str]]:
        """Return each text's tokens; where a class has its own, a corpus is given to it in batches.

        It must be of the class that has `tokenize`, or of one derived from it.

        Examples
        --------
        >>> from elanus.sparse.bm25.tokenizers import StandardTokenizer
        >>> StandardTokenizer().tokenize_batch(["Red kites", "fly"])
        [['Red', 'kites'], ['fly']]
        """
        return [self.tokenize(text) for text in texts]


@register_class("StandardTokenizer")
class StandardTokenizer(Tokenizer):
    """NLTK's `word_tokenize` with the English sentence splitter, in Rust; NLTK is not needed.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import StandardTokenizer
    >>> StandardTokenizer().tokenize("Mr. Smith can't see it.")
    ['Mr.', 'Smith', 'ca', "n't", 'see', 'it', '.']
    """

    _rust: "_core.Analyzer | None" = None

    def tokenize(self, text: str) -> list[str]:
        """Return the text's words and punctuation marks in order.

        Examples
        --------
        >>> from elanus.sparse.bm25.tokenizers import StandardTokenizer
        >>> StandardTokenizer().tokenize("Red kites (Milvus milvus)")
        ['Red', 'kites', '(', 'Milvus', 'milvus', ')']
        """
        if self._rust is None:
            self._rust = _core.Analyzer('{"tokenizer":"nltk"}', nltk_data())
        return self._rust.tokens(text)

    def _rust_spec(self) -> str:
        return "nltk"

    def __getstate__(self) -> "dict[str, Any]":
        return _state_without(self, "_rust")


class _EngineTokenizer(Tokenizer):
    """A tokenizer on another package, whose engine is slow to start.

    The engine is started at the first text and kept for this process and thread: MeCab's is not safe to share
    between threads, and none survives a fork.
    """

    def _start(self) -> "Callable[[Any], list[Any]]":
        """Start the engine and return its function from text to tokens."""
        raise NotImplementedError

    def _engine(self) -> "Callable[[Any], list[Any]]":
        """Return the function of this process' and thread's engine, which is started if there is none."""
        from _thread import get_ident
        from os import getpid

        engines: dict[tuple[int, int], Callable[[Any], list[Any]]] = vars(self).setdefault("_engines", {})
        key = (getpid(), get_ident())
        engine = engines.get(key)
        if engine is None:
            engine = engines[key] = self._start()
        return engine

    def tokenize(self, text: str) -> list[str]:
        """Return the text's tokens in order; the engine is started at the first call."""
        return self._engine()(text)

    def __getstate__(self) -> "dict[str, Any]":
        return _state_without(self, "_engines")


@register_class("JiebaTokenizer")
class JiebaTokenizer(Tokenizer):
    """Chinese words by the dictionary and the model of jieba 0.42.1, in Rust; jieba is not needed.

    The original's calls the package's `jieba.lcut`, whose dictionary belongs to the whole process. This one
    always has jieba's default dictionary: `jieba.load_userdict`, `jieba.add_word` and their like change
    nothing here. A `Tokenizer` of your own whose `tokenize` calls `jieba.lcut` has them.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import JiebaTokenizer
    >>> JiebaTokenizer().tokenize("黑鸢在空中盘旋")
    ['黑鸢', '在', '空中', '盘旋']
    """

    _rust: "_core.Analyzer | None" = None

    def tokenize(self, text: str) -> list[str]:
        """Return the text's words in order, and each character between them that belongs to none.

        Examples
        --------
        >>> from elanus.sparse.bm25.tokenizers import JiebaTokenizer
        >>> JiebaTokenizer().tokenize("BM25: 快")
        ['BM25', ':', ' ', '快']
        """
        if self._rust is None:
            import json

            self._rust = _core.Analyzer(json.dumps({"tokenizer": self._rust_spec()}), nltk_data())
        return self._rust.tokens(text)

    def _rust_spec(self) -> "dict[str, object]":
        return {"type": "jieba", **_JIEBA}

    def __getstate__(self) -> "dict[str, Any]":
        return _state_without(self, "_rust")


# jieba 0.42.1 as `lcut` runs it.
_JIEBA: "dict[str, object]" = {"dict": ["_default_"], "mode": "exact", "hmm": True, "revision": "0.42.1"}


@register_class("MecabTokenizer")
class MecabTokenizer(_EngineTokenizer):
    """Japanese words by MeCab and its default dictionary (extra ``mecab``).

    Raises
    ------
    MissingPackageError
        mecab-python3 is not installed.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import MecabTokenizer
    >>> MecabTokenizer().tokenize("鳶が空を飛ぶ")  # doctest: +SKIP
    ['鳶', 'が', '空', 'を', '飛ぶ']
    """

    def __init__(self) -> None:
        require("MeCab", "mecab", "MecabTokenizer")

    def _start(self) -> "Callable[[str], list[str]]":
        mecab = require("MeCab", "mecab", "MecabTokenizer")
        try:
            tagger = mecab.Tagger("-Owakati")
        except RuntimeError as error:
            raise MissingPackageError(
                "MecabTokenizer: MeCab found no dictionary; it needs the package unidic-lite or another one. "
                'Install it: pip install "elanus[mecab]"'
            ) from error

        def cut(text: str) -> list[str]:
            words: list[str] = tagger.parse(text).split()
            return words

        return cut


@register_class("KonlpyTokenizer")
class KonlpyTokenizer(_EngineTokenizer):
    """Korean nouns by KoNLPy's Kkma, which needs a Java runtime (extra ``konlpy``).

    Raises
    ------
    MissingPackageError
        konlpy is not installed.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import KonlpyTokenizer
    >>> KonlpyTokenizer().tokenize("솔개가 하늘을 난다")  # doctest: +SKIP
    ['솔개', '하늘']
    """

    def __init__(self) -> None:
        require("konlpy", "konlpy", "KonlpyTokenizer")

    def _start(self) -> "Callable[[str], list[str]]":
        tag = require("konlpy.tag", "konlpy", "KonlpyTokenizer")
        try:
            nouns: Callable[[str], list[str]] = tag.Kkma().nouns
        except (RuntimeError, ValueError, OSError) as error:
            raise MissingPackageError(
                f"KonlpyTokenizer: Kkma did not start ({error}). It needs a Java runtime: install one "
                "and set JAVA_HOME"
            ) from error
        return nouns


@register_class("KiwiTokenizer")
class KiwiTokenizer(_EngineTokenizer):
    """Korean morphemes by Kiwi (extra ``kiwi``).

    Raises
    ------
    MissingPackageError
        kiwipiepy is not installed.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import KiwiTokenizer
    >>> KiwiTokenizer().tokenize("솔개가 하늘을 난다")  # doctest: +SKIP
    ['솔개', '가', '하늘', '을', '날', 'ᆫ다']
    """

    def __init__(self) -> None:
        require("kiwipiepy", "kiwi", "KiwiTokenizer")

    def _start(self) -> "Callable[[str], list[str]]":
        kiwi = require("kiwipiepy", "kiwi", "KiwiTokenizer").Kiwi()

        def forms(tokens: "Iterable[Any]") -> list[str]:
            return [token.form for token in tokens]

        def cut(text: "str | list[str]") -> "list[Any]":
            if isinstance(text, str):
                return forms(kiwi.tokenize(text, normalize_coda=True))
            # On threads of its own.
            return [forms(tokens) for tokens in kiwi.tokenize(text, normalize_coda=True)]

        return cut

    def tokenize_batch(self, texts: list[str]) -> list[list[str]]:
        """Return each text's morphemes; Kiwi shares the texts among its threads.

        Examples
        --------
        >>> from elanus.sparse.bm25.tokenizers import KiwiTokenizer
        >>> KiwiTokenizer().tokenize_batch(["솔개가", "난다"])  # doctest: +SKIP
        [['솔개', '가'], ['날', 'ᆫ다']]
        """
        tokens: list[list[str]] = self._engine()(texts)
        return tokens


class TextFilter:
    """What changes, drops or adds tokens.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import TextFilter
    >>> class FirstFilter(TextFilter):
    ...     def apply(self, tokens):
    ...         return tokens[:1]
    >>> FirstFilter().apply(["red", "kite"])
    ['red']
    """

    def apply(self, tokens: list[str]) -> list[str]:
        """Return the changed tokens."""
        error_message = "Each filter must implement the 'apply' method."
        raise NotImplementedError(error_message)


@register_class("LowercaseFilter")
class LowercaseFilter(TextFilter):
    """Lower-case every token as `str.lower` does.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import LowercaseFilter
    >>> LowercaseFilter().apply(["Red", "KITE", "ΣΊΣΥΦΟΣ"])
    ['red', 'kite', 'σίσυφος']
    """

    def apply(self, tokens: list[str]) -> list[str]:
        """Return the tokens in lower case.

        Examples
        --------
        >>> from elanus.sparse.bm25.tokenizers import LowercaseFilter
        >>> LowercaseFilter().apply(["Straße"])
        ['straße']
        """
        return [token.lower() for token in tokens]

    def _rust_spec(self) -> "dict[str, object]":
        return {"type": "lowercase", "revision": "python"}


_BUILT_IN_STOP_WORDS: "dict[str, frozenset[str]]" = {}


def _listed_stop_words(language: str) -> "frozenset[str]":
    """Return NLTK's list for a language: the one that is shipped is converted once."""
    if language in _BUILT_IN_STOP_WORDS and nltk_data() is None:
        return _BUILT_IN_STOP_WORDS[language]
    listed = frozenset(_core.stop_words(language, nltk_data()))
    if nltk_data() is None:
        _BUILT_IN_STOP_WORDS[language] = listed
    return listed


@register_class("StopwordFilter")
class StopwordFilter(TextFilter):
    """Drop the stop words of a language: NLTK's lists, which Elanus ships.

    Parameters
    ----------
    language : str, default "english"
        NLTK's name of the list.
    stopword_list : iterable of str, optional
        Further stop words.

    Attributes
    ----------
    stopwords : set of str
        What is dropped; it may be changed.

    Raises
    ------
    InputError
        There is no list of that name; the message gives those there are.
    InputTypeError
        `stopword_list` is a bare string or holds something else than strings.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import StopwordFilter
    >>> StopwordFilter("english", ["kite"]).apply(["the", "red", "kite"])
    ['red']
    """

    _changeable = "stopwords"

    def __init__(self, language: str = "english", stopword_list: "Iterable[str] | None" = None) -> None:
        if not isinstance(language, str):
            raise InputTypeError(f"language is of type {_kind(language)}; expected a stop word list's name")
        if isinstance(stopword_list, str):
            raise InputTypeError("stopword_list is a bare string; expected a list of strings")
        self.language = language
        self.stopwords: set[str] = WatchedSet(_listed_stop_words(language))
        for word in stopword_list or ():
            if not isinstance(word, str):
                raise InputTypeError(f"stopword_list holds {word!r} of type {_kind(word)}; expected strings")
            self.stopwords.add(word)

    def apply(self, tokens: list[str]) -> list[str]:
        """Return the tokens that are not stop words.

        Examples
        --------
        >>> from elanus.sparse.bm25.tokenizers import StopwordFilter
        >>> StopwordFilter("german").apply(["der", "rote", "milan"])
        ['rote', 'milan']
        """
        return [token for token in tokens if token not in self.stopwords]

    def _rust_spec(self) -> "dict[str, object] | None":
        if not isinstance(self.stopwords, set):
            return None
        try:
            listed = _listed_stop_words(self.language)
        except ElanusError:  # ELANUS_NLTK_DATA changed: what counts is the words once read
            return None
        if not self.stopwords.issuperset(listed):
            return None
        words = sorted(self.stopwords.difference(listed)) if len(self.stopwords) > len(listed) else []
        # Rust takes such a word for the name of a list.
        if any(len(word) > 2 and word[0] == word[-1] == "_" for word in words):
            return None
        return {"type": "stop", "stop_words": [f"_nltk_{self.language}_", *words]}


@register_class("PunctuationFilter")
class PunctuationFilter(TextFilter):
    """Drop tokens that are one ASCII punctuation mark; longer ones such as ``...`` stay.

    Parameters
    ----------
    extras : str, default ""
        Further characters to drop.

    Attributes
    ----------
    punctuation : set of str
        What is dropped; it may be changed.

    Raises
    ------
    InputTypeError
        `extras` is not a string.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import PunctuationFilter
    >>> PunctuationFilter("¡¿").apply(["¡", "kite", "!", "..."])
    ['kite', '...']
    """

    _changeable = "punctuation"

    def __init__(self, extras: str = "") -> None:
        if not isinstance(extras, str):
            raise InputTypeError(f"extras is of type {_kind(extras)}; expected a string of characters")
        self.punctuation: set[str] = WatchedSet(_PUNCTUATION + extras)

    def apply(self, tokens: list[str]) -> list[str]:
        """Return the tokens that are not punctuation.

        Examples
        --------
        >>> from elanus.sparse.bm25.tokenizers import PunctuationFilter
        >>> PunctuationFilter().apply(["red", ",", "kite", "."])
        ['red', 'kite']
        """
        return [token for token in tokens if token not in self.punctuation]

    def _rust_spec(self) -> "dict[str, object] | None":
        if not isinstance(self.punctuation, set) or not self.punctuation.issuperset(_PUNCTUATION):
            return None
        extras = sorted(self.punctuation.difference(_PUNCTUATION))
        single = all(len(extra) == 1 for extra in extras)
        return {"type": "punctuation", "extras": "".join(extras)} if single else None


class _RustStemmer:
    """NLTK's Snowball stemmer for a language, in Rust."""

    def __init__(self, language: str) -> None:
        self.language = language

    def stem(self, token: str) -> str:
        return _core.stem(self.language, token, "nltk")


@register_class("StemmingFilter")
class StemmingFilter(TextFilter):
    """Put each token's stem in its place, by NLTK's Snowball stemmers.

    English, French, German, Italian, Portuguese, Russian and Spanish run in Rust; the other languages need
    NLTK (extra ``nltk``).

    Parameters
    ----------
    language : str, default "english"
        NLTK's name of the stemmer.

    Attributes
    ----------
    stemmer : object
        What has the method ``stem(token)``; it may be replaced.

    Raises
    ------
    InputError
        There is no stemmer of that name; the message gives those there are.
    MissingPackageError
        The language does not run in Rust and NLTK is not installed.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import StemmingFilter
    >>> StemmingFilter("english").apply(["kites", "hovering"])
    ['kite', 'hover']
    """

    _changeable = "stemmer"

    def __init__(self, language: str = "english") -> None:
        if language not in _STEMMERS:
            raise InputError(f"no stemmer for the language {language!r}; there are: {', '.join(_STEMMERS)}")
        self.language = language
        self.stemmer: Any
        if language in _core.STEMMERS:
            self.stemmer = _RustStemmer(language)
        else:
            snowball = require("nltk.stem.snowball", "nltk", f"StemmingFilter({language!r})")
            self.stemmer = snowball.SnowballStemmer(language)
        #: What `stemmer` was at first: as long as it still is, the language says all.
        self.built_in = self.stemmer

    def apply(self, tokens: list[str]) -> list[str]:
        """Return the tokens' stems.

        Examples
        --------
        >>> from elanus.sparse.bm25.tokenizers import StemmingFilter
        >>> StemmingFilter().apply(["Generously", "flying"])
        ['generous', 'fli']
        """
        return [self.stemmer.stem(token) for token in tokens]

    def _rust_spec(self) -> "dict[str, object] | None":
        if type(self.stemmer) is not _RustStemmer:
            return None
        return {"type": "stemmer", "language": self.stemmer.language, "revision": "nltk"}


class Analyzer:
    """A text's way to tokens: preprocessors, then a tokenizer, then filters, each in the order given.

    Parameters
    ----------
    name : str
        A name for the reader.
    tokenizer : Tokenizer
        An object with ``tokenize(text) -> list of str``.
    preprocessors : list of Preprocessor, optional
        Objects with ``apply(text) -> str``.
    filters : list of TextFilter, optional
        Objects with ``apply(tokens) -> list of str``.

    Notes
    -----
    All four are attributes and may be replaced or changed at any time. As long as every part is one of this
    module's with a Rust form (`CharacterfilterPreprocessor`, `ReplacePreprocessor`, `StandardTokenizer`,
    `JiebaTokenizer`, `LowercaseFilter`, `StopwordFilter`, `PunctuationFilter`, `StemmingFilter` of a language
    that runs in Rust) the analyzer runs in Rust as one; with any other part, part by part in Python.

    The environment variable ``ELANUS_NLTK_DATA`` names a directory that replaces the shipped word lists. It
    is read when a part or an analyzer first needs them.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import Analyzer, LowercaseFilter, StandardTokenizer
    >>> analyzer = Analyzer("plain", StandardTokenizer(), filters=[LowercaseFilter()])
    >>> analyzer("Red kites")
    ['red', 'kites']
    >>> analyzer.spec
    '{"tokenizer":"nltk","filter":[{"type":"lowercase","revision":"python"}]}'
    """

    _cached: Compiled | None = None

    #: Parts of registered classes, with the name and the parameters that a configuration had for them.
    origins: "Sequence[tuple[Any, str, dict[str, Any]]]" = ()

    def __init__(
        self,
        name: str,
        tokenizer: "Tokenizer",
        preprocessors: "Sequence[Preprocessor] | None" = None,
        filters: "Sequence[TextFilter] | None" = None,
    ) -> None:
        self.name = name
        self.tokenizer = tokenizer
        self.preprocessors = [] if preprocessors is None else preprocessors
        self.filters = [] if filters is None else filters

    def __call__(self, text: str) -> list[str]:
        """Return the text's tokens in order."""
        if not isinstance(text, str):
            raise InputTypeError(f"text is of type {_kind(text)}; an analyzer expects a str")
        rust = self.compiled
        if rust is not None:
            return rust.tokens(text)
        for preprocessor in self.preprocessors or ():
            text = preprocessor.apply(text)
        tokens = self.tokenizer.tokenize(text)
        for text_filter in self.filters or ():
            tokens = text_filter.apply(tokens)
        return tokens

    @property
    def in_batches(self) -> "Callable[[list[str]], list[list[str]]] | None":
        """What makes the tokens of several texts at once, or None if its tokenizer takes one after the other.

        Examples
        --------
        >>> from elanus.sparse.bm25.tokenizers import Analyzer, Tokenizer
        >>> class SpaceTokenizer(Tokenizer):
        ...     def tokenize(self, text):
        ...         return text.split()
        ...     def tokenize_batch(self, texts):
        ...         return [text.split() for text in texts]
        >>> Analyzer("spaces", SpaceTokenizer()).in_batches(["red kite", "fly"])
        [['red', 'kite'], ['fly']]
        >>> Analyzer("one by one", Tokenizer()).in_batches is None
        True
        """
        tokenizer = type(self.tokenizer)
        if type(self).__call__ is not Analyzer.__call__ or "tokenize" in vars(self.tokenizer):
            return None
        # Whichever is defined last: a class that overrides `tokenize` alone does not mean the other.
        for base in tokenizer.__mro__:
            if "tokenize_batch" in vars(base):
                return None if base is Tokenizer else self._tokens_of_batch
            if "tokenize" in vars(base):
                return None
        return None

    def _tokens_of_batch(self, texts: list[str]) -> list[list[str]]:
        for preprocessor in self.preprocessors or ():
            texts = [preprocessor.apply(text) for text in texts]
        batch = self.tokenizer.tokenize_batch(texts)
        for text_filter in self.filters or ():
            batch = [text_filter.apply(tokens) for tokens in batch]
        return batch

    @property
    def spec(self) -> str | None:
        """The analyzer as canonical JSON, or None if only Python can run it.

        Examples
        --------
        >>> from elanus.sparse.bm25.tokenizers import Analyzer, JiebaTokenizer, StandardTokenizer, Tokenizer
        >>> Analyzer("words", StandardTokenizer()).spec
        '{"tokenizer":"nltk","filter":[]}'
        >>> Analyzer("mine", Tokenizer()).spec is None
        True
        """
        if type(self).__call__ is not Analyzer.__call__:
            return None
        preprocessors = [part_spec(preprocessor) for preprocessor in self.preprocessors or ()]
        tokenizer = part_spec(self.tokenizer)
        filters = [part_spec(text_filter) for text_filter in self.filters or ()]
        if tokenizer is None or not all(filters) or not all(preprocessors):
            return None
        import json

        spec = {"tokenizer": tokenizer, "filter": filters}
        if preprocessors:
            spec = {"char_filter": preprocessors, **spec}
        text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
        try:
            text.encode()
        except UnicodeEncodeError:  # a lone surrogate among the words
            return None
        return text

    @property
    def compiled(self) -> "_core.Analyzer | None":
        """The analyzer in Rust, or None if only Python can run it.

        It is made when first asked for, and again after a part was replaced or changed.

        Examples
        --------
        >>> from elanus.sparse.bm25.tokenizers import Analyzer, LowercaseFilter, StandardTokenizer
        >>> analyzer = Analyzer("plain", StandardTokenizer(), filters=[LowercaseFilter()])
        >>> analyzer.compiled.tokens("Red kites")
        ['red', 'kites']
        """
        cached = self._cached
        if cached is None or not cached.is_of(self):
            # The parts' state first: a change while they are read is then noticed the next time.
            cached = Compiled(self)
            spec = self.spec
            if spec is not None:
                cached.rust = _core.Analyzer(spec, nltk_data())
            self._cached = cached
        return cached.rust

    @classmethod
    def from_spec(cls, name: str, spec_json: str) -> "Analyzer":
        """Build the analyzer that `spec` describes.

        Parameters
        ----------
        name : str
            A name for the reader.
        spec_json : str
            The JSON that `spec` gave.

        Returns
        -------
        Analyzer
            An analyzer with the same tokens.

        Raises
        ------
        InputError
            The JSON cannot be read, or names a tokenizer or filter that this module does not have.

        Examples
        --------
        >>> from elanus.sparse.bm25.tokenizers import Analyzer
        >>> Analyzer.from_spec("plain", '{"tokenizer":"nltk","filter":["punctuation"]}')("Red kites.")
        ['Red', 'kites']
        """
        import json

        spec = json.loads(_core.Analyzer(spec_json, nltk_data()).spec)
        preprocessors = [_part_from_spec(entry) for entry in spec.get("char_filter", [])]
        filters = [_part_from_spec(entry) for entry in spec.get("filter", [])]
        return cls(name, _part_from_spec(spec["tokenizer"]), preprocessors, filters)

    def __getstate__(self) -> "dict[str, Any]":
        return _state_without(self, "_cached")


# JSON's name of each part with a Rust form; its parameters with the constructor's names of them; and those
# that the class gives no choice of.
_FROM_SPEC: "dict[str, tuple[type[Any], dict[str, str], dict[str, object]]]" = {
    "nltk": (StandardTokenizer, {}, {}),
    "lowercase": (LowercaseFilter, {}, {"revision": "python"}),
    "punctuation": (PunctuationFilter, {"extras": "extras"}, {}),
    "stop": (StopwordFilter, {"language": "language", "words": "stopword_list"}, {}),
    "stemmer": (StemmingFilter, {"language": "language"}, {}),
    "jieba": (JiebaTokenizer, {}, _JIEBA),
}


def _of_nltk(given: "dict[str, Any]") -> "dict[str, Any]":
    """Return a part's JSON with what says that it is NLTK's in the form of the constructors' parameters."""
    match given:
        case {"type": "stop", "stop_words": [name, *words], **rest} if not rest and (
            name.startswith("_nltk_") and not any(w[:1] == w[-1:] == "_" and len(w) > 2 for w in words)
        ):
            return {"type": "stop", "language": name[6:-1], "words": words}
        case {"type": "stemmer", "revision": "nltk", **rest}:
            return {"type": "stemmer", **rest}
    return given


def _part_from_spec(entry: "str | dict[str, Any]") -> "Any":  # noqa: ANN401 - a part of any kind
    """Build one part from its JSON: a name, or an object with "type" and parameters."""
    given = _of_nltk({"type": entry} if isinstance(entry, str) else dict(entry))
    if given["type"] == "mapping":
        rules = mapping_rules(given["mappings"])
        if all(len(old) == 1 for old in rules) and set(rules.values()) == {" "}:
            return CharacterfilterPreprocessor("".join(rules))
        return ReplacePreprocessor(rules)
    part_class, parameters, fixed = _FROM_SPEC.get(given.pop("type"), (None, {}, {}))
    chosen = {key: value for key, value in given.items() if key not in fixed}
    if part_class is None or {**chosen, **fixed} != given or not chosen.keys() <= parameters.keys():
        raise InputError(f"analyzer: no class of {__name__} is {entry!r}; there are: {', '.join(_FROM_SPEC)}")
    return part_class(**{parameters[key]: value for key, value in chosen.items()})


def build_default_analyzer(language: str = "en") -> Analyzer:
    """Build the analyzer that `pymilvus.model` uses for a language.

    Parameters
    ----------
    language : str, default "en"
        One of de, en, fr, it, jp, kr, pt, ru, sp (Spanish) and zh, or ISO 639's ja, ko and es.

    Returns
    -------
    Analyzer
        The analyzer; ``lang.yaml`` lists its parts.

    Raises
    ------
    InputError
        There is no such language.
    MissingPackageError
        The language needs an optional package that is not installed; English needs none.

    Examples
    --------
    >>> from elanus.sparse.bm25.tokenizers import build_default_analyzer
    >>> build_default_analyzer("en")("The kites are flying.")
    ['kite', 'fli']
    """
    from elanus.sparse.bm25._yaml import read_languages

    language = {"ja": "jp", "ko": "kr", "es": "sp"}.get(language, language)
    return _built(read_languages(), language, "the languages of Elanus")


def _built(config: "dict[str, Any]", name: str, source: str) -> Analyzer:
    from elanus.sparse.bm25._yaml import build_parts

    parts, origins = build_parts(config, name, source, _class_registry)
    analyzer = Analyzer(name=name, **parts)
    if foreign := [origin for origin in origins if type(origin[0]).__module__ != __name__]:
        analyzer.origins = foreign
    return analyzer


def build_analyzer_from_yaml(filepath: "str | os.PathLike[str]", name: str) -> Analyzer:
    """Build the analyzer that a YAML file describes under a name.

    ``lang.yaml`` beside this module is such a file. Its classes are those of this module and those that
    `register_class` has added.

    Parameters
    ----------
    filepath : str or path
        The file, in UTF-8.
    name : str
        The analyzer's name in the file.

    Returns
    -------
    Analyzer
        The analyzer.

    Raises
    ------
    InputError
        The file cannot be read, is not YAML, lacks the name, or describes a part wrongly.
    MissingPackageError
        PyYAML (extra ``yaml``) or a package of one of the parts is not installed.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from elanus.sparse.bm25.tokenizers import build_analyzer_from_yaml
    >>> text = '''
    ... plain:
    ...   tokenizer: {class: StandardTokenizer, params: {}}
    ...   filters:
    ...     - {class: LowercaseFilter, params: {}}
    ... '''
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     path = pathlib.Path(directory, "analyzers.yaml")
    ...     _ = path.write_text(text, encoding="utf-8")
    ...     analyzer = build_analyzer_from_yaml(path, "plain")
    >>> analyzer("Red kites")
    ['red', 'kites']
    """
    from elanus.sparse.bm25._yaml import read_yaml

    return _built(read_yaml(filepath), name, str(filepath))
