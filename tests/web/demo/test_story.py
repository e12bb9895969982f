"""The story's page: six steps, the ordinary sign-in filled, one person at a time, no way round a check."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client, RequestFactory

from qorgan.practice import danger
from qorgan.vault.receipt import parse_code
from qorgan.web import clock
from qorgan.web.agencies import policy
from qorgan.web.agencies.models import Agency, Member
from qorgan.web.casework import opening, recording, referrals, visits
from qorgan.web.casework.models import Case, Report
from qorgan.web.demo import codes, people
from qorgan.web.demo import story as stories
from qorgan.web.demo.guard import LoopbackOnly
from qorgan.web.ledger.models import Entry, Subject


@pytest.fixture
def browser(demo: None) -> Client:
    return Client()


def page(browser: Client, language: str = "en") -> str:
    response = browser.get("/demo/", {"language": language})
    assert response.status_code == 200
    return response.content.decode()


def give_password(browser: Client, username: str, **more: str) -> Any:
    page(browser)
    return browser.post(
        "/desk/sign-in/", {"login": username, "password": people.person(username).password, **more}
    )


def usable_code(username: str) -> str:
    """The code that the page would fill in, at a moment when it does not end at once."""
    member = Member.objects.get(username=username)
    while (code := codes.current(member)).ends < 3:
        time.sleep(0.5)
    return code.text


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_it_shows_six_steps_and_her_words_in_each_language(browser: Client, language: str) -> None:
    shown = page(browser, language)
    assert [f'id="step-{n}"' in shown for n in range(1, 8)] == [True] * 6 + [False]
    for word in people.story_code(language).words:
        assert word in shown
    assert f'<html lang="{language}">' in shown


def test_it_carries_no_inline_style_and_no_script(browser: Client) -> None:
    shown = page(browser)
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", shown)


def test_every_sign_in_goes_to_the_ordinary_address_with_name_and_password(
    browser: Client,
) -> None:
    shown = page(browser)
    forms = re.findall(r'<form method="post" action="/desk/sign-in/">.*?</form>', shown, re.S)
    assert len(forms) == 4
    for form, username in zip(forms, ["aigerim", "yerlan", "bolat", "yerlan"], strict=True):
        assert f'name="login" value="{username}"' in form
        assert f'name="password" value="{people.person(username).password}"' in form


def test_the_code_page_is_filled_and_the_code_opens_the_desk_once(browser: Client) -> None:
    asked = give_password(browser, "aigerim", next="/desk/inbox/")
    assert asked["Location"] == "/desk/sign-in/code/"
    code = usable_code("aigerim")
    assert code in browser.get("/desk/sign-in/code/").content.decode()
    inside = browser.post("/desk/sign-in/code/", {"code": code})
    assert inside["Location"] == "/desk/inbox/"
    after = codes.current(Member.objects.get(username="aigerim"))
    assert after.wait > 0 or after.text != code


def test_a_used_code_is_waited_out_on_a_page_that_goes_on_by_itself(browser: Client) -> None:
    code = usable_code("natalya")
    give_password(browser, "natalya")
    browser.post("/desk/sign-in/code/", {"code": code})
    other = Client()
    give_password(other, "natalya")
    if codes.current(Member.objects.get(username="natalya")).text != code:
        pytest.skip("thirty seconds ended between the two sign-ins")
    waiting = other.get("/demo/wait/")
    assert waiting.status_code == 200
    seconds, _, target = waiting["Refresh"].partition("; url=")
    assert 1 <= int(seconds) <= 30 and target == "/desk/sign-in/code/"
    refused = other.post("/desk/sign-in/code/", {"code": code})
    assert refused.status_code == 200 and "_auth_user_id" not in other.session


def test_the_guard_leads_from_a_used_code_to_the_page_that_waits(demo: None) -> None:
    """The whole way with the guard in place is walked in the browser; here its one decision."""
    request = RequestFactory().get("/desk/sign-in/code/", REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost")
    request.resolver_match = None
    assert LoopbackOnly(lambda r: HttpResponse()).process_view(request, None, (), {}) is None


def test_without_a_waiting_sign_in_there_is_nothing_to_wait_for_and_no_code_shown(browser: Client) -> None:
    assert browser.get("/demo/wait/")["Location"] == "/demo/"


def test_no_password_or_code_of_the_demonstration_is_on_a_page_without_the_demonstration(db: None) -> None:
    shown = page(Client())
    assert people.story_person("caseworker").password not in shown
    assert "make demo-reset" in shown


def test_a_step_is_done_when_the_ledger_says_so_and_not_before(demo: None) -> None:
    def done() -> list[bool]:
        return [step.done for step in stories.story("en").steps]

    assert done() == [True, False, False, False, False, False]
    report = stories.story("en").report
    assert report is not None
    keyring = people.keys("aigerim")
    case = opening.open_report(keyring, Report.objects.get(pk=report.pk))
    assert done()[1] is False
    recording.record_danger(keyring, case, {flag.id: "unknown" for flag in danger.flags()}, concern=True)
    police = Agency.objects.get(code="ulgi-police")
    referral = referrals.draft(
        keyring, case, police, "police_other_service", "critical", ["reach_me", "what_happened"], "x"
    )
    assert done()[1] is False  # nothing has left before she agreed
    referrals.consent_recorded(keyring, referral, "verbal", "x")
    assert done() == [True, True, False, False, False, False]
    following = next(step for step in stories.story("en").steps if step.is_next)
    assert following.number == stories.SERVED and following.person == people.story_person("inspector")


def test_each_language_tells_its_own_story_until_one_has_begun(demo: None) -> None:
    reports = {language: stories.story(language).report for language in ("en", "ru", "kk")}
    assert len(set(reports.values())) == 3
    begun = reports["ru"]
    assert begun is not None
    opening.open_report(people.keys("aigerim"), Report.objects.get(pk=begun.pk))
    for language in reports:
        told = stories.story(language)
        assert told.report == begun
        code = parse_code(" ".join(told.words))
        assert (code.lang, code.indices) == (language, people.story_code("ru").indices)


def test_the_words_shown_open_the_story_that_is_told(demo: None) -> None:
    begun = stories.story("kk").report
    assert begun is not None
    opening.open_report(people.keys("aigerim"), Report.objects.get(pk=begun.pk))
    visit = visits.open_visit(" ".join(stories.story("en").words))
    assert visit is not None and visit.report_id == begun.pk


def test_for_each_part_there_is_a_case_where_it_has_happened_that_this_person_may_open(
    demo: None,
) -> None:
    for step in stories.story("en").steps:
        if step.person is not None:
            assert step.example is not None, step.number
            assert policy.allows(
                Member.objects.get(username=step.person.username), "see", Case.objects.get(pk=step.example.pk)
            )


def test_every_member_has_a_second_factor(demo: None) -> None:
    assert Authenticator.objects.filter(type="totp").count() == Member.objects.count()


def test_the_buttons_move_it_by_a_day_a_week_and_thirty_days(demo: None) -> None:
    for by, days in (("24h", 1), ("7d", 7), ("30d", 30)):
        before = clock.demo_offset()
        response = Client().post("/demo/clock/", {"by": by})
        assert response.status_code == 302
        assert clock.demo_offset() - before == timedelta(days=days)


def test_anything_else_moves_nothing(demo: None) -> None:
    for by in ("", "-24h", "1y", "24"):
        Client().post("/demo/clock/", {"by": by})
    Client().get("/demo/clock/", {"by": "24h"})
    assert clock.demo_offset() == timedelta(0)


def test_moving_it_raises_at_once_what_became_due(demo: None) -> None:
    report = stories.story("en").report
    assert report is not None
    case = report.case
    assert not Entry.objects.filter(parent=case, type="report.escalated").exists()
    Client().post("/demo/clock/", {"by": "24h"})
    assert Subject.objects.get(parent=case, kind="report").state == "unopened_escalated"
