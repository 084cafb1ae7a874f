"""Writes the Parquet files of a release again with pyarrow, to nowhere, and prints what the writing alone took.

write.py FOLDER

The row groups, encodings, dictionaries, statistics, page size and checksums are those of the files that are read.
"""

import json
import pathlib
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq


def settings(metadata):
    """Returns what makes pyarrow write columns as those of the first row group are."""
    dictionaries, encodings, statistics = [], {}, []
    for i in range(metadata.num_columns):
        column = metadata.row_group(0).column(i)
        path = column.path_in_schema
        if column.is_stats_set and column.statistics.has_min_max:
            statistics.append(path)
        if column.has_dictionary_page:
            dictionaries.append(path)
        else:
            encodings[path] = next(e for e in column.encodings if e not in ("RLE", "BIT_PACKED"))
    return {"use_dictionary": dictionaries or False, "column_encoding": encodings, "write_statistics": statistics or False}


def rewrite(path, watch):
    file = pq.ParquetFile(path)
    groups = [file.read_row_group(i) for i in range(file.num_row_groups)]
    sink = pa.MockOutputStream()
    wall, cpu = time.perf_counter(), time.process_time()
    writer = pq.ParquetWriter(
        sink, file.schema_arrow, compression="zstd", compression_level=3, data_page_version="2.0",
        data_page_size=256 << 10, write_page_checksum=True, store_schema=False, **settings(file.metadata))
    for group in groups:
        writer.write_table(group, row_group_size=max(1, group.num_rows))
    writer.close()
    watch["cpu"] += time.process_time() - cpu
    watch["wall"] += time.perf_counter() - wall
    watch["bytes"] += sink.size()


def main(folder):
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    watch = {"cpu": 0.0, "wall": 0.0, "bytes": 0}
    for path in sorted(pathlib.Path(folder).glob("*/*.parquet")):
        rewrite(path, watch)
    print(json.dumps(watch))


main(*sys.argv[1:])
