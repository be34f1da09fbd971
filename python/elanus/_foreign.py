"""A name for what other libraries hand us and type checkers cannot follow."""

from typing import Any, TypeAlias

__all__ = ["Foreign"]

# Models, tokenizers and options of PyTorch, transformers, ONNX Runtime: optional packages, few with types.
Foreign: TypeAlias = Any
