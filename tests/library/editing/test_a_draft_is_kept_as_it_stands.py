"""What is half written is saved by itself; what cannot be kept is named; and nothing half written is read."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from qorgan.web.library.models import Record

pytestmark = pytest.mark.django_db
EDIT = "/library/edit/snippets/library/record/"
VALUE = "evidence-0-value-"


def study(**changed: str) -> dict[str, str]:
    first = f"{VALUE}effects-0-"
    given = {
        "evidence-count": "1", "evidence-0-deleted": "", "evidence-0-order": "0", "evidence-0-type": "study",
        "evidence-0-id": "", f"{VALUE}design": "", f"{VALUE}citation": "", f"{VALUE}participants": "",
        f"{VALUE}clusters": "", f"{VALUE}source": "", f"{VALUE}certainty": "secondary",
        f"{VALUE}effects-count": "1", f"{first}deleted": "", f"{first}order": "0", f"{first}id": "",
        f"{first}value-outcome": "", f"{first}value-domain": "", f"{first}value-measure": "",
        f"{first}value-estimate": "", f"{first}value-low": "", f"{first}value-high": "",
        f"{first}value-level": "0.95", f"{first}value-better": "", f"{first}value-note": "",
    }  # fmt: skip
    return given | {f"{VALUE}{name}": value for name, value in changed.items()}


def by_itself(client: Any, record: Record, form: dict[str, str]) -> Any:
    """As the open page saves while somebody writes."""
    return client.post(f"{EDIT}edit/{record.pk}/", form, headers={"accept": "application/json"})


@pytest.mark.parametrize(
    "half",
    [
        {"issued": "20"},
        {"address": "https:/"},
        {"regions": "KZ"},
        {"languages": "k"},
        {"related": "q00"},
        {"title": ""},
        {"sources-0-value-address": "https://exa"},
        {"sources-0-value-address": "htt"},
        study(),
        study(citation="Author", source="http"),
        study(**{"effects-0-value-measure": "RR", "effects-0-value-estimate": "0"}),
        study(**{"effects-0-value-estimate": "1", "effects-0-value-low": "4"}),
    ],
)
def test_what_is_half_written_is_saved_by_itself(
    signed_in: Any, draft: Any, typed: Any, half: dict[str, str]
) -> None:
    record, client = draft(), signed_in("contributor")
    answer = by_itself(client, record, typed(publisher="Typed since") | half)
    assert answer.status_code == 200 and answer.json()["success"], answer.content
    record.refresh_from_db()
    assert record.get_latest_revision_as_object().publisher == "Typed since"
    page = client.get(f"{EDIT}edit/{record.pk}/").content.decode()
    assert all(value in page for name, value in half.items() if value and "count" not in name)


@pytest.mark.parametrize(
    ("half", "field"),
    [
        ({"last_checked": "2026-1"}, "Last checked"),
        ({"title": "x" * 301}, "Title"),
        (study(**{"effects-0-value-estimate": "half"}), "Evidence"),
    ],
)
def test_what_cannot_be_kept_is_named(
    signed_in: Any, draft: Any, typed: Any, half: dict[str, str], field: str
) -> None:
    answer = by_itself(signed_in("contributor"), draft(), typed() | half).json()
    assert not answer["success"] and answer["error_code"] == "validation_error"
    assert answer["error_message"].startswith("Not saved:") and field in answer["error_message"]


def test_saving_by_hand_keeps_it_and_says_what_it_needs(signed_in: Any, draft: Any, typed: Any) -> None:
    record, client = draft(), signed_in("contributor")
    answer = client.post(f"{EDIT}edit/{record.pk}/", typed(issued="20") | study(citation="A"), follow=True)
    record.refresh_from_db()
    assert record.get_latest_revision_as_object().issued == "20"
    page = answer.content.decode()
    assert "Write a year, a month or a day" in page
    assert "Evidence: Outcome: This field is required." in page


def test_a_study_half_written_is_published_by_no_way(
    signed_in: Any, draft: Any, typed: Any, editor: Any
) -> None:
    record = draft()
    signed_in("contributor").post(f"{EDIT}edit/{record.pk}/", typed(**study(citation="Author A.")))
    record.refresh_from_db()
    with pytest.raises(ValidationError) as told:
        record.latest_revision.publish()
    assert set(told.value.error_dict) == {"evidence"}
    record.get_workflow().start(record, editor("contributor"))
    task = record.current_workflow_state.current_task_state
    signed_in("reviewer").post(f"{EDIT}workflow/action/{record.pk}/approve/{task.pk}/")
    assert record.current_workflow_state.current_task_state.task.name == "Review"
    assert not Record.objects.get(pk=record.pk).live
