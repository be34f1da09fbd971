"""Where a model's files are: a directory, or a repository of the Hugging Face hub."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from elanus._foreign import Foreign
from elanus._optional import require
from elanus.errors import ModelFileError

__all__ = ["ModelFiles", "check_model_directory", "is_directory_name"]


def is_directory_name(source: str | Path) -> bool:
    """Tell a directory from a repository's name: it exists, or only a path is written so.

    Examples
    --------
    >>> is_directory_name("./models/mini"), is_directory_name("sentence-transformers/all-MiniLM-L6-v2")
    (True, False)
    """
    if isinstance(source, Path) or Path(source).is_dir():
        return True
    return source.startswith(("/", "./", "../", "~")) or source.count("/") > 1


class ModelFiles:
    """The files of one model; nothing is read or fetched before it is asked for.

    Parameters
    ----------
    source : str or Path
        A directory, or the name of a repository on the hub.
    purpose : str
        Who needs the files; an error begins with it.
    hub_options : dict
        For `huggingface_hub.hf_hub_download`: revision, token, cache_dir, local_files_only.
    """

    def __init__(self, source: str | Path, purpose: str, **hub_options: Foreign) -> None:
        self.source = source
        self.purpose = purpose
        self.hub_options = hub_options
        self.local = is_directory_name(source)

    def find(self, *names: str) -> Path | None:
        """Return the first of the files that the model has, fetched if need be, or ``None``."""
        if self.local:
            folder = Path(self.source).expanduser()
            if not folder.is_dir():
                raise ModelFileError(f"{self.purpose}: there is no model directory {folder}")
            return next((folder / name for name in names if (folder / name).is_file()), None)
        hub = require("huggingface_hub", "default", self.purpose)
        for name in names:
            try:
                return Path(hub.hf_hub_download(str(self.source), name, **self.hub_options))
            except hub.errors.EntryNotFoundError as error:
                if isinstance(
                    error, hub.errors.LocalEntryNotFoundError
                ):  # no network: not the same as no file
                    raise self._refused(error) from error
            # The hub's client raises errors of several libraries: its own, the HTTP client's, the system's.
            except Exception as error:
                raise self._refused(error) from error
        return None

    def _refused(self, error: Exception) -> ModelFileError:
        return ModelFileError(
            f"{self.purpose}: cannot fetch the model {self.source!r} from the Hugging Face hub: {error}"
        )

    def json(self, *names: str) -> dict[str, Any]:
        """Return the contents of the first of the JSON files that the model has, or ``{}``."""
        path = self.find(*names)
        if path is None:
            return {}
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ModelFileError(f"{path} is not JSON: {error}") from error
        if not isinstance(content, dict):
            raise ModelFileError(f"{path} must hold a JSON object, not {type(content).__name__}")
        return content

    def require(self, **wanted: tuple[str, ...]) -> dict[str, Path]:
        """Return a path for each of the wanted files, or say which are missing.

        Parameters
        ----------
        **wanted : tuple of str
            For each file the names it may have.
        """
        found = {key: self.find(*names) for key, names in wanted.items()}
        missing = [" or ".join(wanted[key]) for key, path in found.items() if path is None]
        if missing:
            where = "directory" if self.local else "repository"
            raise ModelFileError(
                f"{self.purpose}: the model {where} {self.source} lacks {', '.join(missing)}"
            )
        return {key: path for key, path in found.items() if path is not None}


_CONFIGS = ("config.json", "modules.json")
_WEIGHTS = ("*.safetensors", "*.bin", "*.onnx", "*.pt", "openvino_model.xml")
_TOKENIZERS = ("tokenizer.json", "vocab.txt", "vocab.json", "*.model", "tokenizer_config.json")


def check_model_directory(source: str | Path, purpose: str) -> None:
    """Say which files a model directory lacks; a repository of the hub is left to the hub.

    sentence-transformers keeps weights and tokenizer in subdirectories for some models, so any depth counts.
    """
    if not is_directory_name(source):
        return
    folder = Path(source).expanduser()
    if not folder.is_dir():
        raise ModelFileError(f"{purpose}: there is no model directory {folder}")
    groups = {
        " or ".join(_CONFIGS): any((folder / name).is_file() for name in _CONFIGS),
        "weights (model.safetensors)": any(next(folder.rglob(name), None) for name in _WEIGHTS),
        "a tokenizer (tokenizer.json)": any(next(folder.rglob(name), None) for name in _TOKENIZERS),
    }
    missing = [name for name, present in groups.items() if not present]
    if missing:
        raise ModelFileError(f"{purpose}: the model directory {folder} lacks {', '.join(missing)}")
