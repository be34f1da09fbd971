"""Ten lines from texts to answers: fit BM25, insert the vectors into Milvus Lite, search."""

from elanus import milvus
from elanus.sparse import BM25EmbeddingFunction

texts = [
    "Black kites soar over the lake.",
    "A red kite dives.",
    "Swifts scream at dusk.",
    "Owls hunt by night.",
]
bm25 = BM25EmbeddingFunction(method="lucene").fit(texts)
with milvus.connect("./birds.db") as client:
    client.drop_collection("birds")
    milvus.create_collection(client, "birds")
    milvus.insert(client, "birds", {"id": list("1234"), "text": texts}, bm25.encode_documents(texts))
    [hits] = milvus.search(
        client, "birds", bm25.encode_queries(["Where do kites soar?"]), output_fields=["text"]
    )
for hit in hits:
    print(f"{hit['distance']:.3f}  {hit['entity']['text']}")
