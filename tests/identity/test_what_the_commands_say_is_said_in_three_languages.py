"""Every sentence of the linkage commands and the live index is there in English, Russian and Kazakh."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from qorgan.cli import main
from qorgan.identity import live
from qorgan.identity.saying import LANGUAGES, Message, messages

SOURCES = Path(__file__).parents[2] / "src" / "qorgan" / "identity"
SAYING = {"Message", "Damaged", "NotWritten", "NoIndex", "NotReadable", "BadRow", "Busy", "CannotKeep"}
SAYING |= {"CannotWrite", "TableFault", "locked"}
NOT_SENTENCES = {"unique_id", "keys", "key_rows", "faces", ""}


def sentences() -> set[str]:
    """Every literal that is handed to what says something."""
    found = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING:
                literals = [a for call in node.args for a in ast.walk(call) if isinstance(a, ast.Constant)]
                found |= {str(a.value) for a in literals if isinstance(a.value, str)}
    return {said for said in found - NOT_SENTENCES if re.search("[a-z]{2}", said) and "/" not in said}


def test_every_sentence_in_the_sources_is_in_the_table() -> None:
    found = sentences()
    assert len(found) > 40
    assert {said for said in found if said not in messages()} == set()


def test_each_has_the_same_words_in_each_language() -> None:
    for english, row in messages().items():
        assert set(row) == set(LANGUAGES), english
        words = [sorted(re.findall(r"{\w+}", row[language])) for language in LANGUAGES]
        assert words[0] == words[1] == words[2], english


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "holds no index"), ("ru", "не содержит индекса"), ("kk", "ішінде индекс жоқ")],
)
def test_a_missing_index_is_told_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    people = tmp_path / "p.csv"
    people.write_text("unique_id,full_name\n1,Сейтқали Айгүл\n", "utf-8")
    code = main(["link", "search", str(tmp_path / "no.idx"), str(people), "-", "--lang", language])
    assert code == 2
    told = capsys.readouterr().err
    assert said in told
    assert len(told.strip().splitlines()) == 1


def test_a_damaged_file_is_told_in_russian() -> None:
    fault = live.Damaged("base/keys", Message("was changed at byte {byte}", byte=12))
    assert fault.said("ru").startswith("base/keys: изменён, начиная с байта 12. Восстановите")


def test_a_table_of_pairs_is_refused_in_kazakh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text("name_a,name_b\nАйгүл,12\n", "utf-8")
    assert main(["link", "pairs", str(table), "-", "--lang", "kk"]) == 2
    assert "name_b: бірде-бір әріп жоқ (рұқсат етілгені: әріппен жазылған есім)" in capsys.readouterr().err


def test_what_a_batch_did_is_summed_up_in_russian(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = tmp_path / "p.csv"
    people.write_text("unique_id,full_name\n1,Сейтқали Айгүл\n2,Сейткали Айгуль\n", "utf-8")
    assert main(["link", "dedupe", str(people), str(tmp_path / "o.csv"), "--lang", "ru"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("записей 2, пропущено 0, пары ")
    assert "ключи: 0/1" in told.err
