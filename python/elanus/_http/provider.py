"""What is particular to a provider, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from elanus.errors import InputError, InputTypeError


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may hold.

    Parameters
    ----------
    texts : int
        Texts in one request.
    tokens : int, optional
        Tokens of all texts of a request together. Tokens are not counted here but bounded: a
        text has at most as many as bytes of UTF-8, since every token covers at least one, and 3
        for what a model adds. So a limit is never passed, at the price of requests a few times
        smaller than they might be when texts are long.

    Examples
    --------
    >>> from elanus._http import Limits
    >>> Limits(texts=2048, tokens=300_000)
    Limits(texts=2048, tokens=300000)
    """

    texts: int
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a service is and how it knows its callers.

    Parameters
    ----------
    name : str
        The name in messages.
    path : str
        What follows the base URL.
    limits : Limits
        What one request may hold.
    base_url : str, optional
        Where the service is; None if it has no public place.
    key_variable : str, optional
        The environment variable of the key. None: a key is optional.
    key_header, key_prefix : str
        How the key is sent.

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
    key_variable: str | None = None
    key_header: str = "Authorization"
    key_prefix: str = "Bearer "

    def url(self, base_url: str | None) -> str:
        """Return the endpoint's address below a base URL.

        Parameters
        ----------
        base_url : str or None
            The base URL; None for the provider's own.

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
        return base + self.path
