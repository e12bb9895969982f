"""Addresses and numbers of resources in one form, so that two ways of writing one are seen to be one."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
# Said by campaigns and newsletters about the reader, not about the page.
TRACKING = re.compile(r"utm_.*|fbclid|gclid|yclid|ysclid|mc_cid|mc_eid|_openstat", re.IGNORECASE)
FIRST_PAGES = re.compile(r"/(index|default)\.(html?|php|aspx?)$", re.IGNORECASE)
DOI = re.compile(r"10\.[0-9]{4,9}/[^\s\"<>]+")
DOI_HOSTS = ("doi.org", "dx.doi.org", "www.doi.org")
DOI_ENDINGS = re.compile(r"/(full|pdf|abstract|epdf|html)$")
# Acts of the state: a letter for the body that passed it, then digits of the year and the number.
ADILET = re.compile(r"^/(?:rus|kaz|eng)/docs/([A-Z][0-9A-Z_]{6,15})(?:/|$)")


def same_address(address: str) -> str:
    """An address without what does not change the page: scheme, www, usual port, last slash, tracking.

    "" for one that cannot be read. It is for comparing, never for a link.

    >>> same_address("HTTPS://WWW.UN.org:443/a/?utm_source=x&b=2&a=1#top")
    'un.org/a?a=1&b=2'
    """
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if not host:
        return ""
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        pass
    host = host.removeprefix("www.")
    shown_port = "" if port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{port}"
    path = quote(unquote(FIRST_PAGES.sub("/", parts.path)), safe="/:@!$&'()*+,;=-._~").rstrip("/")
    asked = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not TRACKING.fullmatch(name)
    )
    return f"{host}{shown_port}{path}" + (f"?{urlencode(asked)}" if asked else "")


def doi_of(address: str) -> str:
    """The DOI that an address holds, in small letters (DOIs do not tell large from small); "" for none.

    Away from doi.org it must end the address: what follows one on a publisher's page is no part of it.

    >>> doi_of("https://doi.org/10.1186/S12916-014"), doi_of("https://example.org/10.1186/s1/tables/5")
    ('10.1186/s12916-014', '')
    """
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    path = unquote(parts.path)
    if host in DOI_HOSTS:
        found = DOI.fullmatch(path.strip("/"))
        return found[0].lower() if found else ""
    found = re.search(r"/(10\.[0-9]{4,9}/[^/\s\"<>]+)$", DOI_ENDINGS.sub("", path.rstrip("/")))
    return found[1].lower() if found else ""


def plain_doi(text: str) -> str:
    """A DOI however it was written: `doi:10.1/x`, an address of doi.org, bare; "" for what is none."""
    bare = re.sub(r"^(doi:\s*|https?://(dx\.|www\.)?doi\.org/)", "", text.strip(), flags=re.IGNORECASE)
    return bare.lower() if DOI.fullmatch(bare) else ""


def official_number(address: str) -> str:
    """The number of an act of Kazakhstan in adilet.zan.kz, one for all languages of its text; "" for none.

    >>> official_number("https://adilet.zan.kz/kaz/docs/K1400000226")
    'KZ:K1400000226'
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    found = ADILET.match(parts.path) if host == "adilet.zan.kz" else None
    return f"KZ:{found[1]}" if found else ""
