"""What an index finds: measures, tuning and significance, on queries whose answers people have judged.

`evaluate` answers judged queries and measures the answers, `compare` says whether two systems differ by
more than chance, and `tune` looks for better parameters and tells what they are worth on queries that
did not choose them. Files are those of BEIR and TREC.

Examples
--------
>>> from elanus import Index
>>> from elanus.evaluation import evaluate
>>> index = Index.build(["Black kites soar.", "A red kite dives.", "Swifts scream."], ids=["b", "r", "s"])
>>> found = evaluate(index, {"q": "Which kite dives?"}, {"q": {"r": 1}})
>>> found["nDCG@10"]
1.0
"""

from elanus._lazy import attach

TYPE_CHECKING = False  # `import typing` would load `re`; type checkers know this name
if TYPE_CHECKING:
    from elanus.evaluation.files import (
        read_qrels as read_qrels,
        read_queries as read_queries,
        read_run as read_run,
        write_run as write_run,
    )
    from elanus.evaluation.measures import Evaluation as Evaluation, evaluate as evaluate
    from elanus.evaluation.retrievers import BeirRetriever as BeirRetriever, MtebRetriever as MtebRetriever
    from elanus.evaluation.run import Run as Run
    from elanus.evaluation.significance import Comparison as Comparison, compare as compare
    from elanus.evaluation.tuning import (
        Fold as Fold,
        Parameters as Parameters,
        Tuning as Tuning,
        tune as tune,
    )

_HOMES = {
    "BeirRetriever": ".retrievers",
    "Comparison": ".significance",
    "Evaluation": ".measures",
    "Fold": ".tuning",
    "MtebRetriever": ".retrievers",
    "Parameters": ".tuning",
    "Run": ".run",
    "Tuning": ".tuning",
    "compare": ".significance",
    "evaluate": ".measures",
    "read_qrels": ".files",
    "read_queries": ".files",
    "read_run": ".files",
    "tune": ".tuning",
    "write_run": ".files",
}

__all__ = list(_HOMES)

__getattr__, __dir__ = attach(__name__, _HOMES)
