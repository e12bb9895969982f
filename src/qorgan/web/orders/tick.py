"""What the clock raises for orders: missed checks and the end of the term. It holds no key and sends nothing.

Idempotent: every check that was owed is raised once, under the time it was due; an order ends once.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from qorgan.practice import states
from qorgan.web.casework.contact import raise_call_by_clock
from qorgan.web.ledger import headers
from qorgan.web.ledger.headers import NewEntry
from qorgan.web.ledger.models import Subject
from qorgan.web.ledger.verbs import append
from qorgan.web.orders.course import Course, minute
from qorgan.web.orders.models import Order
from qorgan.web.orders.verbs import course_of, due_after


def raise_due(at: datetime) -> list[str]:
    """Everything about orders that is due at `at`; one line for each thing raised."""
    done: list[str] = []
    for id_ in Subject.objects.filter(kind="order", state="served", due_at__lte=at).values_list(
        "id", flat=True
    ):
        done += _raise_of(id_, at)
    return done


def _raise_of(id_: UUID, at: datetime) -> list[str]:
    with transaction.atomic():
        order = (
            Order.objects.select_for_update().select_related("case__agency", "agency").filter(pk=id_).first()
        )
        if order is None or order.status.state != "served":
            return []
        course = course_of(order)
        done = [_missed(order, due) for due in course.check_dues(at) if due < at and due not in course.missed]
        if course.valid_until is not None and course.valid_until <= at:
            done.append(_ended(order, course))
        return done


def _missed(order: Order, due: datetime) -> str:
    """A check was owed by `due` and is not on the record: it goes to the supervisor of the office."""
    _append(order, "order.check_missed", due)
    return f"order {order.id}: check due {minute(due)} missed, raised to the supervisor"


def _ended(order: Order, course: Course) -> str:
    """The term is over: someone who may reach her safely asks how she is and what she needs now."""
    assert course.valid_until is not None
    _append(order, "order.expired", course.valid_until)
    raise_call_by_clock(order.case, order.case.agency, "order_expired")
    return f"order {order.id}: ended {minute(course.valid_until)}, a call is to be made"


def _append(order: Order, event: str, at: datetime) -> None:
    order.__dict__.pop("status", None)
    state = states.allowed("order", order.status.state, event)
    due = due_after(order, event, at) or headers.CLEARED
    append(
        NewEntry(
            subject=order.id, parent=order.case_id, type=event, actor_role="clock", party=order.agency_id,
            agency=order.agency_id, occurred_at=minute(at), state=state, due_code=due,
        )
    )  # fmt: skip
