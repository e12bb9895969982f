"""A Spark of our own: one Java process, one private folder, no port but on the loopback, nothing left behind.

In local mode all of it is ours. Where Spark's own configuration names a master, records leave this machine;
then its traffic must be encrypted and its hosts must know each other, or we do not begin.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess  # nosec B404
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from qorgan.identity.faults import Fault, Refused

OPTION = "--engine spark"
OLDEST_JAVA = 17
_ROWS_IN_A_PART = 250_000
_SECONDS_TO_STOP = 30
_QUIET = "rootLogger.level = error\nrootLogger.appenderRef.err.ref = err\nappender.err.type = Console\n" + (
    "appender.err.name = err\nappender.err.target = SYSTEM_ERR\nappender.err.layout.type = PatternLayout\n"
    "appender.err.layout.pattern = %m%n\n"
)


def check() -> None:
    """Raises Refused where PySpark or Java is missing or too old: before hours of reading, not after."""
    if importlib.util.find_spec("pyspark") is None:
        raise Refused(Fault("spark_missing"), OPTION)
    home = os.environ.get("JAVA_HOME")
    java = os.path.join(home, "bin", "java") if home else shutil.which("java")
    try:
        told = subprocess.run(  # noqa: S603  # nosec B603 - the java that Spark itself would run
            [java or "java", "-XX:-UsePerfData", "-version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stderr
    except (OSError, subprocess.SubprocessError):
        raise Refused(Fault("java_missing"), OPTION) from None
    found = re.search(r'version "(\d+)', told)
    if found and int(found[1]) < OLDEST_JAVA:
        raise Refused(Fault("java_old", detail=found[1]), OPTION)


def configured() -> Mapping[str, str]:
    """What the operator wrote into Spark's own `spark-defaults.conf`, where there is one."""
    folder = os.environ.get("SPARK_CONF_DIR") or os.path.join(os.environ.get("SPARK_HOME", ""), "conf")
    try:
        lines = Path(folder, "spark-defaults.conf").read_text("utf-8").splitlines()
    except OSError:
        return {}
    rows = (
        re.split(r"[\s=:]+", line.strip(), maxsplit=1) for line in lines if not line.lstrip().startswith("#")
    )
    return {row[0]: row[1].strip() for row in rows if len(row) == 2}


def master(given: Mapping[str, str]) -> str:
    named = os.environ.get("SPARK_MASTER") or os.environ.get("MASTER")
    return named or given.get("spark.master") or "local[*]"


def _local(folder: Path) -> dict[str, str]:
    quiet = folder / "log4j2.properties"
    java = f"-Djava.io.tmpdir={folder} -XX:-UsePerfData -Dlog4j2.configurationFile={quiet}"
    return {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        # Others on this machine reach the loopback too; they have not the secret that Spark then makes.
        "spark.authenticate": "true",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.driver.extraJavaOptions": java,
    }


def settings(given: Mapping[str, str], folder: Path) -> dict[str, str]:
    """What Spark is started with. Raises Refused where records would cross a network unprotected."""
    out = {
        "spark.master": master(given),
        "spark.app.name": "qorgan",
        "spark.submit.deployMode": "client",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.log.level": "ERROR",
    }
    if out["spark.master"].startswith("local"):
        out |= _local(folder)
    elif not _protected(given):
        raise Refused(Fault("spark_open", detail=out["spark.master"]), OPTION)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    ours = {"spark.driver.memory": f"{memory // 2**21}m", "spark.driver.maxResultSize": "0"}
    return out | {name: value for name, value in ours.items() if name not in given}


def _protected(given: Mapping[str, str]) -> bool:
    encrypted = (given.get(name) for name in ("spark.network.crypto.enabled", "spark.ssl.rpc.enabled"))
    return (
        given.get("spark.authenticate") == "true"
        and "true" in encrypted
        and given.get("spark.io.encryption.enabled") == "true"
        and bool(given.get("spark.checkpoint.dir"))
    )


@contextmanager
def told() -> Iterator[None]:
    """What goes wrong inside Spark is one line and not a page of Java."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from splink.internals.exceptions import SplinkException

    try:
        yield
    except (Py4JError, PySparkException, SplinkException, OSError) as error:
        raise _stopped(error.__cause__ or error) from error


def _stopped(error: BaseException) -> Refused:
    lines = " ".join(line.strip() for line in str(error).splitlines()[:2])
    return Refused(Fault("spark_stopped", detail=f"{type(error).__name__} {lines}"[:200].strip()), OPTION)


class Session:
    """Starts Spark; `close` stops it, ends its Java process and removes the folder.

    Spark's files go under `parent`, where there is one, else where temporary files go.
    """

    def __init__(self, parent: Path | None) -> None:
        self.given = configured()
        self.folder = _private(parent)
        self.gateway: Any = None
        self.context: Any = None
        self.place = ""
        try:
            self.conf = settings(self.given, self.folder)
            self.local = self.conf["spark.master"].startswith("local")
            with told(), _environment(self.folder if self.local else None):
                self._start()
        except BaseException:
            self.close()
            raise

    def _start(self) -> None:
        from pyspark import SparkConf, SparkContext
        from pyspark.java_gateway import launch_gateway
        from pyspark.sql import SparkSession

        (self.folder / "log4j2.properties").write_text(_QUIET, "utf-8")
        conf = SparkConf(loadDefaults=False).setAll(list(self.conf.items()))
        with open(self.folder / "log", "wb") as log:
            self.gateway = launch_gateway(conf, {"stdout": log, "stderr": log})
        # Java removes the folder as it ends, even where this process was killed and cannot.
        java = self.gateway.jvm
        java.org.apache.spark.util.ShutdownHookManager.registerShutdownDeleteDir(
            java.java.io.File(str(self.folder))
        )
        self.context = SparkContext(conf=conf, gateway=self.gateway)
        self.context.setCheckpointDir(
            self.folder.as_uri() if self.local else self.given["spark.checkpoint.dir"]
        )
        self.place = str(self.context._jsc.sc().getCheckpointDir().get())
        self.sql: Any = SparkSession(self.context)

    def view(self, name: str, table: pa.Table) -> None:
        """A table of ours as a view; on disk, so that Spark reads it in parts."""
        here = self.folder / f"{name}.parquet"
        pq.write_table(table, here, row_group_size=_ROWS_IN_A_PART)
        there = self._path(f"{name}.given")
        self._files(there).copyFromLocalFile(True, True, self._java_path(here.as_uri()), there)
        self.sql.read.parquet(there.toString()).createOrReplaceTempView(name)

    def keep(self, name: str, query: str) -> None:
        """The answer of `query` on disk, as a view."""
        place = f"{self.place}/{name}"
        self.sql.sql(query).write.mode("overwrite").parquet(place)
        self.sql.read.parquet(place).createOrReplaceTempView(name)

    def drop(self, name: str) -> None:
        """A view, and its files."""
        self.sql.catalog.dropTempView(name)
        path = self._path(name)
        self._files(path).delete(path, True)

    def _java_path(self, place: str) -> Any:
        return self.gateway.jvm.org.apache.hadoop.fs.Path(place)

    def _path(self, name: str) -> Any:
        return self._java_path(f"{self.place}/{name}")

    def _files(self, path: Any) -> Any:
        return path.getFileSystem(self.context._jsc.hadoopConfiguration())

    def close(self) -> None:
        from pyspark import SparkContext

        try:
            if self.context is not None:
                with suppress(Exception):  # a Java process that died has nothing left to stop
                    if not self.local:
                        whole = self._java_path(self.place)
                        self._files(whole).delete(whole, True)
                    self.sql.stop()
            if self.gateway is not None:
                self.gateway.shutdown()
                _ended(self.gateway.proc)
        finally:
            SparkContext._gateway = SparkContext._jvm = None
            self.gateway = self.context = None
            shutil.rmtree(self.folder, ignore_errors=True)


def _private(parent: Path | None) -> Path:
    """Only this user may look into it: what stands there are people."""
    if parent is None:
        return Path(tempfile.mkdtemp(prefix="qorgan-spark-")).resolve()
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = parent.resolve() / "spark"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def _ended(process: subprocess.Popen[bytes] | None) -> None:
    """Java ends when what it reads from us ends."""
    if process is None:
        return
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(_SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def _environment(folder: Path | None) -> Iterator[None]:
    """In local mode: these variables win over what we set, so they say the same while Spark starts."""
    if folder is None:
        yield
        return
    ours = {
        "SPARK_LOCAL_DIRS": str(folder),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LAUNCHER_OPTS": "-XX:-UsePerfData",
    }
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
