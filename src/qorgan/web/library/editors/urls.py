"""Sign-in and an editor's own pages: of allauth only what there is a use for."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from django.urls import path
from django.views.generic import RedirectView

from qorgan.web.library.editors import account_pages

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/inactive/", account.account_inactive, name="account_inactive"),
    path("sign-in/out/", account.logout, name="account_logout"),
    # The publishing system's own takes no visit: an empty page. This one asks.
    path("logout/", account_pages.leave),
    path("my/password/", account_pages.password, name="editor_password"),
    path("my/code/", account_pages.code, name="editor_code"),
    # The publishing system's own sign-in knows no second factor and no pause after wrong tries.
    path("login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
]
