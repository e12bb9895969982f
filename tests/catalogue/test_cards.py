"""Which cards may be ordered, and which address is printed."""

from __future__ import annotations

import pytest

from qorgan.catalogue import cards
from qorgan.catalogue.cards import LANGUAGES, LONGEST, address_fault, order_of

NUMBERS = cards.data()["numbers"]
GOOD = {
    "language": ["kk", "ru"], "text": ["family"], "size": ["card"], "number": ["111"], "address": ["https://example.kz/"],
}  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["https://example.kz", "https://example.kz/", "https://a-b.example.kz:8443/door", "https://xn--80ak6aa.kz/",
     "https://example.kz/?lang=kk", "http://localhost:8000/", f"http://{'a' * 56}.onion/"],
)  # fmt: skip
def test_an_address_that_says_nothing_of_anybody_is_printed(address: str) -> None:
    assert address_fault(address) == ""


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "missing"),
        ("example.kz", "wrong_form"),
        ("javascript:alert(1)", "wrong_form"),
        ("data:text/html,x", "wrong_form"),
        ("ftp://example.kz/", "wrong_form"),
        ("tel:111", "wrong_form"),
        ("https://", "wrong_form"),
        ("https://example", "wrong_form"),
        ("https://exa mple.kz/", "wrong_form"),
        ("https://example.kz\\@evil.kz/", "wrong_form"),
        ("https://example.kz:99999/", "wrong_form"),
        ("https://[::1/", "wrong_form"),
        ("https://example.kz/\x00", "wrong_form"),
        ("https://example.kz/<script>", "wrong_form"),
        ("http://example.kz/", "not_secret"),
        ("https://example.kz/?who=7", "tells_who"),
        ("https://example.kz/?lang=kk&who=7", "tells_who"),
        ("https://example.kz/?", "tells_who"),
        ("https://example.kz/#aigul", "tells_who"),
        ("https://aigul@example.kz/", "tells_who"),
        ("https://exаmple.kz/", "letters"),  # the third letter is Cyrillic
        ("https://қорған.қаз/", "letters"),
        ("https://example.kz/\u202egnp", "letters"),
        (f"https://example.kz/{'a' * LONGEST}", "too_long"),
    ],
)
def test_any_other_address_is_refused(address: str, code: str) -> None:
    assert address_fault(address) == code
    assert all(cards.fault(code, language) for language in LANGUAGES)


def test_a_good_order_is_taken_in_the_order_of_the_languages() -> None:
    order, faults = order_of(GOOD | {"language": ["ru", "kk"]}, NUMBERS)
    assert faults == {} and order is not None
    assert order.languages == ("kk", "ru")
    assert [number for number, _said in order.numbers] == ["111"]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"language": []}, "language", "languages"),
        ({"language": ["kk", "xx"]}, "language", "languages"),
        ({"text": ["own words"]}, "text", "text"),
        ({"text": []}, "text", "text"),
        ({"size": ["A0"]}, "size", "size"),
        ({"number": ["999"]}, "number", "numbers"),
        ({"text": ["weather"]}, "number", "numbers_covered"),
        ({"text": ["bare"]}, "number", "numbers_covered"),
    ],
)
def test_what_is_not_on_the_lists_is_refused(change: dict[str, list[str]], field: str, code: str) -> None:
    order, faults = order_of(GOOD | change, NUMBERS)
    assert order is None and faults == {field: code}


def test_every_fault_is_said_at_once() -> None:
    _order, faults = order_of({}, NUMBERS)
    assert set(faults) == {"language", "text", "size", "address"}


def test_more_than_three_numbers_do_not_fit() -> None:
    many = {str(number): {"kk": "x", "ru": "x", "en": "x"} for number in range(101, 105)}
    _order, faults = order_of(GOOD | {"number": list(many)}, many)
    assert faults == {"number": "too_many"}


def test_texts_that_are_covered_or_quiet_name_nothing_about_violence() -> None:
    words = (
        "violen beat hit hurt police safe насил бить бьёт побо полиц безопас обиж "
        "зорлық ұр қауіп полиция ренж"
    ).split()
    for name, text in cards.data()["texts"].items():
        if text["look"] == "plain":
            continue
        for part in ("title", "short", "long"):
            for said in text[part].values():
                assert not [one for one in words if one in said.casefold().split()], name
                assert not [one for one in words if len(one) > 3 and one in said.casefold()], (name, said)


def test_every_text_tells_the_printer_its_risk_in_three_languages() -> None:
    for name, text in cards.data()["texts"].items():
        assert text["look"] in ("plain", "quiet", "covered"), name
        for part in ("label", "title", "short", "long", "risk"):
            assert set(text[part]) == set(LANGUAGES), (name, part)
        assert all(len(said) > 60 for said in text["risk"].values()), name


def test_no_sentence_on_a_card_promises_or_alarms() -> None:
    forbidden = (
        "!|guarantee|always|will help|danger|гарант|всегда|поможем|спас|опасн|"
        "кепіл|әрқашан|міндетті түрде|қауіпті"
    ).split("|")
    for text in cards.data()["texts"].values():
        for part in ("title", "short", "long"):
            for said in text[part].values():
                assert not [one for one in forbidden if one in said.casefold()], said


def test_the_faults_are_said_in_three_languages() -> None:
    for code, words in cards.data()["faults"].items():
        assert set(words) == set(LANGUAGES), code


def test_the_code_is_drawn_in_strokes_with_words_for_those_who_do_not_see_it() -> None:
    svg = cards.code_of("https://example.kz/", "Code with the address example.kz")
    assert svg.startswith("<svg") and "<path" in svg and "<image" not in svg
    assert "<title>Code with the address example.kz</title>" in svg
