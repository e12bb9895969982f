"""A process killed at any moment leaves the index as it was or was to be; what was acknowledged stays."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.identity.live_people import VERSION, face, names_of, row

from qorgan.identity import live

KEY = 7
CALLS = ("open", "write", "fsync", "fdatasync", "rename", "mkdir", "ftruncate", "unlink", "rmdir")
PEOPLE = [row(f"p{n}", [KEY, n], surname=f"name{n}", phone="+77010000000") for n in range(20)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "people.idx"
    live.build(place, [live.batch_of(PEOPLE[:10])], VERSION)
    return place


def in_child(work: Callable[[], object]) -> int:
    """Runs it in a process of its own; the signal that ended it, 0 if it came to its end."""
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException:
            os._exit(3)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert os.waitstatus_to_exitcode(status) in (0, -signal.SIGKILL)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def dying(work: Callable[[], object], at: int, half: bool) -> Callable[[], None]:
    """The work, killed at its n-th call that changes the disk: before it, or after half of what it writes."""

    def run() -> None:
        left = at

        def watched(call: Callable[..., object], writes: bool) -> Callable[..., object]:
            def one(*given: object, **named: object) -> object:
                nonlocal left
                left -= 1
                if not left:
                    if writes and half:
                        fd, data = given
                        call(fd, data[: max(1, len(data) // 2)])  # type: ignore[index,arg-type]
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*given, **named)

            return one

        for name in CALLS:
            setattr(os, name, watched(getattr(os, name), name == "write"))
        work()

    return run


def moments() -> Iterator[int]:
    """Every call of the first twenty, then some further apart; the test ends where the work does."""
    yield from range(1, 20)
    step = 20
    while True:
        yield step
        step += random.Random(step).randrange(1, 15)


def who(folder: Path) -> list[str]:
    index = live.Index(folder, VERSION)
    found = index.candidates([KEY])
    assert [fault for fault in index.verify() if "never ended" not in fault.what] == []
    assert found.columns().texts("surname").tolist() == [
        f"name{id_[1:]}" for id_ in found.columns().unique_ids()
    ]
    return names_of(found)


def killed_everywhere(folder: Path, work: Callable[[], object], before: list[str], after: list[str]) -> None:
    """Kills it at one moment after another, until it comes to its end; each time the index is one or the
    other, and can be written to."""
    for at in moments():
        ended = not in_child(dying(work, at, half=at % 2 == 0))
        found = who(folder)
        assert found in (before, after), at
        index = live.Index(folder, VERSION)
        index.insert("later", face(surname="nameater"), [KEY])
        assert names_of(index.candidates([KEY])) == sorted([*found, "later"])
        index.remove("later")
        if ended:
            assert found == after and at > 3
            return
        if before != after and found == after:
            for id_ in set(after) - set(before):
                index.remove(id_)


def test_a_killed_insert_is_there_or_not_and_the_next_one_works(folder: Path) -> None:
    before = sorted(f"p{n}" for n in range(10))

    def insert() -> None:
        new = PEOPLE[10]
        live.Index(folder, VERSION).insert(new.unique_id, new.face, new.keys)

    killed_everywhere(folder, insert, before, sorted([*before, "p10"]))


def test_a_killed_compaction_loses_nobody_and_brings_nobody_back(folder: Path) -> None:
    index = live.Index(folder, VERSION)
    index.insert_many(PEOPLE[10:])
    index.remove("p3")
    index.remove("p15")
    held = sorted(f"p{n}" for n in range(20) if n not in (3, 15))
    killed_everywhere(folder, lambda: live.Index(folder, VERSION).compact(), held, held)


def test_a_killed_build_leaves_the_index_that_was_there(folder: Path) -> None:
    def build() -> None:
        live.build(folder, [live.batch_of(PEOPLE[10:12]), live.batch_of(PEOPLE[12:])], VERSION, most=4)

    old, new = (sorted(one.unique_id for one in part) for part in (PEOPLE[:10], PEOPLE[10:]))
    for at in moments():
        ended = not in_child(dying(build, at, half=at % 2 == 0))
        found = who(folder)
        assert found in (old, new), at
        if ended:
            break
        if found == new:
            live.build(folder, [live.batch_of(PEOPLE[:10])], VERSION)
    assert at > 60 and found == new
    assert len([path for path in folder.iterdir() if path.is_dir()]) == 1


def test_what_was_acknowledged_is_there_whenever_the_process_is_killed(folder: Path) -> None:
    chance = random.Random(5)
    told: set[str] = {f"p{n}" for n in range(10)}
    for turn in range(8):
        out, into = os.pipe()

        def write(turn: int = turn, into: int = into) -> None:
            index = live.Index(folder, VERSION)
            for number in range(10_000):
                index.insert(f"t{turn}-{number}", face(surname=f"name{turn}-{number}"), [KEY])
                os.write(into, f"t{turn}-{number}\n".encode())
                if number % 20 == 9:
                    index.compact()

        child = os.fork()
        if not child:
            write()
            os._exit(0)
        os.close(into)
        time.sleep(0.05 + chance.random() * 0.3)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(out) as said:
            told.update(said.read().split())
        there = set(who(folder))
        assert told <= there
        assert len(there - told) <= turn + 1
        told = there
    assert len(told) > 10


def test_a_log_cut_anywhere_gives_every_whole_record_and_takes_new_ones(folder: Path) -> None:
    index = live.Index(folder, VERSION)
    log = folder / "g00000001" / "log"
    ends = [log.stat().st_size]
    for one in PEOPLE[10:13]:
        index.insert(one.unique_id, one.face, one.keys)
        ends.append(log.stat().st_size)
    whole = log.read_bytes()
    for size in range(ends[0], len(whole) + 1):
        log.write_bytes(whole[:size])
        cut = live.Index(folder, VERSION, durable=False)
        count = sum(end <= size for end in ends) - 1
        assert len(cut) == 10 + count
        assert cut.state().unread_bytes == size - ends[count]
        assert [fault.file for fault in cut.verify()] == ([] if size in ends else ["g00000001/log"])
        if size % 10 == 0 or size in ends:
            cut.insert("later", face(), [KEY])
            assert len(live.Index(folder, VERSION)) == 11 + count and cut.verify() == []


def test_a_changed_record_is_told_and_what_follows_it_is_never_written_over(folder: Path) -> None:
    index = live.Index(folder, VERSION)
    log = folder / "g00000001" / "log"
    start = log.stat().st_size
    index.insert("first", face(), [KEY])
    second = log.stat().st_size
    index.insert("second", face(), [KEY])
    index.insert("third", face(), [KEY])
    whole = log.read_bytes()
    assert start < second
    for place in range(second, second + 40):
        changed = bytearray(whole)
        changed[place] ^= 0x10
        log.write_bytes(changed)
        damaged = live.Index(folder, VERSION)
        assert len(damaged) == 11
        (fault,) = damaged.verify()
        assert fault.file == "g00000001/log" and str(second) in fault.what
        with pytest.raises(live.Damaged, match="g00000001/log"):
            damaged.insert("x", face(), [1])
        with pytest.raises(live.Damaged, match="g00000001/log"):
            damaged.remove("p1")
        with pytest.raises(live.Damaged, match="g00000001/log"):
            damaged.compact()
        assert log.read_bytes() == changed
    aside = damaged.repair()
    assert aside is not None and aside.read_bytes() == changed[second:]
    damaged.insert("x", face(), [KEY])
    assert names_of(live.Index(folder, VERSION).candidates([KEY]))[-1] == "x"
    assert damaged.verify() == [] and damaged.repair() is None


def test_a_full_disk_is_told_and_nothing_is_half_written(folder: Path) -> None:
    import resource

    def fill() -> None:
        index = live.Index(folder, VERSION)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        size = (folder / "g00000001" / "log").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50, size + 50))
        with pytest.raises(live.NotWritten):
            index.insert("new", face(surname="s" * 100), [KEY])
        assert (folder / "g00000001" / "log").stat().st_size == size

        with pytest.raises(live.NotWritten):
            index.compact()
        with pytest.raises(live.NotWritten):
            live.build(folder, [live.batch_of(PEOPLE)], VERSION)

    assert in_child(fill) == 0
    assert [path.name for path in folder.iterdir() if path.is_dir()] == ["g00000001"]
    assert who(folder) == sorted(f"p{n}" for n in range(10))


def test_a_fault_after_the_last_step_does_not_take_the_new_index_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, rename = live.Index(folder, VERSION), os.rename

    def rename_and_stop(old: Path, new: Path) -> None:
        rename(old, new)
        if new.name == "CURRENT":
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "rename", rename_and_stop)
    with pytest.raises(KeyboardInterrupt):
        index.compact()
    assert who(folder) == names_of(index.candidates([KEY])) == sorted(f"p{n}" for n in range(10))
    assert index.state().generation == 2
