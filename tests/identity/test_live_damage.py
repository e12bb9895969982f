"""A file that is missing, cut, changed or of another version is told by its name; nobody sees a traceback."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.identity.live_people import VERSION, row

from qorgan.identity import live
from qorgan.identity.live.layout import ARRAYS

OTHER = "f" * 64


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("live") / "people.idx"
    words = dict.fromkeys(live.WORDS, "word")
    people = [row(n, [1, 2], **words, iin="000101500012", phone="+77010000000") for n in ("a", "b")]
    live.build(folder, [live.batch_of(people)], VERSION)
    return folder


@pytest.fixture
def folder(good: Path, tmp_path: Path) -> Path:
    return shutil.copytree(good, tmp_path / "people.idx")


@pytest.mark.parametrize(
    "name", [*(f"g00000001/{name}" for name in ARRAYS), "g00000001/manifest.json", "CURRENT"]
)
def test_every_file_that_is_cut_changed_or_missing_is_named(folder: Path, name: str) -> None:
    path = folder / name
    whole = path.read_bytes()
    assert len(whole) > 1
    for size in (0, 1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        assert name in {fault.file for fault in live.verify(folder)}
        with pytest.raises(live.Damaged, match=name):
            live.Index(folder, VERSION)
    for place in (0, len(whole) // 2, len(whole) - 2):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        (fault,) = live.verify(folder)
        assert fault.file == name or "format" in fault.what
    path.unlink()
    assert name in {fault.file for fault in live.verify(folder)}
    with pytest.raises(live.LiveFault, match=str(folder) if name == "CURRENT" else name):
        live.Index(folder, VERSION)


@pytest.mark.parametrize("size", [0, 5, 31])
def test_a_log_without_its_head_is_named(folder: Path, size: int) -> None:
    log = folder / "g00000001" / "log"
    log.write_bytes(log.read_bytes()[:size])
    assert [fault.file for fault in live.verify(folder)] == ["g00000001/log"]
    with pytest.raises(live.Damaged, match="g00000001/log"):
        live.Index(folder, VERSION)


def test_a_log_of_another_base_is_refused(folder: Path, tmp_path: Path) -> None:
    live.build(tmp_path / "other.idx", [live.batch_of([row("c", [1])])], VERSION)
    shutil.copy(tmp_path / "other.idx" / "g00000001" / "log", folder / "g00000001" / "log")
    with pytest.raises(live.Damaged, match="g00000001/log"):
        live.Index(folder, VERSION)


def test_keys_of_another_table_are_refused(folder: Path) -> None:
    with pytest.raises(live.OtherKeys, match="Build it again"):
        live.Index(folder, OTHER)
    assert [fault.file for fault in live.verify(folder, OTHER)] == ["CURRENT"]
    index = live.Index(folder, VERSION)
    live.build(folder, [live.batch_of([row("c", [1])])], OTHER)
    with pytest.raises(live.OtherKeys):
        index.candidates([1])


def test_another_format_is_refused(folder: Path) -> None:
    current = folder / "CURRENT"
    current.write_text(current.read_text().replace("qorgan-live 1 ", "qorgan-live 2 "))
    with pytest.raises(live.OtherVersion, match="format 2"):
        live.Index(folder)


def empty(place: Path) -> None:
    place.mkdir()


def a_file(place: Path) -> None:
    place.write_text("not an index")


@pytest.mark.parametrize("make", [lambda place: None, empty, a_file], ids=["nothing", "empty", "a file"])
def test_where_there_is_no_index_it_is_said(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "place")
    with pytest.raises(live.NoIndex, match="qorgan link index"):
        live.Index(tmp_path / "place")
    assert live.verify(tmp_path / "place")


def test_a_folder_with_other_files_is_never_built_into(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    tmp_path.chmod(0o755)
    with pytest.raises(live.NoIndex, match=r"thesis\.txt"):
        live.build(tmp_path, [], VERSION)
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    a_file(tmp_path / "file")
    with pytest.raises(live.NoIndex, match="is a file"):
        live.build(tmp_path / "file", [], VERSION)


def test_a_damaged_index_can_be_built_again(folder: Path) -> None:
    (folder / "CURRENT").write_bytes(b"")
    live.build(folder, [live.batch_of([row("c", [1])])], VERSION)
    assert live.Index(folder, VERSION).candidates([1]).columns().unique_ids() == ["c"]
    assert live.verify(folder) == []


def test_bytes_that_changed_under_an_open_index_are_told_when_they_are_read(folder: Path) -> None:
    for name, read in {"key_rows": lambda c: c, "faces": lambda c: c.texts("surname")}.items():
        path = folder / "g00000001" / name
        whole = path.read_bytes()
        path.write_bytes(b"\x7f" * len(whole))
        with pytest.raises(live.Damaged, match=name):
            read(live.Index(folder, VERSION).candidates([1]).columns())
        path.write_bytes(whole)


def test_what_the_system_does_not_let_read_is_said(folder: Path) -> None:
    log = folder / "g00000001" / "log"
    log.unlink()
    log.mkdir()
    with pytest.raises(live.NotReadable, match="owner"):
        live.Index(folder, VERSION)
