"""Addresses of the desk's pages about one thing. A long list asks for many, and only the id differs."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.urls import get_script_prefix, get_urlconf, reverse

_NOBODY = UUID(int=0)


def of(page: str, pk: UUID) -> str:
    """The address of the desk's `page` about the thing with this id. Raises NoReverseMatch."""
    return _of_nobody(page, get_script_prefix(), get_urlconf()).replace(str(_NOBODY), str(pk))


@cache
def _of_nobody(page: str, prefix: str, urlconf: str | None) -> str:
    return reverse(f"desk:{page}", args=[_NOBODY])
