"""What a new library has of reading lists, and who may write lists, read remarks and write notes."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

from qorgan.web.library.editors import LIBRARIAN
from qorgan.web.library.lists.founding import found_lists

LIBRARIANS = (
    "add_readinglist change_readinglist delete_readinglist publish_readinglist lock_readinglist "
    "unlock_readinglist change_remark add_experiencenote change_experiencenote delete_experiencenote "
    "publish_experiencenote"
).split()


def found_use() -> None:
    """Gives librarians what they need and puts the first lists in; run again, it changes nothing."""
    group, _new = Group.objects.get_or_create(name=LIBRARIAN)
    group.permissions.add(
        *Permission.objects.filter(content_type__app_label="library", codename__in=LIBRARIANS)
    )
    found_lists()
