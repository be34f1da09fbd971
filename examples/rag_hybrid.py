"""The retrieval of a RAG program: BM25 and dense vectors of one text, fused, re-ranked by a cross-encoder.

    pip install "elanus[default,sentence-transformers,milvus]"
    python examples/rag_hybrid.py [--dense DIRECTORY] [--reranker DIRECTORY] [--uri rag.db]

Words that must match are BM25's strength, paraphrases the dense model's. Each finds its own candidates in one
Milvus collection; reciprocal rank fusion merges them; the cross-encoder, which reads query and text
together and is too slow for a whole collection, orders the few that are left.

"To be, or not to be" has stop words only, and no weight in BM25's vector: its dense vector alone finds it.
A server takes such a passage. Milvus Lite does not, so that `insert` refuses to lose it there.
"""

import argparse
import tempfile
from pathlib import Path

from pymilvus import AnnSearchRequest, DataType, RRFRanker

from elanus import DefaultEmbeddingFunction, milvus
from elanus.reranker import CrossEncoderRerankFunction
from elanus.sparse import BM25EmbeddingFunction

PASSAGES = [
    "In 1950, Alan Turing published his seminal paper, 'Computing Machinery and Intelligence,' proposing the "
    "Turing Test as a criterion of intelligence.",
    "The Dartmouth Conference in 1956 is considered the birthplace of artificial intelligence as a field.",
    "In 1951, Alan Turing also developed the first program designed to play chess.",
    "The invention of the Logic Theorist by Allen Newell, Herbert A. Simon, and Cliff Shaw in 1955 marked "
    "the creation of the first true AI program.",
    "Born in Maida Vale, London, Turing was raised in southern England.",
    "The black kite soars above lakes and rivers and takes fish from the surface.",
]
QUESTION = "What event in 1956 marked the official birth of artificial intelligence as a discipline?"
COLLECTION = "passages"


def index(client, passages, dense, bm25):
    """Store each passage with both of its vectors."""
    schema = client.create_schema(auto_id=False)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("text", DataType.VARCHAR, max_length=4096)
    schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dense.dim)
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    indexes = client.prepare_index_params()
    indexes.add_index("dense", index_type="AUTOINDEX", metric_type="COSINE")
    indexes.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    client.create_collection(COLLECTION, schema=schema, index_params=indexes)
    columns = {"id": range(len(passages)), "text": passages, "dense": dense.encode_documents(passages)}
    milvus.insert(client, COLLECTION, columns, bm25.encode_documents(passages), field="sparse")


def retrieve(client, question, dense, bm25, rerank, candidates=10, top_k=3):
    """Return the passages that answer the question best, best first."""
    milvus.check_dimension(client, COLLECTION, dense.dim)
    requests = [
        AnnSearchRequest(dense.encode_queries([question]), "dense", {"metric_type": "COSINE"}, candidates)
    ]
    weights = milvus.rows(bm25.encode_queries([question]), positive_only=True)
    if weights[0]:  # a question without a known word is the dense model's alone
        requests.append(AnnSearchRequest(weights, "sparse", {"metric_type": "IP"}, candidates))
    (found,) = client.hybrid_search(
        COLLECTION, requests, ranker=RRFRanker(), limit=candidates, output_fields=["text"]
    )
    return rerank(question, [hit["entity"]["text"] for hit in found], top_k=top_k)


def main():
    """Index the passages, ask the question, print what a language model would be given."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--dense", help="directory of the dense model; all-MiniLM-L6-v2 from the hub by default"
    )
    parser.add_argument("--reranker", default="cross-encoder/ms-marco-MiniLM-L-6-v2")
    parser.add_argument("--uri", help="a path ending in .db, or a server; a database for this run by default")
    given = parser.parse_args()

    dense = DefaultEmbeddingFunction(given.dense) if given.dense else DefaultEmbeddingFunction()
    rerank = CrossEncoderRerankFunction(given.reranker, device="cpu")
    bm25 = BM25EmbeddingFunction()
    bm25.fit(PASSAGES)

    with (
        tempfile.TemporaryDirectory() as folder,
        milvus.connect(given.uri or str(Path(folder, "rag.db"))) as client,
    ):
        client.drop_collection(COLLECTION)
        index(client, PASSAGES, dense, bm25)
        print(f"Question: {QUESTION}\n")
        for result in retrieve(client, QUESTION, dense, bm25, rerank):
            print(f"{result.score:.4f}  {result.text}")


if __name__ == "__main__":
    main()
