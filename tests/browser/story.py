"""The main job as one story, which a test checks and along which the pictures are taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from playwright.sync_api import Page

from qorgan.practice.local_time import local
from qorgan.web.clock import now
from tests.browser.cast import Cast
from tests.browser.desk import Staff
from tests.browser.door import Survivor
from tests.browser.watch import Look


@dataclass(frozen=True)
class Texts:
    """What people write in one language. All of it is invented, and marked so."""

    story: str
    from_the_office: str
    from_her: str
    asked_for: str
    breach: str


TEXTS = {
    "kk": Texts(
        "SYNTHETIC. Кеше кешке асүйде мені ұрып, тамағымнан қысты. Бұл бірінші рет емес.",
        "SYNTHETIC. Жазғаныңызды оқыдық. Полициядан қорғау нұсқамасын сұрасақ бола ма?",
        "SYNTHETIC. Иә, өтінемін. Мен әпкемнің үйіндемін.",
        "SYNTHETIC. Ол жақындамауы үшін қорғау нұсқамасын сұрайды.",
        "SYNTHETIC. Есік алдына келіп, қорқытты.",
    ),
    "ru": Texts(
        "SYNTHETIC. Вчера вечером на кухне он ударил меня и схватил за горло. Это не в первый раз.",
        "SYNTHETIC. Мы прочитали. Можно попросить полицию о защитном предписании?",
        "SYNTHETIC. Да, пожалуйста. Я у сестры.",
        "SYNTHETIC. Она просит предписание, чтобы он не приближался.",
        "SYNTHETIC. Пришёл к двери и угрожал.",
    ),
    "en": Texts(
        "SYNTHETIC. He hit me in the kitchen last night and took me by the throat. Not for the first time.",
        "SYNTHETIC. We have read it. May we ask the police for an order?",
        "SYNTHETIC. Yes, please. I am with my sister.",
        "SYNTHETIC. She asks for an order, so that he keeps away.",
        "SYNTHETIC. He came to the door and threatened her.",
    ),
}
BUNDLES = ("what_happened", "reach_me")


@dataclass
class Story:
    """One browser session. The parts are called in the order in which they stand here."""

    page: Page
    base: str
    language: str
    look: Look
    cast: Cast
    words: list[str] = field(default_factory=list)
    case: str = ""
    order: str = ""
    served_at: datetime | None = None
    seen_by_her: str = ""
    used: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.she = Survivor(self.page, self.base, self.language, self.look)
        self.staff = Staff(self.page, self.base, self.language, self.look, self.used)

    @property
    def texts(self) -> Texts:
        return TEXTS[self.language]

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    # 1
    def she_tells(self) -> None:
        self.she.arrive()
        self.she.tell(self.cast.centre, self.texts.story)

    # 2
    def she_sends(self) -> None:
        self.words = self.she.send()

    # 3
    def she_looks(self) -> None:
        self.she.come_back(self.words)
        self.seen_by_her = self.text()
        self.she.leave()

    # 4
    def a_caseworker_opens_it(self) -> None:
        self.staff.sign_in(self.cast.worker)
        self.case = self.staff.open_report()

    # 5
    def danger_is_looked_at(self) -> None:
        self.staff.record_fact(self.case, "offender_age", "36")
        self.staff.record_danger(self.case, "strangulation")

    # 6
    def she_is_asked(self) -> None:
        self.staff.refer(
            self.case, self.cast.police, "police_other_service", *BUNDLES, summary=self.texts.asked_for
        )
        self.staff.message(self.case, self.texts.from_the_office)
        self.staff.lock_and_leave()

    # 7
    def she_agrees(self) -> None:
        self.she.come_back(self.words)
        self.she.write(self.texts.from_her)
        self.she.agree(*BUNDLES)
        self.seen_by_her = self.text()
        self.she.leave()

    # 8
    def an_order_is_issued_and_handed_over(self) -> None:
        self.staff.sign_in(self.cast.inspector)
        self.staff.take_on()
        self.staff.go(self.case, "desk-case-of-the-police")
        self.order = self.staff.draft_order(self.case)
        self.staff.issue_order()
        self.staff.hand_over(self.order)
        self.served_at = local(now())
        self.staff.give_copy(self.order)
        self.staff.lock_and_leave()

    # 9
    def eight_days_pass(self) -> None:
        """Seven days, and one more: the check that the law asks for within seven days is missed."""
        self.staff.move_clock("7d")
        self.staff.move_clock("24h")

    # 10
    def the_head_sees_the_missed_check(self) -> None:
        self.staff.sign_in(self.cast.head)
        self.staff.go(self.order, "desk-order-check-missed")

    # 11
    def a_breach_is_recorded(self) -> None:
        self.staff.record_breach(self.order, local(now()) - timedelta(hours=1), self.texts.breach)

    # 12
    def she_sees_all_of_it(self) -> None:
        self.staff.lock_and_leave()
        self.she.come_back(self.words)
        self.look(self.page, "door-visit-in-force")
        self.seen_by_her = self.text()
