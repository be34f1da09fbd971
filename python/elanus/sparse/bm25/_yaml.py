"""The parts of analyzers from configurations: the shipped `lang.yaml`, and YAML files of the same form."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from elanus._optional import require
from elanus.errors import ElanusError, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

__all__ = ["build_parts", "read_languages", "read_yaml"]


@cache
def read_languages() -> dict[str, Any]:
    """Return what `lang.yaml` holds.

    Below its comment the file is JSON, which is YAML too, so that no YAML parser is needed.

    Examples
    --------
    >>> from elanus.sparse.bm25._yaml import read_languages
    >>> read_languages()["jp"]["tokenizer"]
    {'class': 'MecabTokenizer', 'params': {}}
    """
    lines = Path(__file__).with_name("lang.yaml").read_text("utf-8").splitlines()
    languages: dict[str, Any] = json.loads("\n".join(line for line in lines if not line.startswith("#")))
    return languages


def read_yaml(filepath: str | PathLike[str]) -> dict[str, Any]:
    """Return what a YAML file holds; `build_analyzer_from_yaml` says which errors there are."""
    yaml = require("yaml", "yaml", "build_analyzer_from_yaml")
    try:
        with Path(filepath).open(encoding="utf-8") as file:
            config = yaml.safe_load(file)
    except OSError as error:
        raise InputError(f"cannot read the analyzer file {filepath}: {error.strerror or error}") from error
    # ValueError: not UTF-8, or a value such as a date that does not exist.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"the analyzer file {filepath} is not valid YAML: {error}") from error
    if not isinstance(config, dict):
        raise InputError(f"the analyzer file {filepath} holds no analyzers; expected a mapping by name")
    return config


def build_parts(
    config: dict[str, Any], name: str, source: str, classes: Mapping[str, type[Any]]
) -> tuple[dict[str, Any], list[tuple[object, str, dict[str, Any]]]]:
    """Build the parts of the analyzer `name` from its configuration.

    Parameters
    ----------
    config : dict
        Analyzers by name; of each the class and parameters of its parts.
    name : str
        Which of them.
    source : str
        Where it comes from, for messages.
    classes : mapping of str to type
        The classes of parts by the names that a configuration has for them.

    Returns
    -------
    dict
        The arguments of an `Analyzer` but its name.
    list of (object, str, dict)
        Each part, with the name of its class and its parameters.

    Raises
    ------
    InputError
        The name or a class is unknown, or a part is described wrongly.

    Examples
    --------
    >>> from elanus.sparse.bm25._yaml import build_parts
    >>> class Words:
    ...     def tokenize(self, text):
    ...         return text.split()
    >>> config = {"words": {"tokenizer": {"class": "Words", "params": {}}}}
    >>> parts, origins = build_parts(config, "words", "here", {"Words": Words})
    >>> parts["tokenizer"].tokenize("Red kites"), parts["preprocessors"], parts["filters"]
    (['Red', 'kites'], [], [])
    >>> origins[0][1:]
    ('Words', {})
    """
    parts: Any = config.get(name)
    if not parts:
        known = ", ".join(sorted(map(str, config)))
        raise InputError(f"No configuration found for {name!r} in {source}; there are: {known}")
    where = f"analyzer {name!r} of {source}"
    if not isinstance(parts, dict) or "tokenizer" not in parts:
        raise InputError(f"{where} has no tokenizer; expected 'tokenizer' and perhaps 'filters'")

    origins = []

    def build(entry: object, where: str, method: str) -> object:
        part = _build_part(entry, where, method, classes)
        assert isinstance(entry, dict)
        origins.append((part, entry["class"], entry["params"]))
        return part

    def build_all(key: str) -> list[Any]:
        entries: object = parts.get(key) or []
        if not isinstance(entries, list):
            raise InputError(f"{where}: {key} is {entries!r}; expected a list")
        return [build(entry, f"{where}, {key}", "apply") for entry in entries]

    built = {
        "tokenizer": build(parts["tokenizer"], f"{where}, tokenizer", "tokenize"),
        "preprocessors": build_all("preprocessors"),
        "filters": build_all("filters"),
    }
    return built, origins


def _build_part(entry: object, where: str, method: str, classes: Mapping[str, type[Any]]) -> object:
    """Build one part from its class and params. It needs its kind's method, not its base class."""
    if not isinstance(entry, dict) or "class" not in entry or not isinstance(entry.get("params"), dict):
        raise InputError(f"{where}: found {entry!r}; expected 'class' and 'params' (params: {{}} for none)")
    class_name, params = entry["class"], entry["params"]
    part_class = classes.get(class_name) if isinstance(class_name, str) else None
    if part_class is None:
        raise InputError(
            f"{where}: unknown class {class_name!r}; there are: {', '.join(sorted(classes))}. "
            "Add yours with register_class"
        )
    if not hasattr(part_class, method):
        raise InputError(f"{where}: {class_name} has no method {method!r}; it cannot be used here")
    try:
        part: object = part_class(**params)
    except ElanusError:
        raise
    except TypeError as error:
        raise InputError(f"{where}: {class_name} refuses {params!r}: {error}") from error
    return part
