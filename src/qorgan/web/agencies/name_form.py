"""The first page of sign-in without the library's words inside its fields: they repeat the labels, and the
library does not speak Kazakh.
"""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm


class NameForm(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
