"""How good practice goes, as pure rules over versioned data: danger, safe contact, states, what is due.

No database, no clock of its own, no network. It proposes and refuses; it must never act, never say "low
risk", and never lower a danger level.
"""

from qorgan.practice import (
    consent,
    danger,
    deadlines,
    health_care,
    hours,
    local_time,
    referral,
    safe_contact,
    safety_plan,
    states,
    witness,
)
from qorgan.practice.closing import close_reasons, may_close
from qorgan.practice.consent import Bundle, Compartment, UnknownBundle, bundles, compartments, compartments_of
from qorgan.practice.danger import (
    DangerAssessment,
    UnknownAnswer,
    UnknownBand,
    UnknownFlag,
    assess,
    gravest,
    may_lower,
    next_actions,
    prefill,
)
from qorgan.practice.data import PracticeDataFault
from qorgan.practice.deadlines import (
    Deadline,
    HoursNeeded,
    NoSafeWindow,
    UnknownDueCode,
    UnknownUrgency,
    deadline,
    due_at,
    due_label,
    opens_by,
    report_steps,
)
from qorgan.practice.decision import Decision, Window
from qorgan.practice.health_care import MedicalHelp, medical_help
from qorgan.practice.hours import Hours, HoursInvalid, NeverOpen
from qorgan.practice.local_time import NaiveTime, is_working_day, local
from qorgan.practice.referral import UnknownService, purpose_of, urgency_of
from qorgan.practice.safe_contact import SafeContact, SafeContactInvalid, may_contact, validate
from qorgan.practice.states import (
    START,
    MoveNotAllowed,
    UnknownMachine,
    UnknownState,
    allowed,
    diagram,
    event_labels,
    possible,
    state_label,
)
from qorgan.practice.text import LANGUAGES, Text

__all__ = [
    "LANGUAGES",
    "START",
    "Bundle",
    "Compartment",
    "DangerAssessment",
    "Deadline",
    "Decision",
    "Hours",
    "HoursInvalid",
    "HoursNeeded",
    "MedicalHelp",
    "MoveNotAllowed",
    "NaiveTime",
    "NeverOpen",
    "NoSafeWindow",
    "PracticeDataFault",
    "SafeContact",
    "SafeContactInvalid",
    "Text",
    "UnknownAnswer",
    "UnknownBand",
    "UnknownBundle",
    "UnknownDueCode",
    "UnknownFlag",
    "UnknownMachine",
    "UnknownService",
    "UnknownState",
    "UnknownUrgency",
    "Window",
    "allowed",
    "assess",
    "bundles",
    "close_reasons",
    "compartments",
    "compartments_of",
    "consent",
    "danger",
    "deadline",
    "deadlines",
    "diagram",
    "due_at",
    "due_label",
    "event_labels",
    "gravest",
    "health_care",
    "hours",
    "is_working_day",
    "local",
    "local_time",
    "may_close",
    "may_contact",
    "may_lower",
    "medical_help",
    "next_actions",
    "opens_by",
    "possible",
    "prefill",
    "purpose_of",
    "referral",
    "report_steps",
    "safe_contact",
    "safety_plan",
    "state_label",
    "states",
    "urgency_of",
    "validate",
    "witness",
]
