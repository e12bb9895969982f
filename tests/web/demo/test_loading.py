"""Forty invented cases in three languages at many stages, each marked, made through the verbs, whole."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from qorgan.identity import Person, iin, query_keys
from qorgan.practice.local_time import at_local, local
from qorgan.vault.context import Compartment
from qorgan.vault.words import LANGUAGES
from qorgan.web.agencies import directory
from qorgan.web.agencies.models import Agency, Member
from qorgan.web.casework import (
    listing,
    reading,
    restriction,
    safety_plan,
    sealed,
    search,
    tips,
    visits,
    worklist,
)
from qorgan.web.casework.grants import keys as case_keys
from qorgan.web.casework.models import Case, ListedCase, Report, Tip
from qorgan.web.casework.next_step import AT_ONCE
from qorgan.web.clock import real_now
from qorgan.web.demo import loading, people
from qorgan.web.desk.access import CASE_ROLES
from qorgan.web.ledger import verify
from qorgan.web.ledger.models import Entry, Installation, SealedRow, Subject

pytestmark = pytest.mark.database  # on both: the fixture that loads is not one that pytest-django knows
NARRATIVE = 2  # the inventory's permanent number of her own words


def states(kind: str) -> Counter[str]:
    return Counter(Subject.objects.filter(kind=kind).values_list("state", flat=True))


def test_there_are_forty_reports_in_three_languages(demo: None) -> None:
    spoken = Counter(Report.objects.filter(told_by="survivor").values_list("language", flat=True))
    assert spoken.total() == 40
    assert set(spoken) == {"en", "ru", "kk"} and min(spoken.values()) >= 10


def test_there_are_six_agencies_of_the_kinds_that_the_story_needs(demo: None) -> None:
    kinds = Counter(Agency.objects.values_list("kind", flat=True))
    assert kinds == {"line_111": 1, "crisis_centre": 2, "police": 1, "hospital": 1, "prosecutor": 1}
    assert {a.code for a in directory.receivers()} == {"line-111", "zhyly-uya", "tan-shapagy", "ulgi-police"}


def test_a_dozen_members_over_the_roles_can_all_begin_work(demo: None) -> None:
    assert Member.objects.count() >= 12
    assert not Member.objects.filter(must_begin=True).exists()
    assert not Member.objects.filter(admitted_at=None).exists()
    wanted = {
        "line_operator",
        "caseworker",
        "supervisor",
        "inspector",
        "prosecutor",
        "health",
        "agency_administrator",
    }
    assert set(Member.objects.values_list("role", flat=True)) == wanted


def test_passwords_have_fourteen_characters_and_open_their_keys(demo: None) -> None:
    for username, row in people.data("people")["members"].items():
        assert len(row["password"]) >= 14
        member = Member.objects.get(username=username)
        assert member.check_password(row["password"])
        if member.holds_keys:
            assert people.keys(username).secret.box_pk == bytes(member.box_pk or b"")


def test_the_cases_are_at_many_stages(demo: None) -> None:
    assert states("report")["received"] >= 5 and states("report")["unopened_escalated"] >= 1
    assert set(states("referral")) >= {
        "drafted", "sent", "accepted", "declined", "first_contact", "service_started", "outcome", "escalated",
        "withdrawn_by_survivor",
    }  # fmt: skip
    assert set(states("order")) == {"drafted", "issued", "service_refused", "served", "expired", "withdrawn"}
    assert set(states("task")) >= {"due", "not_reached", "refused_outside_window"}
    types = set(Entry.objects.values_list("type", flat=True))
    assert types >= {"order.check_missed", "order.breached", "order.checked", "report.message_from_survivor"}


def test_plans_were_written_some_for_her_words_and_some_to_stay_on_file(demo: None) -> None:
    keyring, written = people.keys("gulnar"), Entry.objects.filter(type=safety_plan.RECORDED)
    cases = Case.objects.filter(pk__in=written.values_list("subject", flat=True)).select_related("report")
    assert {safety_plan.reaches_her(case) for case in cases} == {True, False}
    texts = [safety_plan.read(keyring, case).texts for case in cases]
    assert any("own" in found for found in texts) and all("people" in found for found in texts)
    for language in LANGUAGES:
        visit = visits.open_visit(" ".join(people.story_code(language).words))
        assert visit is not None and visits.plan(visit) == visits.HerPlan()


def test_every_account_begins_with_the_mark_that_it_is_invented(demo: None) -> None:
    seen = 0
    for report in Report.objects.filter(told_by="survivor").select_related("agency"):
        opener = {"line-111": "asem", "zhyly-uya": "gulnar", "tan-shapagy": "olga", "ulgi-police": "bolat"}
        keyring = people.keys(opener[report.agency.code])
        row = SealedRow.objects.get(case=report.case, field=NARRATIVE)
        text = sealed.value(row, case_keys(keyring, report.case, Compartment.ACCOUNT)[row.key_version])
        assert text.startswith(people.data("marks")["mark"][report.language])
        seen += 1
    assert seen == 40


def test_three_reports_are_by_other_people_marked_and_rated_by_nobody(demo: None) -> None:
    told = Report.objects.filter(told_by="witness")
    assert told.count() == 3 and states("tip") == {"opened": 1, "finished": 1}
    assert not Subject.objects.filter(
        pk__in=[id_ for row in told.values_list("pk", "case") for id_ in row]
    ).exclude(danger_band="")
    for tip in Tip.objects.select_related("agency"):
        found = tips.told(
            people.keys({"zhyly-uya": "aigerim", "ulgi-police": "yerlan"}[tip.agency.code]), tip
        )
        assert found.text.startswith(people.data("marks")["mark"][tip.report.language])


def test_the_ledger_of_the_demonstration_has_no_broken_link(demo: None) -> None:
    checked, broken = verify.verify()
    assert broken is None and checked > 300


def test_nothing_is_recorded_in_the_future_and_nothing_before_it_could_happen(demo: None) -> None:
    assert not Entry.objects.filter(recorded_at__gt=real_now()).exists()
    assert not Subject.objects.filter(updated_at__lt=F("opened_at")).exists()
    for report in Report.objects.all():
        own = Entry.objects.filter(subject=report.id).order_by("seq").values_list("recorded_at", flat=True)
        assert list(own) == sorted(own)


def test_her_six_words_open_the_story_in_each_language(demo: None) -> None:
    for language in LANGUAGES:
        visit = visits.open_visit(" ".join(people.story_code(language).words))
        assert visit is not None
        shown = visits.status(visit)
        assert shown.agency.code == "zhyly-uya" and shown.state == "received" and shown.can_write
        assert shown.open_by > real_now()


def test_the_three_codes_of_the_story_are_three_codes() -> None:
    assert len({people.story_code(language).indices for language in LANGUAGES}) == len(LANGUAGES)


def test_a_caseworker_reads_a_case_with_the_demo_password(demo: None) -> None:
    keyring = people.keys("aigerim")
    case = Case.objects.filter(agency__code="zhyly-uya").order_by("number").last()
    assert case is not None
    assert reading.facts(keyring, case).facts["relation"]


def test_loading_again_changes_nothing(demo: None) -> None:
    before = Entry.objects.count()
    assert loading.load() is False
    assert Entry.objects.count() == before


def test_a_database_without_the_mark_is_left_alone(db: None) -> None:
    Installation.objects.create(pk=1, synthetic=False)
    with pytest.raises(loading.NotSynthetic):
        loading.load()
    assert not Agency.objects.exists()


def test_a_database_with_records_and_no_mark_is_left_alone(db: None) -> None:
    Agency.objects.create(code="real", kind="police", name_en="r", name_ru="r", name_kk="r")
    with pytest.raises(loading.NotSynthetic):
        loading.load()
    assert not Installation.objects.exists()


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)))
def test_whatever_the_hour_of_loading_no_step_lies_ahead_of_it(moment: datetime) -> None:
    loaded_at = moment.replace(tzinfo=UTC)
    midnight = at_local(local(loaded_at).date(), time())
    for row in people.data("cases")["cases"]:
        sent_at = loading.sent(row, loaded_at)
        at = sent_at
        steps = loading.flat(people.data("courses")["courses"][row["course"]])
        for step in steps:
            following = loading.moment(step["when"], at, sent_at)
            assert following > at, (row["id"], step)
            at = following
        assert at < midnight or not steps, row["id"]
        assert sent_at <= loaded_at - timedelta(minutes=10)


def test_names_and_offices_of_the_demonstration_say_that_they_are_invented() -> None:
    for row in people.data("people")["agencies"].values():
        assert re.search(r"invented", row["name"]["en"])
        assert re.search(r"вымышлен", row["name"]["ru"])
        assert re.search(r"ойдан шығарылған", row["name"]["kk"])


@pytest.mark.django_db(transaction=True)
def test_resetting_empties_a_marked_database_and_what_speaks_of_it(settings: Any, tmp_path: Path) -> None:
    settings.CHECKPOINTS, settings.ROOT_KEY_FILE = tmp_path, tmp_path / "root.pub"
    settings.DIRECTORY_SERIAL_FILE = tmp_path / "serial"
    for name in ("root.pub", "serial", "latest", "1.checkpoint", "signer.seed"):
        (tmp_path / name).write_text("x")
    Installation.objects.create(pk=1, synthetic=True)
    Agency.objects.create(code="invented", kind="police", name_en="i", name_ru="i", name_kk="i")
    call_command("demo_reset", stdout=StringIO())
    assert not Agency.objects.exists() and not Installation.objects.exists()
    assert loading.is_loaded() is False
    assert [path.name for path in tmp_path.iterdir()] == ["signer.seed"]


@pytest.mark.django_db(transaction=True)
def test_resetting_refuses_a_database_without_the_mark() -> None:
    Agency.objects.create(code="real", kind="police", name_en="r", name_ru="r", name_kk="r")
    with pytest.raises(CommandError, match="not the demonstration's"):
        call_command("demo_reset", stdout=StringIO())
    assert Agency.objects.filter(code="real").exists()


def test_some_of_the_invented_people_can_be_found_by_who_they_are(demo: None) -> None:
    told = people.data("identities")["people"]
    rows = search.find(people.keys("natalya"), search.Asked(query_keys(Person(iin=told["c05"]["iin"]))))
    assert len(rows) == 1
    assert search.find(people.keys("zhanna"), search.Asked(query_keys(Person(iin=told["c05"]["iin"])))) == []


def test_no_identity_number_or_telephone_of_the_demonstration_can_be_somebodys() -> None:
    for row in people.data("identities")["people"].values():
        if "iin" in row:
            assert iin.canonical(row["iin"]) == row["iin"] and row["iin"][2:6] == "0000"
        assert row.get("phone", "+7000").startswith("+7000")  # no area code of 000 is given out


def test_the_cases_stand_at_every_stage_and_one_opens_to_two_named_members_only(demo: None) -> None:
    wanted = {"new", "assessed", "plan_agreed", "in_service", "follow_up", "closed"}
    assert set(states("case")) >= wanted
    [kept_close] = Case.objects.filter(restricted=True)
    assert len(restriction.able(kept_close)) == 2
    assert kept_close not in [row.case for row in worklist.rows(Member.objects.get(username="zhanna"))]


def test_every_worklist_lists_what_policy_gives_and_says_of_it_what_the_case_itself_says(demo: None) -> None:
    """The demonstration has cases at every stage, shared, stopped, restricted and closed."""
    for member in Member.objects.filter(role__in=CASE_ROLES):
        rows = worklist.rows(member)
        page, closed = worklist.page(member), worklist.page(member, "closed")
        assert max(page.pages, closed.pages) == 1
        assert [r.case for r in page.rows] == [r.case for r in rows if not r.at_rest], member.username
        assert [r.case for r in closed.rows] == [r.case for r in rows if r.at_rest], member.username
        late = [r for r in rows if r.overdue and not r.at_rest]
        assert page.counts["overdue"] == len(late)
        pressing = [r for r in rows if r.overdue or r.next_step.code in AT_ONCE]
        assert page.pressing >= len(pressing) and set(page.rows[: page.pressing]) >= set(pressing)


def test_the_listing_that_grew_with_the_cases_is_the_one_that_a_rebuild_makes(demo: None) -> None:
    listed = ListedCase.objects.order_by("case", "agency", "member")
    columns = [f.attname for f in ListedCase._meta.concrete_fields if f.attname != "id"]
    grown = list(listed.values(*columns))
    listing.remake()
    assert list(listed.values(*columns)) == grown and len(grown) > Case.objects.count()


def test_most_of_the_office_is_in_time_so_that_what_is_late_is_seen(demo: None) -> None:
    late = 0
    for username in ("gulnar", "olga", "asem", "bolat"):
        rows = worklist.rows(Member.objects.get(username=username))
        overdue = [row for row in rows if row.overdue]
        assert 3 * len(overdue) <= len(rows), (username, [str(row.case) for row in overdue])
        late += len(overdue)
    assert late >= 3
