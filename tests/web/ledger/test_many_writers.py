"""Many write at once: no send is refused, no entry is lost, and a rebuild in their midst breaks nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from qorgan.web.casework import intake
from qorgan.web.casework.models import Report
from qorgan.web.ledger import verbs, verify
from qorgan.web.ledger.headers import NewEntry
from qorgan.web.ledger.models import Entry, Subject
from tests.web import world as worlds

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def at_once(work: Callable[[int], object]) -> list[object]:
    """Runs `work` in eight threads that start together, each with a connection of its own."""
    ready = threading.Barrier(THREADS)

    def one(number: int) -> object:
        ready.wait()
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def test_eight_people_send_at_once_and_none_is_refused(transactional_db: None, world: worlds.World) -> None:
    def send(number: int) -> list[object]:
        return [worlds.send(world, narrative="SYNTHETIC " * 400)[0].report_id for _ in range(5)]

    sent = [id_ for ids in at_once(send) for id_ in ids]  # type: ignore[attr-defined]
    assert len(set(sent)) == THREADS * 5 == Report.objects.count()
    assert verify.verify()[1] is None


def test_one_send_that_arrives_eight_times_at_once_is_one_report_and_the_same_words(
    transactional_db: None, world: worlds.World
) -> None:
    code = intake.draw("en")
    sent = at_once(lambda _: worlds.send(world, code=code)[0])
    assert {(s.report_id, s.words) for s in sent} == {(Report.objects.get().id, tuple(code.words))}  # type: ignore[attr-defined]


def test_a_rebuild_while_others_write_loses_nothing_and_blocks_nobody_afterwards(
    transactional_db: None,
) -> None:
    subjects = [uuid4() for _ in range(4)]
    for subject in subjects:
        verbs.append(NewEntry(subject=subject, type="task.raised"))

    def work(number: int) -> None:
        for turn in range(10):
            if number < 2:
                verbs.rebuild()
            else:
                verbs.append(NewEntry(subject=subjects[(number + turn) % 4], type="task.raised"))
                verbs.append(NewEntry(subject=uuid4(), type="task.raised"))

    at_once(work)
    assert verify.verify()[1] is None
    assert Entry.objects.count() == 4 + 6 * 10 * 2
    assert Subject.objects.count() == 4 + 6 * 10
    for subject in subjects:
        verbs.append(NewEntry(subject=subject, type="task.raised"))
