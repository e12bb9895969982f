"""What the public reads of a campaign: untested messages, results awaited, plans that were changed."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from html import unescape

import pytest
from django.test import Client

from qorgan.indicators.norms.sample import Wanted, needed
from qorgan.web.library.campaigns import founding
from qorgan.web.library.campaigns.measuring import register
from qorgan.web.library.campaigns.synthetic import Truth, survey

from .conftest import Make, message

pytestmark = pytest.mark.django_db
NOTHING = Truth(9, {})


def page(address: str, language: str = "en") -> str:
    answer = Client().get(f"/library/campaigns/{address}", {"lang": language})
    assert answer.status_code == 200
    assert not answer.cookies and len(answer.content) < 100_000
    return unescape(answer.content.decode())


def test_a_message_nobody_has_read_says_so_by_language(make: Make) -> None:
    name = make(messages=[message("ru")]).public_name
    text = page(f"{name}/")
    assert text.count("not tested") == 2  # Kazakh and English
    assert "Not tested in Kazakh: message 1." in text
    assert "Read by 10 people on 01.01.2026." in text


def test_without_a_baseline_the_result_page_says_that_nothing_was_measured(make: Make) -> None:
    assert "Until then nothing has been measured" in page(f"{make().public_name}/result/")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "No result yet, planned for 01.03.2099."),
        ("ru", "Результата пока нет, он намечен на 01.03.2099."),
        ("kk", "Нәтиже әлі жоқ, 01.03.2099 күніне жоспарланған."),
    ],
)
def test_with_a_baseline_the_result_is_awaited_for_a_day(make: Make, language: str, said: str) -> None:
    campaign = make(planned=date(2099, 3, 1))
    register(campaign, "baseline", survey(NOTHING, (0,)), "en")
    for address in ("", f"{campaign.public_name}/", f"{campaign.public_name}/result/"):
        assert said in page(address, language)


def test_a_day_that_has_passed_is_said_and_a_later_day_in_the_plan_does_not_move_it(make: Make) -> None:
    campaign = make(planned=date(2020, 3, 1))
    register(campaign, "baseline", survey(NOTHING, (0,)), "en")
    campaign.planned = date(2099, 1, 1)
    campaign.save()
    text = page(f"{campaign.public_name}/result/")
    assert "It was planned for 01.03.2020, which has passed." in text
    assert "The plan was changed after the baseline" in text
    assert "Registered: 01.03.2020" in text and "Now: 01.01.2099" in text


def test_a_null_result_is_published_with_its_interval(make: Make) -> None:
    campaign = make()
    register(campaign, "baseline", survey(NOTHING, (0,)), "en")
    kept = register(campaign, "result", survey(NOTHING), "en")
    one = next(one for one in kept.figures["outcomes"] if one["name"] == "scenes_any")
    assert one["effect"]["low"] < 0 < one["effect"]["high"]
    text = page(f"{campaign.public_name}/result/")
    assert one["sentence"]["en"] in text and "the interval holds zero" in text
    assert "No effect shown" in text and "No effect shown" in page("")


def test_a_changed_outcome_does_not_change_what_counts(make: Make) -> None:
    campaign = make(outcome="scenes_any")
    register(campaign, "baseline", survey(NOTHING, (0,)), "en")
    campaign.outcome = "hitting_own"
    campaign.save()
    register(campaign, "result", survey(NOTHING), "en")
    text = page(f"{campaign.public_name}/result/")
    counted = text.split('<dl class="findings">')[1]
    assert counted.startswith("<dt>Finds hitting right in at least one of five moments")
    assert "Registered: Finds hitting right" in text and "Now: Own view: now and then" in text


def test_a_result_without_a_baseline_says_that_nobody_can_check_it(make: Make) -> None:
    campaign = make()
    register(campaign, "result", survey(NOTHING), "en")
    assert "No baseline was registered beforehand" in page(f"{campaign.public_name}/result/")


def test_an_earlier_result_does_not_vanish_behind_a_later_one(make: Make) -> None:
    campaign = make()
    register(campaign, "result", survey(NOTHING), "en")
    register(campaign, "result", survey(Truth(10, {})), "en")
    assert "Earlier results of this campaign" in page(f"{campaign.public_name}/result/")
    body = Client().get(f"/library/campaigns/{campaign.public_name}/result.json").json()
    assert [one["kind"] for one in body["measurements"]] == ["result", "result"]


def test_the_sample_is_computed_from_the_numbers_of_the_plan(make: Make) -> None:
    # A fall of ten points from 60 %, 20 people of a place, ICC .05, power .8; before and after, by t.
    expected = needed(Wanted(effect=-0.10, icc=0.05, cluster_size=20, baseline=0.6))
    text = page(f"{make().public_name}/")
    assert f"{expected.did_persons} people, {expected.did_clusters} clusters" in text
    assert f"12 / {expected.did_clusters_t}" in text


def test_where_a_rise_is_hoped_for_a_rise_is_looked_for(make: Make) -> None:
    # From 10 %: a rise of ten points can be, and a fall of ten points leaves nobody.
    rise, fall = make(outcome="quarrel_help", baseline=10.0), make(outcome="scenes_any", baseline=5.0)
    expected = needed(Wanted(effect=0.10, icc=0.05, cluster_size=20, baseline=0.1))
    assert f"{expected.did_persons} people" in page(f"{rise.public_name}/")
    assert "It cannot be computed yet" in page(f"{fall.public_name}/")


def test_without_the_numbers_the_page_says_what_is_missing(make: Make) -> None:
    assert "It cannot be computed yet" in page(f"{make(icc=None).public_name}/")
    assert "It cannot be computed yet" in page(f"{make(baseline=5.0, effect=20.0).public_name}/")


@pytest.mark.parametrize(
    ("language", "said"), [("kk", "Үйдегі бес жағдай"), ("ru", "Пять случаев дома"), ("en", "Five moments")]
)
def test_the_questionnaire_comes_in_each_language_with_an_empty_table(
    make: Make, language: str, said: str
) -> None:
    answer = Client().get(f"/library/campaigns/{make().public_name}/questionnaire-{language}.zip")
    pack = zipfile.ZipFile(io.BytesIO(answer.content))
    forms = [name for name in pack.namelist() if name.startswith("form-")]
    assert len(forms) == 8
    assert said.casefold() in pack.read(forms[0]).decode("utf-8-sig").casefold()
    assert pack.read("answers.csv").decode().startswith("id,cluster,arm,wave,")


@pytest.mark.parametrize("name", ["c0", "c999999999", "c99999999999999", "x1", "c1x", "%00", "c-1"])
def test_what_is_no_campaign_is_not_found(name: str) -> None:
    for address in (f"{name}/", f"{name}/result/", f"{name}/result.json", f"{name}/questionnaire-kk.zip"):
        assert Client().get(f"/library/campaigns/{address}").status_code == 404


def test_a_draft_is_not_public(make: Make) -> None:
    campaign = make(state="draft")
    assert Client().get(f"/library/campaigns/{campaign.public_name}/").status_code == 404
    assert campaign.public_name not in page("")


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_examples_are_marked_on_every_page(language: str) -> None:
    founding.found(examples=True)
    text = page("", language)
    assert text.count("SYNTHETIC") == 2
    name = text.split("/library/campaigns/")[1].split("/")[0]
    assert name.startswith("c") or name.startswith("?")
    from qorgan.web.library.campaigns.models import Campaign

    for campaign in Campaign.objects.all():
        for address in (f"{campaign.public_name}/", f"{campaign.public_name}/result/"):
            assert "SYNTHETIC" in page(address, language)
            assert "{" not in page(address, language).split("<main")[1].split("</main")[0]


def test_markup_in_a_title_stays_text(make: Make) -> None:
    bad = "<script>alert(1)</script>"
    campaign = make(title={"kk": bad, "ru": bad, "en": bad})
    raw = Client().get(f"/library/campaigns/{campaign.public_name}/", {"lang": "en"}).content.decode()
    assert bad not in raw and "&lt;script&gt;" in raw
