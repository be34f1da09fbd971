"""Fit a model and encode documents on Ray Data, where the data is: pip install "elanus[ray]"."""

import ray

from elanus import engines

documents = [{"id": 1, "text": "Black kites soar."}, {"id": 2, "text": "A red kite dives."}]
dataset = ray.data.from_items(documents).repartition(2)

# With `order_by` the model is the file, bit for bit, of a fit on one machine in that order.
model = engines.fit(dataset, "text", order_by="id", method="lucene")
print(list(model.vocabulary))

encoded = engines.encode(dataset, model, "text")  # one column more; nothing runs yet
for row in sorted(encoded.take_all(), key=lambda row: row["id"]):
    print(row["id"], row["vector"]["indices"], row["vector"]["values"])
