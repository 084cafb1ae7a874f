"""Loads a release with Spark, and compares all of it with the JSONL. It runs on PySpark 3.5 and 4, with Java 17.

To run it by hand, in the folder of a project (spark3.txt for Spark 3.5):

    python3 -m venv ../spark-env && ../spark-env/bin/pip install -r testdata/loaders/spark4.txt
    SPARK_LOCAL_IP=127.0.0.1 ../spark-env/bin/python testdata/loaders/spark.py releases/v1

It prints a line of JSON a check; "problem" is null where all is well.
"""

import sys

import pyspark
from pyspark.sql import SparkSession

from release import check_content, check_table, manifest, rows

# In a run of seconds the second compiler and the parallel collector cost twice the work that they save.
FAST_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def place(row):
    """Returns what the rows of a table are ordered by."""
    return row["id"], row.get("source", ""), row.get("source_start") or 0


def ordered(table):
    """Returns the rows in the order of the table: Spark reads the largest file first."""
    return sorted(table, key=place)


def collect(frame):
    return ordered(row.asDict(recursive=True) for row in frame.collect())


def main(release):
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "1g")
        .config("spark.driver.extraJavaOptions", FAST_START)
        .getOrCreate()
    )
    check_content(release)
    for table, splits in manifest(release)["tables"].items():
        want = ordered(rows(release, splits))
        parquet, lines = f"{release}/{table}", f"{release}/jsonl/{table}"
        check_table(f"spark/{table}", lambda: collect(spark.read.parquet(parquet)), want)
        if pyspark.__version__ < "4":
            continue  # Spark 3.5 has no zstd for text files: its Hadoop asks for a native library
        typed = spark.read.schema(spark.read.parquet(parquet).schema)
        check_table(f"jsonl/spark/{table}", lambda: collect(typed.json(lines)), want)
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1])
