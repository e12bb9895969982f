"""Draft, review, publication, retirement: what each step guards, and that nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import translation

from qorgan.web.library.models import Number, Record

pytestmark = pytest.mark.django_db
EDIT = "/library/edit/snippets/library/record/"
PUBLISH, SUBMIT = {"action-publish": "1"}, {"action-submit": "1"}


def errors(answer: Any) -> dict[str, Any]:
    with translation.override("en"):
        return {name: [str(one) for one in found] for name, found in answer.context["form"].errors.items()}


def approve(client: Client, record: Record) -> Any:
    task = record.current_workflow_state.current_task_state
    return client.post(f"{EDIT}workflow/action/{record.pk}/approve/{task.pk}/")


def test_the_whole_way_from_a_contributor_to_the_public(
    signed_in: Any, draft: Any, typed: Any, client: Client
) -> None:
    record = draft()
    assert not record.live and client.get(f"/library/r/{record.identifier}/?lang=en").status_code == 404
    signed_in("contributor").post(f"{EDIT}edit/{record.pk}/", typed() | SUBMIT)
    approve(signed_in("reviewer"), record)
    record.refresh_from_db()
    assert not record.live, "a reviewer approves and does not publish"
    approve(signed_in("librarian"), record)
    record.refresh_from_db()
    assert record.live
    page = client.get(f"/library/r/{record.identifier}/?lang=en")
    assert page.status_code == 200 and "A guide for village akims" in page.content.decode()


def test_a_reviewer_does_not_approve_what_she_wrote(signed_in: Any, draft: Any, typed: Any) -> None:
    record = draft(by="reviewer")
    reviewer = signed_in("reviewer")
    reviewer.post(f"{EDIT}edit/{record.pk}/", typed() | SUBMIT)
    approve(reviewer, record)
    state = record.current_workflow_state
    assert state is not None and state.current_task_state.task.name == "Review"


def test_a_reviewer_who_changes_the_text_does_not_approve_it(signed_in: Any, draft: Any, typed: Any) -> None:
    record = draft()
    signed_in("contributor").post(f"{EDIT}edit/{record.pk}/", typed() | SUBMIT)
    signed_in("reviewer").post(
        f"{EDIT}edit/{record.pk}/",
        typed(title="Her own words") | {"action-workflow-action": "1", "workflow-action-name": "approve"},
    )
    assert record.current_workflow_state.current_task_state.task.name == "Review"
    assert Record.objects.get(pk=record.pk).get_latest_revision_as_object().title == "Her own words"


def test_who_asked_for_changes_reviews_what_comes_back(signed_in: Any, draft: Any, typed: Any) -> None:
    record = draft()
    contributor, reviewer = signed_in("contributor"), signed_in("reviewer")
    contributor.post(f"{EDIT}edit/{record.pk}/", typed() | SUBMIT)
    source = Record.objects.get(pk=record.pk).get_latest_revision_as_object().sources[0]
    reviewer.post(  # as the page does: the whole form, unchanged, with the step
        f"{EDIT}edit/{record.pk}/",
        typed(**{"sources-0-id": source.id})
        | {"action-workflow-action": "1", "workflow-action-name": "reject",
                   "workflow-action-extra-data": '{"comment": "Name the source."}'},
    )  # fmt: skip
    record = Record.objects.get(pk=record.pk)
    assert record.current_workflow_state.status == "needs_changes"
    contributor.post(f"{EDIT}edit/{record.pk}/", typed(title="With its source") | SUBMIT)
    record = Record.objects.get(pk=record.pk)
    approve(reviewer, record)
    record = Record.objects.get(pk=record.pk)
    assert record.current_workflow_state.current_task_state.task.name != "Review"


def test_a_draft_may_be_incomplete_and_is_not_published_so(signed_in: Any, draft: Any, typed: Any) -> None:
    record = draft(title="Only a title", kind="", summary="", licence="", **{"sources-count": "0"})
    assert Record.objects.get(pk=record.pk).get_latest_revision_as_object().title == "Only a title"
    empty = typed(title="Only a title", kind="", summary="", licence="", **{"sources-count": "0"})
    answer = signed_in("librarian").post(f"{EDIT}edit/{record.pk}/", empty | PUBLISH)
    assert answer.status_code == 200
    assert {"kind", "summary", "licence"} <= set(errors(answer))
    record.refresh_from_db()
    assert not record.live


@pytest.mark.parametrize(
    ("field", "given", "sentence"),
    [
        ("issued", "15.04.2024", "Write a year, a month or a day: 2024, 2024-04, 2024-04-15."),
        ("issued", "2023-02-29", "There is no such day."),
        ("regions", "KAZ-75", "KAZ-75 is no code of ISO 3166-2."),
        ("languages", "kazakh", "kazakh is no language tag of BCP 47."),
        (
            "address",
            "javascript:alert(1)",
            "An address of the web begins with http:// or https:// and has no spaces.",
        ),
        ("related", "q9999999", "There is no other record q9999999."),
        ("last_checked", "2999-01-01", "This day has not come yet."),
    ],
)
def test_what_is_written_wrongly_is_said_at_its_field(
    signed_in: Any, draft: Any, typed: Any, field: str, given: str, sentence: str
) -> None:
    record = draft()
    answer = signed_in("librarian").post(f"{EDIT}edit/{record.pk}/", typed(**{field: given}) | PUBLISH)
    assert answer.status_code == 200 and sentence in errors(answer)[field]
    assert given in answer.content.decode(), "what was typed stays"


def test_the_sentence_is_in_the_editors_language(signed_in: Any, draft: Any, typed: Any, editor: Any) -> None:
    from wagtail.users.models import UserProfile

    record = draft()
    UserProfile.objects.update_or_create(user=editor("librarian"), defaults={"preferred_language": "ru"})
    answer = signed_in("librarian").post(f"{EDIT}edit/{record.pk}/", typed(title="") | PUBLISH)
    page = answer.content.decode()
    place = page.index('id="panel-child-title-errors"')
    said = re.sub(r"\s+", " ", page[place : place + 1500])
    assert re.search("Обязательное поле|Требуется заполнить это поле", said), said


def test_a_record_without_a_licence_is_published_by_no_way(
    signed_in: Any, draft: Any, typed: Any, editor: Any
) -> None:
    record = draft(licence="")
    with pytest.raises(ValidationError):
        record.latest_revision.publish()
    record.refresh_from_db()
    record.live = True
    with pytest.raises(ValidationError):
        record.save()
    answer = signed_in("contributor").post(f"{EDIT}edit/{record.pk}/", typed(licence="") | SUBMIT)
    assert answer.status_code == 200 and "licence" in errors(answer)
    record.refresh_from_db()
    record.get_workflow().start(record, editor("contributor"))  # as if it had been submitted before the rule
    approve(signed_in("reviewer"), record)
    assert record.current_workflow_state.current_task_state.task.name == "Review"
    record.current_workflow_state.current_task_state.approve(user=editor("reviewer"))
    approve(signed_in("librarian"), record)
    assert not Record.objects.get(pk=record.pk).live


def test_markup_in_a_title_stays_text(signed_in: Any, draft: Any, typed: Any, client: Client) -> None:
    title = '<script>alert(1)</script> & "x"'
    record = draft(title=title)
    librarian = signed_in("librarian")
    answer = librarian.post(f"{EDIT}edit/{record.pk}/", typed(title=title) | PUBLISH)
    assert answer.status_code == 302
    shown = [
        client.get(f"/library/r/{record.identifier}/?lang=en"),
        librarian.get(EDIT),
        librarian.get("/library/edit/"),
        librarian.get(f"{EDIT}edit/{record.pk}/"),
        librarian.get(f"{EDIT}history/{record.pk}/"),
        librarian.get("/library/edit/to-check/"),
        librarian.get(f"/library/edit/retire/{record.pk}/"),
    ]
    for page in shown:
        assert page.status_code == 200 and "<script>alert(1)" not in page.content.decode()


def test_the_second_of_two_editors_overwrites_nothing(signed_in: Any, draft: Any, typed: Any) -> None:
    record = draft()
    loaded = {
        "loaded_revision_id": str(record.latest_revision_id),
        "loaded_revision_created_at": record.latest_revision.created_at.isoformat(),
    }
    signed_in("contributor").post(f"{EDIT}edit/{record.pk}/", typed(title="The first one's") | loaded)
    second = signed_in("reviewer").post(f"{EDIT}edit/{record.pk}/", typed(title="The second one's") | loaded)
    assert second.status_code == 200
    page = second.content.decode()
    assert (
        "Somebody else saved this record while you were writing." in page and "The second one&#x27;s" in page
    )
    assert Record.objects.get(pk=record.pk).get_latest_revision_as_object().title == "The first one's"


def test_what_the_page_saved_by_itself_is_nobody_elses(signed_in: Any, draft: Any, typed: Any) -> None:
    record, client = draft(), signed_in("contributor")
    address = f"{EDIT}edit/{record.pk}/"
    loaded = {
        "loaded_revision_id": str(record.latest_revision_id),
        "loaded_revision_created_at": record.latest_revision.created_at.isoformat(),
    }
    by_itself = {"accept": "application/json"}
    own = client.post(address, typed(title="One") | loaded, headers=by_itself).json()["revision_id"]
    again = loaded | {"overwrite_revision_id": str(own)}
    assert client.post(address, typed(title="One, two") | again, headers=by_itself).json()["success"]
    for told in ({"own_revision_id": str(own)}, {}):  # where the script was not quick enough to tell
        answer = client.post(address, typed(title="One, two, three") | loaded | told)
        assert answer.status_code == 302
    in_another_window = {"own_revision_id": str(record.latest_revision_id)}
    answer = client.post(address, typed(title="Of yesterday") | loaded | in_another_window)
    assert "Somebody else saved this record" in answer.content.decode()


def test_a_record_is_written_in_the_language_of_the_screen(signed_in: Any, typed: Any) -> None:
    client = signed_in("contributor", "ru")
    assert "?locale=kk" in client.get(f"{EDIT}add/").content.decode()
    client.post(f"{EDIT}add/", typed(title="По-русски"))
    client.post(f"{EDIT}add/?locale=kk", typed(title="Қазақша"))
    assert Record.objects.get(title="По-русски").locale.language_code == "ru"
    assert Record.objects.get(title="Қазақша").locale.language_code == "kk"


def test_retiring_leaves_a_note_under_the_same_address(
    signed_in: Any, draft: Any, typed: Any, client: Client
) -> None:
    record = draft()
    librarian = signed_in("librarian")
    librarian.post(f"{EDIT}edit/{record.pk}/", typed() | PUBLISH)
    assert client.get(f"/library/r/{record.identifier}/").status_code == 200
    no_note = librarian.post(f"/library/edit/retire/{record.pk}/", {"note_ru": ""})
    assert no_note.status_code == 200 and Record.objects.get(pk=record.pk).live
    other = Record.objects.filter(live=True).exclude(identifier=record.identifier).first()
    assert other is not None
    librarian.post(
        f"/library/edit/retire/{record.pk}/",
        {"note_en": "Withdrawn by its author.", "replaced_by": other.identifier},
    )
    page = client.get(f"/library/r/{record.identifier}/?lang=en")
    assert page.status_code == 410
    text = page.content.decode()
    assert (
        "Withdrawn by its author." in text
        and other.identifier in text
        and "A guide for village akims" in text
    )
    assert Number.objects.get(identifier=record.identifier).replaced_by == other.identifier
    again = librarian.post(f"{EDIT}edit/{record.pk}/", typed() | PUBLISH)
    assert again.status_code == 200 and not Record.objects.get(pk=record.pk).live, (
        "a retired record is not published"
    )
    librarian.post(f"/library/edit/retire/{record.pk}/")
    assert client.get(f"/library/r/{record.identifier}/").status_code == 404
    librarian.post(f"{EDIT}edit/{record.pk}/", typed() | PUBLISH)
    assert client.get(f"/library/r/{record.identifier}/").status_code == 200


def test_what_was_public_is_never_deleted(signed_in: Any, draft: Any, typed: Any) -> None:
    record = draft()
    librarian = signed_in("librarian")
    librarian.post(f"{EDIT}edit/{record.pk}/", typed() | PUBLISH)
    answer = librarian.post(f"{EDIT}delete/{record.pk}/")
    assert answer.status_code == 302 and answer.headers["Location"] == f"/library/edit/retire/{record.pk}/"
    with pytest.raises(ValidationError), transaction.atomic():
        Record.objects.filter(pk=record.pk).delete()
    assert Record.objects.filter(pk=record.pk).exists()
    answer = librarian.post(f"{EDIT}unpublish/{record.pk}/")
    assert Record.objects.get(pk=record.pk).live


def test_a_draft_may_go_and_its_number_is_not_given_again(signed_in: Any, draft: Any) -> None:
    record = draft()
    signed_in("librarian").post(f"{EDIT}delete/{record.pk}/")
    assert not Record.objects.filter(pk=record.pk).exists()
    assert Number.objects.filter(identifier=record.identifier).exists()
    assert draft(title="Another").identifier != record.identifier


def test_a_study_half_written_breaks_nothing(signed_in: Any, draft: Any, typed: Any) -> None:
    record = draft()
    value = "evidence-0-value-"
    half = {
        "evidence-count": "1",
        "evidence-0-deleted": "",
        "evidence-0-order": "0",
        "evidence-0-type": "study",
        "evidence-0-id": "",
        f"{value}design": "trial",
        f"{value}citation": "",
        f"{value}effects-count": "1",
        f"{value}effects-0-deleted": "",
        f"{value}effects-0-order": "0",
        f"{value}effects-0-id": "",
        f"{value}effects-0-value-outcome": "Violence",
        f"{value}effects-0-value-measure": "aRR",
        f"{value}effects-0-value-estimate": "",
        f"{value}effects-0-value-low": "0.4",
    }
    client = signed_in("librarian")
    assert client.post(f"{EDIT}edit/{record.pk}/", typed(**half)).status_code in (200, 302)
    assert client.post(f"{EDIT}edit/{record.pk}/", typed(**half) | PUBLISH).status_code == 200
    assert not Record.objects.get(pk=record.pk).live


@pytest.mark.parametrize(("language", "label"), [("ru", "Оставить комментарий"), ("en", "Comment")])
def test_the_comment_of_a_step_is_asked_for_in_the_editors_language(language: str, label: str) -> None:
    from django.utils import translation
    from wagtail.forms import TaskStateCommentForm

    with translation.override(language):
        assert str(TaskStateCommentForm()["comment"].label) == label


def test_the_steps_of_the_review_are_said_in_the_editors_language(draft: Any) -> None:
    from django.utils import translation
    from wagtail.models import Task, Workflow

    from qorgan.web.library.editing.names import NAMES

    names = [*Workflow.objects.all(), *(one.specific for one in Task.objects.filter(active=True))]
    assert {one.name for one in names if one.name in NAMES} == NAMES, "stored as they were"
    with translation.override("ru"):
        said = {str(one.name) for one in names if one.name in NAMES}
    assert all(re.fullmatch("[А-Яа-яёЁ ]+", one) for one in said), said
    one = Workflow.objects.get(name="Review of records")
    one.save()
    assert Workflow.objects.filter(name="Review of records").count() == 1


def test_the_box_in_the_menu_looks_among_records(signed_in: Any) -> None:
    page = signed_in("contributor").get("/library/edit/").content.decode()
    assert re.search(r"SearchModule.{1,40}/library/edit/snippets/library/record/", page)
    record = Record.objects.filter(live=True).first()
    assert record is not None
    assert record.title[:20] in signed_in("contributor").get(EDIT, {"q": record.title}).content.decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"summary": "A shelter for women. Come to ул. Выдуманная, 12."},
        {"title": "Шелтер", "publisher": "12 Invented Street"},
        {"title": "Дағдарыс орталығы", "keywords": "Ойдан көшесі 12"},
        {"title": "A safe house", "address": "https://2gis.kz/almaty/firm/1"},
    ],
)
def test_where_a_shelter_is_is_never_published(
    signed_in: Any, draft: Any, typed: Any, changed: dict[str, str]
) -> None:
    record, librarian = draft(**changed), signed_in("librarian")
    answer = librarian.post(
        f"{EDIT}edit/{record.pk}/", typed(**changed) | {"action-publish": "action-publish"}
    )
    assert "This seems to tell where a shelter" in answer.content.decode()
    record.refresh_from_db()
    assert not record.live
    with pytest.raises(ValidationError):
        record.publish(record.get_latest_revision())


def test_a_study_of_shelters_that_speaks_of_streets_is_published(
    signed_in: Any, draft: Any, typed: Any
) -> None:
    words = {"title": "Stop Street Harassment: shelters", "summary": "Mapped with OpenStreetMap. Статья 12."}
    record = draft(**words)
    signed_in("librarian").post(
        f"{EDIT}edit/{record.pk}/", typed(**words) | {"action-publish": "action-publish"}
    )
    record.refresh_from_db()
    assert record.live


def _step(record: Record, typed: Any, extra: str) -> dict[str, str]:
    source = Record.objects.get(pk=record.pk).get_latest_revision_as_object().sources[0]
    return typed(**{"sources-0-id": source.id}) | {
        "action-workflow-action": "true", "workflow-action-name": "reject",
        "workflow-action-extra-data": extra,
    }  # fmt: skip


def test_what_a_page_saves_by_itself_takes_no_step_of_the_review(
    signed_in: Any, draft: Any, typed: Any
) -> None:
    record = draft()
    signed_in("contributor").post(f"{EDIT}edit/{record.pk}/", typed() | SUBMIT)
    answer = signed_in("reviewer").post(
        f"{EDIT}edit/{record.pk}/", _step(record, typed, '{"comment": "x"}'),
        headers={"accept": "application/json"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.content
    state = Record.objects.get(pk=record.pk).current_workflow_state
    assert state is not None and state.status == "in_progress"


@pytest.mark.parametrize(
    "extra", ["{", "[1]", "7", '{"user": 1}', '{"comment": 5}', '{"comment": "a\\u0000"}', "[" * 100_000]
)
def test_a_step_with_something_else_than_a_comment_is_refused(
    signed_in: Any, draft: Any, typed: Any, extra: str
) -> None:
    record = draft()
    signed_in("contributor").post(f"{EDIT}edit/{record.pk}/", typed() | SUBMIT)
    answer = signed_in("reviewer").post(f"{EDIT}edit/{record.pk}/", _step(record, typed, extra))
    assert answer.status_code == 400
    state = Record.objects.get(pk=record.pk).current_workflow_state
    assert state is not None and state.status == "in_progress"
