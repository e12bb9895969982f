"""The vocabulary and the provisions as data: complete, cited, in three languages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from qorgan.law import BadLaw, UnknownJurisdiction, UnknownProvision, load
from qorgan.law.loader import read_data, statutes
from qorgan.law.provisions import Rulebook, provisions_from

LAW = load("kz")
RELATIONS = """spouse former_spouse cohabitant former_cohabitant partner former_partner parent child stepchild
sibling grandparent grandchild niece_nephew in_law other_relative ward pupil patient employee
job_applicant detainee colleague acquaintance neighbour classmate stranger other none""".split()
ACTS = """blows slap kick push hair_pulling twisting burning strangulation stabbing throwing choking_object
other_violence attempted_violence careless_act obscene_language insult humiliation mockery
offensive_pestering damage_to_household_items damage_to_property threats following watching waiting
messages calls visits tracking forced_intercourse forced_sexual_acts attempted_sexual_violence
sexual_touching sexual_proposals consensual_intercourse consensual_sexual_acts paid_sexual_service
depraved_acts coercion_to_sex sexual_remarks abduction confinement coercion_to_marry blackmail
taking_documents trafficking exploitation forced_prostitution drawing_into_prostitution
psychiatric_confinement bullying cyberbullying neglect cruel_treatment improper_care
leaving_in_danger making_drunk involving_in_crime involving_in_antisocial_acts withholding_money
withholding_necessities non_payment_of_maintenance eviction home_entry privacy_invasion
reading_private_messages publishing_private_matter discrimination controlling_behaviour
failure_to_report bullying_procedure_ignored drunk_in_public driving_to_suicide inducing_suicide
killing""".split()
FACTS = """victim_age victim_sex offender_age offender_sex offender_youngest_child_age victims_count pregnant
knows_age knows_pregnancy helpless dependence dependence_used victim_disabled victim_needy newborn
child_present relation lived_together common_child close_relative offender_position duty_of_care
official_capacity place place_is_public night entered_against_will victim_right_to_dwelling
offender_right_to_dwelling acts acts_unknown acts_count one_intent systematic acts_from acts_until
against_will invited audience indecent_humiliation benefit_offered deceit unlawful_access
pursuit_joined_with_violence discrimination_ground harm danger_to_life suicide substantial_harm
substantial_harm_from grave_consequences intent intended_result special_cruelty aim_torment purpose
cross_border_purpose group motive concealed_crime_category weapon violence_dangerous_to_life
threat_kind reason_to_fear provocation_affect psychotraumatic_situation attack_faced self_defence
detaining_offender fear_or_confusion hired used_office drunk earlier_same_article order_in_force
special_requirements_in_force court_maintenance_order months_unpaid complaint_filed
victim_cannot_use_rights reconciled harm_repaired offender_arrest_exempt
offender_community_service_exempt""".split()
WORDS = {
    "place": "dwelling public school work custody online other",
    "offender_position": "none parent step_parent guardian carer_by_law teacher head_teacher school_staff "
    "coach carer_staff clinic_staff official employer",
    "audience": "none private several public",
    "discrimination_ground": "sex other",
    "harm": "none pain light medium grave death",
    "suicide": "none attempt completed",
    "intent": "intentional negligent accident",
    "purpose": "none marriage confession punishment intimidation exploitation",
    "group": "none spontaneous prior_agreement criminal_group",
    "motive": "none hooligan hate mercenary conceal_crime",
    "threat_kind": "none killing grave_harm other_grave_violence violence arson property disclosure vague",
    "attack_faced": "none violence_not_dangerous dangerous_to_life armed arson home_invasion",
    "self_defence": "none within_limits exceeded",
    "detaining_offender": "none within_limits exceeded",
    "earlier_same_article": "none unpunished unpunished_other_category punished",
    "victim_sex": "f m",
    "offender_sex": "f m",
}


def test_every_fact_of_the_interface_is_accepted() -> None:
    assert {fact.id for fact in LAW.facts} >= set(FACTS)


def test_every_word_of_the_interface_is_accepted() -> None:
    assert list(LAW.fact("relation").words) == RELATIONS
    assert set(LAW.fact("acts").words) == set(ACTS) == set(LAW.fact("acts_unknown").words)
    for fact, words in WORDS.items():
        assert set(LAW.fact(fact).words) == set(words.split()), fact
    assert set(LAW.fact("intended_result").words) == set(LAW.fact("harm").words)


def test_every_fact_and_word_has_three_languages() -> None:
    for fact in LAW.facts:
        texts = [fact.label, *fact.words.values(), *([fact.question, fact.why] if fact.question else [])]
        assert all(set(text) == {"en", "ru", "kk"} and all(text.values()) for text in texts), fact.id


def test_no_question_blames_or_frightens() -> None:
    blaming = ("why did you", "did you provoke", "почему вы не", "неге сіз")
    for fact in LAW.facts:
        for text in (*fact.question.values(), *fact.why.values()):
            assert not any(phrase in text.lower() for phrase in blaming), fact.id


def test_every_provision_names_its_source_dates_and_certainty() -> None:
    for item in LAW.statutes.provisions:
        assert item.source.startswith("https://adilet.zan.kz/") and item.reference
        assert set(item.title) == set(item.plain) == {"en", "ru", "kk"}


@pytest.mark.parametrize("article", ["kz.cc.107", "kz.cc.110", "kz.cc.115", "kz.cao.73", "kz.cao.461"])
def test_the_editions_of_an_article_follow_one_another_without_a_gap(article: str) -> None:
    starts = sorted({item.start for item in LAW.show(article)})
    ends = sorted({item.end for item in LAW.show(article) if item.end})
    assert [end + timedelta(days=1) for end in ends] == starts[1:]


def test_the_removed_articles_end_on_15_june_2024_and_their_successors_begin_the_next_day() -> None:
    for old, new in (("kz.cao.73-1", "kz.cc.108-1"), ("kz.cao.73-2", "kz.cc.109-1")):
        assert max(item.end for item in LAW.show(old) if item.end) == date(2024, 6, 15)
        assert min(item.start for item in LAW.show(new)) == date(2024, 6, 16)


@pytest.mark.parametrize(
    ("provision", "category"),
    [
        ("kz.cc.107.1", "minor"),
        ("kz.cc.107.2", "medium"),
        ("kz.cc.108-1.1", "misdemeanour"),
        ("kz.cc.108-1.2", "minor"),
        ("kz.cc.109-1.1", "misdemeanour"),
        ("kz.cc.109-1.2", "misdemeanour"),
        ("kz.cc.110.1", "medium"),
        ("kz.cc.110.2", "grave"),
        ("kz.cc.115", "misdemeanour"),
        ("kz.cc.115-1", "misdemeanour"),
        ("kz.cao.73.1", "administrative"),
        ("kz.cao.461.1-1", "administrative"),
    ],
)
def test_the_category_is_computed_from_the_sanction(provision: str, category: str) -> None:
    found = [item for item in LAW.show(provision, date(2026, 4, 1)) if item.id == provision]
    assert {LAW.statutes.category(item) for item in found} == {category}


@pytest.mark.parametrize(
    ("article", "points"),
    [("kz.cc.107.2", 8), ("kz.cc.108-1.2", 8), ("kz.cc.109-1.2", 8), ("kz.cc.110.2", 5)],
)
def test_all_points_are_there(article: str, points: int) -> None:
    assert {len(item.points) for item in LAW.show(article, date(2026, 4, 1)) if item.id == article} == {
        points
    }


def test_people_read_short_names() -> None:
    assert LAW.short_name("kz.cc.109-1.2.8") == "CC 109-1(2)(8)"
    assert LAW.short_name("kz.cao.461.1-1", "ru") == "КоАП 461(1-1)"


def _book() -> Rulebook:
    from qorgan.law.loader import _folder, _read, grammar_of

    law = statutes("kz")
    grammar = grammar_of(law.vocabulary, _read(_folder("kz"), "definitions.yaml"))
    return Rulebook(grammar, {"cc": "https://adilet.zan.kz/rus/docs/K1400000226"}, {"cc": 16}, {"cc": ()})


def _article(**change: Any) -> dict[str, Any]:
    version = {
        "from": "2024-06-16",
        "certainty": "certain",
        "reference": "CC art. 999",
        "parts": [
            {
                "part": "1",
                "plain": ["a", "b", "c"],
                "prosecution": "public",
                "when": {"harm": "pain"},
                "sanctions": [{"kind": "fine", "max_mci": 1}],
            }
        ],
    }
    return {"article": "kz.cc.999", "title": ["a", "b", "c"], "versions": [version | change]}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reference": ""}, "no citation"),
        ({"certainty": "sure"}, "certainty"),
        ({"from": "2024-06-31"}, "not a day"),
    ],
)
def test_the_loader_refuses_a_provision_without_citation_certainty_or_a_real_day(
    change: dict[str, Any], said: str
) -> None:
    assert provisions_from(_article(), _book())
    with pytest.raises(BadLaw, match=said):
        provisions_from(_article(**change), _book())


@pytest.mark.parametrize(
    "when", [{"harms": "pain"}, {"harm": "pains"}, {"see": "nothing"}, {"computed": "nothing"}, {}]
)
def test_the_loader_refuses_a_condition_over_what_does_not_exist(when: dict[str, Any]) -> None:
    article = _article()
    article["versions"][0]["parts"][0]["when"] = when
    with pytest.raises(BadLaw):
        provisions_from(article, _book())


def test_the_loader_refuses_two_editions_of_one_day() -> None:
    article = _article()
    article["versions"].append(article["versions"][0])
    with pytest.raises(BadLaw, match="two versions"):
        provisions_from(article, _book())


def test_a_jurisdiction_or_article_that_is_not_encoded_is_said() -> None:
    with pytest.raises(UnknownJurisdiction):
        load("kg")
    with pytest.raises(UnknownProvision, match="kz.cc.109-1"):
        LAW.show("kz.cc.1")


def test_every_phrase_an_explanation_may_need_exists() -> None:
    phrases = read_data("kz", "phrases.yaml")
    needed = {item.certainty for item in LAW.statutes.provisions} | {
        rule.by for rule in LAW.statutes.measures
    }
    needed |= {rule.duty.body for rule in LAW.statutes.duties} | {
        "text_not_found",
        "repeat_window",
        "end_of_execution",
    }
    needed |= {rule.duty.within for rule in LAW.statutes.duties if rule.duty.within}
    assert needed <= set(phrases)
