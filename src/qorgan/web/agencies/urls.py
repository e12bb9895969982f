"""The sign-in pages: allauth's views, and only those that this project has a use for."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from django.urls import path

urlpatterns = [
    path("", account.login, name="account_login"),
    path("out/", account.logout, name="account_logout"),
    path("code/", mfa.authenticate, name="mfa_authenticate"),
    path("inactive/", account.account_inactive, name="account_inactive"),
]
