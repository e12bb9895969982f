"""Forms on what another person told. They check shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from qorgan.web.desk import words
from qorgan.web.desk.forms import LINE, Choice, text_area


class TipNoteForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = text_area(
            _("Note"),
            _("What was found out and what is done. Do not write here who told: colleagues read this."),
        )


class TipMessageForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = text_area(
            _("Message"),
            _("Ask only what this person may know already. Say nothing of her. Ask nobody to find out more."),
            limit=2000,
        )


class TipFinishForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"] = Choice(
            words.table("tip_outcome").items(),
            label=_("What came of it"),
            error_messages={"required": _("Choose one of these.")},
        )
        self.fields["text"] = text_area(
            _("Why, in a few words"), _("Whoever takes it up again knows it from these words."), limit=2000
        )


class TipReopenForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = text_area(_("Why it is taken up again"), limit=2000)


class TipLinkForm(forms.Form):
    """The number of a case, as people write it: Q-00012, or 12."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"] = forms.CharField(
            label=_("Number of the case"),
            max_length=LINE,
            help_text=_("For example Q-00012."),
            error_messages={"required": _("Write the number of the case.")},
        )

    def clean_number(self) -> int:
        digits = str(self.cleaned_data["number"]).strip().upper().removeprefix("Q-").strip()
        if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
            raise forms.ValidationError(_("This is no number of a case. It looks like Q-00012."))
        return int(digits)
