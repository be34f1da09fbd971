"""Ray Data: the same file as here, the same vectors."""

import runpy

import pandas as pd
import pyarrow as pa
import pytest
from clusters import ROOT, file_of, killed_once

from elanus import engines
from elanus.sparse import BM25EmbeddingFunction

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def table(rows):
    return pa.table(rows)


def partitionings(ray, table):
    """Seven: one block, few, more than are merged at once, unequal ones, of pandas, sorted, of files."""
    whole = ray.data.from_arrow(table)
    yield whole, 16
    yield whole.repartition(2), 16
    yield whole.repartition(9), 2
    yield whole.repartition(20), 16
    yield (
        ray.data.from_arrow([table.slice(0, 3), table.slice(3, 0), table.slice(3, 900), table.slice(903)]),
        3,
    )
    yield ray.data.from_pandas([table.slice(0, 500).to_pandas(), table.slice(500).to_pandas()]), 16
    yield whole.repartition(5).random_shuffle(seed=3), 2


def test_seven_partitionings_give_one_file(cluster, table, in_order, by_term, tmp_path):
    for number, (parted, fan_in) in enumerate(partitionings(cluster, table)):
        model = engines.fit(parted, "text", order_by="n", method="lucene", fan_in=fan_in)
        assert file_of(model, tmp_path) == in_order
        if number in (2, 3):
            model = engines.fit(parted, "text", method="lucene", fan_in=fan_in)
            assert file_of(model, tmp_path) == by_term


def test_a_killed_task_changes_nothing(cluster, table, in_order, tmp_path):
    kill = killed_once(str(tmp_path / "killed"))

    def dying(block):
        if block.num_rows and 100 in block["n"].to_pylist():
            kill()
        return block

    dataset = (
        cluster.data.from_arrow(table)
        .repartition(6)
        .map_batches(dying, batch_format="pyarrow", batch_size=None)
    )
    model = engines.fit(dataset, "text", order_by="n", method="lucene")
    assert (tmp_path / "killed").exists()
    assert file_of(model, tmp_path) == in_order


def test_vectors_are_those_of_the_model(cluster, table, rows):
    model = BM25EmbeddingFunction(method="lucene").fit(rows["text"])
    dataset = cluster.data.from_arrow(table).repartition(4)
    encoded = engines.encode(dataset, model, "text", into="sparse")
    blocks = [block for block in cluster.get(encoded.to_arrow_refs()) if block.num_rows]
    kind = pa.struct([("indices", pa.list_(pa.uint32())), ("values", pa.list_(pa.float32()))])
    assert {block.schema.field("sparse").type for block in blocks} == {kind}
    found = {row["n"]: row["sparse"] for block in blocks for row in block.to_pylist()}
    matrix = model.encode_documents(rows["text"])
    for number, n in enumerate(rows["n"]):
        expected = slice(matrix.indptr[number], matrix.indptr[number + 1])
        assert found[n] == {
            "indices": matrix.indices[expected].tolist(),
            "values": matrix.data[expected].tolist(),
        }


def test_nulls_name_their_block_or_are_counted(cluster):
    dataset = cluster.data.from_pandas(pd.DataFrame({"text": ["kite", None, "owl"]}))
    with pytest.raises(Exception, match=r"the column 'text' is null in row 1 of a block: drop"):
        engines.fit(dataset, "text")
    with pytest.warns(UserWarning, match="1 rows were left out"):
        model = engines.fit(dataset, "text", on_error="skip")
    assert (list(model.vocabulary), model.corpus_size) == (["kite", "owl"], 2)
    vectors = engines.encode(dataset, model, "text", on_error="skip").take_all()
    assert [row["vector"] is None for row in vectors] == [False, True, False]


def test_the_example_runs(cluster, capsys):
    runpy.run_path(str(ROOT / "examples" / "engines_ray.py"), run_name="__main__")
    assert "kite" in capsys.readouterr().out
