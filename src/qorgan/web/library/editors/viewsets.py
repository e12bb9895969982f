"""The list of editors with our forms: no mail address is asked for and nobody becomes an administrator."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.users.views.users import UserViewSet

from qorgan.web.library.editors.forms import EditorForm, NewEditorForm


class EditorViewSet(UserViewSet):  # type: ignore[misc]
    menu_label = _("Editors")

    def get_form_class(self, for_update: bool = False) -> Any:
        return EditorForm if for_update else NewEditorForm
