"""The demonstration answers on this machine only: any other address or name is refused."""

from __future__ import annotations

import ipaddress

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from qorgan.web.demo.guard import LoopbackOnly, is_local
from qorgan.web.ledger.models import Installation


def asked(address: str, host: str) -> int:
    request = RequestFactory().get("/", REMOTE_ADDR=address, HTTP_HOST=host)
    return LoopbackOnly(lambda r: HttpResponse("in"))(request).status_code


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8000", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:81", "[::1]", "[::1]:8000"],
)
def test_this_machine_is_answered(address: str, host: str) -> None:
    assert asked(address, host) == 200


@given(st.ip_addresses().filter(lambda a: not a.is_loopback and not getattr(a, "ipv4_mapped", None)))
def test_any_other_address_is_refused(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert asked(str(address), "localhost:8000") == 403


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "evil.example:8000", "localhost.evil.example", "localhost@evil.example",
     "127.0.0.1.evil.example", "[::2]", "[::1", "::1", "192.168.1.5:8000", "localhost:8000:9", "xlocalhost"],
)  # fmt: skip
def test_any_other_name_is_refused(host: str) -> None:
    assert asked("127.0.0.1", host) == 403


@pytest.mark.parametrize("address", ["", "unix:", "not an address", "::ffff:10.0.0.1"])
def test_what_is_no_address_is_refused(address: str) -> None:
    assert asked(address, "localhost") == 403


def test_a_forwarded_header_changes_nothing() -> None:
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.7", HTTP_HOST="localhost", HTTP_X_FORWARDED_FOR="127.0.0.1"
    )
    assert not is_local(request)


def test_the_refusal_says_why_in_plain_text() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.7", HTTP_HOST="localhost")
    response = LoopbackOnly(lambda r: HttpResponse("in"))(request)
    assert response["Content-Type"].startswith("text/plain")
    assert b"only on the machine it runs on" in response.content


def view_reached(guard: LoopbackOnly) -> HttpResponse | None:
    request = RequestFactory().get("/desk/", REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost")
    request.resolver_match = None
    return guard.process_view(request, None, (), {})


def test_no_page_is_shown_over_a_database_without_the_mark(db: None) -> None:
    guard = LoopbackOnly(lambda r: HttpResponse("in"))
    for _ in range(2):
        refused = view_reached(guard)
        assert refused is not None and refused.status_code == 503
        Installation.objects.get_or_create(pk=1, defaults={"synthetic": False})
    Installation.objects.update(synthetic=True)
    assert view_reached(guard) is None
