"""The review: somebody other than the writer approves a record or asks for changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask


class ReviewTask(AbstractGroupApprovalTask):  # type: ignore[misc]
    """Approval by a group; nobody approves what she wrote or submitted herself."""

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if wrote(obj, user):
            return []
        found: list[tuple[str, Any, bool]] = super().get_actions(obj, user)
        return found

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        own = [one.pk for one in states if one.revision and wrote(one.revision.content_object, user)]
        return states.exclude(pk__in=own)

    @classmethod
    def get_description(cls) -> Any:
        return _("A reviewer who did not write the record approves it or asks for changes")

    class Meta:
        verbose_name = _("Review by somebody else")
        verbose_name_plural = _("Reviews by somebody else")


# What a revision holds beside what somebody wrote in it.
NOT_WORDS = frozenset(
    "pk latest_revision live_revision has_unpublished_changes live first_published_at last_published_at "
    "locked locked_at locked_by go_live_at expire_at expired".split()
)


def words(content: dict[str, Any]) -> dict[str, Any]:
    """What somebody wrote of a revision."""
    return {name: value for name, value in content.items() if name not in NOT_WORDS}


def wrote(record: Any, user: Any) -> bool:
    """Whether this editor wrote or submitted what has not been published yet.

    A step of the review saves the whole form: who changed no word in it wrote nothing.
    """
    state = record.current_workflow_state
    if state is not None and state.requested_by_id == user.pk:
        return True
    versions = record.revisions.order_by("created_at", "pk").values("user_id", "created_at", "content")
    return wrote_in(versions, user, record.last_published_at)


def wrote_in(versions: Iterable[dict[str, Any]], user: Any, published: datetime | None) -> bool:
    """Whether this editor changed a word in these versions, the oldest first, since the last publication."""
    before = None
    for one in versions:
        now = words(one["content"])
        of_hers = one["user_id"] == user.pk and (published is None or one["created_at"] > published)
        if of_hers and now != before:
            return True
        before = now
    return False
