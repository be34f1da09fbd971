"""Where word lists come from."""

__all__ = ["nltk_data"]


def nltk_data() -> str | None:
    """Return the directory that replaces the shipped word lists, if the user named one.

    Examples
    --------
    >>> from elanus._nltk_data import nltk_data
    >>> nltk_data() is None
    True
    """
    import os

    return os.environ.get("ELANUS_NLTK_DATA") or None
