"""Elanus: text to sparse vectors for Milvus, at the speed of the machine."""

from elanus._core import VERSION as __version__

__all__ = ["__version__"]
