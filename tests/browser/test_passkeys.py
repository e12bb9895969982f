"""A passkey in Chromium, with its own virtual authenticator: made, signed in with, removed, refused."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.cast import Cast
from tests.browser.conftest import NewPage
from tests.browser.desk import Staff
from tests.browser.watch import NARROW, WIDE, Looker

KIND = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
}
PASSKEY_FORM = "form[data-passkey]"


def plug_in(page: Page) -> tuple[CDPSession, str]:
    """A virtual security key in this browser's machine."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    added: Any = session.send("WebAuthn.addVirtualAuthenticator", {"options": KIND})
    return session, str(added["authenticatorId"])


def kept(session: CDPSession, device: str) -> list[Any]:
    found: Any = session.send("WebAuthn.getCredentials", {"authenticatorId": device})
    return list(found["credentials"])


def put_back(session: CDPSession, device: str, credentials: list[Any]) -> None:
    for credential in credentials:
        session.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": credential})


def at_second_factor(staff: Staff, cast: Cast, name: str) -> None:
    staff._name(cast.worker.username, cast.worker.password, name)


@pytest.mark.parametrize(("language", "width"), [("kk", NARROW), ("ru", WIDE), ("en", NARROW)])
def test_made_used_removed_and_then_refused(
    base: str, cast: Cast, new_page: NewPage, language: str, width: int
) -> None:
    page, watch = new_page(width, language=language)
    session, device = plug_in(page)
    look = Looker()
    staff = Staff(page, base, language, look)
    staff.sign_in(cast.worker)

    staff.go("/desk/me/", "desk-me")
    staff.press(page.locator('main a[href$="/passkeys/new/"]'), "desk-passkey-new")
    staff.fill(name="SYNTHETIC 1", password=cast.worker.password)
    staff.press(page.locator(f"{PASSKEY_FORM} button.button"), "desk-passkey-added")
    assert page.url.endswith("/desk/me/") and len(kept(session, device)) == 1
    before = kept(session, device)
    staff.lock_and_leave()

    # The password alone is not enough, whatever address is asked for.
    at_second_factor(staff, cast, "desk-passkey-or-code")
    for path in ("/desk/", "/desk/me/", "/desk/me/passkeys/new/"):
        page.goto(base + path)
        assert "/desk/sign-in/" in page.url
    staff.go("/desk/sign-in/code/", "desk-passkey-or-code")
    staff.press(page.locator(f"{PASSKEY_FORM} button.button"), "desk-worklist")
    assert page.url == f"{base}/desk/"

    # It is removed in one window while it is asked for in another: the answer comes too late.
    other, _ = new_page(width, language=language)
    late_session, late_device = plug_in(other)
    put_back(late_session, late_device, before)
    late = Staff(other, base, language, look)
    at_second_factor(late, cast, "desk-passkey-or-code")
    staff.go("/desk/me/", "desk-me")
    staff.press(page.locator('main th a[href*="/passkeys/"]'), "desk-passkey")
    staff.press(page.locator("form[action$='/remove/'] button"), "desk-passkey-removed")
    with other.expect_navigation():
        other.locator(f"{PASSKEY_FORM} button.button").click()
    assert other.url.endswith("/desk/sign-in/code/")
    other.goto(base + "/desk/")
    assert "/desk/sign-in/" in other.url

    # Nobody is asked for a passkey any more; the code goes on working.
    staff.lock_and_leave()
    at_second_factor(staff, cast, "desk-code")
    assert page.locator(PASSKEY_FORM).count() == 0
    assert look.faults == []
    assert watch.complaints == [] and watch.broken == [] and watch.foreign == []


def test_a_device_without_the_passkey_is_said_and_the_code_still_works(
    base: str, cast: Cast, new_page: NewPage
) -> None:
    page, watch = new_page(NARROW, language="ru")
    session, device = plug_in(page)
    look = Looker()
    staff = Staff(page, base, "ru", look)
    staff.sign_in(cast.worker)
    staff.go("/desk/me/passkeys/new/", "desk-passkey-new")
    staff.fill(name="SYNTHETIC 1", password=cast.worker.password)
    staff.press(page.locator(f"{PASSKEY_FORM} button.button"), "desk-me")
    staff.lock_and_leave()
    session.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    at_second_factor(staff, cast, "desk-passkey-or-code")
    page.locator(f"{PASSKEY_FORM} button.button").click()
    page.locator("[data-passkey-refused]").wait_for(state="visible")
    look(page, "desk-passkey-not-answered")
    staff.fill(code=staff._code(cast.worker))
    staff.submit("desk-worklist", "input[name=code]")
    assert page.url == f"{base}/desk/"
    assert look.faults == []
    assert watch.complaints == [] and watch.broken == []


def test_without_script_the_page_says_so_and_the_code_works(base: str, cast: Cast, new_page: NewPage) -> None:
    page, _ = new_page(NARROW, script=False, language="kk")
    staff = Staff(page, base, "kk", Looker(axe=False))
    staff.sign_in(cast.worker)
    staff.go("/desk/me/passkeys/new/", "desk-passkey-new")
    assert page.locator("[data-passkey-without]").is_visible()
    assert not page.locator(PASSKEY_FORM).is_visible()
