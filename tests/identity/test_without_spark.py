"""Where PySpark or Java is missing, or records would leave unprotected: one line, exit code 2, no file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qorgan.identity.faults import Refused
from qorgan.identity.linking import spark_session

PEOPLE = "unique_id,surname,first_name,dob\n1,Ахметов,Болат,02.03.1984\n2,Akhmetov,Bolat,02.03.1984\n"
HIDDEN = "import sys; sys.modules['pyspark'] = None"
PRESENT = "import sys"
RUN = "from qorgan.cli import main; sys.exit(main(sys.argv[1:]))"


def dedupe(folder: Path, first: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "people.csv").write_text(PEOPLE, "utf-8")
    command = [sys.executable, "-c", f"{first}; {RUN}", "link", "dedupe", "people.csv", "out.csv"]
    paths = os.pathsep.join(filter(None, (environment.pop("first_path", ""), *sys.path)))
    return subprocess.run(
        [*command, "--engine", "spark", *options],
        cwd=folder,
        env={"PYTHONPATH": paths, "LANG": "C.UTF-8"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def refused(result: subprocess.CompletedProcess[str], folder: Path) -> str:
    assert result.returncode == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert not list(folder.glob("out.csv*"))
    return line


def a_pyspark(folder: Path) -> str:
    """Enough for Python to say that a package of the name is there."""
    package = folder / "packages" / "pyspark"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    return str(package.parent)


def a_java(folder: Path, version: str) -> str:
    program = folder / "jdk" / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2020-01-01' >&2\n")
    program.chmod(0o755)
    return str(program.parent.parent)


@pytest.mark.parametrize(
    ("language", "problem"),
    [
        ("en", "PySpark is not installed"),
        ("ru", "PySpark не установлен"),
        ("kk", "PySpark орнатылмаған"),
    ],
)
def test_without_pyspark_one_line_says_what_to_install(tmp_path: Path, language: str, problem: str) -> None:
    line = refused(dedupe(tmp_path, HIDDEN, "--lang", language), tmp_path)
    assert line.startswith(f"--engine spark: {problem} (")
    assert "make spark" in line and "requirements-spark.lock" in line


def test_without_java_one_line_names_the_package(tmp_path: Path) -> None:
    result = dedupe(tmp_path, PRESENT, first_path=a_pyspark(tmp_path), PATH=str(tmp_path))
    line = refused(result, tmp_path)
    assert line.startswith("--engine spark: Java is not installed (")
    assert "openjdk-17-jre-headless" in line


def test_java_that_is_too_old_is_named(tmp_path: Path) -> None:
    result = dedupe(
        tmp_path,
        PRESENT,
        first_path=a_pyspark(tmp_path),
        PATH=os.defpath,
        JAVA_HOME=a_java(tmp_path, "11.0.2"),
    )
    assert refused(result, tmp_path).startswith("--engine spark: Java 11 is too old (")


PROTECTED = {
    "spark.master": "spark://host:7077",
    "spark.authenticate": "true",
    "spark.network.crypto.enabled": "true",
    "spark.io.encryption.enabled": "true",
    "spark.checkpoint.dir": "hdfs:///tmp",
}


@pytest.fixture
def no_master(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SPARK_MASTER", "MASTER"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("no_master")
@pytest.mark.parametrize("missing", sorted(PROTECTED.keys() - {"spark.master"}))
def test_records_do_not_leave_this_machine_unprotected(tmp_path: Path, missing: str) -> None:
    given = {name: value for name, value in PROTECTED.items() if name != missing}
    with pytest.raises(Refused, match="spark://host:7077 unprotected"):
        spark_session.settings(given, tmp_path)


@pytest.mark.usefixtures("no_master")
def test_a_protected_master_is_taken_and_its_hosts_are_left_to_spark(tmp_path: Path) -> None:
    made = spark_session.settings(PROTECTED, tmp_path)
    assert made["spark.master"] == "spark://host:7077"
    assert "spark.driver.bindAddress" not in made
    assert made["spark.ui.enabled"] == "false"


@pytest.mark.usefixtures("no_master")
def test_in_local_mode_it_listens_on_the_loopback_with_a_secret(tmp_path: Path) -> None:
    made = spark_session.settings({}, tmp_path)
    assert made["spark.master"] == "local[*]"
    assert made["spark.driver.bindAddress"] == made["spark.driver.host"] == "127.0.0.1"
    assert made["spark.authenticate"] == "true"
    assert made["spark.local.dir"] == str(tmp_path)


def test_what_the_operator_wrote_into_sparks_own_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spark-defaults.conf").write_text(
        "# ours\n\nspark.master   local[1]\nspark.driver.memory=3g\nspark.app.name: other\n", "utf-8"
    )
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))
    monkeypatch.delenv("SPARK_MASTER", raising=False)
    monkeypatch.delenv("MASTER", raising=False)
    given = spark_session.configured()
    assert given == {
        "spark.master": "local[1]",
        "spark.driver.memory": "3g",
        "spark.app.name": "other",
    }
    made = spark_session.settings(given, tmp_path)
    assert made["spark.master"] == "local[1]"
    assert "spark.driver.memory" not in made, "what is in the file is Spark's to read"
    monkeypatch.setenv("SPARK_MASTER", "local[2]")
    assert spark_session.settings(given, tmp_path)["spark.master"] == "local[2]"
