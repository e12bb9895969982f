"""What her words open: where her report stands, messages, her plan, who holds what, and how to stop it.

Only `survivor_view`, at the scope she chose; never what she sent, who she is, or how she is reached.
"""

from qorgan.web.casework.visits.opening import Busy, Ended, Visit, null_lookups, open_visit
from qorgan.web.casework.visits.plan import HerPlan, keep_notes, plan
from qorgan.web.casework.visits.sharing import agree, seal_pending, stop, stop_sharing, take_back
from qorgan.web.casework.visits.telling import TellingView, post_from_witness, telling
from qorgan.web.casework.visits.view import (
    Looked,
    Message,
    OrderLine,
    PendingReferral,
    Share,
    StatusLine,
    StatusView,
    order_until,
    status,
)
from qorgan.web.casework.visits.words import end_code, post_message, replace_code

__all__ = [
    "Busy",
    "Ended",
    "HerPlan",
    "Looked",
    "Message",
    "OrderLine",
    "PendingReferral",
    "Share",
    "StatusLine",
    "StatusView",
    "TellingView",
    "Visit",
    "agree",
    "end_code",
    "keep_notes",
    "null_lookups",
    "open_visit",
    "order_until",
    "plan",
    "post_from_witness",
    "post_message",
    "replace_code",
    "seal_pending",
    "status",
    "stop",
    "stop_sharing",
    "take_back",
    "telling",
]
