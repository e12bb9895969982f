"""One sentence in the three languages Qorgan speaks; it must never fall back silently to another language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("en", "ru", "kk")


class TextIncomplete(ValueError):
    """A sentence people will read is missing in one of the languages."""


class UnknownLanguage(KeyError):
    """Asked for a language Qorgan does not speak; the message names those it does."""


@dataclass(frozen=True)
class Text:
    """The same sentence in English, Russian and Kazakh.

    >>> Text("Yes", "Да", "Иә")["kk"]
    'Иә'
    """

    en: str
    ru: str
    kk: str

    def __getitem__(self, language: str) -> str:
        if language not in LANGUAGES:
            raise UnknownLanguage(f"language {language!r}: allowed are {', '.join(LANGUAGES)}")
        value: str = getattr(self, language)
        return value

    def get(self, language: str, default: str = "en") -> str:
        """The sentence in `language`, or in `default` where `language` is not one of ours."""
        return self[language] if language in LANGUAGES else self[default]

    def with_values(self, **values: object) -> Text:
        """Fill `{name}` places; a value that is itself a Text is filled per language."""

        def fill(language: str) -> str:
            own = {k: v[language] if isinstance(v, Text) else v for k, v in values.items()}
            return self[language].format(**own)

        return Text(*(fill(language) for language in LANGUAGES))

    def as_dict(self) -> dict[str, str]:
        return {language: self[language] for language in LANGUAGES}

    @classmethod
    def of(cls, raw: object, where: str) -> Text:
        """Read `{en, ru, kk}` from data; `where` names the place in the fault.

        Raises TextIncomplete.
        """
        if not isinstance(raw, Mapping):
            raise TextIncomplete(f"{where}: expected en, ru and kk, found {raw!r}")
        missing = [code for code in LANGUAGES if not str(raw.get(code) or "").strip()]
        if missing:
            raise TextIncomplete(f"{where}: missing {', '.join(missing)}")
        return cls(*(" ".join(str(raw[code]).split()) for code in LANGUAGES))
