"""Referrals: how many are taken, how long they wait, how many come to a service."""

from __future__ import annotations

from collections.abc import Callable

from qorgan.indicators.flow.columns import Ints
from qorgan.indicators.flow.events import DAY
from qorgan.indicators.flow.gathered import Gathered, Places
from qorgan.indicators.flow.measures import Measure
from qorgan.indicators.flow.spells import HOUR, lacking, share_by, waiting_time

ENDS = ("referral_declined", "referral_withdrawn", "referral_revoked")


def _sent(gathered: Gathered) -> tuple[Places, Ints]:
    sent = gathered.first("referral_sent", of_case=False)
    return gathered.chosen(gathered.in_period(sent), own=True), sent


def _rivals(gathered: Gathered, target: str) -> list[Ints]:
    return [gathered.first(role, of_case=False) for role in ENDS if role != target]


def reached(id_: str, target: str) -> Callable[[Gathered], Measure]:
    """The share of referrals sent in the period that came so far within the follow-up."""

    def measure(gathered: Gathered) -> Measure:
        if reason := lacking(gathered, id_, ["referral_sent", target]):
            return reason
        who, sent = _sent(gathered)
        stop = gathered.first(target, of_case=False)
        rivals = _rivals(gathered, target)
        if target == "referral_declined":
            rivals.append(gathered.first("referral_accepted", of_case=False))
        return share_by(id_, gathered, who, sent, stop, rivals, gathered.period.follow_up, DAY)

    return measure


def waited(id_: str, target: str) -> Callable[[Gathered], Measure]:
    """Hours from sending to a step, of every referral sent in the period."""

    def measure(gathered: Gathered) -> Measure:
        if reason := lacking(gathered, id_, ["referral_sent", target]):
            return reason
        who, sent = _sent(gathered)
        return waiting_time(
            id_, gathered, who, sent, gathered.first(target, of_case=False), _rivals(gathered, target), HOUR
        )

    return measure


MEASURES: tuple[Callable[[Gathered], Measure], ...] = (
    reached("referral_accepted", "referral_accepted"),
    reached("referral_declined", "referral_declined"),
    reached("referral_to_service", "referral_service_started"),
    waited("referral_wait_acknowledged", "referral_acknowledged"),
    waited("referral_wait_accepted", "referral_accepted"),
    waited("referral_wait_first_contact", "referral_first_contact"),
    waited("referral_wait_service", "referral_service_started"),
)
