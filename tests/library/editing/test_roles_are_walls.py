"""What each role may do, asked of every address of the editors' side."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from qorgan.web.library.editors import CONTRIBUTOR, LIBRARIAN, REVIEWER
from qorgan.web.library.editors.models import Editor
from qorgan.web.library.models import Call, Number, Record, Suggestion

pytestmark = pytest.mark.django_db
EDIT = "/library/edit/snippets/library/record/"
PLACES = {"int": "1", "str": "1", "slug": "x", "uuid": "00000000-0000-0000-0000-000000000000", "path": "x"}


def addresses() -> list[str]:
    """Every address of the editors' side, its variable parts filled in."""
    found: list[str] = []

    def walk(patterns: Any, so_far: str) -> None:
        for one in patterns:
            here = so_far + str(one.pattern)
            if isinstance(one, URLResolver):
                walk(one.url_patterns, here)
            elif isinstance(one, URLPattern):
                found.append(here)

    walk(get_resolver().url_patterns, "/")
    filled = set()
    for one in found:
        text = re.sub(r"<(?:(\w+):)?\w+>", lambda m: PLACES.get(m.group(1) or "str", "1"), one)
        text = re.sub(r"\(\?P<\w+>[^)]*\)", "1", text)
        text = text.replace("\\.", ".").replace("\\", "").replace("^", "").replace("$", "")
        if text.startswith("/library/edit/") and not re.search(r"[()|*+?\[\]]", text):
            filled.add(text)
    return sorted(filled)


def state() -> tuple[Any, ...]:
    """Everything that a role could break."""
    return (
        sorted(Record.objects.values_list("pk", "live", "title", "latest_revision_id")),
        sorted(Number.objects.values_list("identifier", "retired_at")),
        sorted(Editor.objects.values_list("username", "is_active", "is_superuser", "groups__name")),
        sorted(Suggestion.objects.values_list("pk", "state")),
        list(Call.objects.values_list("pk", "open")),
    )


OPEN_TO_ALL = (
    "/library/edit/sign-in/",
    "/library/edit/login/",
    "/library/edit/jsi18n/",
    "/library/edit/sprite/",
)


def test_there_are_addresses_to_ask() -> None:
    assert len(addresses()) > 100
    assert f"{EDIT}edit/1/" in addresses()


def test_nothing_of_the_editors_side_opens_without_an_account(client: Client) -> None:
    for address in addresses():
        if address.startswith(OPEN_TO_ALL):
            continue
        for answer in (client.get(address), client.post(address, {})):
            assert answer.status_code in (302, 403, 404, 405), (address, answer.status_code)
            if answer.status_code == 302:
                assert "sign-in" in answer.headers["Location"], (address, answer.headers["Location"])


@pytest.mark.parametrize("name", ["contributor", "reviewer", "librarian"])
def test_no_address_breaks_for_any_role(signed_in: Any, name: str) -> None:
    client = signed_in(name)
    for address in addresses():
        if "/out/" in address or address.endswith("/logout/"):
            continue
        answer = client.get(address)
        assert answer.status_code < 500, (address, answer.status_code)


LIBRARIANS_ONLY = (
    "users/",
    "users/new/",
    "users/1/",
    "users/1/delete/",
    "groups/",
    "groups/new/",
    "groups/1/",
    "sites/",
    "sites/new/",
    "locales/",
    "locales/new/",
    "collections/",
    "workflows/add/1/",
    "workflows/edit/1/",
    "workflows/tasks/add/1/",
    "workflows/disable/1/",
    "retire/1/",
    "suggestions/",
    "suggestions/1/",
    "call/",
    "addresses/",
    "snippets/library/record/delete/1/",
    "snippets/library/record/unpublish/1/",
    "bulk/library/record/delete/",
    "bulk/editors/editor/assign_role/",
    "bulk/editors/editor/delete/",
    "bulk/editors/editor/set_active_state/",
    "pages/1/delete/",
    "api/main/pages/",
)


@pytest.mark.parametrize("name", ["contributor", "reviewer"])
@pytest.mark.parametrize("address", LIBRARIANS_ONLY)
def test_only_a_librarian_manages(signed_in: Any, name: str, address: str) -> None:
    client, before = signed_in(name), state()
    for answer in (
        client.get(f"/library/edit/{address}"),
        client.post(f"/library/edit/{address}", {"do": "draft"}),
    ):
        refused = answer.status_code in (403, 404, 405)
        sent_home = answer.status_code == 302 and answer.headers["Location"] in (
            "/library/edit/",
            "/library/edit",
        )
        assert refused or sent_home, (address, answer.status_code, answer.headers.get("Location"))
    assert state() == before


@pytest.mark.parametrize("name", ["contributor", "reviewer"])
def test_who_may_not_publish_saves_a_draft_instead(signed_in: Any, draft: Any, typed: Any, name: str) -> None:
    record = draft()
    signed_in(name).post(f"{EDIT}edit/{record.pk}/", typed(title="Changed") | {"action-publish": "1"})
    record.refresh_from_db()
    assert not record.live


def test_a_contributor_does_not_approve(signed_in: Any, draft: Any, typed: Any) -> None:
    record = draft()
    client = signed_in("contributor")
    client.post(f"{EDIT}edit/{record.pk}/", typed() | {"action-submit": "1"})
    task = record.current_workflow_state.current_task_state
    answer = client.post(f"{EDIT}workflow/action/{record.pk}/approve/{task.pk}/")
    assert (
        answer.status_code == 302
        and answer.headers["Location"] == "/library/edit/"
        or answer.status_code == 403
    )
    task.refresh_from_db()
    assert task.status == "in_progress"


def test_a_contributor_cannot_publish_by_way_of_a_translation(signed_in: Any) -> None:
    """wagtail-localize asks nobody whether she may publish when all translations are brought up to date."""
    from wagtail_localize.models import Translation

    order = Translation.objects.select_related("source").first()
    assert order is not None
    target = order.get_target_instance()
    Record.objects.filter(pk=target.pk).update(live=False)
    answer = signed_in("contributor").post(
        f"/library/edit/localize/update/{order.source_id}/", {"publish_translations": "on"}
    )
    assert answer.status_code in (302, 403)
    assert not Record.objects.get(pk=target.pk).live


def test_a_librarian_makes_nobody_an_administrator(signed_in: Any) -> None:
    from django.contrib.auth.models import Group

    client = signed_in("librarian")
    reviewer = Group.objects.get(name=REVIEWER)
    answer = client.post(
        "/library/edit/users/new/",
        {
            "username": "newcomer",
            "password1": "four-words-of-mine",
            "password2": "four-words-of-mine",
            "is_superuser": "on",
            "groups": [reviewer.pk],
        },
    )
    assert answer.status_code == 302, answer.context["form"].errors
    made = Editor.objects.get(username="newcomer")
    assert not made.is_superuser and made.must_change_password
    assert [one.name for one in made.groups.all()] == [REVIEWER]


def test_the_last_librarian_stays_one(signed_in: Any, editor: Any) -> None:
    librarian = editor("librarian")
    client = signed_in("librarian")
    client.post(f"/library/edit/users/{librarian.pk}/", {"username": "librarian", "groups": []})
    assert librarian.groups.filter(name=LIBRARIAN).exists()


def test_every_role_has_exactly_what_its_table_says(editor: Any) -> None:
    from qorgan.web.library.editors.roles import MAY

    for name, role in (("contributor", CONTRIBUTOR), ("reviewer", REVIEWER), ("librarian", LIBRARIAN)):
        assert editor(name).get_all_permissions() == set(MAY[role])
    assert not any(
        one.endswith(("publish_record", "retire_record", "change_editor")) for one in MAY[REVIEWER]
    )
