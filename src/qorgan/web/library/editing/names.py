"""The names of the review and its steps: kept in the database in English, said in the editor's language."""

from __future__ import annotations

from typing import Any

import wagtail_localize.models
import wagtail_localize.views.edit_translation
from django.db.models.signals import post_init
from django.utils.functional import lazystr
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from wagtail.forms import TaskStateCommentForm
from wagtail.models import GroupApprovalTask, ModelLogEntry, Task, Workflow

from qorgan.web.library.review import ReviewTask

NAMES = frozenset({_("Review"), _("Publication"), _("Review of records")})


class Name(str):
    """A text that is stored and compared as it is, and said in the language of the page."""

    def __str__(self) -> str:
        return gettext(str.__str__(self))

    def __format__(self, how: str) -> str:
        return format(str(self), how)


def said_in_their_language(sender: Any, instance: Any, **kwargs: Any) -> None:
    name = instance.__dict__.get("name")
    if name in NAMES:
        instance.name = Name(name)


def said_in_the_history(sender: Any, instance: Any, **kwargs: Any) -> None:
    """An entry of the history holds the names as they were when it was written."""
    data = instance.__dict__.get("data")
    found = data.get("workflow") if isinstance(data, dict) else None
    if not isinstance(found, dict):
        return
    for one in (found, found.get("task"), found.get("next")):
        if isinstance(one, dict) and one.get("title") in NAMES:
            one["title"] = Name(one["title"])


class _Comment:
    """The publishing system translates this label once, when it starts; its catalogues have the word."""

    def __str__(self) -> str:
        word = "Comment"
        return gettext(word)


def connect() -> None:
    TaskStateCommentForm.base_fields["comment"].label = lazystr(_Comment())
    for model in (Workflow, Task, ReviewTask, GroupApprovalTask):
        post_init.connect(said_in_their_language, sender=model, dispatch_uid=f"library-{model.__name__}")
    # The package writes the names of months in English.
    for module in (wagtail_localize.models, wagtail_localize.views.edit_translation):
        module.DATE_FORMAT = "%d.%m.%Y"
    post_init.connect(said_in_the_history, sender=ModelLogEntry, dispatch_uid="library-history")
