"""Spark, classic or Connect (ELANUS_SPARK=connect): the same file as here, the same vectors."""

import runpy
import warnings

import pandas as pd
import pytest
from clusters import IS_CONNECT, ROOT, file_of, killed_once

from elanus import engines
from elanus.errors import InputError
from elanus.sparse import BM25EmbeddingFunction

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def frame(spark, rows):
    return spark.createDataFrame(pd.DataFrame(rows)).repartition(3).cache()


def partitionings(frame):
    """Seven: one, few, more than are merged at once, many of them empty, by the words of the order."""
    yield frame.coalesce(1), 16
    yield frame.repartition(2), 16
    yield frame.repartition(7), 2
    yield frame.repartition(20), 16
    yield frame.repartition(4, frame["n"] % 5), 2
    yield frame.repartitionByRange(5, "n"), 3
    yield frame.orderBy("text"), 16


def test_seven_partitionings_give_one_file(frame, in_order, by_term, tmp_path):
    for number, (parted, fan_in) in enumerate(partitionings(frame)):
        model = engines.fit(parted, "text", order_by="n", method="lucene", fan_in=fan_in)
        assert file_of(model, tmp_path) == in_order
        if number in (2, 3):
            model = engines.fit(parted, "text", method="lucene", fan_in=fan_in)
            assert file_of(model, tmp_path) == by_term


def test_a_killed_task_changes_nothing(frame, in_order, tmp_path):
    kill = killed_once(str(tmp_path / "killed"))

    def dying(batches):
        for number, batch in enumerate(batches):
            if number == 1:
                kill()
            yield batch

    model = engines.fit(frame.mapInArrow(dying, frame.schema), "text", order_by="n", method="lucene")
    assert (tmp_path / "killed").exists()
    assert file_of(model, tmp_path) == in_order


def test_vectors_are_those_of_the_model(frame, rows, tmp_path):
    model = BM25EmbeddingFunction(method="lucene").fit(rows["text"])
    encoded = engines.encode(frame, model, "text", into="sparse")
    assert encoded.columns == ["n", "text", "sparse"]
    assert (
        encoded.schema["sparse"].dataType.simpleString() == "struct<indices:array<int>,values:array<float>>"
    )
    found = {row["n"]: row["sparse"] for row in encoded.select("n", "sparse").collect()}
    matrix = model.encode_documents(rows["text"])
    for number, n in enumerate(rows["n"]):
        expected = slice(matrix.indptr[number], matrix.indptr[number + 1])
        assert found[n]["indices"] == matrix.indices[expected].tolist()
        assert found[n]["values"] == matrix.data[expected].tolist()


def test_nulls_name_their_partition_or_are_counted(spark):
    frame = spark.createDataFrame([("kite",), (None,), ("owl",)], "text string").coalesce(1)
    with pytest.raises(Exception, match=r"the column 'text' is null in row 1 of partition 0: drop"):
        engines.fit(frame, "text")
    with pytest.warns(UserWarning, match="1 rows were left out"):
        model = engines.fit(frame, "text", on_error="skip")
    assert (list(model.vocabulary), model.corpus_size) == (["kite", "owl"], 2)
    with pytest.raises(Exception, match=r"null in row 1 of partition 0: drop the nulls, or have"):
        engines.encode(frame, model, "text").collect()
    vectors = engines.encode(frame, model, "text", on_error="skip").select("vector").collect()
    assert [row["vector"] is None for row in vectors] == [False, True, False]
    with pytest.raises(InputError, match="the corpus is empty"):
        engines.fit(frame.limit(0), "text")
    with pytest.raises(InputError, match="has a column 'text' already"):
        engines.encode(frame, model, "text", into="text")


@pytest.mark.skipif(IS_CONNECT, reason="the example makes a classic session")
def test_the_example_runs(spark, capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        runpy.run_path(str(ROOT / "examples" / "engines_spark.py"), run_name="__main__")
    assert "kite" in capsys.readouterr().out
