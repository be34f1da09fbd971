"""The analyzers of `build_default_analyzer`: lang.yaml as Python, so that no YAML parser is needed."""

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from typing import Any


def _part(class_name: str, **params: object) -> "dict[str, Any]":
    return {"class": class_name, "params": params}


LANGUAGES: "dict[str, dict[str, Any]]" = {
    "en": {
        "tokenizer": _part("StandardTokenizer"),
        "filters": [
            _part("LowercaseFilter"),
            _part("PunctuationFilter"),
            _part("StopwordFilter", language="english"),
            _part("StemmingFilter", language="english"),
        ],
    },
    "de": {
        "tokenizer": _part("StandardTokenizer"),
        "filters": [
            _part("LowercaseFilter"),
            _part("StopwordFilter", language="german"),
            _part("PunctuationFilter"),
            _part("StemmingFilter", language="german"),
        ],
    },
    "fr": {
        "tokenizer": _part("StandardTokenizer"),
        "filters": [
            _part("LowercaseFilter"),
            _part("PunctuationFilter"),
            _part("StopwordFilter", language="french"),
            _part("StemmingFilter", language="french"),
        ],
    },
    "ru": {
        "tokenizer": _part("StandardTokenizer"),
        "filters": [
            _part("LowercaseFilter"),
            _part("PunctuationFilter"),
            _part("StopwordFilter", language="russian"),
            _part("StemmingFilter", language="russian"),
        ],
    },
    "sp": {
        "tokenizer": _part("StandardTokenizer"),
        "filters": [
            _part("LowercaseFilter"),
            _part("PunctuationFilter", extras="¡¿"),
            _part("StopwordFilter", language="spanish"),
            _part("StemmingFilter", language="spanish"),
        ],
    },
    "it": {
        "tokenizer": _part("StandardTokenizer"),
        "filters": [
            _part("LowercaseFilter"),
            _part("PunctuationFilter"),
            _part("StopwordFilter", language="italian"),
            _part("StemmingFilter", language="italian"),
        ],
    },
    "pt": {
        "tokenizer": _part("StandardTokenizer"),
        "filters": [
            _part("LowercaseFilter"),
            _part("PunctuationFilter"),
            _part("StopwordFilter", language="portuguese"),
            _part("StemmingFilter", language="portuguese"),
        ],
    },
    "zh": {
        "tokenizer": _part("JiebaTokenizer"),
        "filters": [
            _part("StopwordFilter", language="chinese"),
            _part(
                "PunctuationFilter",
                extras=" 、＂＃＄％＆＇（）＊＋，－／：；＜＝＞＠［＼］＾＿｀｛｜｝～｟｠｢｣､〃〈〉《"
                "》「」『』【】〔〕〖〗〘〙〚〛〜〝〞〟〰–—‘’‛“”„‟…‧﹏﹑﹔·．！？｡。",
            ),
        ],
    },
    "jp": {
        "tokenizer": _part("MecabTokenizer"),
        "preprocessors": [
            _part(
                "CharacterfilterPreprocessor",
                chars_to_replace=list("、。「」『』【】（）｛｝・：；！？ー〜…‥[]"),
            ),
        ],
        "filters": [_part("StopwordFilter"), _part("PunctuationFilter")],
    },
    "kr": {
        "tokenizer": _part("KonlpyTokenizer"),
        "filters": [_part("StopwordFilter")],
    },
}
