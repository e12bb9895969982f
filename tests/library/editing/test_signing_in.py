"""Sign-in to the library: pauses, start passwords, the second factor, the end of a session."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core.management import CommandError, call_command
from django.test import Client

from qorgan.web.clock import real_now
from qorgan.web.library.editors import LIBRARIAN
from qorgan.web.library.editors.admission import BEGAN, SEEN
from qorgan.web.library.editors.models import Editor

pytestmark = pytest.mark.django_db
SIGN_IN, PASSWORD = "/library/edit/sign-in/", "synthetic-library-1"


def try_as(client: Client, name: str, password: str, **more: Any) -> Any:
    return client.post(SIGN_IN, {"login": name, "password": password}, **more)


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept-language": "en", "sec-fetch-site": "same-origin"})


def now_code(secret: str) -> str:
    return auth.format_hotp_value(auth.hotp_value(secret, int(real_now().timestamp()) // 30))


def test_a_contributor_comes_in_with_her_password(browser: Client) -> None:
    answer = try_as(browser, "contributor", PASSWORD)
    assert answer.status_code == 302 and answer.headers["Location"] == "/library/edit/"
    assert browser.get("/library/edit/").status_code == 200


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(browser: Client) -> None:
    said = []
    for name in ("contributor", "nobody-of-that-name"):
        page = try_as(browser, name, "wrong-wrong-wrong").content.decode()
        said.append(re.sub(r'value="[^"]*"|csrf\w*', "", page))
    assert said[0] == said[1]


def test_after_eight_wrong_tries_the_right_password_waits_too(browser: Client) -> None:
    for _ in range(8):
        try_as(browser, "contributor", "wrong-wrong-wrong")
    assert try_as(browser, "contributor", PASSWORD).status_code != 302
    elsewhere = try_as(Client(), "contributor", PASSWORD, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 302, "nobody is kept out from elsewhere by a stranger's tries"


def test_the_publishing_systems_own_sign_in_is_closed(browser: Client) -> None:
    answer = browser.post("/library/edit/login/", {"username": "contributor", "password": PASSWORD})
    assert answer.status_code in (302, 405) and "_auth_user_id" not in browser.session


def test_whoever_may_publish_sets_up_a_second_factor_first(browser: Client) -> None:
    try_as(browser, "librarian", PASSWORD)
    assert browser.get("/library/edit/").headers["Location"] == "/library/edit/my/code/"
    assert browser.post("/library/edit/users/new/", {}).status_code == 302
    page = browser.get("/library/edit/my/code/").content.decode()
    secret = re.search(r'<code class="num">([A-Z2-7]+)</code>', page)
    assert secret is not None
    assert browser.post("/library/edit/my/code/", {"code": "000000"}).status_code == 200
    codes = browser.post("/library/edit/my/code/", {"code": now_code(secret[1])})
    assert "Recovery codes" in codes.content.decode()
    assert browser.get("/library/edit/").status_code == 200
    again = Client(headers={"sec-fetch-site": "same-origin"})
    assert try_as(again, "librarian", PASSWORD).headers["Location"] == "/library/edit/sign-in/code/"
    assert again.get("/library/edit/").status_code == 302 and "_auth_user_id" not in again.session
    recovery = re.findall(r"<li><code>([0-9a-z]+)</code></li>", codes.content.decode())
    assert again.post("/library/edit/sign-in/code/", {"code": recovery[0]}).status_code == 302
    assert again.get("/library/edit/").status_code == 200


def test_the_seed_of_a_second_factor_is_sealed_in_the_database(signed_in: Any, editor: Any) -> None:
    signed_in("librarian")
    kept = Authenticator.objects.get(user=editor("librarian")).data["secret"]
    assert re.fullmatch(r"[0-9a-f]+", kept)
    assert not re.fullmatch(r"[A-Z2-7]{32}", kept)


def test_the_first_librarian_begins_with_a_password_that_ends_at_once(browser: Client) -> None:
    Editor.objects.filter(groups__name=LIBRARIAN).update(is_active=False)
    out = io.StringIO()
    call_command("first_librarian", "aigul", stdout=out)
    password = out.getvalue().rsplit(": ", 1)[1].strip()
    assert re.fullmatch(r"[a-z0-9]{5}(-[a-z0-9]{5}){3}", password)
    made = Editor.objects.get(username="aigul")
    assert not made.is_superuser and made.may_publish
    with pytest.raises(CommandError):
        call_command("first_librarian", "second", stdout=io.StringIO())
    assert try_as(browser, "aigul", password).status_code == 302
    assert browser.get("/library/edit/").headers["Location"] == "/library/edit/my/password/"
    same = {"old_password": password, "new_password1": password, "new_password2": password}
    assert browser.post("/library/edit/my/password/", same).status_code == 200
    own = {
        "old_password": password,
        "new_password1": "river stone lamp ninety",
        "new_password2": "river stone lamp ninety",
    }
    assert browser.post("/library/edit/my/password/", own).status_code == 302
    assert browser.get("/library/edit/").headers["Location"] == "/library/edit/my/code/"


@pytest.mark.parametrize(("field", "seconds"), [(BEGAN, 12 * 3600 + 1), (SEEN, 3600 + 1)])
def test_a_session_ends_by_age_and_by_rest(signed_in: Any, field: str, seconds: int) -> None:
    client = signed_in("contributor")
    assert client.get("/library/edit/").status_code == 200
    session = client.session
    session[field] = real_now().timestamp() - seconds
    session.save()
    assert "sign-in" in client.get("/library/edit/").headers["Location"]
    assert "_auth_user_id" not in client.session


def test_a_page_that_asks_by_itself_keeps_no_session_alive(signed_in: Any) -> None:
    client = signed_in("contributor")
    client.get("/library/edit/")
    session = client.session
    session[SEEN] = real_now().timestamp() - 600
    session.save()
    client.post("/library/edit/editing-sessions/1/release/")
    assert client.session[SEEN] < real_now().timestamp() - 590


def test_a_librarian_takes_off_a_lost_authenticator_and_gives_a_start_password(
    signed_in: Any, editor: Any
) -> None:
    reviewer = editor("reviewer")
    auth.TOTP.activate(reviewer, auth.generate_totp_secret())
    groups = [one.pk for one in reviewer.groups.all()]
    answer = signed_in("librarian").post(f"/library/edit/users/edit/{reviewer.pk}/", {
        "username": "reviewer", "is_active": "on", "groups": groups, "lost_phone": "on", "is_superuser": "on",
        "password1": "given-by-somebody-else", "password2": "given-by-somebody-else",
    })  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:1500]
    reviewer.refresh_from_db()
    assert reviewer.must_change_password and not reviewer.is_superuser
    assert not Authenticator.objects.filter(user=reviewer).exists()
