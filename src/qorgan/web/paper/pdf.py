"""From HTML to PDF. Loads nothing from elsewhere: the fonts come with the package, and any other address in
a document is refused."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent
FONTS = PACKAGE / "fonts"


class DocumentsUnavailable(RuntimeError):
    """The machine cannot make PDF files; the message says what is missing. Nothing else is affected."""


def pdf_of(html: str) -> bytes:
    """The page as PDF/UA, in the print style. Raises DocumentsUnavailable."""
    weasyprint = _weasyprint()
    fonts, own = weasyprint.text.fonts.FontConfiguration(), _own_fonts(weasyprint)
    css = weasyprint.CSS(string=_css(), font_config=fonts, url_fetcher=own)
    document = weasyprint.HTML(string=html, url_fetcher=own, base_url="font:")
    return bytes(
        document.write_pdf(stylesheets=[css], font_config=fonts, pdf_variant="pdf/ua-1", custom_metadata=True)
    )


@cache
def _css() -> str:
    return (PACKAGE / "print.css").read_text(encoding="utf-8")


def _own_fonts(weasyprint: Any) -> Any:
    """A fetcher that gives the packaged fonts and refuses every other address: a document calls nowhere.

    What it cannot give stops the document: a missing font must not become a page of rectangles.
    """

    class OwnFonts(weasyprint.urls.URLFetcher):  # type: ignore[misc, name-defined]
        def fetch(self, url: str, headers: object = None) -> Any:
            return weasyprint.urls.URLFetcherResponse(url, font_file(url).read_bytes())

    return OwnFonts(allowed_protocols={"font"}, fail_on_errors=True)


def font_file(url: str) -> Path:
    """`font:NotoSans-Bold.ttf` -> its file. Raises ValueError for any other address."""
    name = url.removeprefix("font:")
    if not url.startswith("font:") or name not in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
        raise ValueError("Documents load nothing but their own fonts.")
    return FONTS / name


def _weasyprint() -> Any:
    try:
        import weasyprint
        import weasyprint.text.fonts
        import weasyprint.urls
    except OSError as error:  # the shared libraries are loaded at import
        raise DocumentsUnavailable(
            "PDF files cannot be made on this machine: the Pango library is missing. "
            "Install it (on Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0). "
            "Nothing is lost by it, and the document can be printed later."
        ) from error
    except ImportError as error:
        raise DocumentsUnavailable(
            "PDF files cannot be made: WeasyPrint is not installed (make venv)."
        ) from error
    return weasyprint
