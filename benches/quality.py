"""What the presets find: nDCG@10 of BM25 on judged collections, in one table.

    python benches/quality.py [COLLECTION ...] [--data DIRECTORY] [--analyzer NAME ...]

A collection is a folder in BEIR's layout: `corpus.jsonl.gz`, `queries.jsonl`, `qrels/test.tsv`. Titles are
joined to texts with a space. Each is searched with the preset of its language and with `auto`, which is told
nothing, or with each analyzer that is named. Scores are the matrix product of queries and documents
(lucene's BM25, k1 = 1.2, b = 0.75); documents with the same score stand in the collection's order;
`ir-measures` does the rest. Exits with 1 if a figure is missed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import NamedTuple

import corpus
import ir_measures
import numpy as np

import elanus
from elanus.sparse import BM25EmbeddingFunction
from elanus.sparse.bm25 import build_default_analyzer

#: How many documents of a query are looked at.
DEPTH = 10
#: Queries whose scores are in memory at a time.
AT_A_TIME = 256
#: What `auto` may be worse than the figure when nobody says which language it is.
UNTOLD = 0.01


class Collection(NamedTuple):
    """A collection's preset, and the nDCG@10 it has to reach: bm25s' with stems and stop words, or more."""

    preset: str
    figure: float


COLLECTIONS = {
    "xquad_ar": Collection("unicode:ar", 0.934),
    "xquad_de": Collection("unicode:de", 0.940),
    "xquad_el": Collection("unicode:el", 0.948),
    "xquad_en": Collection("unicode:en", 0.963),
    "xquad_es": Collection("unicode:es", 0.960),
    "xquad_hi": Collection("unicode:hi", 0.95),  # bm25s has 0.747: it cuts words at their vowel signs
    "xquad_ro": Collection("unicode:ro", 0.965),
    "xquad_ru": Collection("unicode:ru", 0.954),
    "xquad_th": Collection("cjk_bigram", 0.94),  # bm25s has 0.915
    "xquad_tr": Collection("unicode:tr", 0.937),
    "xquad_vi": Collection("unicode:vi", 0.958),
    "xquad_zh": Collection("cjk_bigram", 0.963),
    "jaquad_ja": Collection("cjk_bigram", 0.880),
    "drcd_zh": Collection("cjk_bigram", 0.954),
    "scifact": Collection("unicode:en", 0.685),  # 0.679 with words that keep their hyphens
    "cranfield": Collection("unicode:en", 0.376),
    "npl": Collection("unicode:en", 0.436),
}


class Judged(NamedTuple):
    """A collection read."""

    ids: list[str]
    texts: list[str]
    queries: dict[str, str]
    judgements: list[ir_measures.Qrel]


def read(folder: Path) -> Judged:
    """Read a folder in BEIR's layout, and of its queries those that have judgements."""
    packed = folder / "corpus.jsonl.gz"
    path = packed if packed.exists() else folder / "corpus.jsonl"
    ids = [json.loads(line)["_id"] for line in corpus.lines(path)]
    rows = [line.split("\t") for line in (folder / "qrels" / "test.tsv").read_text().splitlines()[1:]]
    judgements = [ir_measures.Qrel(query, document, int(score)) for query, document, score in rows]
    judged = {judgement.query_id for judgement in judgements}
    queries = {}
    for line in corpus.lines(folder / "queries.jsonl"):
        query = json.loads(line)
        if query["_id"] in judged:
            queries[query["_id"]] = query["text"]
    assert set(queries) == judged, f"{folder}: there are judgements of queries that it does not have"
    return Judged(ids, list(corpus.beir(path)), queries, judgements)


def found(analyzer: str, collection: Judged) -> list[ir_measures.ScoredDoc]:
    """The first documents of each query."""
    # Before presets had names, `build_default_analyzer` had them by language.
    named = analyzer if hasattr(elanus, "Analyzer") else build_default_analyzer(analyzer)
    model = BM25EmbeddingFunction(analyzer=named, k1=1.2, b=0.75, method="lucene")
    model.fit(collection.texts)
    documents = model.encode_documents(collection.texts).T.tocsr()
    names, texts = list(collection.queries), list(collection.queries.values())
    run = []
    for start in range(0, len(texts), AT_A_TIME):
        scores = (model.encode_queries(texts[start : start + AT_A_TIME]) @ documents).toarray()
        best = np.argsort(-scores, axis=1, kind="stable")[:, :DEPTH]
        for row, columns in enumerate(best):
            # trec_eval breaks ties by name, whatever the order it is given: so no two scores are the same.
            run += [
                ir_measures.ScoredDoc(names[start + row], collection.ids[column], float(DEPTH - rank))
                for rank, column in enumerate(columns)
                if scores[row, column] > 0
            ]
    return run


def quality(analyzer: str, collection: Judged) -> float:
    """nDCG@10 of an analyzer: a query that finds nothing counts as 0."""
    measure = ir_measures.nDCG @ DEPTH
    run = found(analyzer, collection)
    return ir_measures.calc_aggregate([measure], collection.judgements, run)[measure]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument(
        "collections", nargs="*", metavar="COLLECTION", help="folders; all that there are if none"
    )
    parser.add_argument("--data", type=Path, default=corpus.SHARED, help="where the folders are")
    parser.add_argument(
        "--analyzer", nargs="+", default=[], help="presets to use instead of the language's and auto"
    )
    arguments = parser.parse_args()
    names = arguments.collections or [name for name in COLLECTIONS if (arguments.data / name).is_dir()]
    if not names:
        raise SystemExit(f"{arguments.data}: there is no collection")
    columns = arguments.analyzer or ["of the language", "`auto`, untold"]
    print(f"| collection | documents | queries | preset | figure | {' | '.join(columns)} |")
    print("|---|--:|--:|---|--:|" + "--:|" * len(columns))
    missed = []
    for name in names:
        collection = read(arguments.data / name)
        preset, figure = COLLECTIONS.get(Path(name).name, Collection(columns[0], 0.0))
        analyzers = dict.fromkeys(arguments.analyzer, 0.0) or {
            preset: figure,
            "auto": figure - UNTOLD,
        }
        cells = []
        for analyzer, least in analyzers.items():
            reached = quality(analyzer, collection)
            cells.append(f"{reached:.4f}")
            if reached < least:
                missed.append(f"{name}: {analyzer} reaches {reached:.4f} of {least:.4f}")
        sizes = f"{len(collection.texts):,} | {len(collection.queries):,}"
        print(f"| {name} | {sizes} | `{preset}` | {figure:.3f} | {' | '.join(cells)} |", flush=True)
    if missed:
        raise SystemExit("\n".join(missed))


if __name__ == "__main__":
    main()
