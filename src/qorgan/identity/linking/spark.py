"""Splink on Spark, for tables that one DuckDB does not hold: the same SQL, the same pairs, the same weights.

PySpark and Java are asked for only here. In local mode unless Spark's own configuration names a master.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from qorgan.identity.linking import frequencies, splinking
from qorgan.identity.linking.batch import Progress
from qorgan.identity.linking.keys import Table
from qorgan.identity.linking.model import Model
from qorgan.identity.linking.spark_session import Session, check, told

_ROWS_IN_A_TASK = 100_000
_SECONDS_BETWEEN = 10.0


class Spark:
    """An `Engine`. `folder` takes Spark's own files while it runs; they hold what stands in the table.

    Raises Refused where PySpark or Java is missing, and where Spark stops.
    """

    def __init__(
        self,
        model: Model,
        table: Table,
        folder: Path | None = None,
        progress: Progress = lambda what, done, of: None,
    ) -> None:
        check()
        self.model, self.table, self.folder, self.progress = model, table, folder, progress
        self.session: Session | None = None
        self.api: Any = None
        self.linker: Any = None

    def load(self, faces: pa.Table, keyed: pa.Table) -> None:
        from splink import Linker
        from splink.backends.spark import SparkAPI

        self.progress("spark", 0, 1)
        self.session = session = Session(self.folder)
        self.progress("spark", 1, 1)
        with told(), self._watched():
            conf = session.sql.conf
            if "spark.sql.shuffle.partitions" not in session.given:
                parts = max(2 * session.context.defaultParallelism, keyed.num_rows // _ROWS_IN_A_TASK)
                conf.set("spark.sql.shuffle.partitions", str(parts))
            session.view("faces", faces)
            session.view("keyed", keyed)
            session.keep("counted", splinking.counted_sql("keyed"))
            session.keep("usable", splinking.usable_sql("keyed", "counted", self.table))
            self.api = SparkAPI(  # type: ignore[no-untyped-call]
                spark_session=session.sql, break_lineage_method="parquet", register_udfs_automatically=False
            )
            self.linker = Linker(
                self.api.register("faces"),
                splinking.settings(self.model),
                log_level=logging.ERROR,
                validate_settings=False,
            )
            for name, shares in frequencies.tables(faces):
                session.view(f"shares_of_{name}", shares)
                table = self.api.register(f"shares_of_{name}")
                self.linker.table_management.register_term_frequency_lookup(table, name)

    def weigh(self, chunk: int, chunks: int) -> pa.Table:
        if self.session is None:
            raise RuntimeError("load comes first")
        with told(), self._watched():
            self.session.keep("pairs", splinking.pairs_sql("usable", chunk, chunks))
            self.linker.table_management.register_blocked_pairs_for_predict(self.api.register("pairs"))
            predicted = self.linker.inference.predict(warning_mode="never")
            caps, least = self.table.caps, self.table.kept_from
            sql = splinking.weighed_sql(predicted.physical_name, "faces", self.model, caps, least)
            weighed = self.session.sql.sql(sql).toArrow()
            predicted.drop_table_from_database_and_remove_from_cache()
            for name in (predicted.physical_name, "pairs"):
                self.session.drop(name)
        return weighed

    def close(self) -> None:
        if self.session is not None:
            self.session.close()
            self.session = None

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Tells now and then how far Spark is in the step it is at: one chunk may take an hour."""
        done = threading.Event()
        tracker = self.session.context.statusTracker() if self.session else None

        def watch() -> None:
            while tracker and not done.wait(_SECONDS_BETWEEN):
                for number in tracker.getActiveStageIds():
                    stage = tracker.getStageInfo(number)
                    if stage is not None:
                        self.progress(f"spark step {number}", stage.numCompletedTasks, stage.numTasks)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()
