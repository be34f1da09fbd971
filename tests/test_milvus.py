"""Rows, collections, inserts and searches in Milvus Lite."""

import socket
import subprocess
import sys

import numpy as np
import pytest
from scipy import sparse

from conftest import ROOT
from elanus import milvus
from elanus.errors import InputError, InputTypeError, MilvusError

pytest.importorskip("pymilvus")
pytest.importorskip("milvus_lite")

DENSE = np.array([[0, 1.5, 0], [2, 0, 0.5], [0, 0, 0]], dtype=np.float32)
ROWS = [{1: 1.5}, {0: 2.0, 2: 0.5}, {}]


@pytest.mark.parametrize("kind", ["array", "matrix"])
@pytest.mark.parametrize("form", ["csr", "csc", "coo", "lil", "dok", "bsr", "dia"])
def test_rows_of_every_format(form, kind):
    assert milvus.rows(getattr(sparse, f"{form}_{kind}")(DENSE)) == ROWS


def test_rows_of_one_axis_unsorted_and_doubled():
    assert milvus.rows(sparse.csr_array(DENSE)[1]) == [ROWS[1]]
    messy = sparse.csr_array((np.ones(3, np.float32), [2, 0, 2], [0, 3]), shape=(1, 3))
    assert list(milvus.rows(messy)[0].items()) == [(0, 1.0), (2, 2.0)]
    assert messy.nnz == 3, "the caller's matrix stays as it is"


def test_rows_are_python_numbers_of_the_same_value():
    [row] = milvus.rows(sparse.csr_array(np.array([[0.1]], dtype=np.float32)))
    assert row == {0: float(np.float32(0.1))}
    assert type(next(iter(row))) is int
    assert type(row[0]) is float


def test_positive_only():
    matrix = sparse.csr_array(([1.0, -1.0, 0.0], [0, 1, 2], [0, 3, 3]), shape=(2, 3))
    assert milvus.rows(matrix, positive_only=True) == [{0: 1.0}, {}]
    assert milvus.rows(matrix) == [{0: 1.0, 1: -1.0, 2: 0.0}, {}]


@pytest.mark.parametrize("wrong", [DENSE, [{0: 1.0}], None])
def test_rows_refuse_what_is_not_sparse(wrong):
    with pytest.raises(InputTypeError, match="SciPy sparse matrix"):
        milvus.rows(wrong)


@pytest.fixture
def client(tmp_path):
    with milvus.connect(str(tmp_path / "x.db")) as client:
        yield client


@pytest.fixture
def docs(client):
    milvus.create_collection(client, "docs", properties={"a.b": "7"})
    return "docs"


def test_insert_and_search(client, docs):
    seen = []
    columns = {"id": ["a", "b", "c"], "text": ["A", "B", "C"]}
    result = milvus.insert(client, docs, columns, sparse.csr_array(DENSE), batch_size=1, progress=seen.append)
    assert result == (2, 1)
    assert seen == [1, 2, 3]
    queries = sparse.csr_array(np.array([[1, -1, 1], [0, -1, 0], [0, 2, 0], [0, 0, 0]], dtype=np.float32))
    first, none, second, empty = milvus.search(client, docs, queries, 5, output_fields=["text"])
    assert [(hit["id"], hit["distance"], hit["entity"]["text"]) for hit in first] == [("b", 2.5, "B")]
    assert [(hit["id"], hit["distance"]) for hit in second] == [("a", 3.0)]
    assert none == empty == []
    assert client.describe_collection(docs)["properties"]["a.b"] == "7"


def test_many_queries_go_in_parts(client, docs, monkeypatch):
    milvus.insert(client, docs, {"id": ["a"], "text": ["A"]}, sparse.csr_array(np.eye(1, dtype=np.float32)))
    monkeypatch.setattr(sys.modules["elanus.milvus.search"], "_MAX_QUERIES", 2)
    hits = milvus.search(client, docs, sparse.csr_array(np.array([[1], [0], [2], [3]], dtype=np.float32)))
    assert [[hit["distance"] for hit in found] for found in hits] == [[1.0], [], [2.0], [3.0]]


def test_long_texts_go_in_small_requests(client, docs, monkeypatch):
    monkeypatch.setattr(sys.modules["elanus.milvus.collection"], "_REQUEST_BYTES", 1000)
    sizes = []
    insert = client.insert
    monkeypatch.setattr(
        client, "insert", lambda name, rows, **o: sizes.append(len(rows)) or insert(name, rows, **o)
    )
    columns = {"id": ["a", "b", "c"], "text": ["x" * 200, "y" * 5000, "z"]}
    assert milvus.insert(client, docs, columns, sparse.csr_array(np.eye(3, dtype=np.float32))) == (3, 0)
    assert sizes == [1, 1, 1]


def test_a_search_that_needs_no_server():
    assert milvus.search(None, "docs", sparse.csr_array((2, 5))) == [[], []]


@pytest.mark.parametrize("limit", [0, -1, 16_385])
def test_limits(limit):
    with pytest.raises(InputError, match="limit must be between 1 and 16,384"):
        milvus.search(None, "docs", sparse.csr_array((2, 5)), limit)


def test_columns_as_long_as_the_matrix(client, docs):
    with pytest.raises(InputError, match="the column text has 1 values for 3 vectors"):
        milvus.insert(client, docs, {"id": ["a", "b", "c"], "text": ["A"]}, sparse.csr_array(DENSE))


def test_milvus_says_no(client, docs):
    with pytest.raises(MilvusError, match=r"the collection docs cannot be created: .*exists"):
        milvus.create_collection(client, docs)
    with pytest.raises(MilvusError, match=r"the search in none failed: .*none"):
        milvus.search(client, "none", sparse.csr_array(DENSE))
    with pytest.raises(MilvusError, match=r"the insertion into docs failed: .*non-negative"):
        milvus.insert(client, docs, {"id": ["a"], "text": ["A"]}, sparse.csr_array([[-1.0]]))


def test_other_errors_pass():
    with pytest.raises(KeyError), milvus.reported("x"):
        raise KeyError(1)


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("", "'' is no address"),
        ("x.sqlite", "'x.sqlite' is no address of Milvus: a Milvus Lite database is a path ending in .db"),
        ("nowhere/x.db", "nowhere/x.db: there is no directory nowhere"),
        ("file.db", "file.db is a file"),
        ("full.db", "full.db is a directory with other things in it"),
        ("missing.db", "missing.db: there is no such database"),
        ("nothing.db", "nothing.db is a link to none.db, where there is nothing"),
        ("loop.db", "loop.db is a link to loop.db, where there is nothing"),
        ("\udcff.db", "'\\udcff.db' cannot be a database of Milvus Lite: the path"),
        ("ftp://host", "'ftp://host' is no address"),
        ("http://", "'http://' is no address"),
        ("http://host:99999", "'http://host:99999' is no address"),
        ("http://127.0.0.1:1", "http://127.0.0.1:1 cannot be reached"),
    ],
)
def test_addresses_that_cannot_work(tmp_path, monkeypatch, uri, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.db").touch()
    (tmp_path / "nothing.db").symlink_to("none.db")
    (tmp_path / "loop.db").symlink_to("loop.db")
    (tmp_path / "full.db").mkdir()
    (tmp_path / "full.db" / "precious").touch()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(MilvusError) as caught, milvus.connect(uri, create=False):
        pass
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_server_that_does_not_answer(monkeypatch):
    import pymilvus

    given, client = [], pymilvus.MilvusClient
    monkeypatch.setattr(
        pymilvus, "MilvusClient", lambda *a, **k: given.append(k["timeout"]) or client(*a, **k)
    )
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        uri = f"http://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(MilvusError, match="cannot be reached"), milvus.connect(uri, timeout=1):
            pass
    assert given == [1]


def test_a_database_is_let_go(tmp_path):
    uri = str(tmp_path / "x.db")
    for _ in range(2):
        with milvus.connect(uri) as client:
            client.list_collections()
        # Another process can have it at once.
        code = f"from elanus import milvus\nwith milvus.connect({uri!r}) as c: print(c.list_collections())"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout == "[]\n"


def test_a_database_that_the_caller_has_open_stays_open(tmp_path):
    uri = str(tmp_path / "x.db")
    with milvus.connect(uri) as outer:
        with milvus.connect(uri) as inner:
            milvus.create_collection(inner, "docs")
        assert outer.list_collections() == ["docs"]


def test_a_locked_database(tmp_path, caplog):
    uri = str(tmp_path / "x.db")
    code = f"from elanus import milvus\nwith milvus.connect({uri!r}): print('open', flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(MilvusError, match="is locked: another process has it open"), milvus.connect(uri):
            pass
    finally:
        holder.communicate("\n")
    assert "Traceback" not in caplog.text


def test_a_database_created_for_nothing_is_removed(tmp_path):
    path = tmp_path / "x.db"

    def fail(*collections):
        with milvus.connect(str(path)) as client:
            for name in collections:
                milvus.create_collection(client, name)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert not path.exists()
    with pytest.raises(KeyError):
        fail("docs")
    with milvus.connect(str(path), create=False) as client:
        assert client.list_collections() == ["docs"]


def test_nothing_heavy_is_imported():
    code = "import sys, elanus.milvus; print(*{'pymilvus', 'numpy', 'scipy', 'grpc'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def test_dense_vectors_of_another_dimension_are_refused_by_name(client):
    """A collection filled by today's pymilvus.model has 768 dimensions, DefaultEmbeddingFunction 384."""
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False)
    schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=10)
    schema.add_field("dense", DataType.FLOAT_VECTOR, dim=768)
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    indexes = client.prepare_index_params()
    indexes.add_index("dense", index_type="AUTOINDEX", metric_type="COSINE")
    indexes.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    client.create_collection("both", schema=schema, index_params=indexes)

    ours = np.eye(2, 384, dtype=np.float32)
    words = (
        r"the field dense of the collection both has 768 dimensions, but the vectors have 384: .*"
        r"all-MiniLM-L6-v2, with 384 dimensions; that of today's pymilvus.model has 768"
    )
    weights = sparse.csr_array(np.ones((2, 3), dtype=np.float32))
    ids = ["a", "b"]
    for call in (
        lambda: milvus.check_dimension(client, "both", 384),
        lambda: milvus.insert(client, "both", {"id": ids, "dense": list(ours)}, weights),
        lambda: milvus.insert(
            client, "both", {"id": ids, "sparse": milvus.rows(weights)}, ours, field="dense"
        ),
        lambda: milvus.search(client, "both", list(ours), field="dense"),
    ):
        with pytest.raises(InputError, match=words):
            call()
    with pytest.raises(InputError, match=r"have 512: encode with the model that the collection .* with$"):
        milvus.check_dimension(client, "both", 512)
    with pytest.raises(InputError, match=r"different dimensions: \[2, 3\]"):
        milvus.search(client, "both", [ours[0, :2], ours[0, :3]], field="dense")

    right = np.eye(2, 768, dtype=np.float32)
    milvus.insert(client, "both", {"id": ["a", "b"], "dense": list(right)}, weights)
    columns = {"id": ["c", "d"], "sparse": milvus.rows(weights)}
    assert milvus.insert(client, "both", columns, -right, field="dense") == (2, 0)
    [first, second] = milvus.search(client, "both", right, 1, field="dense")
    assert (first[0]["id"], second[0]["id"]) == ("a", "b")
    assert milvus.search(client, "both", [], field="dense") == []


# Rows without a token


def both(client, dim=2):
    """Make a collection with a dense and a sparse vector for each row."""
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False)
    schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=10)
    schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dim)
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    indexes = client.prepare_index_params()
    indexes.add_index("dense", index_type="FLAT", metric_type="IP")
    indexes.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    client.create_collection("both", schema=schema, index_params=indexes)
    return "both"


QUOTES = ["A red kite dives.", "To be, or not to be", "Swifts scream."]


@pytest.fixture
def quotes():
    from elanus.sparse import BM25EmbeddingFunction

    vectors = BM25EmbeddingFunction().fit(QUOTES).encode_documents(QUOTES)
    assert vectors.indptr[1] == vectors.indptr[2], "the second has stop words only"
    dense = np.array([[1, 0], [0, 1], [1, 1]], dtype=np.float32)
    return {"id": ["k", "h", "s"], "dense": list(dense)}, vectors


def test_lite_does_not_lose_the_dense_vector_of_a_text_without_a_token(client, quotes):
    columns, vectors = quotes
    name = both(client)
    with pytest.raises(
        InputError, match=r"the vector for sparse is empty in row 1, which .* their vectors for dense would"
    ) as caught:
        milvus.insert(client, name, columns, vectors, batch_size=1)
    assert 'on_empty="skip"' in str(caught.value)
    assert client.query(name, filter="", output_fields=["count(*)"])[0]["count(*)"] == 0
    assert milvus.insert(client, name, columns, vectors, on_empty="skip") == (2, 1)
    with pytest.raises(InputError, match="on_empty is 'drop'; expected 'raise' or 'skip'"):
        milvus.insert(client, name, columns, vectors, on_empty="drop")


class StubServer:
    """A client of a server: it records what is sent."""

    def __init__(self, *fields):
        self.fields = [{"name": "id", "type": 21}, *fields]
        self.sent = []

    def get_server_version(self):
        return "v2.6.3"

    def describe_collection(self, name, **_):
        return {"fields": self.fields}

    def insert(self, name, rows, **_):
        self.sent += rows


SPARSE_FIELD = {"name": "sparse", "type": 104}
DENSE_FIELD = {"name": "dense", "type": 101, "params": {"dim": "2"}}


def test_a_server_is_sent_the_row_of_a_text_without_a_token(quotes):
    columns, vectors = quotes
    server = StubServer(DENSE_FIELD, SPARSE_FIELD)
    assert milvus.insert(server, "both", columns, vectors, batch_size=2) == (3, 0)
    assert [row["id"] for row in server.sent] == ["k", "h", "s"]
    assert server.sent[1]["sparse"] == {}
    assert server.sent[1]["dense"].tolist() == [0, 1]
    server = StubServer(DENSE_FIELD, SPARSE_FIELD)
    assert milvus.insert(server, "both", columns, vectors, on_empty="skip") == (2, 1)
    assert [row["id"] for row in server.sent] == ["k", "s"]


SECOND_EMPTY = [{1: 1.0}, {}, {2: 1.0}]


def test_an_empty_vector_among_the_columns_is_as_one_of_the_matrix(client, quotes):
    dense = np.array(quotes[0]["dense"])
    columns = {"id": ["k", "h", "s"], "sparse": SECOND_EMPTY}
    name = both(client)
    for empty in ({}, {3: 0.0}, {3: 1e-60}, [], [(3, 0.0)], sparse.csr_array((1, 5))):
        given = columns | {"sparse": [*SECOND_EMPTY[:1], empty, *SECOND_EMPTY[2:]]}
        with pytest.raises(
            InputError, match=r"the vector for sparse is empty in row 1, .* vectors for dense would"
        ):
            milvus.insert(client, name, given, dense, field="dense", batch_size=1)
        server = StubServer(DENSE_FIELD, SPARSE_FIELD)
        assert milvus.insert(server, "both", given, dense, field="dense") == (3, 0)
        assert [row["sparse"] for row in server.sent] == SECOND_EMPTY
        server = StubServer(DENSE_FIELD, SPARSE_FIELD)
        assert milvus.insert(server, "both", given, dense, field="dense", on_empty="skip") == (2, 1)
    assert client.query(name, filter="", output_fields=["count(*)"])[0]["count(*)"] == 0
    assert milvus.insert(client, name, columns, dense, field="dense", on_empty="skip") == (2, 1)


def test_a_row_whose_weights_are_zeros_is_an_empty_one(client, quotes):
    columns, _ = quotes
    vectors = sparse.csr_array(([1.0, 0.0, 1e-60, 2.0, 0.0], [1, 2, 3, 2, 3], [0, 1, 3, 5]), shape=(3, 5))
    milvus.create_collection(client, "one")
    texts = {"id": columns["id"], "text": QUOTES}
    assert milvus.insert(client, "one", texts, vectors) == (2, 1)
    with pytest.raises(InputError, match="the vector for sparse is empty in row 1"):
        milvus.insert(client, both(client), columns, vectors)
    server = StubServer(DENSE_FIELD, SPARSE_FIELD)
    assert milvus.insert(server, "both", columns, vectors) == (3, 0)
    assert server.sent[1]["sparse"] == {}


def test_a_row_is_skipped_where_all_of_its_vectors_are_empty():
    second = SPARSE_FIELD | {"name": "second"}
    matrix = sparse.csr_array([[1.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]])
    columns = {"id": list("abcd"), "second": [{}, {}, {1: 1.0}, {}]}
    server = StubServer(SPARSE_FIELD, second)
    assert milvus.insert(server, "docs", columns, matrix) == (2, 2)
    assert [(row["id"], row["sparse"], row["second"]) for row in server.sent] == [
        ("a", {0: 1.0}, {}),
        ("c", {}, {1: 1.0}),
    ]
    server.get_server_version = lambda: "milvus_lite 3.0"
    words = (
        "the vector for sparse is empty in row 2 and the vector for second is empty in row 0, which .* "
        "for sparse, second would be lost"
    )
    with pytest.raises(InputError, match=words):
        milvus.insert(server, "docs", columns, matrix)
    columns["second"] = [{}, {1: 1.0}, {1: 1.0}, {1: 1.0}]
    with pytest.raises(
        InputError, match=r"3 vectors for sparse are empty \(rows 1, 2, 3\) and the vector for sec"
    ):
        milvus.insert(server, "docs", columns, matrix)
    assert len(server.sent) == 2


def test_an_empty_object_of_json_is_no_empty_vector():
    server = StubServer(SPARSE_FIELD, {"name": "about", "type": 23})
    columns = {"id": ["a", "b"], "about": [{}, {"seen": 0}]}
    assert milvus.insert(server, "docs", columns, sparse.csr_array([[1.0], [2.0]])) == (2, 0)
    assert [row["about"] for row in server.sent] == [{}, {"seen": 0}]


def test_pymilvus_packs_an_empty_row():
    from pymilvus.client.entity_helper import sparse_rows_to_proto

    assert list(sparse_rows_to_proto([{}, {1: 1.0}]).contents) != []
    assert sparse_rows_to_proto([{}, {1: 1.0}]).contents[0] == b""


def test_a_row_that_only_a_sparse_search_could_find_is_skipped_everywhere(quotes):
    _, vectors = quotes
    server = StubServer(SPARSE_FIELD)
    assert milvus.insert(server, "sparse", {"id": ["k", "h", "s"]}, vectors) == (2, 1)
    assert [row["id"] for row in server.sent] == ["k", "s"]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (
            {"a": "A"},
            r'is dict, a mapping; expected a list, such as list\(columns\["text"\]\.values\(\)\)',
        ),
        ({"A"}, "the column text is set; expected a list"),
        ({"a": "A"}.values(), "the column text is dict_values; expected a list"),
        (iter("A"), "the column text is str_ascii_iterator; expected a list"),
        ("A", "the column text is a bare str; expected a list"),
        (sparse.csr_array((1, 1)), "the column text is csr_array; expected a list"),
    ],
)
def test_columns_without_an_order_are_refused(column, words):
    server = StubServer(SPARSE_FIELD)
    with pytest.raises(InputTypeError, match=words.replace("str_ascii_iterator", "str(_ascii)?_iterator")):
        milvus.insert(server, "docs", {"id": ["a"], "text": column}, sparse.csr_array([[1.0]]))
    assert server.sent == []


def test_rows_are_no_columns_and_a_mapping_is_no_matrix():
    with pytest.raises(InputTypeError, match="columns is list; expected a mapping of field names"):
        milvus.insert(None, "docs", [{"id": "a"}], sparse.csr_array([[1.0]]))
    for call in (
        lambda v: milvus.insert(None, "docs", {"id": ["a"]}, v),
        lambda v: milvus.search(None, "docs", v),
    ):
        with pytest.raises(InputTypeError, match="SciPy sparse matrix"):
            call({"a": {1: 1.0}})
    with pytest.raises(InputTypeError, match="output_fields is a bare str"):
        milvus.search(None, "docs", sparse.csr_array([[1.0]]), output_fields="text")


def test_the_rag_example_loses_no_passage_and_answers_any_question(client, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "examples")
    import rag_hybrid as example

    from elanus.base import RerankResult
    from elanus.sparse import BM25EmbeddingFunction

    class Dense:
        dim = 2

        def encode_documents(self, texts):
            return [np.array([1, len(text)], dtype=np.float32) for text in texts]

        encode_queries = encode_documents

    def rerank(_, texts, top_k):
        return [RerankResult(text, 0.0, index) for index, text in enumerate(texts[:top_k])]

    bm25 = BM25EmbeddingFunction().fit(QUOTES)
    with pytest.raises(InputError, match="their vectors for dense would be lost"):
        example.index(client, QUOTES, Dense(), bm25)
    client.drop_collection(example.COLLECTION)
    example.index(client, QUOTES[::2], Dense(), bm25)
    for question in ("Do kites dive?", "To be or not to be?", "Zebras?"):
        found = example.retrieve(client, question, Dense(), bm25, rerank)
        assert {result.text for result in found} == set(QUOTES[::2])


# The program's logging


LOGGING = """
import io, logging, logging.config, sys

stream = io.StringIO()
logging.basicConfig(handlers=[logging.FileHandler("app.log", "w"), logging.StreamHandler(stream)])
named = logging.StreamHandler(stream)
named.name = "console"
named.setLevel(logging.ERROR)
own = logging.getLogger("own")
own.addHandler(named)
own.setLevel(logging.DEBUG)
configured = logging.getLogger("pymilvus.bulk_writer")
configured.setLevel(logging.CRITICAL)
logging.warning("before")


def state():
    handlers = [reference() for reference in logging._handlerList]
    loggers = {name: logging.getLogger(name) for name in (None, "own", "pymilvus.bulk_writer")}
    return (
        [(h, h.level, h.formatter, getattr(h, "stream", None)) for h in handlers if h is not None],
        {name: (l.level, l.disabled, l.propagate, list(l.handlers)) for name, l in loggers.items()},
        logging._handlers["console"],
        logging.config.dictConfigClass,
    )


before = state()
from elanus import milvus

assert "pymilvus" not in sys.modules
with milvus.connect(sys.argv[1]) as client:
    logging.warning("inside")
    own.debug("detail")
own.error("after")
assert "pymilvus" in sys.modules
after = state()
new = [entry for entry in after[0] if entry not in before[0]]
assert [entry for entry in after[0] if entry in before[0]] == before[0]
assert after[1:] == before[1:], (before, after)
# pymilvus has its own handler, and `dictConfig` does again what it is documented to do.
assert logging.getLogger("pymilvus").handlers and not logging.getLogger("pymilvus").propagate
written = ["WARNING:root:before", "WARNING:root:inside", "DEBUG:own:detail", "after", "ERROR:own:after"]
assert stream.getvalue().splitlines() == written, stream.getvalue()
logging.config.dictConfig({"version": 1})
assert logging._handlerList == []
"""


def test_the_program_s_log_handlers_stay_open(tmp_path):
    command = [sys.executable, "-c", LOGGING, "x.db"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "app.log").read_text().splitlines()
    assert [line.rpartition(":")[2] for line in lines] == ["before", "inside", "detail", "after"]


def test_another_thread_may_configure_its_logging_meanwhile(tmp_path):
    import logging.config
    import threading

    from elanus.milvus import _lite

    applied = []

    class Recording(logging.config.DictConfigurator):
        def configure(self):
            applied.append(self.config["version"])

    before, logging.config.dictConfigClass = logging.config.dictConfigClass, Recording
    try:
        with _lite._additive_logging():
            thread = threading.Thread(target=logging.config.dictConfig, args=({"version": 1},))
            thread.start()
            thread.join()
        assert logging.config.dictConfigClass is Recording
    finally:
        logging.config.dictConfigClass = before
    assert applied == [1]
