"""Shared components: what a screen reader and a keyboard need is in the markup, and colours can be read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.template import Context, Template

from qorgan.web.ui.templatetags.ui import day, moment


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="Any name", error_messages={"required": "Write a name."})
    colour = forms.ChoiceField(
        label="Colour", choices=[("r", "Red"), ("-unknown", "Not known")], widget=forms.RadioSelect,
        error_messages={"required": "Choose a colour."},
    )  # fmt: skip
    agreed = forms.BooleanField(label="Agreed", required=False)


def test_the_error_summary_links_each_fault_to_the_control_where_it_is_put_right() -> None:
    form = Sample({})
    html = render("{% error_summary form %}{% for f in form %}{% field f %}{% endfor %}", form=form)
    targets = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', html)
    assert targets == [("id_name", "Write a name."), ("id_colour_0", "Choose a colour.")]
    assert all(f'id="{target}"' in html for target, _text in targets)
    assert 'role="alert"' in html


def test_a_clean_form_has_no_error_summary() -> None:
    assert render("{% error_summary form %}", form=Sample()).strip() == ""
    assert render("{% error_summary form %}", form=None).strip() == ""


def test_a_text_field_has_its_label_its_hint_and_its_fault_tied_to_it() -> None:
    html = render("{% field form.name %}", form=Sample({}))
    assert '<label for="id_name">Name</label>' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)[1].split()  # type: ignore[index]
    assert described and all(f'id="{name}"' in html for name in described)
    assert 'aria-invalid="true"' in html


def test_radios_stand_in_a_fieldset_with_a_legend_and_the_last_answers_apart() -> None:
    html = render("{% field form.colour %}", form=Sample())
    assert "<fieldset" in html and "<legend>Colour</legend>" in html
    assert html.index("Red") < html.index('class="else"') < html.index("Not known")


def test_a_question_page_has_its_question_as_the_only_heading() -> None:
    for name in ("name", "colour"):
        html = render(f"{{% field form.{name} page=True %}}", form=Sample())
        assert html.count("<h1>") == 1


def test_a_button_that_goes_back_does_not_ask_the_browser_to_check_the_form() -> None:
    assert "formnovalidate" in render('{% button "Back" "go" "back" "quiet" %}')
    assert "formnovalidate" not in render('{% button "Go on" "go" "on" %}')


def test_what_a_component_is_given_is_escaped() -> None:
    bad = "<script>x</script>"
    source = "{% button bad %}{% state bad %}{% definitions rows %}{% data_table bad heads cells %}"
    html = render(source, bad=bad, rows=[(bad, bad)], heads=[bad], cells=[[bad]])
    assert "<script>" not in html


def test_a_clock_says_in_words_whether_it_was_kept() -> None:
    at = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
    running, missed = (
        render("{% due 'Check' at state 'Law 245-VIII 60' %}", at=at, state=s) for s in ("running", "missed")
    )
    assert "17.03.2026, 14:00" in running and "Law 245-VIII 60" in running
    assert running != missed and "missed" in missed


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2026, 11, 22, 18, 59, tzinfo=UTC), "22.11.2026, 23:59"),
        (datetime(2026, 11, 22, 19, 0, tzinfo=UTC), "23.11.2026, 00:00"),
        ("2026-11-22T19:00:00+00:00", "23.11.2026, 00:00"),
        (date(2026, 11, 22), "22.11.2026"),
        (None, ""),
    ],
)
def test_times_are_shown_in_utc_plus_five(at: object, shown: str) -> None:
    assert moment(at) == shown  # type: ignore[arg-type]
    assert day(at) == shown.partition(",")[0]  # type: ignore[arg-type]


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def palette() -> dict[str, str]:
    sheet = Path(finders.find("ui/qorgan.css")).read_text("utf-8")
    root = re.search(r":root\{(.*?)\}", sheet, re.DOTALL)[1]  # type: ignore[index]
    return dict(re.findall(r"--(\w+):(#[0-9a-f]{3,6})", root))


@pytest.mark.parametrize("text", ["ink", "soft", "accent", "deep", "warn"])
@pytest.mark.parametrize("ground", ["paper", "card", "mist", "sand", "honey"])
def test_text_can_be_read_on_every_ground(text: str, ground: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    colours = palette()
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["paper", "card"])
def test_edges_of_fields_and_the_focus_ring_stand_out(ground: str) -> None:
    """WCAG 2.2, 1.4.11: at least 3 to 1."""
    colours = palette()
    assert contrast(colours["edge"], colours[ground]) >= 3
    assert contrast(colours["ink"], colours[ground]) >= 3


def test_nothing_of_the_sheet_comes_from_elsewhere() -> None:
    sheet = Path(finders.find("ui/qorgan.css")).read_text("utf-8")
    assert "@import" not in sheet and "url(" not in sheet and "@font-face" not in sheet
