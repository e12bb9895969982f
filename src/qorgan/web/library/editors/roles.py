"""The three roles and what each may do: the one table that the groups are made from."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

from qorgan.web.library.editors import CONTRIBUTOR, LIBRARIAN, REVIEWER

_WRITES = (
    "wagtailadmin.access_admin library.add_record library.change_record wagtail_localize.submit_translation "
    "library.add_campaign library.change_campaign"
).split()
MAY: dict[str, tuple[str, ...]] = {
    CONTRIBUTOR: (*_WRITES,),
    REVIEWER: (*_WRITES, "library.check_record", "library.open_campaign"),
    LIBRARIAN: (
        *_WRITES,
        *(
            "library.check_record library.publish_record library.delete_record library.lock_record "
            "library.unlock_record library.retire_record library.see_reports library.change_suggestion "
            "library.change_call library.add_service library.change_service library.delete_service "
            "library.import_record editors.add_editor editors.change_editor "
            "library.add_readinglist library.change_readinglist library.delete_readinglist "
            "library.publish_readinglist library.lock_readinglist library.unlock_readinglist "
            "library.change_remark library.add_experiencenote library.change_experiencenote "
            "library.delete_experiencenote library.publish_experiencenote "
            "library.delete_campaign library.open_campaign"
        ).split(),
    ),
}


def make_roles() -> dict[str, Group]:
    """The groups with exactly what the table says. Raises LookupError for a permission that is none."""
    found = {}
    for name, wanted in MAY.items():
        group, _new = Group.objects.get_or_create(name=name)
        group.permissions.set([_permission(one) for one in wanted])
        found[name] = group
    # The publishing system brings two groups of its own, which edit pages; there are none here.
    Group.objects.filter(name__in=("Moderators", "Editors")).delete()
    return found


def _permission(named: str) -> Permission:
    app, codename = named.split(".")
    found = Permission.objects.filter(content_type__app_label=app, codename=codename).first()
    if found is None:
        raise LookupError(f"There is no permission {named}.")
    return found


def is_librarian(user: object) -> bool:
    """Whether this account runs the library."""
    groups = getattr(user, "groups", None)
    return bool(groups is not None and groups.filter(name=LIBRARIAN).exists())
