"""A field that holds words in Kazakh, Russian and English, edited as three boxes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("kk", "ru", "en")
NAMES = {"kk": _("in Kazakh"), "ru": _("in Russian"), "en": _("in English")}


class WordsField(models.JSONField):
    """Words by language. In the database: a JSON object of strings, empty languages left out."""

    def __init__(self, *args: Any, longest: int = 600, **kwargs: Any) -> None:
        self.longest = longest
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"longest": self.longest}

    def formfield(self, **kwargs: Any) -> Any:
        return WordsForm(
            longest=self.longest,
            needed=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
        )

    def validate(self, value: Any, model_instance: Any) -> None:
        if not isinstance(value, dict):
            raise ValidationError(_("Words in Kazakh, Russian and English are needed."))
        said = {code for code, text in value.items() if str(text).strip()}
        if not self.blank and not set(LANGUAGES) <= said:
            raise ValidationError(_("Words in Kazakh, Russian and English are needed."))


class WordsWidget(forms.MultiWidget):
    """Three boxes, each with its language."""

    template_name = "library/campaigns/words.html"

    def __init__(self, longest: int) -> None:
        rows = 2 if longest > 300 else 1
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.Textarea(
                {
                    "rows": rows,
                    "lang": code,
                    "placeholder": NAMES[code],
                    "maxlength": longest,
                }
            )
            for code in LANGUAGES
        }
        super().__init__(boxes)

    def decompress(self, value: Any) -> list[str]:
        return [str((value or {}).get(code, "")) for code in LANGUAGES]


class WordsForm(forms.MultiValueField):
    def __init__(self, *, longest: int, needed: bool, **kwargs: Any) -> None:
        boxes = [forms.CharField(max_length=longest, required=False) for _code in LANGUAGES]
        self.needed = needed
        super().__init__(
            fields=boxes, widget=WordsWidget(longest), required=needed, require_all_fields=False, **kwargs
        )

    def compress(self, values: list[str]) -> dict[str, str]:
        return {code: text for code, text in zip(LANGUAGES, values or (), strict=False) if text}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or {}) != self.compress([str(one or "").strip() for one in data or ()]))
