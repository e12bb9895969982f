"""A page that saves by itself and a press on "Save" at the same moment make one record."""

from __future__ import annotations

import re
from typing import Any

import pytest

from qorgan.web.library.models import Number, Record

pytestmark = pytest.mark.django_db
EDIT = "/library/edit/snippets/library/record/"


def form_of(client: Any) -> str:
    """The name that an opened form gives itself."""
    page = client.get(f"{EDIT}add/").content.decode()
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found, "the form does not name itself"
    return found[1]


def test_saved_by_itself_and_by_hand_at_once_is_one_record(signed_in: Any, typed: Any) -> None:
    client, before = signed_in("contributor"), Record.objects.count()
    form = form_of(client)
    own = client.post(f"{EDIT}add/", typed(title="Half", form=form), headers={"accept": "application/json"})
    assert own.json()["success"]
    assert client.post(f"{EDIT}add/", typed(title="Whole", form=form)).status_code == 302
    assert Record.objects.count() == before + 1
    record = Record.objects.get(pk=own.json()["pk"])
    assert record.get_latest_revision_as_object().title == "Whole"


def test_two_opened_forms_are_two_records(signed_in: Any, typed: Any) -> None:
    client, before = signed_in("contributor"), Record.objects.count()
    for _time in range(2):
        client.post(f"{EDIT}add/", typed(title="The same words", form=form_of(client)))
    assert Record.objects.count() == before + 2


def test_the_name_of_anothers_form_opens_nothing_of_hers(signed_in: Any, typed: Any) -> None:
    form = form_of(signed_in("contributor"))
    signed_in("contributor").post(f"{EDIT}add/", typed(title="Hers", form=form))
    signed_in("reviewer").post(f"{EDIT}add/", typed(title="Another's", form=form))
    assert {one.title for one in Record.objects.order_by("-pk")[:2]} == {"Hers", "Another's"}


def test_no_form_joins_the_languages_of_a_record(signed_in: Any, typed: Any) -> None:
    public = Record.objects.filter(live=True).first()
    signed_in("contributor").post(f"{EDIT}add/", typed(title="Mine", form=str(public.translation_key)))
    assert Record.objects.get(title="Mine").translation_key != public.translation_key


def test_a_form_that_does_not_name_itself_is_taken(signed_in: Any, typed: Any) -> None:
    numbers = Number.objects.count()
    signed_in("contributor").post(f"{EDIT}add/", typed(title="Without a name"))
    assert Record.objects.filter(title="Without a name").count() == 1
    assert Number.objects.count() == numbers + 1


def test_a_draft_is_not_said_to_be_public_in_the_list(signed_in: Any, draft: Any) -> None:
    draft(title="Only a draft")
    page = signed_in("contributor").get(f"{EDIT}?q=Only+a+draft").content.decode()
    assert "original, not public yet" in page and "✓" not in page
