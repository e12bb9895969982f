"""The ledger's steps, roles and grounds in the words of the person they are about. It decides nothing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

STEPS = {
    "report.received": _("Your account has arrived"),
    "report.opened": _("It was opened"),
    "report.escalated": _("It was not opened in time, so it was passed on"),
    "referral.sent": _("Another office was asked to help"),
    "referral.acknowledged": _("That office has seen the request"),
    "referral.accepted": _("That office said yes"),
    "referral.declined": _("That office said no. Your caseworker looks for another way"),
    "referral.first_contact": _("That office made first contact"),
    "referral.service_started": _("The help has begun"),
    "referral.escalated": _("The next step was not taken in time, so it was passed on"),
    "order.issued": _("A protective order was written. It counts from the moment it is handed over"),
    "order.served": _("The protective order was handed over. It is in force"),
    "order.service_refused": _(
        "The person refused to take the order. It was written down; the order is not in force yet"
    ),
    "order.copy_given": _("Your copy of the order was handed to you"),
    "order.checked": _("The police checked that the order is kept"),
    "order.check_missed": _("A check of the order was missed, and this was passed on"),
    "order.breached": _("It was written down that the order was broken"),
    "order.expired": _("The protective order has ended"),
    "order.withdrawn": _("The protective order was taken back"),
    "case.closed": _("The office has finished its work for now. It can begin again whenever you ask"),
    "case.reopened": _("The office works on this again"),
    "case.restricted": _("At the office only people named one by one can open this now"),
    "case.consent_given": _("You agreed to share"),
    "case.consent_withdrawn": _("Sharing was stopped"),
    "case.message_from_agency": _("There is a message for you"),
    "report.message_from_survivor": _("You wrote a message"),
}
# The only steps that somebody sees who told about another person.
STEPS_OF_ANOTHER = {
    "report.received": _("What you told has arrived"),
    "report.opened": _("It was opened"),
    "report.escalated": _("It was not opened in time, so it was passed on"),
}
# Steps that call for a closer look by her, marked on the line and never by colour alone.
CARE = frozenset(
    {
        "report.escalated",
        "order.service_refused",
        "referral.escalated",
        "order.check_missed",
        "order.breached",
        "order.expired",
    }
)

ROLES = {
    "line_operator": _("operator of line 111"),
    "caseworker": _("caseworker"),
    "supervisor": _("supervisor"),
    "inspector": _("police inspector"),
    "prosecutor": _("prosecutor"),
    "court_clerk": _("court clerk"),
    "health": _("health worker"),
    "education": _("education worker"),
    "survivor": _("you"),
    "system": _("the system, by itself"),
}

BASES = {
    "consent": _("because you agreed"),
    "legal_ground": _("because the law requires it"),
    "own_case": _("because this office leads your case"),
    "break_glass": _("because of an emergency; this is checked afterwards"),
}

KINDS = {
    "crisis_centre": _(
        "Helps with safety, a place to stay, a lawyer and a listener. By law it tells the police what it "
        "learns about violence; you can ask first what that would be."
    ),
    "line_111": _("People who answer day and night. They listen and can bring in other offices."),
    "police": _(
        "Can write a protective order and tell the person to stop. "
        "Once the police know, the law makes them act, also without you."
    ),
}

# The same offices, for somebody who tells about another person.
KINDS_OF_ANOTHER = {
    "crisis_centre": _(
        "Looks for a safe way to ask the person it is about, and helps. "
        "By law it tells the police what it learns about violence."
    ),
    "line_111": _(
        "People who answer day and night. If a child may be in danger, they tell the guardianship body."
    ),
    "police": _(
        "Respond to every report. "
        "The law makes them act, also without a complaint of the person who was hurt."
    ),
}

WAYS = {
    "now": _("I need help right now"),
    "write": _("I want to write what happened"),
    "words": _("I have my words"),
    "young": _("I am under 18"),
}
