"""Any number of processes and threads read while others write and compact; nobody else can read the files."""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.identity.live_people import VERSION, face, names_of, row

from qorgan.identity import live
from qorgan.identity.live.layout import COMPACTING

KEY = 7


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    people = [row(f"p{n}", [KEY, n], surname=f"Eskendirov{n}") for n in range(10)]
    live.build(tmp_path / "people.idx", [live.batch_of(people)], VERSION)
    return tmp_path / "people.idx"


def child(work: Callable[[], object]) -> int:
    process = os.fork()
    if not process:
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return process


def test_writers_of_two_processes_readers_in_threads_and_a_compaction_do_not_disturb_each_other(
    folder: Path,
) -> None:
    def write(name: str) -> None:
        index = live.Index(folder, VERSION, durable=False)
        for number in range(60):
            index.insert(f"{name}{number}", face(surname=f"{name}{number}"), [KEY])
            if number % 3 == 2:
                assert index.remove(f"{name}{number}") == 1

    writers = [child(lambda name=name: write(name)) for name in "ab"]  # type: ignore[misc]
    index, stop, faults = live.Index(folder, VERSION), threading.Event(), []

    def read(own: live.Index) -> None:
        try:
            while not stop.is_set():
                found = own.candidates([KEY])
                columns = found.columns()
                pairs = list(zip(columns.unique_ids(), columns.texts("surname").tolist(), strict=True))
                assert {f"p{n}" for n in range(10)} <= {id_ for id_, _ in pairs}
                assert all(surname.removeprefix("Eskendirov") in id_ for id_, surname in pairs)
                assert len(set(pairs)) == len(pairs)
        except BaseException as fault:
            faults.append(fault)

    readers = [
        threading.Thread(target=read, args=(one,)) for one in (index, index, live.Index(folder, VERSION))
    ]
    for reader in readers:
        reader.start()
    for _ in range(5):
        index.compact()
    assert [os.waitstatus_to_exitcode(os.waitpid(writer, 0)[1]) for writer in writers] == [0, 0]
    index.compact()
    stop.set()
    for reader in readers:
        reader.join()
    assert faults == []
    left = [f"{name}{n}" for name in "ab" for n in range(60) if n % 3 != 2]
    assert names_of(index.candidates([KEY])) == sorted([*(f"p{n}" for n in range(10)), *left])
    assert index.verify() == []


def test_threads_that_insert_at_once_lose_nothing_while_another_compacts(folder: Path) -> None:
    index = live.Index(folder, VERSION)

    def write(name: str) -> None:
        for number in range(10):
            index.insert(f"{name}{number}", face(), [number])
            assert f"{name}{number}" in index.candidates([number]).columns().unique_ids()

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        index.compact()
    for thread in threads:
        thread.join()
    assert len(live.Index(folder, VERSION)) == 50


def test_an_answer_stays_what_it_was_while_the_index_is_replaced(folder: Path) -> None:
    index = live.Index(folder, VERSION)
    index.insert("new", face(surname="Omarov"), [KEY])
    found = index.candidates([KEY])
    index.remove("p0")
    index.compact()
    live.build(folder, [], VERSION)
    assert len(index) == 0 and len(index.candidates([KEY])) == 0
    assert found.columns().unique_ids() == [*(f"p{n}" for n in range(10)), "new"]
    assert found.columns().texts("surname")[10] == "Omarov"


def test_who_comes_second_to_compact_waits_or_is_told(folder: Path) -> None:
    index = live.Index(folder, VERSION)
    with (folder / COMPACTING).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(live.Busy, match="Another process"):
            index.compact(wait=False)
        with pytest.raises(live.Busy):
            live.build(folder, [], VERSION, wait=False)
        index.insert("new", face(), [KEY])
    assert index.compact(wait=False).rows == 11


def test_the_lock_is_the_systems_and_dies_with_its_process(folder: Path) -> None:
    def hold() -> None:
        lock = os.open(folder / "writing", os.O_RDWR)
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.kill(os.getpid(), 9)

    os.waitpid(child(hold), 0)
    live.Index(folder, VERSION).insert("new", face(), [KEY])
    assert len(live.Index(folder, VERSION)) == 11


def test_only_the_owner_can_read_any_of_it_even_while_it_is_built(tmp_path: Path) -> None:
    place = tmp_path / "p.idx"

    def modes() -> tuple[set[int], set[int]]:
        paths = [place, *place.rglob("*")]
        folders = {path.stat().st_mode & 0o777 for path in paths if path.is_dir()}
        return folders, {path.stat().st_mode & 0o777 for path in paths if path.is_file()}

    def batches() -> Iterator[live.Batch]:
        for name in "abc":
            yield live.batch_of([row(name, [1, 2])])
            assert modes() == ({0o700}, {0o600})
        assert list(place.rglob("*.part"))

    before = os.umask(0)
    try:
        live.build(place, batches(), VERSION, most=2)
        index = live.Index(place, VERSION)
        index.insert("d", face(), [1])
        assert modes() == ({0o700}, {0o600})
        index.compact()
    finally:
        os.umask(before)
    assert modes() == ({0o700}, {0o600}) and not list(place.rglob("*.part"))


def test_what_was_removed_leaves_the_disk_with_the_next_compaction(folder: Path) -> None:
    index = live.Index(folder, VERSION)
    index.insert("secret-id", face(surname="Zhasyryn", street="Kupiya", phone="+77017654321"), [KEY])
    index.remove("secret-id")
    index.remove("p4")
    index.compact()
    rest = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    number = (77017654321).to_bytes(8, "little")
    for gone in (b"secret-id", b"Zhasyryn", b"Kupiya", number, b"Eskendirov4"):
        assert gone not in rest
    assert b"Eskendirov5" in rest


def test_a_surname_that_somebody_else_has_stays(folder: Path) -> None:
    index = live.Index(folder, VERSION)
    index.insert("brother", face(surname="Eskendirov4"), [KEY])
    index.remove("p4")
    index.compact()
    assert index.frequency("surname", "Eskendirov4") == 1
    assert index.rows_of("brother").texts("surname").tolist() == ["Eskendirov4"]
