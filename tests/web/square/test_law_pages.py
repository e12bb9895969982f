"""The public pages of the law: addresses, languages, what is kept. No test here may touch a database."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
import yaml
from django.test import Client
from tests.web.test_headers import missing

from qorgan import law
from qorgan.law.articles import articles

LANGUAGES = ("kk", "ru", "en")
PAGES = (
    "/law/", "/law/?q=%D0%BF%D0%BE%D0%B1%D0%BE%D0%B8", "/law/kz/cc/", "/law/kz/cc/109-1/",
    "/law/kz/cc/109-1/2025-10-03/", "/law/kz/cao/73/", "/law/kz/l245/60/", "/law/kz/o163/",
    "/law/kz/changes/", "/law/kz/gaps/", "/law/kz/gaps/?on=all", "/law/procedure/",
    "/law/procedure/?on=03.10.2025",
    "/law/crosswalk/", "/law/neighbours/", "/law/kz/cpc/", "/law/kz/cpc/131/", "/law/papers/",
)  # fmt: skip
WORDS = {
    "battery": {"kk": "Ұрып-соғу", "ru": "Побои", "en": "Battery"},
    "fine": {"kk": "314 560 теңге", "ru": "314 560 тенге", "en": "314 560 tenge"},
    "no_such": {
        "kk": "Мұнда мұндай бап жоқ", "ru": "Такой статьи здесь нет", "en": "There is no such article here",
    },
}  # fmt: skip


def page(path: str, language: str = "en", status: int = 200) -> str:
    answer = Client().get(path + ("&" if "?" in path else "?") + f"lang={language}")
    assert answer.status_code == status, path
    return unescape(answer.content.decode())


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_answers_in_each_language_and_every_link_hands_the_language_on(
    path: str, language: str
) -> None:
    answer = Client().get(path + ("&" if "?" in path else "?") + f"lang={language}")
    assert answer.status_code == 200 and answer["Content-Language"] == language
    text = answer.content.decode()
    assert f'<html lang="{language}">' in text
    links = re.findall(r'href="(/law/[^"#]*)"', text)
    left_out = {"/law/kz.json", "/law/kz.yaml", "/law/exit"}
    assert links and all("lang=" in link for link in links if link not in left_out)


@pytest.mark.parametrize("path", [*PAGES, "/law/kz.json", "/law/kz.yaml"])
def test_a_page_sets_no_cookie_may_be_kept_and_is_the_same_for_whoever_asks(path: str) -> None:
    answer = Client().get(path, headers={"accept-language": "ru"})
    assert not answer.cookies and "Cookie" not in answer.get("Vary", "")
    assert answer["Cache-Control"] == "public, max-age=600" and answer["Vary"] == "Accept-Language"
    assert missing(dict(answer.headers)) == []
    known = Client(headers={"cookie": "__Host-d=" + "a" * 64 + "; __Host-s=" + "b" * 64})
    other = known.get(path, headers={"accept-language": "ru"})
    assert other.content == answer.content and not other.cookies
    again = Client().get(path, headers={"accept-language": "ru", "if-none-match": answer["ETag"]})
    assert (
        again.status_code == 304 and again.content == b"" and again["Cache-Control"] == "public, max-age=600"
    )


@pytest.mark.parametrize(
    "path", ["/law/kz/cc/109-9/", "/law/kz/cc/109-1/2020-01-01/", "/law/nothing/", "/law/kz/xx/"]
)
def test_what_is_not_there_is_kept_by_nobody(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 404 and answer["Cache-Control"] == "no-store" and not answer.cookies
    assert missing(dict(answer.headers)) == []


def test_a_page_of_the_law_takes_no_form() -> None:
    for path in PAGES:
        assert Client().post(path, {"q": "x"}).status_code == 405


# --- articles -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_battery_on_a_day_of_2025_with_its_fine_in_tenge_of_that_year(language: str) -> None:
    text = page("/law/kz/cc/109-1/2025-10-03/", language)
    assert WORDS["battery"][language] in text
    # CC 109-1(1): up to 80 MCI; the index of 2025 is 3,932 tenge
    assert WORDS["fine"][language] in text
    assert 'id="1"' in text and 'id="2.8"' in text


def test_an_article_shows_its_versions_side_by_side_and_what_changed() -> None:
    text = page("/law/kz/cao/73/")
    assert "/law/kz/cao/73/2024-06-16/?lang=en" in text and "/law/kz/cao/73/2025-09-01/?lang=en" in text
    side = text[text.index("Side by side") :]
    assert (
        "16.06.2024 – 31.08.2025" in side
        and "text not found" in side
        and "community service 20 hours" in side
    )
    assert "01.09.2025" in text[text.index("What changed") :]


def test_an_attempt_says_its_ceiling_and_no_floor_above_it() -> None:
    text = page("/law/kz/cc/107/2025-10-03/")
    folded = text[text.index("An attempt is punishable too") :]
    folded = folded[: folded.index("</details>")]
    # CC 107(2): up to three years; CC 56(3): an attempt at most three quarters of it
    assert (
        'id="attempt-2"' in folded
        and "up to 2.25 years" in folded
        and " to 2.25" not in folded.replace("up to 2.25", "")
    )


def test_a_removed_article_says_its_last_day_and_that_its_text_was_not_found() -> None:
    text = page("/law/kz/cao/73-2/")
    assert "no longer in force" in text and "15.06.2024" in text
    assert "text of this version was not found" in text


def test_who_acts_and_by_when_stands_on_the_page_of_an_offence() -> None:
    text = page("/law/kz/cc/109-1/")
    assert "Tell the prosecutor of a detention in writing within 12 hours" in text  # CPC 131
    assert "(within 12 hours)" in text and "/law/kz/cpc/131/?lang=en" in text
    assert "a prosecutor may begin it" in text and "CPC 32(4)" in text  # 109-1(1) is private-public


def test_the_protective_order_says_who_gives_it_and_what_must_be_established() -> None:
    text = page("/law/kz/l245/60/")
    assert "30 days" in text and "16 or older" in text and "at least once every 7 calendar days" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_article_leads_to_the_nearest_in_the_readers_language(language: str) -> None:
    text = page("/law/kz/cc/109-9/", language, status=404)
    assert WORDS["no_such"][language] in text
    assert f"/law/kz/cc/109-1/?lang={language}" in text and f"/law/kz/cc/108-1/?lang={language}" in text


def test_a_day_without_a_version_leads_to_the_versions_there_are() -> None:
    for day in ("2020-01-01", "2026-02-30", "yesterday", "2016-01-01"):
        text = page(f"/law/kz/cc/109-1/{day}/", status=404)
        assert "/law/kz/cc/109-1/2024-06-16/?lang=en" in text
    assert "before 03.07.2017 is not shown" in page("/law/kz/cc/107/2016-01-01/", status=404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_article_and_every_version_of_it_has_a_page(language: str) -> None:
    for article in articles(law.load()).values():
        if not article.number:
            page(f"/law/kz/{article.act}/", language)
            continue
        base = f"/law/kz/{article.act}/{article.number}/"
        text = page(base, language)
        for day in re.findall(rf'href="{base}(\d{{4}}-\d\d-\d\d)/\?lang={language}"', text):
            page(f"{base}{day}/", language)


# --- list, search, changes, gaps, downloads -------------------------------------------------------


def test_the_list_by_theme_leaves_out_no_article() -> None:
    text = page("/law/")
    for article in articles(law.load()).values():
        number = f"{article.number}/" if article.number else ""
        assert f'href="/law/kz/{article.act}/{number}?lang=en"' in text, article.id


@pytest.mark.parametrize(
    ("query", "first"),
    [("бьёт муж", "cc/109-1"), ("куйеуим урды", "cc/109-1"), ("stalker", "cc/115-1"), ("аңдиды", "cc/115-1"),
     ("защитное предписание", "l245/60"), ("қорғау нұсқамасы", "l245/60"), ("CAO 461", "cao/461")],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_in_any_language_finds_the_article_on_a_page_in_any_language(
    query: str, first: str, language: str
) -> None:
    text = page(f"/law/?q={query}", language)
    found = re.findall(r'<li class="law"><a href="/law/kz/([^?]*)/\?', text)
    assert found[0] == first


def test_a_search_that_finds_nothing_says_so_and_takes_no_markup() -> None:
    answer = Client().get("/law/", {"q": "<script>qqqq</script>", "lang": "en"})
    text = answer.content.decode()
    assert "Nothing was found" in text and "<script>qqqq" not in text and 'href="tel:111"' in text
    assert Client().get("/law/", {"q": "ы" * 5000, "lang": "kk"}).status_code == 200


def test_the_days_of_change_are_those_of_the_reform() -> None:
    text = page("/law/kz/changes/")
    for day in ("02.03.2026", "16.09.2025", "01.09.2025", "16.06.2024"):
        assert f">{day}</h2>" in text
    stalking = text[text.index("16.09.2025</h2>") :]
    assert "CC 115-1. Stalking" in stalking[: stalking.index("<section>")]


def test_whatever_is_not_certain_stands_on_the_page_of_gaps() -> None:
    text, kz = page("/law/kz/gaps/?on=all"), law.load()
    doubtful = [item for item in kz.statutes.provisions if item.certainty != "certain" or not item.text_found]
    assert doubtful
    for item in doubtful:
        assert kz.short_name(item.id, "en") in text
    for rule in kz.statutes.duties:
        if rule.duty.certainty != "certain":
            assert rule.duty.text["en"] in text


def test_the_statute_can_be_taken_away_as_json_and_as_yaml_and_both_say_the_same() -> None:
    as_json = json.loads(Client().get("/law/kz.json").content)
    as_yaml = yaml.safe_load(Client().get("/law/kz.yaml").content)
    assert as_json == as_yaml
    kz = law.load()
    assert {one["id"] for one in as_json["provisions"]} == {item.id for item in kz.statutes.provisions}
    assert all(one["certainty"] and one["reference"] and one["in_force"][0] for one in as_json["provisions"])
    assert "offences/109-1.yaml" in as_json["rules"]


# --- leaving --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PAGES, "/law/ask/", "/law/papers/complaint/", "/law/kz/cc/109-9/"])
def test_the_way_out_and_the_numbers_stand_first_on_every_page(path: str) -> None:
    text = Client().get(path).content.decode()
    assert re.search(r"<body[^>]*>\s*<nav class=\"bar\"", text)
    assert 'href="tel:102"' in text and 'href="tel:111"' in text and 'id="leave" href="/exit"' in text


def test_leaving_goes_elsewhere_clears_the_cache_and_keeps_nothing(settings: object) -> None:
    answer = Client().get("/law/exit")
    assert answer.status_code == 303 and answer["Location"] == settings.EXIT_URL  # type: ignore[attr-defined]
    assert (
        answer["Clear-Site-Data"] == '"cache"'
        and answer["Cache-Control"] == "no-store"
        and not answer.cookies
    )
