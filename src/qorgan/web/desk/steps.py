"""The next step in words: what to do, why, and the page where it is done. Decides nothing by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.web.casework.models import Case
from qorgan.web.casework.next_step import NextStep
from qorgan.web.desk import addresses


@dataclass(frozen=True)
class Step:
    """A next step as shown: a sentence, a button, its address."""

    code: str
    text: str
    label: str
    url: str


WORDS: dict[str, tuple[str | Promise, str | Promise, str]] = {
    "look_at_danger": (
        _("Go through the signs of danger. Until then treat it as high."),
        _("Go through the signs"),
        "case_danger",
    ),
    "review_danger": (
        _("It is time to look at the danger again."),
        _("Look at the danger again"),
        "case_danger",
    ),
    "refer": (
        _("Talk with her about which help she wants, and refer her to it."),
        _("New referral"),
        "referral_new",
    ),
    "make_plan": (
        _("There is no safety plan yet. Offer to make a short one together."),
        _("Make a safety plan with her"),
        "case_plan",
    ),
    "take_consent": (
        _("A referral is drafted. Nothing leaves before she has agreed."),
        _("Ask for her agreement"),
        "referral",
    ),
    "answer_referral": (
        _("A referral waits for your agency's answer."),
        _("Answer the referral"),
        "referral",
    ),
    "accept_referral": (
        _("Say whether your agency takes this on."),
        _("Accept or decline"),
        "referral",
    ),
    "first_contact": (
        _("Your agency accepted. Make the first contact, inside her safe time."),
        _("Make first contact"),
        "referral",
    ),
    "start_service": (
        _("First contact is made. Record when the service starts."),
        _("Record the start"),
        "referral",
    ),
    "record_outcome": (
        _("The service is running. Record what came of it."),
        _("Record the outcome"),
        "referral",
    ),
    "chase_referral": (
        _("The other agency has not answered in time. Reach a person there."),
        _("Open the referral"),
        "referral",
    ),
    "make_call": (
        _("A call is waiting for her safe time."),
        _("Open the call"),
        "call",
    ),
    "draft_order": (
        _("The law lets an officer protect her with an order. Look at what it needs."),
        _("Prepare an order"),
        "order_new",
    ),
    "issue_order": (
        _("The order is drafted and protects nobody yet."),
        _("Issue the order"),
        "order",
    ),
    "serve_order": (
        _("The order is in force only from the moment it is handed over."),
        _("Record that it was handed over"),
        "order",
    ),
    "check_order": (
        _("Check that the order is kept."),
        _("Record the check"),
        "order",
    ),
    "keep_order": (
        _("The order is in force. Keep to the date of the next check, and go at once if it is breached."),
        _("Look at the order"),
        "order",
    ),
    "give_copy": (
        _("Her copy of the order is due today."),
        _("Record that she has her copy"),
        "order",
    ),
    "agree_plan": (
        _("Agree with her on a plan of help: what is to be done and by whom. Write it down together."),
        _("Write down the plan of help"),
        "case_course",
    ),
    "begin_help": (
        _("The plan of help is agreed. Record when help begins."),
        _("Record that help has begun"),
        "case_course",
    ),
    "begin_follow_up": (
        _("Help is under way. Ask her how it goes, and record it."),
        _("Record how it goes"),
        "case_course",
    ),
    "follow_up_again": (
        _("Keep asking how she is. When she needs nothing more, closing can be proposed."),
        _("Record how it goes"),
        "case_course",
    ),
    "review_closing": (
        _("A colleague proposes to close this case. Review it: you do not work on it."),
        _("Review the closing"),
        "case_course",
    ),
    "closing_waits": (
        _("Closing is proposed. A supervisor who does not work on the case reviews it."),
        _("Look at the proposal"),
        "case_course",
    ),
    "read_case": (
        _("This case is shared with your agency. Read what was shared and decide what follows."),
        _("Read the case"),
        "case_account",
    ),
    "nothing_waits": (
        _("This case is shared with your agency. Nothing in it waits for you now."),
        _("Read the case"),
        "case",
    ),
    "open_again": (
        _("She wrote after the case was closed. Read it, and open the case again if she needs help."),
        _("Open the case again"),
        "case_course",
    ),
    "rests": (
        _("The case is closed. It can be opened again at any time."),
        _("Look at the closing"),
        "case_course",
    ),
    "keep_in_touch": (
        _("Nothing is overdue. Keep in touch the way she chose."),
        _("Plan a call"),
        "call_new",
    ),
    "withdrawal_confirm": (
        _("She stopped sharing with her code. Confirm it with her in a safe way."),
        _("Plan a call"),
        "call_new",
    ),
}
ABOUT_THE_CASE = frozenset(
    {
        "case_danger",
        "case_account",
        "case_plan",
        "case_course",
        "referral_new",
        "call_new",
        "order_new",
        "case",
        "case_facts",
    }
)


def shown(step: NextStep, case: Case, may: Callable[[str], bool] = lambda _page: True) -> Step:
    """The step in words; where its page is not open to this member, the case page instead."""
    text, label, page = WORDS.get(step.code, (_("Look at the case."), _("Open the case"), "case"))
    url = _address(page, case.pk if page in ABOUT_THE_CASE else step.subject) if may(page) else None
    if url is None:
        return Step(step.code, str(text), str(_("Open the case")), addresses.of("case", case.pk))
    return Step(step.code, str(text), str(label), url)


def _address(page: str, subject: UUID) -> str | None:
    try:
        return addresses.of(page, subject)
    except NoReverseMatch:
        return None
