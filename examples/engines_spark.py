"""Fit a model and encode documents on Spark, where the data is: pip install "elanus[spark]"."""

from pyspark.sql import SparkSession

from elanus import engines

spark = SparkSession.builder.getOrCreate()
documents = [(1, "Black kites soar."), (2, "A red kite dives.")]
frame = spark.createDataFrame(documents, "id long, text string").repartition(2)

# With `order_by` the model is the file, bit for bit, of a fit on one machine in that order.
model = engines.fit(frame, "text", order_by="id", method="lucene")
print(list(model.vocabulary))

encoded = engines.encode(frame, model, "text")  # one column more; nothing runs yet
for row in encoded.orderBy("id").collect():
    print(row["id"], row["vector"]["indices"], row["vector"]["values"])
