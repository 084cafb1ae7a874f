"""Writes the Parquet files of a release again with pyarrow, to nowhere, and prints what the writing alone took.

write.py FOLDER PAGES

The row groups, encodings, dictionaries, statistics and checksums are those of the files that are read. Where PAGES is
"same", so is the size of pages; pyarrow looks at it after a batch of rows, so that has to be small. Else it has its own.
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


SAME_PAGES = {"data_page_size": 256 << 10, "write_batch_size": 16}


def rewrite(path, pages, watch):
    file = pq.ParquetFile(path)
    groups = [file.read_row_group(i) for i in range(file.num_row_groups)]
    sink = pa.MockOutputStream()
    wall, cpu = time.perf_counter(), time.process_time()
    writer = pq.ParquetWriter(
        sink, file.schema_arrow, compression="zstd", compression_level=3, data_page_version="2.0",
        write_page_checksum=True, store_schema=False, **pages, **settings(file.metadata))
    for group in groups:
        writer.write_table(group, row_group_size=max(1, group.num_rows))
    writer.close()
    watch["cpu"] += time.process_time() - cpu
    watch["wall"] += time.perf_counter() - wall
    watch["bytes"] += sink.size()


def main(folder, pages):
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    watch = {"cpu": 0.0, "wall": 0.0, "bytes": 0}
    for path in sorted(pathlib.Path(folder).glob("*/*.parquet")):
        rewrite(path, SAME_PAGES if pages == "same" else {}, watch)
    print(json.dumps(watch))


main(*sys.argv[1:])
