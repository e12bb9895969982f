"""What stands before the publishing system's own addresses: sign-in, walls, closed parts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.auth import require_admin_access

from qorgan.web.library.editing import two_translators
from qorgan.web.library.editing.po_files import take_back
from qorgan.web.library.editing.translating import BringUpToDate, stop
from qorgan.web.library.editors import urls as account_urls

# Parts of the publishing system for what this library does not keep (pages, pictures, many sites), and those
# that would change who may do what: roles and the review are made by `founding` alone.
CLOSED = (
    r"pages|images|choose-page|choose-external-link|choose-email-link|choose-phone-link|choose-anchor-link|"
    r"collections|sites|groups|locales|workflows|api|failwhale|test404|bulk|password_reset|block-preview|"
    r"snippets/choose|redirects|styleguide|users/delete|documents/multiple/(?!add/)|"
    r"reports/(?:locked|aging-pages|page-types-usage)"
)


def closed(request: HttpRequest, *args: str) -> HttpResponse:
    raise Http404


# The packages' own for this page knows only its widget's words: the menu beside it would speak Kazakh, the
# language of whatever a catalogue leaves out.
words_of_scripts = JavaScriptCatalog.as_view(packages=["wagtail.admin", "wagtail_localize"])
one_file_at_a_time = RedirectView.as_view(pattern_name="wagtaildocs:add")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(account_urls)),
    re_path(rf"^(?:{CLOSED})(?:/|$)", closed),
    path("localize/jsi18n/", require_admin_access(words_of_scripts)),
    path("documents/multiple/add/", require_admin_access(one_file_at_a_time)),
    path(
        "localize/translate/<int:translation_id>/strings/<int:string_segment_id>/edit/", two_translators.text
    ),
    path("localize/translate/<int:translation_id>/pofile/upload/", require_admin_access(take_back)),
    path("localize/translate/<int:translation_id>/stop_translation/", require_admin_access(stop)),
    path("kept-words/<int:pk>/", require_admin_access(two_translators.choose), name="library_kept_words"),
    path("localize/update/<int:translation_source_id>/", require_admin_access(BringUpToDate.as_view())),
]
