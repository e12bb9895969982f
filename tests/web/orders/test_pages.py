"""An inspector's way through the pages: prepare, issue, hand over, copy, check, breach, petition."""

from __future__ import annotations

import io
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from qorgan.practice.local_time import local
from qorgan.web.casework import opening
from qorgan.web.casework.models import Case, Report
from qorgan.web.clock import now
from qorgan.web.ledger.models import Entry, Subject
from qorgan.web.orders import verbs
from qorgan.web.orders.conditions import Answer, asked
from qorgan.web.orders.models import Order
from qorgan.web.orders.wording import wording
from tests.web import world as worlds
from tests.web.desk.signing_in import once, send, sign_in, text

HIDDEN = "Жасырын көшесі, 7-үй, 12-пәтер"


def typed(moment: datetime) -> str:
    """A time as a browser sends it: local, to the minute."""
    return local(moment).strftime("%Y-%m-%dT%H:%M")


DETAILS: dict[str, Any] = {
    "addressee_name": "Сынақбаев Сынақ",
    "addressee_birth_date": "1988-04-02",
    "protected_name": "Үлгібаева Үлгі",
    "incident_place": "ортақ үй",
    "circumstances": "Ұрды және қорқытты.",
    "issue_place": "полиция бөлімі",
    "issuer_name": "Инспектор Үлгі",
    "issuer_post": "domestic_violence_inspector",
    "restrictions": list(wording()["restrictions"]),
    "language": "kk",
}
CONDITIONS = dict.fromkeys(asked("kz.l245.60"), "yes") | {
    f"{code}_by": "құжат" for code in asked("kz.l245.60")
}


@pytest.fixture
def inspector(world: worlds.World) -> Client:
    return sign_in(world, "inspector")


@pytest.fixture
def case(world: worlds.World) -> Case:
    sent, _ = worlds.send(world, to="police")
    return opening.open_report(world.keys("inspector"), Report.objects.get(pk=sent.report_id))


@pytest.fixture
def order(inspector: Client, case: Case) -> Order:
    assert send(inspector, reverse("desk:order_new", args=[case.pk]), DETAILS).status_code == 302
    return Order.objects.get()


def at(name: str, order: Order, *more: str) -> str:
    return reverse(f"desk:{name}", args=[order.pk, *more])


def state(order: Order) -> str:
    return Subject.objects.get(pk=order.pk).state


def issue(inspector: Client, order: Order) -> None:
    assert send(inspector, at("order_issue", order), CONDITIONS).status_code == 302


def serve(inspector: Client, order: Order) -> None:
    assert send(inspector, at("order_serve", order), {"at": typed(now()), "how": "signed"}).status_code == 302


def pdf_text(response: Any) -> str:
    assert response["Content-Type"] == "application/pdf", text(response)
    return " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(response.content)).pages
    )


def test_an_inspector_takes_an_order_from_draft_to_a_petition(inspector: Client, order: Order) -> None:
    assert "Ұрды және қорқытты." in text(inspector.get(at("order", order)))
    conditions = text(inspector.get(at("order_issue", order)))
    assert conditions.count('type="radio"') == 3 * len(asked("kz.l245.60"))
    assert "checked" not in conditions  # nothing is answered for the officer
    issue(inspector, order)
    serve(inspector, order)
    assert send(inspector, at("order_copy", order), {"at": typed(now()), "told": "on"}).status_code == 302
    assert (
        send(inspector, at("order_check", order), {"at": typed(now()), "result": "kept"}).status_code == 302
    )
    page = text(inspector.get(at("order", order)))
    assert f"{local(now()).year}-0001" in page
    breach = {"at": typed(now()), "kinds": ["came", "called"], "what": "Есік қақты."}
    follows = send(inspector, at("order_breach", order), breach)
    assert follows.status_code == 302 and follows["Location"] == at("order_follows", order)
    assert state(order) == "served"
    law = text(inspector.get(follows["Location"]))
    assert "CAO 461(1)" in law and "arrest for 10 days" in law and "24 hours" in law
    petition = {
        "ground": "cao", "asks": ["no_contact", "living_apart"], "months": "12", "living_apart_days": "30",
        "reason": "Қайта келді.",
    }  # fmt: skip
    assert send(inspector, at("order_petition", order), petition).status_code == 302
    printed = pdf_text(inspector.get(at("order_print", order, "petition", "kk")))
    assert "Есік қақты." in printed and "ӘҚБтК 54-бап" in printed and "ЖОБА" in printed


def test_the_repeat_within_a_year_after_a_penalty_gives_twenty_days(inspector: Client, order: Order) -> None:
    issue(inspector, order)
    serve(inspector, order)
    send(inspector, at("order_breach", order), {"at": typed(now()), "kinds": ["came"], "what": "Келді."})
    imposed = (local(now()) - timedelta(days=100)).date().isoformat()
    page = text(inspector.get(at("order_follows", order), {"earlier": "one", "imposed": imposed}))
    assert "CAO 461(1-1)" in page and "arrest for 20 days" in page


def test_a_form_sent_twice_makes_one_order(inspector: Client, case: Case) -> None:
    url = reverse("desk:order_new", args=[case.pk])
    key = once(inspector, url)
    first = inspector.post(url, DETAILS | {"once": key})
    again = inspector.post(url, DETAILS | {"once": key})
    assert first["Location"] == again["Location"]
    assert Order.objects.count() == 1


def test_a_condition_not_established_asks_for_a_reason_and_then_lets_the_officer_issue(
    inspector: Client, order: Order
) -> None:
    given = CONDITIONS | {"addressee_sane": "not_established", "addressee_sane_by": ""}
    refused = send(inspector, at("order_issue", order), given)
    assert refused.status_code == 200 and state(order) == "drafted"
    assert "write the reason" in text(refused)
    assert 'value="құжат"' in text(refused)  # what was typed is kept
    assert (
        send(inspector, at("order_issue", order), given | {"reason": "Қорытынды ертең."}).status_code == 302
    )
    assert "Қорытынды ертең." in text(inspector.get(at("order", order)))


@pytest.mark.parametrize(
    "moment, words",
    [(timedelta(hours=2), "has not come yet"), (timedelta(days=-2), "before the order was issued")],
)
def test_a_time_that_cannot_be_right_is_said_at_the_field(
    inspector: Client, order: Order, moment: timedelta, words: str
) -> None:
    issue(inspector, order)
    refused = send(inspector, at("order_serve", order), {"at": typed(now() + moment), "how": "signed"})
    assert refused.status_code == 200 and words in text(refused)
    assert state(order) == "issued"


def test_a_refusal_to_take_it_is_recorded_and_the_order_still_waits(inspector: Client, order: Order) -> None:
    issue(inspector, order)
    url = at("order_serve", order)
    assert "Write down the refusal" in text(send(inspector, url, {"at": typed(now()), "how": "refused"}))
    assert (
        send(inspector, url, {"at": typed(now()), "how": "refused", "note": "Есік ашпады."}).status_code
        == 302
    )
    assert state(order) == "service_refused"


@pytest.mark.parametrize("language, words", [("kk", "ҚОРҒАУ НҰСҚАМАСЫ"), ("ru", "ЗАЩИТНОЕ ПРЕДПИСАНИЕ")])
def test_the_preview_is_a_pdf_marked_draft_that_no_cache_keeps(
    inspector: Client, order: Order, language: str, words: str
) -> None:
    response = inspector.get(at("order_print", order, "order", language))
    assert words in pdf_text(response)
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"] == f'attachment; filename="order-new-{language}-draft.pdf"'


def test_where_she_is_stands_on_the_sheet_and_is_refused_everywhere_else(
    inspector: Client, order: Order
) -> None:
    sheet = at("order_sheet", order)
    assert inspector.get(at("order_print", order, "sheet", "kk"))["Location"] == sheet
    assert send(inspector, sheet, {"address": HIDDEN, "reach": "19:00"}).status_code == 302
    assert HIDDEN in pdf_text(inspector.get(at("order_print", order, "sheet", "kk")))
    assert HIDDEN not in text(inspector.get(sheet))
    issue(inspector, order)
    serve(inspector, order)
    breach = {"at": typed(now()), "kinds": ["came"], "what": f"Ол {HIDDEN} мекенжайына келді."}
    refused = send(inspector, at("order_breach", order), breach)
    assert refused.status_code == 200 and "take it out" in text(refused)
    assert HIDDEN not in pdf_text(inspector.get(at("order_print", order, "copy", "kk")))


def test_a_supervisor_signs_for_the_lawyer_and_the_draft_mark_goes(
    world: worlds.World, inspector: Client, order: Order
) -> None:
    boss = sign_in(world, "boss_police")
    url = reverse("desk:order_wording")
    assert inspector.get(url).status_code == 403
    assert send(boss, url).status_code == 200  # not ticked: nothing is signed
    assert Entry.objects.filter(type="agency.order_wording_approved").count() == 0
    assert send(boss, url, {"read": "1"}).status_code == 302
    assert "ЖОБА" not in pdf_text(inspector.get(at("order_print", order, "order", "kk")))


@pytest.mark.parametrize("who", ["worker", "boss_centre", "operator"])
def test_another_office_learns_nothing_of_an_order(world: worlds.World, order: Order, who: str) -> None:
    other = sign_in(world, who)
    assert other.get(at("order", order)).status_code in (403, 404)
    assert other.get(at("order_print", order, "order", "kk")).status_code in (403, 404)
    assert other.get(reverse("desk:order_new", args=[order.case_id])).status_code in (403, 404)


def test_the_pages_carry_no_script_and_no_style_of_their_own(inspector: Client, order: Order) -> None:
    issue(inspector, order)
    serve(inspector, order)
    send(inspector, at("order_breach", order), {"at": typed(now()), "kinds": ["came"], "what": "Келді."})
    names = (
        "order",
        "order_check",
        "order_breach",
        "order_follows",
        "order_petition",
        "order_sheet",
        "order_withdraw",
    )
    for name in names:
        page = text(inspector.get(at(name, order)))
        assert "<script" not in page and "style=" not in page and "onclick" not in page, name


def test_a_new_draft_can_start_from_the_words_of_an_earlier_one(inspector: Client, order: Order) -> None:
    page = text(inspector.get(reverse("desk:order_new", args=[order.case_id]), {"from": str(order.pk)}))
    assert "Ұрды және қорқытты." in page and 'value="1988-04-02"' in page
    for wrong in (str(order.case_id), "x"):
        assert (
            inspector.get(reverse("desk:order_new", args=[order.case_id]), {"from": wrong}).status_code == 404
        )


def test_a_machine_that_cannot_make_pdf_says_what_is_missing(
    inspector: Client, order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As on a machine without Pango, where importing WeasyPrint ends in an OSError.
    (tmp_path / "weasyprint.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    response = inspector.get(at("order_print", order, "order", "kk"))
    assert response.status_code == 200 and "Pango" in text(response) and "libpango-1.0-0" in text(response)


def test_a_step_that_is_done_already_opens_no_form_that_would_only_be_refused(
    inspector: Client, order: Order
) -> None:
    shown = inspector.get(reverse("desk:order_check", args=[order.pk]), follow=True)
    assert shown.redirect_chain == [(reverse("desk:order", args=[order.pk]), 302)]
    assert "not possible where the order stands now" in text(shown)
    assert inspector.get(reverse("desk:order_issue", args=[order.pk])).status_code == 200


def test_the_order_page_says_in_which_language_the_officers_words_stand(
    inspector: Client, order: Order
) -> None:
    assert "What the officer wrote is in Kazakh" in text(
        inspector.get(reverse("desk:order", args=[order.pk]))
    )


def test_the_case_page_says_what_is_due_of_an_order_and_not_that_it_ends_then(
    inspector: Client, order: Order, case: Case, world: worlds.World
) -> None:
    officer = world.keys("inspector")
    answers = {code: Answer("yes", "құжат") for code in asked("kz.l245.60")}
    verbs.issue(officer, order, answers)
    verbs.copy_given(officer, order, now())
    verbs.serve(officer, order, now(), "signed")
    shown = text(inspector.get(reverse("desk:case", args=[case.pk])))
    line = shown.split('id="orders-title"', 1)[1].split("</section>", 1)[0]
    assert "Check that the order is kept, " in line


@pytest.mark.parametrize(
    ("language", "named"), [("kk", "police (ойдан шығарылған)"), ("ru", "police (вымышлено)")]
)
def test_the_place_of_issue_stands_in_the_language_of_the_order(
    inspector: Client, case: Case, language: str, named: str
) -> None:
    address = reverse("desk:order_new", args=[case.pk])
    page = text(inspector.get(address))  # an English desk
    assert 'value="police (ойдан шығарылған)"' in page and "police (synthetic)" not in page.split("<main")[1]
    typed_in = DETAILS | {"issue_place": "police (ойдан шығарылған)", "language": language}
    assert send(inspector, address, typed_in).status_code == 302
    kept = text(inspector.get(f"{address}?from={Order.objects.get().pk}"))
    assert f'value="{named}"' in kept


def test_a_notice_from_a_distance_is_recorded_and_puts_nothing_in_force(
    inspector: Client, order: Order
) -> None:
    issue(inspector, order)
    told = {"at": typed(now()), "how": "notified", "note": "SYNTHETIC sent today"}
    refused = send(inspector, at("order_serve", order), told)
    assert "Choose by what the person was told" in text(refused)
    assert send(inspector, at("order_serve", order), told | {"means": "registered_mail"}).status_code == 302
    assert state(order) == "issued"
    page = text(inspector.get(at("order", order)))
    assert "Told of the order from a distance" in page and "By registered mail. SYNTHETIC sent today" in page
    serve(inspector, order)
    assert state(order) == "served"
