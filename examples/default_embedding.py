"""Example 1 of "Introducing PyMilvus integration with embedding models": the default embedding function.

https://milvus.io/blog/introducing-pymilvus-integrations-with-embedding-models.md

    pip install "elanus[default]"
    python examples/default_embedding.py [MODEL_DIRECTORY]

Without a directory the model, all-MiniLM-L6-v2 (90 MB), is downloaded during the first use.
"""

import sys

from elanus import DefaultEmbeddingFunction

ef = DefaultEmbeddingFunction(*sys.argv[1:2])

# Data from which embeddings are to be generated
docs = [
    "Artificial intelligence was founded as an academic discipline in 1956.",
    "Alan Turing was the first person to conduct substantial research in AI.",
    "Born in Maida Vale, London, Turing was raised in southern England.",
]

embeddings = ef.encode_documents(docs)

print("Embeddings:", embeddings)
# Print dimension and shape of embeddings
print("Dim:", ef.dim, embeddings[0].shape)
