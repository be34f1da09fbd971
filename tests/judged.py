"""Documents, queries and judgments of random words."""

import random

WORDS = ["red", "black", "kite", "swift", "owl", "dives", "soars", "screams", "hunts", "lake", "dusk"]
WORDS += ["night", "over", "under", "by", "the"]


def collection(documents=60, queries=25, seed=7):
    """Documents, queries and judgments of random words; the judged are near to what is asked."""
    chance = random.Random(seed)
    texts = {f"d{n}": " ".join(chance.choices(WORDS, k=chance.randint(2, 25))) for n in range(documents)}
    asked = {f"q{n}": " ".join(chance.choices(WORDS, k=3)) for n in range(queries)}
    qrels = {}
    for query, text in asked.items():
        shared = {name: len(set(text.split()) & set(document.split())) for name, document in texts.items()}
        near = sorted(shared, key=lambda name: (-shared[name], name))[:12]
        qrels[query] = {name: chance.randint(-1, 3) for name in chance.sample(near, 6)}
    return texts, asked, qrels
