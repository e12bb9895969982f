"""A person at the door in a real browser: presses what stands on the page, by the value of each button."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from playwright.sync_api import Locator, Page

from qorgan.web.clock import now
from tests.browser.watch import Look

# What she ticks, by question; a question that is not here is gone past.
ANSWERS: dict[str, list[str]] = {
    "kinds": ["body", "fear"],
    "acts.body": ["slap", "strangulation"],
    "acts.fear": ["threats"],
    "relation": ["spouse"],
    "place": ["dwelling"],
    "harm": ["pain"],
}
STORY = "SYNTHETIC. He hit me in the kitchen and took me by the throat. It is not the first time."


class Survivor:
    """`look` is called with every page and its name."""

    def __init__(self, page: Page, base: str, language: str, look: Look) -> None:
        self.page, self.base, self.language, self.look = page, base, language, look

    @property
    def at(self) -> str:
        """The step that the page says it is; nothing where the page is not the door's."""
        steps = self.page.locator('body.door input[name="at"]')
        return (steps.first.get_attribute("value") or "") if steps.count() else ""

    def button(self, go: str) -> Locator:
        return self.page.locator(f'button[name="go"][value="{go}"]').first

    def press(self, go: str = "on") -> None:
        """Presses a button and looks at the page that follows."""
        with self.page.expect_navigation():
            self.button(go).click()
        self.seen()

    def press_refused(self, name: str) -> None:
        """Presses the main button of a form that is refused, and looks at what is said about it."""
        with self.page.expect_navigation():
            self.button("on").click()
        self.look(self.page, name)

    def seen(self) -> None:
        step, _, about = self.at.partition(":")
        # What follows the colon is a question, or an office's number, which names no page.
        self.look(self.page, f"door-{step}-{about}" if step == "ask" else f"door-{step}")

    def tick(self, name: str, value: str) -> None:
        self.page.locator(f'input[name="{name}"][value="{value}"]').check()

    def fill(self, name: str, text: str) -> None:
        self.page.locator(f'[name="{name}"]').first.fill(text)

    # --- the way through ---------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The first page, the language, what the exit can and cannot do."""
        self.page.goto(self.base + "/")
        self.seen()
        with self.page.expect_navigation():
            self.page.locator(f'button[name="lang"][value="{self.language}"]').click()
        self.seen()
        self.press()

    def look_around(self) -> None:
        """The urgent page and the page for a child or a teenager; both lead back."""
        for door in ("now", "young"):
            self.press(door)
            self.press("back")

    def tell(self, office: str, story: str = STORY, *, until: str = "review", **said: Any) -> None:
        """From "I want to tell what happened" to the page before sending, or to `until`."""
        if self.at == "choose":
            self.press("write")
        self.tick("who", office)
        self.press()
        self.tick("one", said.get("conflict", "no"))
        if said.get("conflict_who"):
            self.fill("more", said["conflict_who"])
        self.press()
        self.press()
        self.answer(bool(said.get("enough")))
        self.fill("text", story)
        self.press()
        self.contact(said.get("contact"))
        if until != "how":
            self.finish(**said)

    def finish(self, **said: Any) -> None:
        """From safe contact, where she said how, to the page before sending."""
        if self.at == "how":
            self.press()
        self.fill("a", said.get("call_me", ""))
        self.fill("b", said.get("name", ""))
        self.press()
        self.tick("one", said.get("keep", "yes"))
        self.tick("two", said.get("scope", "messages"))
        self.press()

    def answer(self, enough: bool = False) -> None:
        """The guided questions; past those she has no answer for. Or the first one, and that is enough."""
        for _ in range(24):
            if not self.at.startswith("ask:"):
                return
            question = self.at.removeprefix("ask:")
            for word in ANSWERS.get(question, ()):
                self.tick("answer", word)
            if question == "when":
                self.fill("answer", (now() - timedelta(days=1)).strftime("%d.%m.%Y"))
            if question == "victim_age":
                self.fill("answer", "34")
            self.press("enough" if enough else "on")
        raise AssertionError("The questions never end.")

    def contact(self, rules: dict[str, str] | None) -> None:
        """Whether she may be reached; with rules, how. Stays on that page."""
        self.tick("one", "yes" if rules else "i_will_return")
        self.press()
        for name, value in (rules or {}).items():
            if name in ("a", "c"):
                for one in value.split():
                    self.tick(name, one)
            else:
                self.fill(name, value)

    def send(self) -> list[str]:
        """Sends, and reads her six words off the page."""
        self.press("send")
        numbered = "(all) => all.map((one) => one.lastChild.textContent.trim())"
        words: list[str] = self.page.locator("ol.words li").evaluate_all(numbered)
        return words

    def come_back(self, words: list[str]) -> None:
        """From the first page, or from the one after sending, to the page behind her words."""
        if self.at == "sent":
            self.press("start")
        else:
            self.arrive()
        assert self.at == "choose"
        self.press("words")
        self.fill("text", " ".join(words))
        self.press()

    def agree(self, *bundles: str) -> None:
        """Looks at the request that waits and agrees to these parts of it, no others."""
        with self.page.expect_navigation():
            self.page.locator('button[name="go"][value^="agree:"]').first.click()
        self.look(self.page, "door-agree")
        for box in self.page.locator('input[name="some"]').all():
            box.set_checked(box.get_attribute("value") in bundles)
        self.press()

    def write(self, text: str) -> None:
        """A message, from the page behind her words."""
        self.fill("text", text)
        form = self.page.locator("form:has(textarea[name=text])")
        with self.page.expect_navigation():
            form.locator('button[name="go"][value="on"]').click()
        self.look(self.page, "door-visit-written")

    def leave(self) -> None:
        """The way out. The page that follows is about the weather."""
        with self.page.expect_navigation(url=lambda url: not url.startswith(self.base)):
            self.page.locator("#leave").click()
