"""Every fault speaks three languages in one line, with what is allowed, and never repeats a cell."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from qorgan.identity import fields, tables
from qorgan.identity.faults import KINDS, LANGUAGES, Fault, Report, texts

SOURCE = Path(tables.__file__).parent
CODE = re.compile(
    r'"((?:out|file|header|column|row|id|text|name|date|age|recorded|iin|phone|region|sex|spark|java|duckdb|memory)_[a-z_]+|encoding)"'
)


@pytest.mark.parametrize("code", sorted(texts()))
def test_every_fault_is_said_in_three_languages_with_what_is_allowed(code: str) -> None:
    assert texts()[code]["kind"] in KINDS
    said = [Fault(code, 3, "dob", "x").said("p.csv", language) for language in LANGUAGES]
    assert len(set(said)) == 3
    for line in said:
        assert line.startswith("p.csv:3: dob: ") and line.endswith(")") and "\n" not in line
    assert all(re.search("[а-яәғқңөұүһі]", line.lower()) for line in said[1:]), (
        "Russian and Kazakh are Cyrillic"
    )


MODULES = (
    "ages", "births", "csvfiles", "days", "fields", "headers", "iin", "parquetfiles", "phones", "tables",
    "linking/people", "linking/arrays", "linking/asked", "linking/batch", "linking/spark_session",
)  # fmt: skip
# Names that look like codes and are none.
NO_CODES = frozenset({"age_or_year", "age_endings"})


def test_every_code_in_the_sources_has_its_sentence_and_every_sentence_its_code() -> None:
    sources = "".join((SOURCE / f"{module}.py").read_text("utf-8") for module in MODULES)
    assert set(CODE.findall(sources)) - NO_CODES == set(texts())


def test_no_line_repeats_what_stood_in_a_cell() -> None:
    report = Report("people.csv", sink := io.StringIO())
    raw = "unique_id,surname,dob,iin,phone,region\n"
    raw += "secret1,777,31.02.secret,secretiin,secretphone,secretplace\n,secret\n"
    for chunk in tables.read("-", report, io.BytesIO(raw.encode())):
        fields.read(chunk, report)
    assert report.counts.total() >= 5
    for language in LANGUAGES:
        assert "secret" not in "".join(report.lines(language))
    assert "secret" not in sink.getvalue()
