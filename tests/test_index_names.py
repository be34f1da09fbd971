"""One index under several names, by several processes: what is known of it must hold under each."""

import copy
import pickle
import shutil

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from scipy.sparse import csr_array

import elanus
from elanus import errors

BIRDS = ["Black kites soar.", "A red kite dives.", "Swifts scream."]


def built(**options):
    return elanus.Index.build(BIRDS, analyzer="unicode:en", **options)


@pytest.mark.parametrize("spelling", ["birds", "./birds", "other/../birds", "link", "absolute"])
def test_a_change_of_another_process_is_seen_whatever_the_path_is_called(tmp_path, monkeypatch, spelling):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "link").symlink_to("birds")
    built().save("birds")
    ours, theirs = elanus.Index.open("birds"), elanus.Index.open("birds")
    theirs.add(["Owls hoot."]).save()
    path = str(tmp_path / "birds") if spelling == "absolute" else spelling
    with pytest.raises(errors.ChangedIndexError):
        ours.add(["Geese honk."]).save(path)
    assert len(elanus.Index.open("birds")) == 4


def test_an_index_stays_where_it_was_opened_when_the_directory_changes(tmp_path, monkeypatch):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "one")
    built().save("birds")
    index = elanus.Index.open("birds")
    monkeypatch.chdir(tmp_path / "two")
    elanus.Index.build(["Owls hoot."], analyzer="unicode:en").save("birds")
    assert not index.refresh()
    index.add(["Geese honk."]).save()
    assert (len(elanus.Index.open("birds")), len(elanus.Index.open(tmp_path / "one" / "birds"))) == (1, 4)


def test_another_index_is_not_replaced_where_that_is_not_wanted(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = built()
    first.save("birds")
    (tmp_path / "link").symlink_to("birds")
    others = [built(), copy.copy(first), pickle.loads(pickle.dumps(first)), elanus.Index.open("birds")]
    others[-1].save("elsewhere")  # and has left the place where it was opened
    for other in others:
        for path in ("birds", "link"):
            with pytest.raises(
                errors.InputError, match=f"{path} is another index, not the one .*replace=False"
            ):
                other.save(path, replace=False)
    first.add(["Owls hoot."]).save("link", replace=False)
    first.add(["Geese honk."]).save("birds")
    assert len(elanus.Index.open("birds")) == 5
    others[0].save("link")
    assert len(elanus.Index.open("birds")) == 3
    others[0].add(["Owls hoot."]).save("birds")
    with pytest.raises(errors.ChangedIndexError):
        first.save()


@pytest.mark.parametrize("spelling", [None, "birds", "absolute", "link"])
def test_an_index_that_was_removed_can_be_saved_there(tmp_path, monkeypatch, spelling):
    monkeypatch.chdir(tmp_path)
    built().save("birds")
    index = elanus.Index.open("birds")
    shutil.rmtree("birds")
    (tmp_path / "link").symlink_to("birds")
    index.add(["Geese honk."]).save(tmp_path / "birds" if spelling == "absolute" else spelling)
    assert elanus.Index.open("birds").search("honks").texts[0, 0] == "Geese honk."
    index.add(["Owls hoot."]).save()
    assert len(elanus.Index.open("birds")) == 5


def test_refreshing_takes_over_the_analyzer_and_whether_texts_are_stored(tmp_path):
    built(store_text=False).save(tmp_path / "birds")
    index = elanus.Index.open(tmp_path / "birds")
    milane = elanus.Index.build(["Der Milan kreist.", "Häuser"], analyzer="unicode:de")
    milane.save(tmp_path / "birds")
    assert index.refresh()
    assert index.analyzer == milane.analyzer
    assert index.search("Häusern").texts[0, 0] == "Häuser"
    index.add(["Zwei Milane"]).save()
    assert index.get([2]) == ["Zwei Milane"]
    assert elanus.Index.open(tmp_path / "birds").analyzer == milane.analyzer


def test_refreshing_amid_a_call_leaves_it_its_analyzer(tmp_path):
    elanus.Index.build(["Red kites soar.", "Old kites"], analyzer="unicode:en").save(tmp_path / "birds")
    index = elanus.Index.open(tmp_path / "birds")
    elanus.Index.build(["Red kites soar.", "Kites"], ids=[0, 7], analyzer="unicode").save(tmp_path / "birds")

    def refreshing(items):
        index.refresh()
        yield from items

    # A query that began before finds what was there, with what cut it.
    assert index.search("kites", filter=refreshing([1])).ids.tolist() == [[1, -1]]
    assert index.search("kites").ids.tolist() == [[7, 0]]
    elanus.Index.build(["Red kites soar."], analyzer="unicode:en").save(tmp_path / "birds")
    with pytest.raises(errors.ChangedIndexError, match="refreshed meanwhile"):
        index.add(refreshing(["Young kites"]), [9])
    assert index.ids.tolist() == [0]
    index.add(["Young kites"], [9]).save()
    assert elanus.Index.open(tmp_path / "birds").search("kite").ids[0].tolist() == [9, 0]


def test_refreshing_does_not_take_an_analyzer_for_a_callable(tmp_path):
    built().save(tmp_path / "birds")
    index = elanus.Index.open(tmp_path / "birds")
    elanus.Index.build(["a b"], analyzer=str.split).save(tmp_path / "birds")
    with pytest.raises(errors.InputError, match=r"Index\.open\(path, analyzer="):
        index.refresh()
    assert len(index) == 3
    assert index.analyzer == built().analyzer


def test_an_index_of_another_kind_is_not_taken_over(tmp_path):
    built().save(tmp_path / "birds")
    index = elanus.Index.open(tmp_path / "birds")
    elanus.Index.from_vectors(csr_array([[1.0, 0.5]])).save(tmp_path / "birds", replace=True)
    with pytest.raises(errors.InputError, match="open it anew"):
        index.refresh()
    assert index.search("kites").counts.tolist() == [2]


def test_ids_of_an_emptied_index_are_what_they_were(tmp_path):
    built(ids=["a", "b", "c"]).delete(["a", "b", "c"]).save(tmp_path / "birds")
    index = elanus.Index.open(tmp_path / "birds")
    assert index.ids.dtype == object
    with pytest.raises(errors.InputError, match="are texts"):
        index.add(["A swift"])
    index.add(["A swift"], ["d"])
    assert index.ids.tolist() == ["d"]


def test_copies_grow_apart():
    index = elanus.Index.build(["kites soar", "a red kite"], analyzer="standard")
    index.search("kites zebra quokka")
    twin = copy.copy(index)
    index.add(["zebra runs"])
    assert index.search("zebra quokka").ids[0, 0] == 2
    twin.add(["quokka sleeps"])
    assert twin.search("zebra").counts.tolist() == [0]
    assert twin.search("quokka").ids[0, 0] == 2


def test_scores_beyond_a_float_are_those_of_the_first_documents_however_often_they_are_asked_for():
    documents = [f"kite owl t{number % 7}" for number in range(20_000)]
    index = elanus.Index.build(documents, analyzer="standard", store_text=False)
    query = csr_array(np.full((1, index.dim), 1e38, np.float32))
    for _ in range(8):
        assert index.search(query, 4).ids.tolist() == [[0, 1, 2, 3]]


def words(text):
    return text.lower().split()


def test_an_index_of_a_callable_needs_it(tmp_path):
    elanus.Index.build(BIRDS, analyzer=words).save(tmp_path / "birds")
    with pytest.raises(errors.InputError, match=r"Index\.open\(path, analyzer="):
        elanus.Index.open(tmp_path / "birds")
    with pytest.raises(errors.InputTypeError):
        elanus.Index.open(tmp_path / "birds", analyzer="unicode:en")
    index = elanus.Index.open(tmp_path / "birds", analyzer=words)
    assert index.search("scream.").ids[0, 0] == 2
    elanus.Index.open(tmp_path / "birds", analyzer=words).add(["Owls hoot."]).save()
    assert index.refresh()
    assert index.search("hoot.").ids[0, 0] == 3


def test_what_is_no_index_is_said_so(tmp_path):
    (tmp_path / "file").touch()
    for name, message in (
        (".", "is a folder that holds no index: Index.save makes one"),
        ("file", "file is a file, and an index is a folder: Index.save makes one"),
        ("missing", "there is no index .*missing"),
    ):
        with pytest.raises(errors.ModelFileError, match=message):
            elanus.Index.open(tmp_path / name)


@pytest.mark.parametrize("column", [pd.Series, pl.Series, pa.array, list, np.array])
def test_a_column_of_booleans_is_a_filter(column):
    mask = column([True, False, True])
    assert built().search("kites", filter=mask).ids[0].tolist() == [0, -1, -1]
    assert built().search(["kites", "kites"], filter=[mask, None]).counts.tolist() == [1, 2]


@pytest.mark.parametrize("ids", [None, ["black", "red", "swift"]])
def test_results_are_pickled(ids):
    results = built(ids=ids).search(["red kites", "swifts", "owls"])
    twin = pickle.loads(pickle.dumps(results))
    assert twin.ids.tolist() == results.ids.tolist()
    assert twin.texts.tolist() == results.texts.tolist()
    assert [*twin] == [*results]
    assert str(twin) == str(results)
    assert repr(copy.copy(twin)) == repr(results)


def test_a_model_leaves_no_room_for_other_options():
    model = built().bm25
    for options in ({"k1": 3}, {"analyzer": "unicode:de"}, {"method": "okapi"}):
        with pytest.raises(errors.InputError, match="bm25 has"):
            elanus.Index.build(BIRDS, bm25=model, **options)
