"""How one invented case goes on: each step calls the verb that the page calls, with the doer's keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from qorgan.practice import danger
from qorgan.practice.local_time import at_local, local
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Agency, Member
from qorgan.web.casework import (
    closing,
    consent,
    contact,
    course,
    intake,
    opening,
    person,
    recording,
    referrals,
    restriction,
    safety_plan,
    visits,
)
from qorgan.web.casework.models import CallTask, Case, Referral, Report
from qorgan.web.demo import people
from qorgan.web.ledger.verbs import entries_of_case
from qorgan.web.orders import conditions
from qorgan.web.orders import verbs as orders
from qorgan.web.orders.models import Order
from qorgan.web.orders.wording import basis_on, wording

LOOKS_AHEAD = timedelta(hours=2)
OFFICE = (time(9, 0), time(18, 30))
# What tells at once that these words are invented, whatever page they stand on.
MARK = "mark"


class Play:
    """One case of the fixture and what has become of it so far."""

    def __init__(self, row: dict[str, Any], sent_at: datetime, keyrings: Callable[[str], Keyring]) -> None:
        self.row, self.sent_at, self.keyrings = row, sent_at, keyrings
        self.lang: str = row["lang"]
        self.code = people.story_code(self.lang) if row.get("story") else intake.draw(self.lang)
        self.report: Report | None = None
        self.referral: Referral | None = None
        self.task: CallTask | None = None
        self.order: Order | None = None
        self._visit: visits.Visit | None = None

    # Words and people -------------------------------------------------------------------------------
    def text(self, key: str, language: str = "") -> str:
        return str(people.data("courses")["texts"][key][language or self.lang])

    def mark(self, key: str = MARK, language: str = "") -> str:
        return str(people.data("marks")[key][language or self.lang])

    @property
    def order_language(self) -> str:
        """Papers of the police are in Kazakh or in Russian, and so is what an officer writes about them."""
        return "kk" if self.lang == "kk" else "ru"

    @property
    def worker(self) -> str:
        workers: list[str] = people.data("courses")["workers"][self.row["to"]]
        return workers[int(self.row["id"][1:]) % len(workers)] if self.row["id"][1:].isdigit() else workers[0]

    @property
    def case(self) -> Case:
        assert self.report is not None
        return Case.objects.select_related("report", "agency").get(report=self.report)

    @property
    def name(self) -> str:
        return f"{self.row['name']} ({self.mark('she')})"

    def _name_in(self, language: str) -> str:
        return str(self.row.get(f"name_{language}", self.row["name"]))

    # The report -------------------------------------------------------------------------------------
    def send(self) -> None:
        """What she sends at the door."""
        row = self.row
        facts = row["facts"] | {"date": local(self.sent_at - timedelta(days=1)).date().isoformat()}
        rules = dict(people.data("cases")["contacts"][row["contact"]])
        if rules["contact_wanted"] == "yes":
            rules["last_verified_at"] = local(self.sent_at).isoformat()
        sent = intake.submit(
            intake.Sending(
                agency_id=Agency.objects.get(code=row["to"]).id, language=self.lang, code=self.code,
                keep_code=row.get("keep", True), scope=row["scope"], facts=facts,
                answers=dict.fromkeys(row["facts"], "known"), narrative=f"{self.mark()} {row['say']}",
                safe_contact=rules, identity={"call_me": row["name"], "name": self.name},
                conflict=row.get("conflict", False), fallback_111=row.get("fallback", False),
            )
        )  # fmt: skip
        self.report = Report.objects.get(pk=sent.report_id)

    def visit(self) -> visits.Visit:
        """Her visit with her words, opened once: opening takes as long as at the door."""
        if self._visit is None:
            self._visit = visits.open_visit(" ".join(self.code.words))
        assert self._visit is not None
        return self._visit

    # What follows -----------------------------------------------------------------------------------
    def step(self, step: dict[str, Any], at: datetime) -> None:
        """One step of the course, now; `at` is now to the second."""
        who = step.get("by", "worker")
        keyring = None if who == "her" else self.keyrings(self.worker if who == "worker" else who)
        getattr(self, f"do_{step['do']}")(keyring, step, at)

    def do_open(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        assert self.report is not None
        case = opening.open_report(keyring, self.report)
        told = people.data("identities")["people"].get(self.row["id"])
        if told:
            region = f"{self.mark('place')} ({self.mark('she')})"
            seen = person.newest(keyring, case)
            person.record(keyring, case, told | {"region": region}, seen)

    def do_danger(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        rest = self.row.get("rest", "unknown")
        present = {*self.row.get("danger", ()), *danger.prefill(self.row["facts"])}
        answers = {flag.id: "yes" if flag.id in present else rest for flag in danger.flags()}
        recording.record_danger(keyring, self.case, answers, reason=self.text("reason"))

    def look_again(self, before: datetime) -> datetime | None:
        """When the worker looks at the danger again: in the day before it is due, inside working hours; None
        where nothing is due before `before`, or this case is one that was left."""
        due = self.case.status.due_at
        if self.row.get("left") or due is None or not self.case.status.due_code.startswith("danger_review"):
            return None
        at = local(due) - LOOKS_AHEAD
        if not OFFICE[0] <= at.time() <= OFFICE[1]:
            day = at.date() if at.time() > OFFICE[1] else at.date() - timedelta(days=1)
            at = at_local(day, OFFICE[1])
        return at if at < before else None

    def do_note(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        recording.add_note(keyring, self.case, f"{self.mark()} {self.text(step['text'])}")

    def do_plan(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        given = {
            code: said[self.lang] for code, said in people.data("courses")["plans"][step["plan"]].items()
        }
        standing, _notes = safety_plan.recorded(entries_of_case(self.case.id))
        safety_plan.write(keyring, self.case, given, standing.id if standing else None)

    def do_own_notes(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        visits.keep_notes(self.visit(), self.text(step["text"]))

    def do_agree_plan(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        course.agree_plan(keyring, self.case, f"{self.mark()} {self.text(step['text'])}", with_her=True)

    def do_begin_help(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        course.begin_help(keyring, self.case, self.text(step["text"]))

    def do_follow_up(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        course.follow_up(keyring, self.case, self.text(step["text"]))

    def do_propose_closing(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        closing.propose(keyring, self.case, step["reason"], self.text(step["text"]), self.text("stays_open"))

    def do_close(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        closing.close(keyring, self.case, self.text(step["text"]))

    def do_restrict(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        named = Member.objects.filter(username__in=step["named"])
        restriction.restrict(keyring, self.case, named, f"{self.mark()} {self.text(step['text'])}")

    def do_message(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        recording.send_message(keyring, self.case, self.text(step["text"]))

    def do_her_message(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        visits.post_message(self.visit(), self.text(step["text"]))

    def do_stop(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        visits.stop_sharing(self.visit(), Agency.objects.get(code=step["to"]).id)

    def do_share(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        consent.give(keyring, self.case, Agency.objects.get(code=step["to"]), step["bundles"], "verbal")

    def do_call(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        self.task = contact.raise_call(keyring, self.case, step["reason"], "call")

    def do_attempt(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        assert self.task is not None
        contact.attempt(keyring, self.task, "call")

    def do_finish(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        assert self.task is not None
        contact.finish(keyring, self.task, step["outcome"], self.text(step["text"]))

    # Referrals --------------------------------------------------------------------------------------
    def do_refer(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        to = Agency.objects.get(code=step["to"])
        self.referral = referrals.draft(
            keyring, self.case, to, step["service"], step["urgency"], step["bundles"],
            f"{self.mark()} {self.text('summary')}",
        )  # fmt: skip

    def do_agree(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        assert self.referral is not None
        if self.row.get("keep", True):
            visits.agree(self.visit(), self.referral.id, self.referral.bundles)
        else:
            referrals.consent_recorded(keyring, self.referral, "verbal", self.text("summary"))

    def _answer(self, verb: Callable[..., object], keyring: Keyring, *more: str) -> None:
        assert self.referral is not None
        self.referral.refresh_from_db()
        verb(keyring, self.referral, *more)

    def do_acknowledge(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        self._answer(referrals.acknowledge, keyring)

    def do_accept(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        self._answer(referrals.accept, keyring)

    def do_first_contact(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        self._answer(referrals.first_contact, keyring, self.text(step["text"]))

    def do_start(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        self._answer(referrals.start_service, keyring, self.text(step["text"]))

    def do_outcome(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        self._answer(referrals.outcome, keyring, self.text(step["text"]))

    def do_decline(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        self._answer(referrals.decline, keyring, self.text(step["text"]))

    # Orders -----------------------------------------------------------------------------------------
    def do_order_draft(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        language = self.order_language
        said = {key: self.mark(key, language) for key in ("he", "she", "place", "at_home")}
        details = {
            "addressee_name": said["he"],
            "addressee_birth_date": "1986-05-14",
            "protected_name": f"{self._name_in(language)} ({said['she']})",
            "incident_at": f"{local(self.sent_at - timedelta(days=1)):%Y-%m-%d}T20:00",
            "incident_place": said["at_home"],
            "circumstances": self.text("circumstances", language),
            "issue_place": said["place"],
            "issuer_name": keyring.member.display_name,
            "issuer_post": "domestic_violence_inspector",
            "restrictions": list(wording()["restrictions"]),
        }
        self.order = orders.draft(keyring, self.case, details, language)

    def do_order_issue(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        assert self.order is not None
        asked = conditions.asked(basis_on(local(at).date())["id"])
        answers = {
            code: conditions.Answer(conditions.YES, self.mark("from_register", self.order_language))
            for code in asked
        }
        orders.issue(keyring, self.order, answers)

    def _order(self, verb: Callable[..., object], keyring: Keyring, *more: Any, **named: Any) -> None:
        assert self.order is not None
        self.order.refresh_from_db()
        verb(keyring, self.order, *more, **named)

    def do_order_copy(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        self._order(orders.copy_given, keyring, at)

    def do_order_serve(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        self._order(orders.serve, keyring, at, "signed")

    def do_order_refused(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        self._order(orders.service_refused, keyring, at, self.text(step["text"], self.order_language))

    def do_order_check(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        self._order(orders.check, keyring, at, step["result"], self.text(step["text"], self.order_language))

    def do_order_breach(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        breached_at = at - timedelta(minutes=50)
        self._order(
            orders.breach,
            keyring,
            breached_at,
            self.text(step["text"], self.order_language),
            kinds=tuple(step["kinds"]),
        )

    def do_order_withdraw(self, keyring: Keyring, step: dict[str, Any], at: datetime) -> None:
        self._order(orders.withdraw, keyring, self.text(step["text"], self.order_language))
