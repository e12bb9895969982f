"""A member of staff in a real browser: signs in with a password and the code of the moment, and works."""

from __future__ import annotations

import time
from datetime import datetime

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Locator, Page

from qorgan.web.clock import real_now
from tests.browser.cast import Player
from tests.browser.watch import Look

PERIOD = 30
ASKED_FOR = "SYNTHETIC. She asks for an order."


class Staff:
    """`look` is called with every page and its name. `used` is shared by the walks through one demonstration,
    which leads who comes back within the same half minute to a page that waits."""

    def __init__(
        self, page: Page, base: str, language: str, look: Look, used: dict[str, int] | None = None
    ) -> None:
        self.page, self.base, self.language, self.look = page, base, language, look
        self.used, self.waits = {} if used is None else used, used is not None

    # --- moving about ------------------------------------------------------------------------------------

    def go(self, path: str, name: str) -> None:
        self.page.goto(self.base + path)
        self.look(self.page, name)

    def press(self, button: Locator, name: str) -> None:
        """Presses a button or a link and looks at the page that follows."""
        with self.page.expect_navigation():
            button.click()
        self.look(self.page, name)

    def submit(self, name: str, holding: str = "button.button") -> None:
        """Presses the main button of the form that holds `holding`."""
        self.press(self.page.locator(f"main form:has({holding})").first.locator("button.button").first, name)

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f'select[name="{name}"]').select_option(value)

    def tick(self, name: str, *values: str) -> None:
        for value in values:
            self.page.locator(f'main input[name="{name}"][value="{value}"]').check()

    def fill(self, **texts: str) -> None:
        for name, text in texts.items():
            self.page.locator(f'main [name="{name}"]').first.fill(text)

    # --- in and out --------------------------------------------------------------------------------------

    def sign_in(self, who: Player) -> None:
        if self.waits:
            self._wait_until(self.used.get(who.username, 0) + 1)
        self._name(who.username, who.password)
        self.fill(code=self._code(who))
        self.submit("desk-worklist")

    def start(self, username: str, password: str) -> None:
        """The first sign-in of a new account: keys of one's own, and the six words to be compared."""
        self._name(username, password, "desk-begin")
        own = "төрт тыныш сөз және тағы біреу"
        self.fill(start=password, new=own, again=own)
        self.submit("desk-begun", "input[name=again]")
        self.submit("desk-sign-in-after")

    def _name(self, username: str, password: str, then: str = "desk-code") -> None:
        self.go("/desk/", "desk-sign-in")
        # Chosen even where the page has it already: a choice wins over the language of the member's account.
        self.press(self.page.locator(f'button[name="language"][value="{self.language}"]'), "desk-sign-in")
        self.fill(login=username, password=password)
        self.submit(then)

    def _code(self, who: Player) -> str:
        """A code of her authenticator that was not used: the present one or the next, which is taken as well.
        When both are used, one is waited out, as a person would."""
        unused = self.used.get(who.username, 0) + 1
        present = self._wait_until(unused if self.waits else unused - 1)
        period = self.used[who.username] = max(present, unused)
        return str(format_hotp_value(hotp_value(who.totp, period)))

    def _wait_until(self, period: int) -> int:
        """Waits for a half minute to begin; the present one."""
        while (present := int(real_now().timestamp() // PERIOD)) < period:
            time.sleep(PERIOD - real_now().timestamp() % PERIOD + 0.2)
        return present

    def plan(self, case: str, text: str) -> None:
        """A safety plan of one line."""
        self.go(f"{case}plan/", "desk-plan")
        self.fill(people=text)
        self.submit("desk-plan-written", "[name=people]")

    def lock_and_leave(self) -> None:
        """Closes the keys. A page without the desk's header leads back to the desk first."""
        button = self.page.locator("header .who form:not(.langs) button")
        if not button.count():
            self.page.goto(self.base + "/desk/")
        with self.page.expect_navigation():
            button.click()

    # --- the work ----------------------------------------------------------------------------------------

    def open_report(self) -> str:
        """Opens the report that came last; the address of its case."""
        self.go("/desk/inbox/", "desk-inbox")
        rows = self.page.locator("tbody tr").all()
        newest = max(rows, key=lambda row: _moment(row.locator("th").inner_text()))
        self.press(newest.locator("form button"), "desk-case")
        return self.page.url.removeprefix(self.base)

    def record_fact(self, case: str, fact: str, answer: str) -> None:
        """Records one fact as said by her."""
        self.go(f"{case}facts/?ask={fact}", "desk-facts")
        self.fill(answer=answer)
        self.submit("desk-facts-recorded", "input[name=fact]")

    def record_danger(self, case: str, *signs: str) -> None:
        self.go(f"{case}danger/", "desk-danger")
        for sign in signs:
            self.tick(sign, "yes")
        self.submit("desk-case-in-danger")

    def refer(self, case: str, to: str, service: str, *bundles: str, summary: str = ASKED_FOR) -> str:
        """Drafts a referral; its address. Nothing leaves before she agrees."""
        self.go(f"{case}refer/", "desk-referral-new")
        self.choose("to_agency", to)
        self.tick("service", service)
        self.tick("bundles", *bundles)
        self.fill(summary=summary)
        self.submit("desk-referral-drafted")
        return self.page.url.removeprefix(self.base)

    def message(self, case: str, text: str) -> None:
        self.go(f"{case}messages/", "desk-messages")
        self.fill(text=text)
        self.submit("desk-messages-sent")

    def take_on(self) -> None:
        """Sees and accepts the referral that waits longest."""
        self.go("/desk/referrals/", "desk-referrals")
        self.press(self.page.locator("tbody th a").first, "desk-referral-arrived")
        self.submit("desk-referral-seen", 'input[value="referral.acknowledged"]')
        self.submit("desk-referral-accepted", 'input[value="referral.accepted"]')

    def draft_order(self, case: str, **said: str) -> str:
        """Drafts an order with everything the law demands; its address."""
        self.go(f"{case}orders/new/", "desk-order-new")
        texts = {
            "addressee_name": "ВЫМЫШЛЕНОВ Пример Образцович",
            "addressee_birth_date": "1988-04-02",
            "addressee_address": "Үлгі қаласы, Мысал көшесі, 1 (ойдан шығарылған)",
            "protected_name": "МЫСАЛОВА Сәуле Үлгіқызы",
            "incident_at": "2026-11-20T21:30",
            "incident_place": "Үлгі қаласы (ойдан шығарылған)",
            "circumstances": "SYNTHETIC. Ол ұрды, тамағынан қысты, өлтіремін деп қорқытты.",
        }
        self.fill(**texts | said)
        self.choose("issuer_post", "domestic_violence_inspector")
        self.tick("language", "kk")
        self.submit("desk-order-issue")
        return self.page.url.removeprefix(self.base).removesuffix("issue/")

    def issue_order(self) -> None:
        """Answers every condition with yes and says from what it is known."""
        for box in self.page.locator('main input[type=radio][value="yes"]').all():
            box.check()
        for line in self.page.locator('main input[name$="_by"]').all():
            line.fill("SYNTHETIC. Жеке куәлік, өз бақылауым")
        self.submit("desk-order-issued")

    def hand_over(self, order: str) -> None:
        self.go(f"{order}serve/", "desk-order-serve")
        self.tick("how", "signed")
        self.submit("desk-order-in-force")

    def give_copy(self, order: str) -> None:
        self.go(f"{order}copy/", "desk-order-copy")
        self.page.locator("input[name=told]").check()
        self.submit("desk-order-copy-given")

    def record_breach(self, order: str, at: datetime, what: str) -> None:
        """What he did, at a local time; the page that follows says what must happen now."""
        self.go(f"{order}breach/", "desk-order-breach")
        self.fill(at=at.strftime("%Y-%m-%dT%H:%M"), what=what)
        self.tick("kinds", "came", "threat")
        self.submit("desk-order-follows")

    def paper(self, kind: str, language: str) -> bytes:
        """The PDF behind a link of the order's page."""
        with self.page.expect_download() as waiting:
            self.page.locator(f'main a[href$="/print/{kind}/{language}/"]').click()
        return waiting.value.path().read_bytes()

    def move_clock(self, by: str) -> None:
        """Presses a button of the demonstration's clock."""
        self.go("/demo/", "demo")
        self.press(self.page.locator(f'button[name="by"][value="{by}"]').first, "demo-moved")


def _moment(shown: str) -> datetime:
    """The first day and minute in a cell: `22.11.2026, 18:05`."""
    return datetime.strptime(shown.strip()[:17], "%d.%m.%Y, %H:%M")
