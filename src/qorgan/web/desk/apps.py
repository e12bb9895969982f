"""The desk as a Django app: templates and template tags, no models."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "qorgan.web.desk"
    label = "desk"

    def ready(self) -> None:
        """Gives allauth's views our pages by name, whatever the order of the apps."""
        from allauth.account import views as account
        from allauth.mfa.base import views as mfa

        account.LoginView.template_name = "desk/sign_in/name.html"
        account.LogoutView.template_name = "desk/sign_in/leave.html"
        account.AccountInactiveView.template_name = "desk/sign_in/closed.html"
        mfa.AuthenticateView.template_name = "desk/sign_in/code.html"
