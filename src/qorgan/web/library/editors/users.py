"""The publishing system's app of accounts, with our views of them."""

from wagtail.users.apps import WagtailUsersAppConfig


class Users(WagtailUsersAppConfig):  # type: ignore[misc]
    user_viewset = "qorgan.web.library.editors.viewsets.EditorViewSet"
