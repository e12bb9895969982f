"""The pages that the story does not pass: refusals, the way back, consent, calls, people, papers, errors.

Each round ends signed out, so that any other may follow in the same browser.
"""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.cast import Cast
from tests.browser.desk import Staff
from tests.browser.door import Survivor
from tests.browser.watch import Look

ALWAYS_SAFE = {
    "a": "call",
    "b": "+7 000 000 00 00",
    "c": "mon tue wed thu fri sat sun",
    "d": "00:00",
    "e": "23:59",
    "j": "апельсин",
}


def of_the_door(page: Page, base: str, language: str, look: Look, cast: Cast) -> list[str]:
    """Help right now, under 18, refused forms, safe contact, a change before sending; the words she got."""
    she = Survivor(page, base, language, look)
    she.arrive()
    she.look_around()
    she.press("words")
    she.fill("text", "six words that open nothing here")
    she.press_refused("door-return-nothing")
    she.press("back")
    she.press("write")
    she.press_refused("door-receiver-refused")
    she.press("back")
    she.tell(cast.police, conflict="unsure", contact=ALWAYS_SAFE, call_me="Сәуле", until="how")
    she.fill("d", "25:00")
    she.press_refused("door-how-refused")
    she.fill("d", "00:00")
    she.finish(call_me="Сәуле", scope="plan")
    she.press("change:story")
    she.fill("text", "SYNTHETIC. " + "Ол мені ұрды. " * 3)
    she.press()
    look(page, "door-review-to-the-police")
    return she.send()


def of_her_words(page: Page, base: str, language: str, look: Look, words: list[str]) -> None:
    """Her safety plan with notes of her own, new words for old ones, then their end."""
    she = Survivor(page, base, language, look)
    she.come_back(words)
    she.press("plan")
    she.fill("text", "Ж" * 2001)
    she.press_refused("door-plan-refused")
    she.fill("text", "SYNTHETIC. Бейсенбі, 12:30.")
    she.press()
    she.press("plan")
    she.press("no")
    she.press("replace")
    she.press()
    she.press("done")
    she.press("end")
    she.press()


def without_words(page: Page, base: str, language: str, look: Look, cast: Cast) -> None:
    """A report that leaves nothing to find: no words."""
    she = Survivor(page, base, language, look)
    if she.at != "choose":
        she.arrive()
    she.tell(cast.police, keep="no", enough=True)
    she.press("send")
    look(page, "door-sent-without-words")
    she.leave()


def of_a_case(staff: Staff, cast: Cast, case: str) -> None:
    """Every page of a case; consent given in words and stopped; a call that is planned and refused."""
    staff.sign_in(cast.colleague)
    for part in (
        "account",
        "person",
        "course",
        "contact",
        "messages",
        "consent",
        "facts",
        "danger",
        "named",
        "plan",
    ):
        staff.go(f"{case}{part}/", f"desk-{part}")
    staff.submit("desk-plan-refused", "[name=people]")
    staff.fill(people="SYNTHETIC. Көрші", sign="SYNTHETIC. Терезедегі жарық")
    staff.submit("desk-plan-written", "[name=people]")
    of_finding(staff, case)
    staff.go(f"{case}consent/", "desk-consent")
    staff.submit("desk-consent-refused", "[name=agency]")
    staff.choose("agency", cast.hospital)
    staff.tick("bundles", "what_happened")
    staff.tick("how", "verbal")
    staff.page.locator("input[name=told]").check()
    staff.submit("desk-consent-given", "[name=agency]")
    stop = staff.page.locator(f'form[action$="/{cast.hospital}/stop/"] button')
    staff.press(stop, "desk-consent-stop")
    staff.submit("desk-consent-stopped", 'input[name="sure"]')
    staff.go(f"{case}call/", "desk-call-new")
    staff.submit("desk-call")
    staff.submit("desk-call-refused", 'input[value="attempt"]')
    staff.go("/desk/calls/", "desk-calls")
    staff.go("/desk/referrals/", "desk-referrals-sent")
    staff.go("/desk/?show=overdue", "desk-worklist-overdue")
    staff.go("/desk/nothing/", "desk-nothing-here")
    staff.lock_and_leave()


def of_finding(staff: Staff, case: str) -> None:
    """Who she is, with a fault and without; looking for her, with a fault, with and without a result."""
    staff.go(f"{case}person/", "desk-person")
    staff.fill(given_name="Сәуле", family_name="Мысалова", iin="940000400012")
    staff.submit("desk-person-refused", "[name=iin]")
    staff.fill(iin="940000400011")
    staff.submit("desk-person-recorded", "[name=iin]")
    staff.go("/desk/find/", "desk-find")
    staff.submit("desk-find-refused", "[name=born]")
    staff.fill(iin="940314400009")
    staff.submit("desk-find-nothing", "[name=born]")
    staff.fill(iin="940000400011")
    staff.submit("desk-found", "[name=born]")


def of_an_order(staff: Staff, cast: Cast, order: str) -> bytes:
    """Checks, petition, sheet and wording, none of which ends the order; answers the order as printed."""
    staff.sign_in(cast.head)
    staff.go(order, "desk-order")
    printed = staff.paper("order", "kk")
    for part in ("check", "petition", "sheet", "withdraw", "follows"):
        staff.go(f"{order}{part}/", f"desk-order-{part}")
    staff.go(f"{order}serve/", "desk-order-serve-again")
    staff.go("/desk/orders/wording/", "desk-order-wording")
    staff.go("/desk/members/", "desk-members-of-a-supervisor")
    staff.lock_and_leave()
    return printed


def of_people(staff: Staff, cast: Cast) -> None:
    """A new account, its first sign-in and what its owner sees until admitted; then the supervisor's page."""
    staff.sign_in(cast.admin)
    staff.go("/desk/members/new/", "desk-member-new")
    staff.submit("desk-member-new-refused")
    username = f"jana-{staff.language}"
    staff.fill(display_name="Жаңа Мысалова", username=username)
    staff.choose("role", "caseworker")
    staff.submit("desk-member-start")
    start = staff.page.locator("dl.list dd").nth(1).inner_text().strip()
    staff.lock_and_leave()
    staff.start(username, start)
    staff.sign_in(cast.supervisor)
    staff.go("/desk/members/", "desk-members-to-admit")
    staff.press(staff.page.locator(f'tr:has-text("{username}") a'), "desk-member-to-admit")
    staff.page.locator("input[name=same]").check()
    staff.submit("desk-member-admitted")
    staff.lock_and_leave()


def of_errors(staff: Staff) -> None:
    """A wrong password and an address that leads nowhere."""
    staff.go("/desk/", "desk-sign-in")
    staff.fill(login="nobody", password="wrong words of nobody")
    staff.submit("desk-sign-in-refused")
    staff.go("/nothing-here/", "error-not-found")
