"""What is particular to a provider, as plain data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from elanus.errors import InputError, InputTypeError

if TYPE_CHECKING:
    from collections.abc import Mapping

_VERSION = re.compile(r"/v\d+$")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may hold.

    Parameters
    ----------
    texts : int
        Texts in one request.
    tokens : int, optional
        Tokens of all texts of a request together. They are estimated from the texts, and the estimate is
        corrected by what the provider counts; a request that is refused for its size is sent as two.
    bytes : int, optional
        Bytes of all texts of a request together.
    query_with_each : bool
        Whether a reranker counts the query's tokens with each document.

    Examples
    --------
    >>> from elanus._http import Limits
    >>> Limits(texts=2048, tokens=300_000)
    Limits(texts=2048, tokens=300000, bytes=None, query_with_each=False)
    """

    texts: int
    tokens: int | None = None
    bytes: int | None = None
    query_with_each: bool = False


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a service is and how it knows its callers.

    Parameters
    ----------
    name : str
        The name in messages.
    path : str
        What follows the base URL; ``{model}`` stands for the model's name.
    limits : Limits
        What one request may hold.
    base_url : str, optional
        Where the service is; None if it has no public place.
    key_variables : tuple of str
        The environment variables of the key; the first that is set is read. None: a key is optional.
    key_path_variable : str, optional
        The environment variable that names a file with the key, which is read before all others.
    key_file : tuple of (str, str), optional
        The file of JSON where the provider's own client keeps a key, and the key's name there; read last.
    key_header, key_prefix : str
        How the key is sent.
    key_addresses : mapping of str to str
        The base URL of keys that begin so, where it is another one.
    base_url_variable : str, optional
        The environment variable that replaces the provider's own address.
    prompt_tokens, total_tokens : tuple of str
        Where an answer tells the tokens it counted: the names that lead to them.
    refuses_empty : bool
        Whether the provider refuses an empty text.
    one_model : bool
        Whether there is one model, which requests do not name.

    Examples
    --------
    >>> from elanus._http import Limits, Provider
    >>> provider = Provider("Example", "/embeddings", Limits(texts=96), base_url="https://api.example.com/v1")
    >>> provider.url(None)
    'https://api.example.com/v1/embeddings'
    >>> provider.url("http://127.0.0.1:8080/")
    'http://127.0.0.1:8080/embeddings'
    """

    name: str
    path: str
    limits: Limits
    base_url: str | None = None
    key_variables: tuple[str, ...] = ()
    key_path_variable: str | None = None
    key_file: tuple[str, str] | None = None
    key_header: str = "Authorization"
    key_prefix: str = "Bearer "
    key_addresses: Mapping[str, str] = field(default_factory=dict)
    base_url_variable: str | None = None
    prompt_tokens: tuple[str, ...] = ("usage", "prompt_tokens")
    total_tokens: tuple[str, ...] = ("usage", "total_tokens")
    refuses_empty: bool = False
    one_model: bool = False

    def owns(self, url: str) -> bool:
        """Tell whether an address is the provider's own, where its documented limits hold.

        Examples
        --------
        >>> provider = Provider("Example", "/v1", Limits(texts=96), base_url="https://api.example.com")
        >>> provider.owns("https://api.example.com/v1"), provider.owns("http://localhost/v1")
        (True, False)
        """
        own = (self.base_url, *self.key_addresses.values())
        return urlsplit(url).hostname in {urlsplit(base).hostname for base in own if base}

    def url(self, base_url: str | None, model: str | None = None) -> str:
        """Return the endpoint's address below a base URL.

        Parameters
        ----------
        base_url : str or None
            The base URL; None for the provider's own.
        model : str, optional
            The model, where the path names it.

        Returns
        -------
        str

        Raises
        ------
        InputTypeError
            If it is not a str.
        InputError
            If it is not a plain http or https address.

        Examples
        --------
        >>> Provider("TEI", "/rerank", Limits(texts=32)).url("http://localhost:8080")
        'http://localhost:8080/rerank'
        """
        given = self.base_url if base_url is None else base_url
        if not isinstance(given, str):
            raise InputTypeError(
                f"base_url is a str, 'http://localhost:8080' say, not {type(given).__name__}"
            )
        base = given.strip().rstrip("/")
        try:
            parts = urlsplit(base)
            valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            valid = False
        # The address itself is not repeated: what is wrong with it may be a password in it.
        if not valid or not base.isascii() or not base.isprintable() or " " in base:
            raise InputError("base_url is not an address such as 'https://api.example.com/v1'")
        if parts.username is not None or parts.password is not None:
            raise InputError("base_url holds a user name or password: pass api_key or headers instead")
        if parts.query or parts.fragment:
            raise InputError("base_url ends before any '?' or '#': the request's path is added to it")
        path = self.path.replace("{model}", quote(model or ""))
        if base.endswith(path):
            raise InputError(
                f"base_url ends with {path!r}, which is added to it: pass {base.removesuffix(path)!r}"
            )
        if _VERSION.match(self.path[:3]):  # whose path has the version: with or without it, it is meant once
            base = _VERSION.sub("", base)
        return base + path
