"""Statistics of parts, merged in any order: the file is that of one machine. Without any engine."""

import json
import random
import subprocess
import sys

import blake3
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies as st

import elanus
from elanus import engines
from elanus.errors import CorruptModelError, ElanusWarning, InputError, InputTypeError
from elanus.sparse import BM25EmbeddingFunction

WORDS = [f"w{number}" for number in range(12)] + ["Straße", "größer", "\u4e2d\u6587", "x" * 300]

texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
documents = st.lists(texts, min_size=1, max_size=25).filter(lambda texts: any(text.strip() for text in texts))


def file_of(model, tmp_path):
    model.save(tmp_path / "model.bm25")
    return (tmp_path / "model.bm25").read_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("models")


def fitted(texts, **parameters):
    return BM25EmbeddingFunction("standard", **parameters).fit(texts)


def parted(data, items):
    """Items in some parts, of which some may be empty, shuffled or not."""
    number = data.draw(st.integers(1, 6), "parts")
    places = data.draw(
        st.lists(st.integers(0, number - 1), min_size=len(items), max_size=len(items)), "places"
    )
    parts = [[item for item, place in zip(items, places, strict=True) if place == at] for at in range(number)]
    shuffle = data.draw(st.randoms(use_true_random=False), "order")
    if data.draw(st.booleans(), "shuffled"):
        for part in parts:
            shuffle.shuffle(part)
    shuffle.shuffle(parts)
    return parts


def merged_somehow(data, parts):
    """Parts merged in a tree of any shape."""
    shuffle = data.draw(st.randoms(use_true_random=False), "tree")
    while len(parts) > 1:
        shuffle.shuffle(parts)
        taken = shuffle.randint(1, len(parts))
        parts = [engines.merge(parts[:taken]), *parts[taken:]]
        if taken == 1 and shuffle.random() < 0.5:
            break
    return parts


def batches(part, size):
    """The rows of a part as record batches of at most so many."""
    table = pa.table(
        {"n": pa.array([n for n, _ in part], "int64"), "text": pa.array([t for _, t in part], "string")}
    )
    return table.to_batches(max_chunksize=size)


@given(st.data(), documents, st.integers(-(2**62), 2**62), st.integers(1, 2**40))
def test_an_order_gives_the_file_of_one_machine(folder, data, texts, start, step):
    rows = [(start + step * n, text) for n, text in enumerate(texts)]
    size, threads = data.draw(st.integers(1, 9)), data.draw(st.sampled_from([1, 1, 3]))
    parts = [
        engines.statistics(batches(part, size), "text", order_by="n", analyzer="standard", threads=threads)
        for part in parted(data, rows)
    ]
    whole = engines.statistics(batches(rows, 1000), "text", order_by="n", analyzer="standard")
    # The statistics themselves are the same bytes, whatever the parts and the tree.
    assert engines.merge(parts) == whole
    masked = {"method": "lucene", "max_terms": 5}
    model = engines.model(merged_somehow(data, parts), **masked)
    assert file_of(model, folder) == file_of(fitted(texts, **masked), folder)


@given(st.data(), documents)
def test_without_an_order_terms_are_sorted(folder, data, texts):
    parts = parted(data, list(enumerate(texts)))
    parts = [engines.statistics(batches(part, 7), "text", analyzer="standard") for part in parts]
    twin = fitted(texts)
    twin.compact(order="term")
    assert list(twin.vocabulary) == sorted(twin.vocabulary, key=str.encode)
    assert file_of(engines.model(merged_somehow(data, parts)), folder) == file_of(twin, folder)


@given(documents, st.integers(1, 5))
def test_parts_that_come_in_order_need_no_ranks(folder, texts, size):
    parts = [texts[start : start + size] for start in range(0, len(texts), size)]
    counted = [engines.statistics(part, analyzer="standard") for part in parts]
    tree = [engines.merge(counted[: len(counted) // 2]), engines.merge(counted[len(counted) // 2 :])]
    expected = file_of(fitted(texts), folder)
    assert file_of(engines.model(tree if len(counted) > 1 else counted, order="id"), folder) == expected
    ranked = [
        engines.statistics(part, analyzer="standard", first=number << 40) for number, part in enumerate(parts)
    ]
    random.Random(size).shuffle(ranked)
    assert file_of(engines.model(ranked), folder) == expected


def test_real_text_on_threads_and_out_of_order(library_texts, folder):
    """Enough text for threads, in batches whose ranks go up and down."""
    rows = list(enumerate(library_texts))
    expected = file_of(BM25EmbeddingFunction().fit(library_texts), folder)
    for seed in (0, 1):
        order = random.Random(seed)
        blocks = [rows[start : start + 900] for start in range(0, len(rows), 900)]
        order.shuffle(blocks)
        if seed:
            order.shuffle(rows)
            blocks = [rows]
        whole = engines.statistics(
            (batch for block in blocks for batch in batches(block, 500)), "text", order_by="n", threads=3
        )
        assert file_of(engines.model([whole]), folder) == expected
        table = pa.Table.from_batches([batch for block in blocks for batch in batches(block, 500)])
        assert file_of(engines.fit(table, "text", order_by="n"), folder) == expected
    # Far less than a model's file takes.
    assert len(whole) < 16 * engines.model([whole]).dim


def test_the_same_documents_twice_are_noticed_where_they_have_ranks():
    part = engines.statistics(["Black kites."], first=3)
    with pytest.raises(InputError, match="two documents have the rank 3"):
        engines.merge([part, part])
    with pytest.raises(InputError, match="two documents have the rank 7"):
        engines.statistics(pa.table({"n": [7, 7], "text": ["kite", "owl"]}), "text", order_by="n")
    with pytest.raises(InputError, match="two documents have the rank 7"):
        engines.statistics(pa.table({"n": [7, 9, 7], "text": ["kite", "", "owl"]}), "text", order_by="n")
    # Without ranks, equal parts are equal documents.
    part = engines.statistics(["Black kites."])
    assert engines.model([part, part]).corpus_size == 2


def test_empty_parts_change_nothing(folder):
    empty = [engines.statistics([]), engines.statistics([], first=5), engines.merge([])]
    table = pa.table({"n": pa.array([], "int64"), "text": pa.array([], "string")})
    empty.append(engines.statistics(table, "text", order_by="n"))
    for parts in ([engines.statistics(["Red kites."], first=9)], [engines.statistics(["Red kites."])]):
        expected = file_of(engines.model(parts), folder)
        described = [part for part in empty if part != engines.merge([])]
        assert file_of(engines.model([*described, *parts, *described]), folder) == expected
    with pytest.raises(InputError, match="the corpus is empty"):
        engines.model(empty[:2])
    with pytest.raises(InputError, match="no token survives"):
        engines.model([engines.statistics(["the", "of"])])
    with pytest.raises(InputError, match="given no statistics"):
        engines.model([])


def test_what_cannot_be_merged():
    plain, ranked = engines.statistics(["kite"]), engines.statistics(["kite"], first=1)
    with pytest.raises(InputError, match="some have ranks"):
        engines.merge([plain, ranked])
    with pytest.raises(InputError, match="different analyzers"):
        engines.merge([plain, engines.statistics(["kite"], analyzer="standard")])
    with pytest.raises(InputTypeError, match="bare bytes"):
        engines.merge(plain)
    with pytest.raises(InputTypeError, match=r"parts\[1\] is str"):
        engines.merge([plain, "kite"])
    with pytest.raises(InputError, match="another analyzer"):
        engines.model([plain], analyzer="standard")
    with pytest.raises(InputError, match="order is 'up'"):
        engines.model([plain], order="up")
    with pytest.raises(InputError, match="k1 is -1"):
        engines.model([plain], k1=-1)


def test_callables_are_named_and_must_be_given(folder):
    rows = ["black kite", "red kite"]
    part = engines.statistics(rows, analyzer=str.split)
    with pytest.raises(InputError, match=r"callable builtins\.str\.split: give it"):
        engines.model([part])
    twin = BM25EmbeddingFunction(str.split).fit(rows)
    assert file_of(engines.model([part], analyzer=str.split, order="id"), folder) == file_of(twin, folder)
    with pytest.raises(InputError, match="'auto'"):
        engines.statistics(rows, analyzer="auto")


# --- bytes ---


def test_every_flipped_bit_every_cut_and_every_appended_byte_is_noticed():
    part = engines.statistics(
        ["Black kites soar.", "A red kite."], first=2, analyzer={"tokenizer": "whitespace"}
    )
    flipped = bytearray(part)
    for at in range(len(part)):
        for bit in (at % 8, (at + 3) % 8):
            flipped[at] ^= 1 << bit
            with pytest.raises(CorruptModelError):
                engines.merge([bytes(flipped)])
            flipped[at] ^= 1 << bit
        with pytest.raises(CorruptModelError):
            engines.merge([part[:at]])
    with pytest.raises(CorruptModelError, match="longer"):
        engines.merge([part + b"\0"])
    with pytest.raises(CorruptModelError, match="newer version"):
        engines.merge([part[:8] + b"\x02" + part[9:]])


HASHED = 8 + 4 + 4 + 10 * 8


def forged(part, at, change):
    """The part with other bytes, under a digest that fits."""
    changed = bytearray(part)
    changed[at : at + len(change)] = change
    digest = blake3.blake3(bytes(changed[:HASHED] + changed[HASHED + 32 :])).digest()
    changed[HASHED : HASHED + 32] = digest
    return bytes(changed)


def test_forged_numbers_are_refused_before_they_are_believed():
    part = engines.statistics(["Black kites soar.", "A red kite."], first=2)
    assert forged(part, 0, b"") == part
    # Documents and tokens may be any that have these terms and can be counted; what was left out any number.
    checked = {"documents": 0, "tokens": 1, "terms": 3, "sights": 4} | {
        f"section {n}": 5 + n for n in range(5)
    }
    for number in checked.values():
        at = 16 + 8 * number
        value = int.from_bytes(part[at : at + 8], "little")
        wrong = {0, 1 << 55, 1 << 62, (1 << 64) - 1} - {value}
        if number >= 3:
            wrong |= {value + 1, max(value - 1, 0)} - {value}
        for other in wrong:
            with pytest.raises(InputError if number < 2 and other else CorruptModelError):
                engines.merge([forged(part, at, other.to_bytes(8, "little"))])


@given(st.data())
@settings(max_examples=300)
def test_forged_content_is_an_error_or_a_sound_part(data):
    part = engines.statistics(["Black kites soar.", "A red kite dives.", "Größe"], first=2)
    at = data.draw(st.integers(HASHED + 32, len(part) - 1))
    changed = forged(part, at, bytes([data.draw(st.integers(0, 255))]))
    try:
        merged = engines.merge([changed])
    except (InputError, CorruptModelError):
        return
    assert engines.merge([merged]) == merged


# --- tables ---


def test_tables_of_every_library_are_read(folder):
    rows = ["Black kites soar.", "A red kite dives.", "Swifts scream."]
    expected = engines.statistics(rows)
    table = pa.table({"text": rows, "n": [1, 2, 3]})
    for data in (
        table,
        table.to_batches()[0],
        [table.slice(0, 1), table.slice(1)],
        iter(table.to_batches(max_chunksize=1)),
        pd.DataFrame({"text": rows}),
        pl.DataFrame({"text": rows}),
        pa.table({"text": pa.array(rows).dictionary_encode()}),
        pa.table({"text": pa.array(rows, "large_string")}),
        pa.table({"text": pa.array(rows, "string_view")}),
    ):
        assert engines.statistics(data, "text") == expected
    with pytest.raises(InputTypeError, match="data is int"):
        engines.statistics(3, "text")
    with pytest.raises(InputTypeError, match="data holds str"):
        engines.statistics(rows, "text")


def test_nulls_name_their_row_or_are_counted(folder):
    batches = [
        pa.table({"text": ["kite", "owl"]}),
        pa.table({"text": pa.array([None, "swift", None], "string")}),
    ]
    with pytest.raises(InputError, match=r"the column 'text' is null in row 2: drop the nulls"):
        engines.statistics(batches, "text")
    part = engines.statistics(batches, "text", first=10, on_error="skip")
    with pytest.warns(ElanusWarning, match="2 rows were left out") as caught:
        model = engines.model([part, engines.statistics([pa.table({"text": ["tern"]})], "text", first=0)])
    assert caught[0].filename == __file__
    assert (list(model.vocabulary), model.corpus_size) == (["tern", "kite", "owl", "swift"], 4)
    # A column of nothing but nulls has no type.
    nothing = pa.table({"text": pa.nulls(3)})
    with pytest.raises(InputError, match="null in row 0"):
        engines.fit(nothing, "text")
    with pytest.warns(ElanusWarning, match="3 rows"):
        engines.model([engines.statistics([nothing, pa.table({"text": ["kite"]})], "text", on_error="skip")])
    with pytest.raises(InputError, match="on_error is 'drop'"):
        engines.fit(nothing, "text", on_error="drop")


@pytest.mark.parametrize(
    ("table", "arguments", "error", "words"),
    [
        ({"text": [1, 2]}, {}, InputTypeError, "the column 'text' is of type int64; expected text"),
        ({"body": ["a"]}, {}, InputError, "has no column 'text'; its columns are 'body'"),
        ({"text": ["a"], "n": ["1"]}, {"order_by": "n"}, InputTypeError, "'n' is of type string; to order"),
        ({"text": ["a"], "n": [0.5]}, {"order_by": "n"}, InputTypeError, "'n' is of type double; to order"),
        ({"text": ["a", "b"], "n": [1, None]}, {"order_by": "n"}, InputError, "'n' is null in row 1: each"),
        (
            {"text": ["a"], "n": pa.array([2**63], "uint64")},
            {"order_by": "n"},
            InputError,
            "'n' cannot order documents",
        ),
        ({"text": ["a"]}, {"order_by": "n"}, InputError, "has no column 'n'"),
        ({"text": ["a"]}, {"fan_in": 1}, InputError, "fan_in"),
        ({"text": ["a"]}, {"num_cpus": 0}, InputError, "num_cpus"),
        ({"text": ["a"]}, {"analyzer": "auto"}, InputError, "'auto'"),
        ({"text": ["a"]}, {"method": "bm26"}, InputError, "method is .bm26."),
        ({"text": ["a"]}, {"order_by": 3}, InputTypeError, "order_by is int; expected the name of a column"),
        ({"text": []}, {}, InputTypeError, "the column 'text' is of type null|corpus is empty"),
    ],
)
def test_what_cannot_be_fitted(table, arguments, error, words):
    kinds = (InputError, error) if not table["text" if "text" in table else "body"] else error
    with pytest.raises(kinds, match=words):
        engines.fit(pa.table(table), "text", **arguments)


def test_dates_and_times_order_documents():
    days = pd.to_datetime(["2026-03-02", "2026-03-01"])
    for column in (
        pa.array(days.date),
        pa.array(days),
        pa.array(days, "timestamp[s]"),
        pa.array([2, 1], "uint64"),
    ):
        table = pa.table({"text": ["black", "red"], "n": column})
        assert list(engines.fit(table, "text", order_by="n").vocabulary) == ["red", "black"]


def test_a_column_of_vectors_is_what_the_model_encodes():
    rows = ["Black kites soar.", "", "A red kite dives, a kite.", "Swifts scream."] * 3
    table = pa.table({"id": range(12), "text": rows})
    model = engines.fit(table, "text")
    matrix = model.encode_documents(rows)
    kind = pa.struct([("indices", pa.list_(pa.uint32())), ("values", pa.list_(pa.float32()))])
    for data in (table, pa.concat_tables([table.slice(0, 5), table.slice(5)]), table.to_batches()[0]):
        encoded = engines.encode(data, model, "text", into="sparse")
        assert type(encoded) is type(data)
        assert encoded.schema.names == ["id", "text", "sparse"]
        assert encoded.schema.field("sparse").type == kind
        vectors = encoded.column("sparse").to_pylist()
        assert np.concatenate([vector["indices"] for vector in vectors]).tolist() == matrix.indices.tolist()
        assert [vector["values"] for vector in vectors] == [
            row.tolist() for row in np.split(matrix.data, matrix.indptr[1:-1])
        ]
    assert engines.encode(table.slice(0, 0), model, "text").num_rows == 0
    for nulls in (pa.array(["kite", None]), pa.array(["kite", None]).dictionary_encode(), pa.nulls(2)):
        with pytest.raises(InputError, match=r"null in row \d: drop the nulls, or have null vectors"):
            engines.encode(pa.table({"text": nulls}), model, "text")
        vectors = engines.encode(pa.table({"text": nulls}), model, "text", on_error="skip")["vector"]
        assert vectors.is_null().to_pylist() == nulls.is_null().to_pylist()
    with pytest.raises(InputError, match="has a column 'id' already"):
        engines.encode(table, model, "text", into="id")
    with pytest.raises(InputTypeError, match="model is str"):
        engines.encode(table, "model.bm25", "text")
    with pytest.raises(elanus.errors.NotFittedError):
        engines.encode(table, BM25EmbeddingFunction(), "text")


def test_a_worker_unpacks_a_model_once():
    from elanus.engines._encoding import Encoding, unpacked

    models = [BM25EmbeddingFunction().fit([word]) for word in ("kite", "owl", "swift")]
    packed = [Encoding.of(model, "text", "vector", "raise").packed() for model in models]
    fetched = []

    def fetch(number):
        fetched.append(number)
        return packed[number][1]

    for number in (0, 0, 1, 0, 2, 2, 0, 1):
        model = unpacked(packed[number][0], lambda number=number: fetch(number))
        assert list(model.vocabulary) == list(models[number].vocabulary)
    assert fetched == [0, 1, 2, 1]


def test_other_data_is_told_what_to_call():
    with pytest.raises(InputTypeError, match=r"data is builtins\.list; expected a ray\.data\.Dataset"):
        engines.fit(["kite"], "text")


def test_no_engine_is_imported_before_it_is_needed():
    program = (
        "import sys; from elanus import engines; engines.statistics(['kite']);"
        "print(sorted({'ray', 'pyspark', 'pyarrow', 'pandas'} & sys.modules.keys()))"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert printed.stdout == "[]\n"


def test_script_warnings_come_as_from_fit():
    russian = ["Чёрный коршун парит над озером"] * 3
    with pytest.warns(ElanusWarning, match="Cyrillic") as expected:
        BM25EmbeddingFunction().fit(russian)
    with pytest.warns(ElanusWarning, match="Cyrillic") as found:
        engines.fit(pa.table({"text": russian}), "text")
    assert str(found[0].message) == str(expected[0].message)
    assert found[0].filename == __file__


def test_a_counter_that_failed_is_of_no_further_use():
    counter = elanus._core.Statistics(1)
    engine = elanus._core.Analyzer(json.dumps({"tokenizer": "whitespace"}))
    counter.count(["kite"], engine, np.array([5]))
    with pytest.raises(InputError, match="2 ranks for 1 documents"):
        counter.count(["kite"], engine, np.array([6, 7]))
    with pytest.raises(InputError, match="one has failed"):
        counter.count(["kite"], engine, np.array([8]))
    with pytest.raises(InputError, match="one has failed"):
        counter.to_bytes("{}", 0)
    for ranks in (np.array([6]), np.array([], np.int64)):
        counter = elanus._core.Statistics(1)
        with pytest.raises(InputError, match="ranks for"):
            counter.count(["kite", "owl"], engine, ranks)
    counter = elanus._core.Statistics(1)
    counter.count(["kite"], engine, None)
    with pytest.raises(InputError, match="some have ranks"):
        counter.count(["kite"], engine, 5)


def test_compact_keeps_what_terms_mean():
    model = BM25EmbeddingFunction({"tokenizer": "whitespace"}).fit(["b a", "\u4e2d c", "é B"])
    before = dict(model.document_frequency)
    model.forget(["b a"])
    moved = model.compact(order="term")
    assert list(model.vocabulary) == ["B", "c", "é", "\u4e2d"]
    assert moved.tolist() == [-1, -1, 3, 1, 2, 0]
    assert dict(model.document_frequency) == {term: before[term] for term in model.vocabulary}
    with pytest.raises(InputError, match="order is 'size'"):
        model.compact(order="size")
