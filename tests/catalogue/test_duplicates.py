"""A record that is there already is found, and two that only look alike are left two."""

from __future__ import annotations

from itertools import permutations

import pytest
from tests.catalogue.sample import SAMPLE

from qorgan.catalogue.codes import LANGUAGES
from qorgan.catalogue.collection import first_collection
from qorgan.catalogue.duplicates import MOST, Index, Known, _titles, known

LAW = Known(
    "law",
    ("О профилактике бытового насилия", "Тұрмыстық зорлық-зомбылық профилактикасы туралы"),
    "2009-12-04",
    "https://adilet.zan.kz/rus/docs/Z090000214_",
)
STUDY = Known(
    "study", ("Findings from the SASA! study",), "2014", "https://doi.org/10.1186/s12916-014-0122-5"
)
REPORT = Known("report", ("Annual report on shelters 2023",), "2023", "https://www.example.org/reports/1/")
HOME = Known("home", ("Union of crisis centres",), "", "https://union.example/")
INDEX = Index((LAW, STUDY, REPORT, HOME))


def found(title: str = "Something else", issued: str = "", address: str = "") -> list[tuple[str, bool, str]]:
    matches = INDEX.find(Known("new", (title,), issued, address))
    return [(one.key, one.sure, one.reasons[0].code) for one in matches]


def test_the_same_act_is_sure_with_its_title_and_likely_with_another() -> None:
    address = "http://adilet.zan.kz/kaz/docs/Z090000214_"
    title = "Тұрмыстық зорлық-зомбылық профилактикасы туралы"
    assert found(title, "2009", address) == [("law", True, "same_number")]
    # Records for single articles of one act have its address and titles of their own.
    assert found("Article 20: the protective order", address=address) == [("law", False, "same_number")]


def test_the_same_doi_on_the_publishers_page_is_sure() -> None:
    address = "https://bmcmedicine.biomedcentral.com/articles/10.1186/S12916-014-0122-5"
    assert found(address=address) == [("study", True, "same_doi")]


def test_an_address_written_otherwise_is_sure_with_nearly_the_same_title() -> None:
    address = "http://example.org/reports/1?utm_source=mail"
    assert found("Annual report on shelter 2023", "2023", address) == [("report", True, "same_address")]
    assert found("Another thing on that page", "", address) == [("report", False, "same_address")]


def test_the_records_of_the_first_collection_are_each_their_own() -> None:
    index = Index()
    for record in first_collection():
        assert not [one for one in index.find(known(record)) if one.sure], record.identifier
        index.add(known(record))


def test_no_more_is_shown_than_somebody_can_look_at() -> None:
    same = [Known(str(number), (f"Article {number}",), "", LAW.address) for number in range(50)]
    assert len(Index(same).find(Known("new", ("Article 99",), "", LAW.address))) == 10


def test_a_home_page_alone_is_only_likely() -> None:
    assert found(address="http://www.union.example") == [("home", False, "same_host")]


@pytest.mark.parametrize(
    ("title", "issued", "code"),
    [
        ("О профилактике бытового насилия.", "2009", "same_title"),
        ("О ПРОФИЛАКТИКЕ  «бытового» насилия", "", "same_title"),
        ("О профилактике бытовoго насилия", "2009-12", "near_title"),
        ("О профилактике бытавого насилия", "", "near_title"),
        ("Турмыстык зорлык-зомбылык профилактикасы туралы", "", "same_title"),
        ("Study findings from the SASA!", "", "near_title"),
    ],
)
def test_a_title_that_is_nearly_the_same_is_likely(title: str, issued: str, code: str) -> None:
    ((_, sure, reason),) = found(title, issued)
    assert (sure, reason) == (False, code)


@pytest.mark.parametrize(
    ("title", "issued"),
    [
        ("О профилактике бытового насилия", "2024"),
        ("Annual report on shelters 2024", "2023"),
        ("Annual report on schools 2023", "2023"),
        ("О профилактике правонарушений", ""),
        ("Report", ""),
    ],
)
def test_what_only_looks_alike_is_not_found(title: str, issued: str) -> None:
    assert found(title, issued) == []


def test_a_record_is_no_duplicate_of_itself() -> None:
    record = known(SAMPLE)
    assert Index([record]).find(record) == ()


def test_every_reason_has_words() -> None:
    (match,) = INDEX.find(Known("new", ("О профилактике бытавого насилия",), "", LAW.address))
    assert match.sure
    assert match.said("en").startswith("The same address; The same act of law; Nearly the same title (9")
    assert len({match.said(language) for language in LANGUAGES}) == 3


def test_an_empty_record_finds_nothing() -> None:
    assert INDEX.find(Known("new", ("", "…"), "", "")) == ()
    assert INDEX.find(Known("new", (), "", "http://[")) == ()


@pytest.mark.parametrize("size", [1_000, 4_000])
def test_no_more_titles_are_compared_however_many_share_their_words(size: int) -> None:
    words = "report law children women shelter order police school region study".split()
    index = Index(
        Known(str(number), (f"{words[number % 10]} on {words[number // 10 % 10]} {number}",))
        for number in range(size)
    )
    (title,) = _titles(Known("new", ("report on women",)))
    assert len(list(index._candidates(title))) <= 5 * MOST


def test_a_title_of_common_words_with_a_slip_is_still_found() -> None:
    words = "report law children women shelter order police school region study".split()
    titles = (" ".join((*pair, "of the year")) for pair in permutations(words, 4))
    index = Index(Known(str(number), (title,)) for number, title in enumerate(titles))
    assert "0" in {one.key for one in index.find(Known("new", ("report law children womem of the year",)))}
