"""Sentences of Django and allauth that people read here and that those libraries do not say in Kazakh.

Only marks them for our own catalogues, which come before the libraries'. Nothing imports this module.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def words() -> tuple[str, ...]:
    return (
        ngettext("%(num)d year", "%(num)d years", 1),
        ngettext("%(num)d month", "%(num)d months", 1),
        ngettext("%(num)d week", "%(num)d weeks", 1),
        ngettext("%(num)d day", "%(num)d days", 1),
        ngettext("%(num)d hour", "%(num)d hours", 1),
        ngettext("%(num)d minute", "%(num)d minutes", 1),
        ngettext(
            "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
            "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
            1,
        ),
        _("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
        _("Null characters are not allowed."),
        _("The username and/or password you specified are not correct."),
        _("Incorrect code."),
        _("Incorrect password."),
        _("Too many failed login attempts. Try again later."),
        _("This account is currently inactive."),
    )
