"""Keys and other values that must not be shown."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING

from elanus.errors import InputError, InputTypeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_SHORTEST_MASKED = 4  # masking shorter values would turn every message into stars


class Secret:
    """A value that its `repr`, `vars`, pickles and tracebacks do not show.

    The value lives in a closure: no attribute holds it. Surrounding white space, which a file
    or a shell easily leaves in an environment variable, is removed. Making one never fails, so
    that a constructor can hide its argument before anything can raise beside it: `checked` does.

    Parameters
    ----------
    value : str
        The value.
    what : str
        What it is, for messages and the `repr`.
    origin : tuple, optional
        What reads it anew, and its arguments: an environment variable's name, or a file's. Such a secret can
        be pickled: only its origin is, and the other process reads it for itself.

    Examples
    --------
    >>> from elanus._http import Secret
    >>> key = Secret("sk-123456", "api_key")
    >>> key
    <api_key, hidden>
    >>> key.mask("Incorrect API key provided: sk-123456")
    'Incorrect API key provided: ***'
    """

    __slots__ = ("_origin", "_problem", "_reveal", "_what")

    _origin: tuple[Callable[..., Secret], tuple[Any, ...]] | None
    _problem: str | None
    _reveal: Callable[[], str]
    _what: str

    def __init__(
        self, value: str, what: str, origin: tuple[Callable[..., Secret], tuple[Any, ...]] | None = None
    ) -> None:
        text = value.strip() if isinstance(value, str) else ""
        self._reveal = lambda: text
        self._what = what
        self._origin = origin
        if not isinstance(value, str):
            self._problem = f"a str is needed, not {type(value).__name__}"
        elif not text:
            self._problem = "it is empty"
        elif not (text.isascii() and text.isprintable()):
            self._problem = "it has characters that an HTTP header cannot hold: only visible ASCII is allowed"
        else:
            self._problem = None

    @classmethod
    def hide(cls, value: str | Secret | None) -> Secret | None:
        """Take the argument ``api_key`` out of sight: the first line of a constructor.

        Examples
        --------
        >>> Secret.hide("sk-123456")
        <api_key, hidden>
        >>> Secret.hide(None) is None
        True
        """
        return value if value is None or isinstance(value, Secret) else cls(value, "api_key")

    @classmethod
    def from_environment(cls, variable: str) -> Secret:
        """Read a secret from an environment variable.

        Examples
        --------
        >>> import os
        >>> os.environ["EXAMPLE_KEY"] = "sk-123456"
        >>> Secret.from_environment("EXAMPLE_KEY")
        <EXAMPLE_KEY, hidden>
        """
        return cls(os.environ.get(variable, ""), variable, (cls.from_environment, (variable,)))

    @classmethod
    def from_file(cls, path: str, name: str | None = None) -> Secret:
        r"""Read a secret from a file: all its text, or what its JSON says under a name.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.NamedTemporaryFile() as file:
        ...     _ = file.write(b"sk-123456\n")
        ...     file.flush()
        ...     Secret.from_file(file.name).reveal()
        'sk-123456'
        """
        value, problem = "", None
        try:
            value = Path(path).expanduser().read_text("utf-8")
            value = json.loads(value)[name] if name else value
        except (OSError, RuntimeError, ValueError, TypeError, LookupError) as error:
            value, problem = "", f"the file cannot be read ({type(error).__name__})"
        secret = cls(value, f"the key in {path}", (cls.from_file, (path, name)))
        secret._problem = problem or secret._problem
        return secret

    @property
    def is_text(self) -> bool:
        """Whether it was made of a str.

        Examples
        --------
        >>> Secret("sk-123456", "api_key").is_text
        True
        """
        return self._problem is None or not self._problem.startswith("a str")

    def checked(self) -> Secret:
        """Return this secret if it can be sent in a header.

        Raises
        ------
        InputError
            If it is empty or has characters that an HTTP header cannot hold.
        InputTypeError
            If it is not a str.

        Examples
        --------
        >>> Secret("sk-123456", "api_key").checked()
        <api_key, hidden>
        """
        if self._problem is None:
            return self
        kind = InputError if self.is_text else InputTypeError
        raise kind(f"{self._what} cannot be used: {self._problem}")

    def reveal(self) -> str:
        """Return the value itself, for the one place that sends it.

        Examples
        --------
        >>> Secret("sk-123456", "api_key").reveal()
        'sk-123456'
        """
        return self._reveal()

    def mask(self, text: str) -> str:
        """Return `text` with every occurrence of the value replaced by stars.

        Examples
        --------
        >>> Secret("sk-123456", "api_key").mask("your key sk-123456")
        'your key ***'
        """
        return text.replace(self._reveal(), "***") if len(self._reveal()) >= _SHORTEST_MASKED else text

    def __repr__(self) -> str:
        return f"<{self._what}, hidden>"

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        if self._origin is None:
            raise pickle.PicklingError(
                f"{self._what} was passed as an argument and is not written into a pickle: give the key in "
                "the service's environment variable instead, which every process reads for itself"
            )
        return self._origin
