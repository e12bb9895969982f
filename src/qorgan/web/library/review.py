"""The review: somebody other than the writer approves a record or asks for changes."""

from __future__ import annotations

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


def wrote(record: Any, user: Any) -> bool:
    """Whether this editor wrote or submitted what has not been published yet."""
    written = record.revisions.filter(user=user)
    if record.last_published_at is not None:
        written = written.filter(created_at__gt=record.last_published_at)
    state = record.current_workflow_state
    return bool(written.exists() or (state is not None and state.requested_by_id == user.pk))
