"""From what an order says to a printed page: order, petition and confidential sheet, in Kazakh and Russian.

Takes values and gives bytes; knows no database and no key. Until a lawyer of the office has approved the
wording, every page says that it is a draft.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from qorgan.web.orders.details import Details
from qorgan.web.orders.terms import Terms
from qorgan.web.orders.wording import DATA, basis, label, say, wording
from qorgan.web.paper.pdf import DocumentsUnavailable, pdf_of

__all__ = [
    "LANGUAGES", "Breach", "DocumentsUnavailable", "Petition", "PrintedOrder", "Sheet", "UnknownLanguage",
    "file_name", "print_order", "print_petition", "print_sheet", "wording_fingerprint",
]  # fmt: skip

PACKAGE = Path(__file__).parent
TEMPLATES = PACKAGE / "templates" / "orders" / "pdf"
LANGUAGES = ("kk", "ru")


class UnknownLanguage(ValueError):
    """Documents exist in Kazakh (kk) and Russian (ru) only."""


@dataclass(frozen=True)
class Breach:
    """One breach as the petition names it; `at` local."""

    at: datetime
    kinds: tuple[str, ...]
    what: str = ""


@dataclass(frozen=True)
class PrintedOrder:
    """All that the printed order shows. Times are local (UTC+5)."""

    number: str
    agency: Mapping[str, str]
    details: Details
    basis_id: str
    terms: Terms
    draft: bool
    issued_at: datetime | None = None
    served_at: datetime | None = None
    served_how: str = ""
    served_note: str = ""
    valid_until: datetime | None = None
    copy_given_at: datetime | None = None


@dataclass(frozen=True)
class Petition:
    """What the officer asks the court for: special requirements under CAO 54 or CC 98-3."""

    ground: str
    asks: tuple[str, ...]
    months: int
    reason: str
    court: str = ""
    case_number: str = ""
    living_apart_days: int = 0
    reports_a_month: int = 0


@dataclass(frozen=True)
class Sheet:
    """Where the protected person is and how to reach that person: on paper of its own."""

    name: str
    address: str
    contact: str
    made_at: datetime


def print_order(order: PrintedOrder, language: str, for_protected: bool = False) -> bytes:
    """The order as PDF; `for_protected` adds a page saying what it means for that person."""
    return _pdf(
        f"order_{language}.html", language, _order_context(order, language) | {"for_protected": for_protected}
    )


def print_petition(
    order: PrintedOrder, petition: Petition, breaches: Sequence[Breach], language: str
) -> bytes:
    """The petition for special requirements as PDF."""
    special = wording()["special_requirements"]
    context = _order_context(order, language) | {
        "p": petition,
        "ground": say(special["grounds"][petition.ground], language),
        "months": special["months"],
        "asks": [
            {"words": say(special["asks"][ask], language), "cite": _cite(petition.ground, ask, language)}
            for ask in petition.asks
        ],
        "breaches": [
            {
                "at": b.at,
                "kinds": ", ".join(label("breach_kinds", k, language) for k in b.kinds).lower(),
                "what": b.what,
            }
            for b in breaches
        ],
    }
    return _pdf(f"petition_{language}.html", language, context)


def print_sheet(order: PrintedOrder, sheet: Sheet, language: str) -> bytes:
    """The confidential sheet as PDF: the only paper with the protected person's address."""
    context = {
        "number": order.number, "agency": say(order.agency, language), "draft": order.draft,
        "name": sheet.name,
        "address": sheet.address, "contact": sheet.contact, "made_at": sheet.made_at,
    }  # fmt: skip
    return _pdf(f"sheet_{language}.html", language, context)


@cache
def wording_fingerprint() -> bytes:
    """Eight bytes over all that is printed; an approval holds for exactly this wording.

    The print style is left out: it says nothing.
    """
    digest = hashlib.blake2b(digest_size=8)
    for path in [*sorted(TEMPLATES.glob("*.html")), DATA]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.digest()


def file_name(kind: str, number: str, language: str, draft: bool) -> str:
    """`order-2026-0007-kk-draft.pdf`: no name of anyone in it."""
    return f"{kind}-{number}-{language}{'-draft' if draft else ''}.pdf"


def _order_context(order: PrintedOrder, language: str) -> dict[str, Any]:
    d = order.details
    law = basis(order.basis_id)
    return {
        "d": d,
        "number": order.number,
        "agency": say(order.agency, language),
        "draft": order.draft,
        "issuer_post": label("issuer_posts", d.issuer_post, language) if d.issuer_post else "",
        "birth_date": date.fromisoformat(d.addressee_birth_date) if d.addressee_birth_date else None,
        "incident_at": datetime.fromisoformat(d.incident_at) if d.incident_at else None,
        "basis": say(law["act"], language),
        "basis_unverified": law["certainty"] == "unverified",
        "restrictions": [label("restrictions", code, language) for code in d.restrictions],
        "terms": order.terms,
        "issued_at": order.issued_at,
        "served_at": order.served_at,
        "served_note": order.served_note,
        "refused_to_sign": order.served_how == "refused_to_sign",
        "valid_until": order.valid_until,
        "copy_given_at": order.copy_given_at,
    }


_ACTS = {"kz.cao": {"ru": "КоАП", "kk": "ӘҚБтК"}, "kz.cc": {"ru": "УК", "kk": "ҚК"}}


def _cite(ground: str, ask: str, language: str) -> str:
    special = wording()["special_requirements"]
    cited = special["asks"][ask]["cite"] if ground == "cao" else special["grounds"]["cc"]["cite"]
    act, article, *part = cited.removeprefix("kz.").split(".")
    name = _ACTS[f"kz.{act}"][language]
    if language == "kk":
        return f"{name} {article}-бап" + (f", {part[0]}-бөлік" if part else "")
    return f"ст. {article}" + (f" ч. {part[0]}" if part else "") + f" {name}"


def _pdf(template: str, language: str, context: Mapping[str, Any]) -> bytes:
    if language not in LANGUAGES:
        raise UnknownLanguage(f"Documents are in {' and '.join(LANGUAGES)}, not in {language!r}.")
    mark = say(wording()["draft_mark"], language)
    with translation.override(language):
        html = render_to_string(
            f"orders/pdf/{template}", {**context, "language": language, "draft_mark": mark}
        )
    return pdf_of(html)
