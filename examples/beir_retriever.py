"""An index as a retriever of the harnesses of BEIR and MTEB, here on a corpus of four documents.

With their packages installed, the same objects go to them:

    EvaluateRetrieval(BeirRetriever(analyzer="unicode:en")).retrieve(corpus, queries)  # beir
    mteb.evaluate(MtebRetriever(analyzer="unicode:en"), mteb.get_tasks(tasks=["SciFact"]))  # mteb 2
"""

from elanus.evaluation import BeirRetriever, MtebRetriever, evaluate

corpus = {
    "black": {"title": "Black kite", "text": "It soars over lakes and takes fish from the surface."},
    "red": {"title": "Red kite", "text": "It eats carrion, and dives for voles."},
    "swift": {"title": "Swift", "text": "It screams at dusk and sleeps on the wing."},
    "owl": {"title": "", "text": "Owls hunt voles by night."},
}
queries = {"1": "Which kites fish in lakes?", "2": "hunting for voles"}
qrels = {"1": {"black": 1}, "2": {"owl": 2, "red": 1}}

# BEIR hands over corpus and queries in one call.
found = BeirRetriever(analyzer="unicode:en").search(corpus, queries, top_k=10)
for query, hits in found.items():
    print(f"{queries[query]}  {', '.join(hits)}")

# MTEB has a corpus indexed first; its rows are those of a dataset.
retriever = MtebRetriever(analyzer="unicode:en")
retriever.index([{"id": own, **document} for own, document in corpus.items()])
again = retriever.search([{"id": own, "text": text} for own, text in queries.items()], top_k=10)
assert again == found

print(evaluate(found, None, qrels, measures=["nDCG@10", "R@100"]))
