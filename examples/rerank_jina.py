"""Order documents by their relevance to a query with Jina AI's reranker.

The third example of "Introducing PyMilvus Integrations with Embedding Models"
(https://milvus.io/blog/introducing-pymilvus-integrations-with-embedding-models.md).

    pip install "elanus[services]"
    JINAAI_API_KEY=jina_... python examples/rerank_jina.py

Another server that speaks the same protocol is named by its address:

    JINAAI_API_KEY=any python examples/rerank_jina.py http://localhost:8000/v1
"""

import sys

from elanus.reranker import JinaRerankFunction

# The key is read from the environment variable JINAAI_API_KEY.
rf = JinaRerankFunction("jina-reranker-v1-base-en", base_url=sys.argv[1] if len(sys.argv) > 1 else None)

query = "What event in 1956 marked the official birth of artificial intelligence as a discipline?"

documents = [
    "In 1950, Alan Turing published his seminal paper, 'Computing Machinery and Intelligence,' "
    "proposing the Turing Test as a criterion of intelligence, a foundational concept in the philosophy "
    "and development of artificial intelligence.",
    "The Dartmouth Conference in 1956 is considered the birthplace of artificial intelligence as a "
    "field; here, John McCarthy and others coined the term 'artificial intelligence' and laid out its "
    "basic goals.",
    "In 1951, British mathematician and computer scientist Alan Turing also developed the first program "
    "designed to play chess, demonstrating an early example of AI in game strategy.",
    "The invention of the Logic Theorist by Allen Newell, Herbert A. Simon, and Cliff Shaw in 1955 "
    "marked the creation of the first true AI program, which was capable of solving logic problems, "
    "akin to proving mathematical theorems.",
]

results = rf(query, documents)

for result in results:
    print(f"Index: {result.index}")
    print(f"Score: {result.score:.6f}")
    print(f"Text: {result.text}\n")
