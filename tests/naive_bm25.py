"""BM25 as plainly as it can be written, for comparing with what the core computes."""

import math


def fit(documents):
    """Statistics of documents that are lists of tokens: N, Σ length, and df in first-seen order."""
    frequencies = {}
    for tokens in documents:
        for token in dict.fromkeys(tokens):
            frequencies[token] = frequencies.get(token, 0) + 1
    return len(documents), sum(map(len, documents)), frequencies


def okapi_idf(count, frequencies, epsilon):
    idf = {term: math.log(count - df + 0.5) - math.log(df + 0.5) for term, df in frequencies.items()}
    average = sum(idf.values()) / len(idf)
    return {term: epsilon * average if value < 0 else value for term, value in idf.items()}


def lucene_idf(count, frequencies):
    return {term: math.log(1 + (count - df + 0.5) / (df + 0.5)) for term, df in frequencies.items()}


def okapi_document(tokens, average, k1, b):
    norm = k1 * (1 - b + b * len(tokens) / average)
    return {term: tokens.count(term) * (k1 + 1) / (tokens.count(term) + norm) for term in tokens}


def lucene_document(tokens, average, k1, b):
    norm = k1 * (1 - b + b * len(tokens) / average)
    return {term: tokens.count(term) / (tokens.count(term) + norm) for term in tokens}


IDF = {
    "okapi": lambda n, df: math.log(n - df + 0.5) - math.log(df + 0.5),
    "lucene": lambda n, df: math.log(1 + (n - df + 0.5) / (df + 0.5)),
    "robertson": lambda n, df: math.log(max((n - df + 0.5) / (df + 0.5), 1)),
    "atire": lambda n, df: math.log(n / df),
    "bm25l": lambda n, df: math.log((n + 1) / (df + 0.5)),
    "bm25+": lambda n, df: math.log((n + 1) / df),
    "tfidf": lambda n, df: math.log((1 + n) / (1 + df)) + 1,
}


def saturation(method, tf, ratio, k1, delta):
    """What tf occurrences weigh in a document; ratio is 1 − b + b·length/average."""
    if method in ("lucene", "robertson"):
        return tf / (tf + k1 * ratio)
    if method == "bm25l":
        shifted = tf / ratio + delta
        return (k1 + 1) * shifted / (k1 + shifted)
    plain = tf * (k1 + 1) / (tf + k1 * ratio)
    return plain + delta if method == "bm25+" else plain


class Model:
    """The documents themselves, and ids in first-seen order: what updates must equal."""

    def __init__(self, method="okapi", k1=1.5, b=0.75, epsilon=0.25, delta=None):
        self.method, self.k1, self.b, self.epsilon = method, k1, b, epsilon
        self.delta = {"bm25l": 0.5, "bm25+": 1.0}.get(method, 0.0) if delta is None else delta
        self.min_df, self.max_df, self.max_terms = 1, 1.0, None
        self.documents = []
        self.terms = []

    def add(self, documents, terms=None):
        known = set(self.terms)
        tokens = (token for tokens in documents for token in tokens) if terms is None else terms
        self.terms += [token for token in dict.fromkeys(tokens) if token not in known]
        self.documents += documents
        self.count()

    def merge(self, other):
        self.add(other.documents, other.terms)

    def forget(self, documents):
        for tokens in documents:
            self.documents.remove(tokens)
        self.count()

    def compact(self):
        kept = [term for term in self.terms if term in self.frequencies]
        moved = [kept.index(term) if term in self.frequencies else -1 for term in self.terms]
        self.terms = kept
        return moved

    def count(self):
        self.size, self.length, self.frequencies = fit(self.documents)
        self.average = self.length / self.size if self.size else 0.0

    def ids(self):
        """Terms that some document holds, by ascending id."""
        return {term: id for id, term in enumerate(self.terms) if term in self.frequencies}

    def known(self):
        """Of these the ones that encoders know."""
        least, most = (
            bound if isinstance(bound, int) else bound * self.size for bound in (self.min_df, self.max_df)
        )
        ids = {term: id for term, id in self.ids().items() if least <= self.frequencies[term] <= most}
        by_frequency = sorted(ids, key=lambda term: (-self.frequencies[term], ids[term]))
        kept = set(by_frequency[: self.max_terms])
        return {term: id for term, id in ids.items() if term in kept}

    def idf(self):
        idf = {term: IDF[self.method](self.size, self.frequencies[term]) for term in self.ids()}
        average = sum_in_order(idf.values()) / len(idf) if idf else 0.0
        if self.method == "okapi":
            idf = {term: self.epsilon * average if value < 0 else value for term, value in idf.items()}
        return idf, average

    def encode(self, tokens, as_query, idf):
        """One row, as a dictionary from column to weight."""
        ids = self.known()
        counts = {ids[token]: tokens.count(token) for token in tokens if token in ids}
        if self.method == "tfidf":
            weights = {id: tf * idf[self.terms[id]] for id, tf in sorted(counts.items())}
            norm = math.sqrt(sum_in_order(weight * weight for weight in weights.values()))
            return {id: weight / norm for id, weight in weights.items()}
        if as_query:
            # The original adds a repeated term's idf as often as it occurs.
            repeated = {id: sum_in_order([idf[self.terms[id]]] * tf) for id, tf in counts.items()}
            products = {id: tf * idf[self.terms[id]] for id, tf in counts.items()}
            return repeated if self.method == "okapi" else products
        ratio = 1 - self.b + self.b * len(tokens) / self.average if counts else 1
        return {id: saturation(self.method, tf, ratio, self.k1, self.delta) for id, tf in counts.items()}


def sum_in_order(values):
    """A plain sum: Python 3.12's sum() of floats compensates for rounding."""
    total = 0.0
    for value in values:
        total += value
    return total
