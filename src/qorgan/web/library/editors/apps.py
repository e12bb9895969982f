from django.apps import AppConfig


class EditorsConfig(AppConfig):
    name = "qorgan.web.library.editors"
    label = "editors"

    def ready(self) -> None:
        """Gives allauth's views our pages by name, whatever the order of the apps."""
        from allauth.account import views as account
        from allauth.mfa.base import views as mfa

        account.LoginView.template_name = "editors/sign_in.html"
        account.LogoutView.template_name = "editors/leave.html"
        account.AccountInactiveView.template_name = "editors/closed.html"
        mfa.AuthenticateView.template_name = "editors/code.html"
