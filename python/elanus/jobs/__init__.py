r"""Jobs on files of documents of any size: vectors written to a folder, block by block.

Texts are read, analysed and encoded by all threads without Python strings, and what does not fit into memory
waits on a disk. A job that was ended, by a kill or a full disk, goes on where it was.

Examples
--------
>>> import pathlib, tempfile
>>> from elanus.jobs import VectorFiles, fit_encode_files
>>> from elanus.sparse import BM25EmbeddingFunction
>>> with tempfile.TemporaryDirectory() as folder:
...     path = pathlib.Path(folder, "birds.jsonl")
...     _ = path.write_text('{"_id": "k", "text": "A red kite"}\n{"_id": "h", "text": "A hawk"}\n')
...     model = BM25EmbeddingFunction(method="lucene")
...     vectors = fit_encode_files(path, model, pathlib.Path(folder, "vectors"))
...     [(ids, matrix)] = VectorFiles(vectors.folder)
>>> ids, matrix.shape, model.corpus_size
(['k', 'h'], (2, 3), 2)
"""

from elanus._lazy import attach

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from elanus.jobs._encode import encode_files, fit_encode_files
    from elanus.jobs._vectors import VectorFiles

__all__ = ["VectorFiles", "encode_files", "fit_encode_files"]

__getattr__, __dir__ = attach(
    __name__,
    {
        "VectorFiles": "elanus.jobs._vectors",
        "encode_files": "elanus.jobs._encode",
        "fit_encode_files": "elanus.jobs._encode",
    },
)
