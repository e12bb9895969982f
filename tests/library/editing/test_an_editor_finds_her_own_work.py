"""The first page of an editor: her drafts, where each stands, and what was asked of her."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from qorgan.web.library.editing.own_work import own_work
from qorgan.web.library.models import Record

pytestmark = pytest.mark.django_db
HOME = "/library/edit/"
EDIT = "/library/edit/snippets/library/record/"


def panel(client: Any) -> str:
    """What the first page says of an editor's own work."""
    page = client.get(HOME).content.decode()
    return page.split('id="own-work"', 1)[1].split("</section>", 1)[0]


def home_of(client: Any) -> str:
    return str(client.get(HOME).content.decode())


def submitted(signed_in: Any, typed: Any, record: Record, by: str = "contributor", **changed: Any) -> None:
    given = {"action-submit": "1", **changed}
    assert signed_in(by).post(f"{EDIT}edit/{record.pk}/", typed(**given)).status_code == 302


def judged(signed_in: Any, record: Record, by: str, action: str, comment: str = "") -> None:
    state = record.current_workflow_task_state
    address = reverse(
        Record.snippet_viewset.get_url_name("workflow_action"), args=[record.pk, action, state.pk]
    )
    assert signed_in(by).post(address, {"comment": comment}).status_code in (200, 302)


def test_a_half_written_record_is_found_again(signed_in: Any, draft: Any) -> None:
    record = draft(title="Crisis centre in Osh", summary="", licence="")
    found = panel(signed_in("contributor"))
    assert f"{EDIT}edit/{record.pk}/" in found and "Crisis centre in Osh" in found
    assert "not submitted yet" in found


def test_a_record_without_a_title_is_found_by_its_number(signed_in: Any, draft: Any) -> None:
    record = draft(title="", summary="", licence="")
    found = panel(signed_in("contributor"))
    assert f"{EDIT}edit/{record.pk}/" in found and record.identifier in found


def test_nobody_sees_anothers_drafts_as_her_own(signed_in: Any, draft: Any) -> None:
    draft(title="Crisis centre in Osh")
    assert "Crisis centre in Osh" not in panel(signed_in("reviewer"))


def test_what_was_asked_is_said_with_its_words_and_comes_first(
    signed_in: Any, draft: Any, typed: Any
) -> None:
    asked = draft(title="Asked")
    submitted(signed_in, typed, asked, title="Asked")
    judged(signed_in, asked, "reviewer", "reject", "Which year is the <number> from?")
    draft(title="Written later")
    found = panel(signed_in("contributor"))
    assert "Which year is the &lt;number&gt; from?" in found
    assert "Reviewer (invented)" in found
    assert found.index(">Asked<") < found.index(">Written later<")


def test_what_was_asked_stands_where_the_record_is_written(signed_in: Any, draft: Any, typed: Any) -> None:
    record = draft(title="Asked")
    address = f"{EDIT}edit/{record.pk}/"
    submitted(signed_in, typed, record, title="Asked")
    assert "changes were asked for" not in signed_in("contributor").get(address).content.decode().lower()
    judged(signed_in, record, "reviewer", "reject", "Which year is the <number> from?")
    page = signed_in("contributor").get(address).content.decode()
    assert "Which year is the &lt;number&gt; from?" in page and "changes were asked for" in page.lower()
    submitted(signed_in, typed, record, title="Asked and answered")
    assert "Which year is" not in signed_in("contributor").get(address).content.decode()


def test_it_is_said_where_a_submitted_record_waits(signed_in: Any, draft: Any, typed: Any) -> None:
    record = draft(title="On its way")
    submitted(signed_in, typed, record, title="On its way")
    assert "waits for: Review" in panel(signed_in("contributor"))
    judged(signed_in, record, "reviewer", "approve")
    assert "waits for: Publication" in panel(signed_in("contributor"))
    judged(signed_in, record, "librarian", "approve")
    assert Record.objects.get(pk=record.pk).live
    assert "On its way" not in panel(signed_in("contributor"))


def test_a_record_on_its_way_is_said_once_on_the_page(signed_in: Any, draft: Any, typed: Any) -> None:
    record = draft(title="Said once")
    submitted(signed_in, typed, record, title="Said once")
    assert home_of(signed_in("contributor")).count("Said once") == 1


def test_changes_to_a_published_record_are_a_draft_too(signed_in: Any, typed: Any) -> None:
    public = Record.objects.filter(live=True, locale__language_code="en").first()
    signed_in("contributor").post(f"{EDIT}edit/{public.pk}/", typed(title="A better title"))
    found = panel(signed_in("contributor"))
    assert "A better title" in found and "changes to a public record" in found


def test_a_retired_record_is_no_draft(signed_in: Any, draft: Any) -> None:
    record = draft("librarian", title="Short life")
    record.get_latest_revision().publish(skip_permission_checks=True)
    assert "Short life" not in panel(signed_in("librarian"))
    assert (
        "This record was retired"
        not in signed_in("contributor").get(f"{EDIT}edit/{record.pk}/").content.decode()
    )
    signed_in("librarian").post(f"/library/edit/retire/{record.pk}/", {"note_en": "Out of date."})
    assert (
        "This record was retired" in signed_in("contributor").get(f"{EDIT}edit/{record.pk}/").content.decode()
    )
    assert "Short life" not in panel(signed_in("librarian"))


def test_a_translation_begun_is_found_again(signed_in: Any, editor: Any) -> None:
    public = Record.objects.filter(live=True, locale__language_code="en").first()
    kyrgyz = Locale.objects.get(language_code="ky")
    source, _new = TranslationSource.get_or_create_from_instance(public)
    order = Translation.objects.create(source=source, target_locale=kyrgyz)
    order.save_target(publish=False)
    text = source.stringsegment_set.select_related("string", "context").first()
    address = reverse("wagtail_localize:edit_string_translation", args=[order.pk, text.pk])
    answer = signed_in("contributor").put(
        address, "value=Биринчи+сөздөр", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in (200, 201), answer.content
    row = Record.objects.get(translation_key=public.translation_key, locale=kyrgyz)
    found = panel(signed_in("contributor"))
    assert f"{EDIT}edit/{row.pk}/" in found and "begun, not public yet" in found


def test_what_is_to_be_checked_is_named_in_her_language(signed_in: Any) -> None:
    public = Record.objects.filter(live=True, last_checked=None, locale__language_code="kk").first()
    page = signed_in("contributor").get("/library/edit/to-check/", headers={"accept-language": "kk"})
    assert public.title in page.content.decode().replace("&#x27;", "'").replace("&quot;", '"')


def test_many_drafts_are_counted_and_all_of_them_reached(signed_in: Any, draft: Any, editor: Any) -> None:
    first = draft(title="Draft 0")
    for number in range(1, 13):
        draft(title=f"Draft {number}")
    client = signed_in("contributor")
    assert len(own_work(editor("contributor"))) == 13
    assert "13" in panel(client)
    everything = client.get("/library/edit/my/work/").content.decode()
    assert f"{EDIT}edit/{first.pk}/" in everything


def test_without_drafts_she_is_told_where_to_begin(signed_in: Any) -> None:
    assert f"{EDIT}add/" in panel(signed_in("reviewer"))


def test_the_page_asks_the_database_no_more_for_more_drafts(
    signed_in: Any, draft: Any, editor: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        draft(title=f"Draft {number}")
    with django_assert_max_num_queries(14):
        own_work(editor("contributor"))


def test_what_waits_for_her_review_comes_before_the_long_tasks(
    signed_in: Any, draft: Any, typed: Any
) -> None:
    record = draft(title="To be reviewed")
    submitted(signed_in, typed, record, title="To be reviewed")
    page = home_of(signed_in("reviewer"))
    assert page.index("Awaiting your review") < page.index("What waits")


def test_what_she_took_on_to_check_is_opened_from_the_first_page(signed_in: Any) -> None:
    public = Record.objects.filter(live=True, last_checked=None).order_by("identifier", "pk").first()
    client = signed_in("contributor")
    client.post(f"/library/edit/to-check/{public.pk}/take/")
    page = home_of(client)
    assert f"{EDIT}edit/{public.pk}/" in page.split("You took these on", 1)[1]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_history_names_the_steps_in_her_language(
    signed_in: Any, draft: Any, typed: Any, editor: Any, language: str
) -> None:
    record = draft(title="With a history")
    submitted(signed_in, typed, record, title="With a history")
    judged(signed_in, record, "reviewer", "approve")
    client = signed_in("contributor")
    page = client.get(
        f"{EDIT.replace('/record/', '/record/history/')}{record.pk}/", headers={"accept-language": language}
    )
    text = page.content.decode()
    assert "Contributor (invented)" in text
    assert "Review" not in text.replace("Reviewer (invented)", "") and "Publication" not in text


def test_the_history_of_every_language_says_what_was_done_to_all(signed_in: Any) -> None:
    rows = Record.objects.filter(identifier=Record.objects.filter(live=True).first().identifier)
    assert len(rows) == 3
    signed_in("librarian").post(f"/library/edit/to-check/{rows[0].pk}/today/")
    signed_in("librarian").post(f"/library/edit/retire/{rows[0].pk}/", {"note_en": "Out of date."})
    for row in rows:
        page = signed_in("librarian").get(f"{EDIT.replace('/record/', '/record/history/')}{row.pk}/")
        table = page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
        assert "Retired" in table and "Compared with its source" in table, row


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_reports_are_reached_from_the_menu_in_every_language(signed_in: Any, language: str) -> None:
    for name, seen in (("librarian", True), ("contributor", False)):
        page = signed_in(name).get(HOME, headers={"accept-language": language}).content.decode()
        for address in (
            "/library/edit/reports/site-history/",
            "/library/edit/localize/reports/translations/",
        ):
            assert (address in page) is seen, (name, address)
            if seen:
                assert signed_in(name).get(address).status_code == 200
