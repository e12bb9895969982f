"""Who may do what with a campaign, and what stands in the way of running it."""

from __future__ import annotations

import io
import re

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from qorgan.web.library.campaigns import editing
from qorgan.web.library.campaigns.measuring import register
from qorgan.web.library.campaigns.models import Campaign, CampaignForm
from qorgan.web.library.campaigns.synthetic import Truth, survey
from qorgan.web.library.editors.models import Editor
from tests.library.signing import signed_in

from .conftest import Make, message

pytestmark = pytest.mark.django_db
NOTHING = Truth(9, {})


def form_of(username: str, campaign: Campaign, **change: object) -> CampaignForm:
    from django.forms.models import modelform_factory

    kind = modelform_factory(Campaign, form=CampaignForm, fields=["state", "clusters"])
    data = {"state": campaign.state, "clusters": campaign.clusters} | change
    return kind(data, instance=campaign, for_user=Editor.objects.get(username=username))


@pytest.mark.parametrize("tested", [(), ("kk",), ("ru",), ("en",)])
def test_a_campaign_whose_messages_were_not_tested_in_both_languages_does_not_run(
    make: Make, tested: tuple[str, ...]
) -> None:
    with pytest.raises(ValidationError) as caught:
        make(state="running", messages=[message(*tested)])
    assert "state" in caught.value.message_dict


def test_a_tested_campaign_runs(make: Make) -> None:
    assert make(state="running").state == "running"


@pytest.mark.parametrize("change", [{"services": []}, {"ethics": {}}, {"distress": {}}])
def test_without_services_ethics_or_a_protocol_it_does_not_run(make: Make, change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        make(state="running", **change)


def test_words_of_warning_refuse_nothing(make: Make) -> None:
    assert make(state="running", messages=[message("kk", "ru", text="Әр үшінші әйел зорлық көреді.")]).pk


def test_words_are_needed_in_three_languages(make: Make) -> None:
    with pytest.raises(ValidationError) as caught:
        make(title={"kk": "Атауы", "ru": "Название"})
    assert "title" in caught.value.message_dict


def test_a_campaign_with_a_baseline_does_not_go_back_to_a_draft(make: Make) -> None:
    campaign = make()
    register(campaign, "baseline", survey(NOTHING, (0,)), "en")
    campaign.state = "draft"
    with pytest.raises(ValidationError):
        campaign.full_clean()


def test_a_contributor_drafts_and_a_reviewer_opens(make: Make) -> None:
    draft, public = make(state="draft"), make(state="planned")
    assert form_of("contributor", draft, clusters=5).is_valid()
    assert not form_of("contributor", draft, state="planned").is_valid()
    assert not form_of("contributor", public, clusters=5).is_valid()
    assert form_of("reviewer", make(state="draft"), state="planned").is_valid()


def test_the_editors_pages_open(make: Make, librarian: Client) -> None:
    campaign = make()
    for address in ("", "add/", f"edit/{campaign.pk}/", f"history/{campaign.pk}/"):
        assert librarian.get(f"/library/edit/snippets/library/campaign/{address}").status_code == 200


def test_a_survey_is_uploaded_and_its_result_is_public(make: Make, librarian: Client) -> None:
    campaign = make()
    address = f"/library/edit/campaigns/{campaign.pk}/measure/"
    assert librarian.get(address).status_code == 200
    file = io.BytesIO(survey(NOTHING))
    file.name = "aigul-list.csv"
    answer = librarian.post(address, {"kind": "result", "survey": file})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/library/campaigns/{campaign.public_name}/result/"
    assert campaign.measurements.count() == 1


def test_a_contributor_and_a_stranger_upload_nothing(make: Make, contributor: Client) -> None:
    campaign = make()
    address = f"/library/edit/campaigns/{campaign.pk}/measure/"
    for client in (contributor, Client()):
        answer = client.post(address, {"kind": "result", "survey": io.BytesIO(survey(NOTHING))})
        assert answer.status_code in (302, 403)
    assert not campaign.measurements.exists()


def test_without_the_token_of_the_session_nothing_is_taken(make: Make) -> None:
    campaign = make()
    client = signed_in("librarian", enforce_csrf_checks=True)
    address = f"/library/edit/campaigns/{campaign.pk}/measure/"
    page = client.get(address, secure=True).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    given = {"kind": "result", "survey": io.BytesIO(survey(NOTHING))}
    assert client.post(address, given, secure=True).status_code == 403
    given = {"csrfmiddlewaretoken": token[1], "kind": "result", "survey": io.BytesIO(survey(NOTHING))}
    assert client.post(address, given, secure=True, headers={"origin": "null"}).status_code == 302


def test_a_refused_file_is_answered_on_the_page_with_its_reasons(make: Make, librarian: Client) -> None:
    address = f"/library/edit/campaigns/{make().pk}/measure/"
    for content, status in ((b"", 422), (b"name,phone\nA,1\n", 422), (b"x" * (9 << 20), 413)):
        file = io.BytesIO(content)
        file.name = "x.csv"
        answer = librarian.post(address, {"kind": "result", "survey": file})
        assert answer.status_code == status and b'role="alert"' in answer.content
    assert librarian.post(address, {"kind": "result"}).status_code == 422
    assert librarian.post(address, {"kind": "other", "survey": io.BytesIO(b"x")}).status_code == 422
    assert librarian.get("/library/edit/campaigns/999999/measure/").status_code == 404


@override_settings(FILE_UPLOAD_MAX_MEMORY_SIZE=0)
def test_a_survey_never_lies_on_a_disk(
    make: Make, librarian: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", never)
    monkeypatch.setattr(tempfile, "mkstemp", never)
    campaign = make()
    file = io.BytesIO(survey(NOTHING))
    file.name = "x.csv"
    answer = librarian.post(
        f"/library/edit/campaigns/{campaign.pk}/measure/", {"kind": "result", "survey": file}
    )
    assert answer.status_code == 302


def test_what_to_look_at_is_said_after_saving(make: Make, librarian: Client) -> None:
    campaign = make(messages=[message("kk", "ru", text="Әр үшінші әйел зорлық көреді.")])
    page = librarian.get(f"/library/edit/campaigns/{campaign.pk}/measure/", headers={"accept-language": "en"})
    assert "may say how common violence is: “Әр үшінші”" in page.content.decode()
    request = RequestFactory().get("/library/edit/")
    request.user = Editor.objects.get(username="librarian")
    request.session = SessionStore()
    MessageMiddleware(lambda _request: HttpResponse()).process_request(request)
    with translation.override("ru"):
        editing.what_to_look_at(request, campaign)
    said = [str(one) for one in get_messages(request)]
    assert any("похоже на слова о распространённости насилия: «Әр үшінші»" in one for one in said)


def test_a_campaign_with_a_baseline_is_not_deleted_by_anybody(make: Make, librarian: Client) -> None:
    campaign, draft = make(), make(state="draft")
    register(campaign, "baseline", survey(NOTHING, (0,)), "en")
    answer = librarian.post(f"/library/edit/snippets/library/campaign/delete/{campaign.pk}/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/library/edit/snippets/library/campaign/"
    # Nothing is done to many at once: these addresses are closed.
    many = f"/library/edit/bulk/library/campaign/delete/?id={campaign.pk}&id={draft.pk}"
    assert librarian.post(many).status_code == 404
    assert set(Campaign.objects.all()) == {campaign, draft}
    librarian.post(f"/library/edit/snippets/library/campaign/delete/{draft.pk}/")
    assert set(Campaign.objects.all()) == {campaign}


def typed(**change: str) -> dict[str, str]:
    """What a browser sends for a new campaign with one message that ten people read in Kazakh."""
    words = {
        f"{name}_{code}": f"{name} {code}"
        for name in ("title", "audience", "norm", "ethics", "distress")
        for code in ("kk", "ru", "en")
    }
    message_of = {
        "messages-count": "1", "messages-0-deleted": "", "messages-0-order": "0",
        "messages-0-type": "message",
        "messages-0-id": "", "messages-0-value-kk": "Мәтін", "messages-0-value-ru": "Каждая третья женщина",
        "messages-0-value-en": "", "messages-0-value-picture": "", "messages-0-value-tests-count": "1",
        "messages-0-value-tests-0-deleted": "", "messages-0-value-tests-0-order": "0",
        "messages-0-value-tests-0-type": "item", "messages-0-value-tests-0-id": "",
        "messages-0-value-tests-0-value-language": "kk", "messages-0-value-tests-0-value-people": "10",
        "messages-0-value-tests-0-value-day": "2026-01-01", "messages-0-value-tests-0-value-understood": "so",
        "messages-0-value-tests-0-value-changed": "",
    }  # fmt: skip
    plain = {
        "state": "draft", "norm_kind": "approve", "services": "kz-111\nkz-102", "outcome": "scenes_any",
        "allocation": "", "baseline": "50", "power": "0.8", "lost": "0",
    }  # fmt: skip
    return words | message_of | plain | change


ADD = "/library/edit/snippets/library/campaign/add/"


def test_a_contributor_writes_a_draft_in_three_languages(make: Make, contributor: Client) -> None:
    answer = contributor.post(ADD, typed(), headers={"accept-language": "en"}, follow=True)
    campaign = Campaign.objects.get()
    assert campaign.title == {"kk": "title kk", "ru": "title ru", "en": "title en"}
    assert campaign.services == ["kz-111", "kz-102"] and campaign.state == "draft"
    assert campaign.messages[0].value["tests"][0]["people"] == 10
    page = answer.content.decode()
    assert "may say how common violence is: “Каждая третья”" in page
    assert "Not tested in Russian: message 1." in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title_kk": ""}, "Words in Kazakh, Russian and English are needed."),
        ({"services": "kz-nobody"}, "The directory has no service kz-nobody."),
        ({"state": "running"}, "It cannot be set to running yet."),
        ({"icc": "2"}, "less than or equal to 1"),
        ({"messages-0-value-tests-0-value-people": "0"}, "greater than or equal to 1"),
        ({"starts": "2026-05-01", "ends": "2026-04-01"}, "It cannot end before it starts."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(
    make: Make, librarian: Client, change: dict[str, str], said: str
) -> None:
    answer = librarian.post(ADD, typed(**change), headers={"accept-language": "en"})
    assert answer.status_code == 200 and said in answer.content.decode()
    assert "audience ru" in answer.content.decode()
    assert not Campaign.objects.exists()
