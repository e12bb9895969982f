"""The forms of the order's pages. Times are local (UTC+5); what is allowed is decided by `orders.verbs`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from qorgan.practice.local_time import local, local_zone
from qorgan.web.clock import now
from qorgan.web.desk.forms import LINE, Choice, Several, text_area
from qorgan.web.orders import conditions as asked
from qorgan.web.orders.wording import choices, label, say, wording

ORDER_LANGUAGES = (("kk", "Қазақша"), ("ru", "Русский"))


class LocalMinute(forms.Field):
    """A day and a minute on the wall clock; the value is aware, UTC, and never in the future."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            help_text=_("Local time, UTC+5."),
            error_messages={"required": _("Give the day and the time.")},
            **kwargs,
        )

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            at = datetime.fromisoformat(str(value)).replace(tzinfo=local_zone()).astimezone(UTC)
        except ValueError:
            raise forms.ValidationError(_("Write the day and time like 2026-03-10 14:05.")) from None
        if at > now():
            raise forms.ValidationError(_("This time has not come yet."))
        return at

    def prepare_value(self, value: Any) -> Any:
        return local(value).strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value


class Day(forms.DateField):
    """A day, not in the future."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages={"invalid": _("Write the day like 1988-04-02.")}, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if isinstance(value, date) and value > local(now()).date():
            raise forms.ValidationError(_("This day has not come yet."))


def line(text: str, hint: str = "", required: bool = True, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=text, help_text=hint, required=required, max_length=LINE, error_messages=empty(text), **kwargs
    )


def empty(text: str) -> dict[str, str]:
    """What is said of an empty field: which one it is, since the summary lists them all."""
    return {"required": _("%(field)s: fill this in.") % {"field": text}}


class DetailsForm(forms.Form):
    """What the order says: the particulars that the law demands, and no place where the person now is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = _(
            "Only what the person who caused harm already knows. Never where the protected person is now."
        )
        self.fields["addressee_name"] = line(_("Full name of the person it is about"))
        self.fields["addressee_birth_date"] = Day(label=_("That person's date of birth"), required=False)
        self.fields["addressee_address"] = line(_("That person's own address"), required=False)
        self.fields["protected_name"] = line(_("Full name of the person it protects"))
        self.fields["family_members"] = line(
            _("Children and family members who cannot act for themselves"), required=False
        )
        self.fields["incident_at"] = LocalMinute(
            label=_("When the violence or threat happened"), required=False
        )
        self.fields["incident_place"] = line(_("Where it happened"), kept)
        self.fields["circumstances"] = text_area(_("What happened"), kept, limit=4000)
        self.fields["issue_place"] = line(_("Place of issue"))
        self.fields["issuer_post"] = forms.ChoiceField(
            label=_("Your post"),
            error_messages=empty(_("Your post")),
            choices=[("", "-"), *choices("issuer_posts")],
            help_text=_("L245 art. 60(1)"),
        )
        self.fields["issuer_name"] = line(_("Your full name"))
        self.fields["restrictions"] = Several(
            choices("restrictions"),
            label=_("The order forbids"),
            error_messages={"required": _("An order that forbids nothing protects nobody.")},
        )
        self.fields["appeal"] = text_area(
            _("Where and until when it can be appealed"),
            _("As the office's lawyer worded it; the order itself says that it can be appealed by law."),
            required=False,
            limit=600,
        )
        self.fields["language"] = Choice(ORDER_LANGUAGES, label=_("Language the person is given it in"))

    def details(self) -> dict[str, Any]:
        """The particulars as `orders.details` takes them."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "language"}
        born, happened = given["addressee_birth_date"], given["incident_at"]
        return given | {
            "addressee_birth_date": born.isoformat() if born else "",
            "incident_at": local(happened).strftime("%Y-%m-%dT%H:%M") if happened else "",
        }


class ConditionsForm(forms.Form):
    """Each condition of the law, with three answers and who established it; nothing is filled in."""

    def __init__(self, basis: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = asked.asked(basis)
        for code in self.codes:
            row = wording()["conditions"][code]
            self.fields[code] = Choice(
                choices("answers"),
                label=label("conditions", code),
                help_text=say(row["help"]),
                error_messages={"required": _("Choose an answer; not established is one.")},
            )
            self.fields[f"{code}_by"] = line(_("Established by whom, or from what"), required=False)
        self.fields["reason"] = text_area(
            _("Reason, where something is not established or answered no"),
            _("You may issue with a written reason. It stays on the record with your signature."),
            required=False,
            limit=4000,
        )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[code], self[f"{code}_by"]) for code in self.codes]

    def answers(self) -> Mapping[str, asked.Answer]:
        given = self.cleaned_data
        return {code: asked.Answer(given[code], given[f"{code}_by"].strip()) for code in self.codes}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for code in self.codes:
            if given.get(code) in (asked.YES, asked.NO) and not given.get(f"{code}_by", "").strip():
                self.add_error(f"{code}_by", _("Say who established this, or from what it is known."))
        return given


REFUSED = "refused"
NOTICE = "notified"


class ServeForm(forms.Form):
    """When and how it was handed over, or that the person refused to take it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"] = LocalMinute(label=_("When"), initial=now())
        self.fields["how"] = Choice(
            [
                *choices("handing_over"),
                (REFUSED, _("Refused to take it")),
                (NOTICE, _("Not handed over; told of the order from a distance")),
            ],
            more={
                REFUSED: _("Recorded. The order is in force only once it is handed over."),
                NOTICE: _(
                    "L245 art. 60 names these means of notice. That a notice takes the place of handing over "
                    "was not found: the order is in force only once it is handed over."
                ),
            },
            label=_("How"),
            error_messages={"required": _("Say how it went.")},
        )
        self.fields["means"] = forms.ChoiceField(
            label=_("If told from a distance: by what"),
            choices=[("", "-"), *choices("notice_means")],
            required=False,
        )
        self.fields["note"] = text_area(
            _("Note"), _("Needed for a refusal: what was said, who was there."), required=False, limit=2000
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("how") in (REFUSED, "refused_to_sign") and not given.get("note", "").strip():
            self.add_error("note", _("Write down the refusal in a few words."))
        if given.get("how") == NOTICE and not given.get("means"):
            self.add_error("means", _("Choose by what the person was told."))
        return given


class CopyForm(forms.Form):
    """That she has her copy, and when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"] = LocalMinute(label=_("When"), initial=now())
        self.fields["told"] = forms.BooleanField(
            label=_("I explained her rights and what follows a breach."),
            error_messages={"required": _("The law asks for both: explain it first, then tick it.")},
        )
        self.fields["note"] = text_area(
            _("Note"), _("How it reached her. No address here."), required=False, limit=2000
        )


class CheckForm(forms.Form):
    """A check that the order is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"] = LocalMinute(label=_("When"), initial=now())
        self.fields["result"] = Choice(
            choices("check_results"),
            label=_("What was found"),
            error_messages={"required": _("Say what was found.")},
        )
        self.fields["note"] = text_area(_("Note"), required=False, limit=2000)


class BreachForm(forms.Form):
    """A breach: when, of what kind, what happened."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"] = LocalMinute(label=_("When it happened"))
        self.fields["kinds"] = Several(
            choices("breach_kinds"),
            label=_("What it was"),
            error_messages={"required": _("Choose at least one.")},
        )
        self.fields["what"] = text_area(
            _("What happened"),
            _("This goes into the petition, which the other side reads. Never write where she is now."),
            limit=4000,
        )


class WithdrawForm(forms.Form):
    """Why the order is withdrawn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = text_area(_("Reason"), limit=2000)


class EarlierForm(forms.Form):
    """Days on which penalties under CAO 461 were imposed before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["earlier"] = Choice(
            [("unknown", _("Not known")), ("none", _("The register has none")), ("one", _("There is one"))],
            label=_("An earlier penalty under CAO 461"),
        )
        self.fields["imposed"] = Day(label=_("The day it was imposed"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("earlier") == "one" and not given.get("imposed") and "imposed" not in self.errors:
            self.add_error("imposed", _("Give the day from the register."))
        return given

    def days(self) -> list[date]:
        """The days given, where there is one and the form is sound."""
        return (
            [self.cleaned_data["imposed"]]
            if self.is_valid() and self.cleaned_data["earlier"] == "one"
            else []
        )

    def none(self) -> bool:
        return self.is_valid() and self.cleaned_data["earlier"] == "none"


class PetitionForm(forms.Form):
    """What the court is asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        special = wording()["special_requirements"]
        low, high = special["months"]["min"], special["months"]["max"]
        self.most_days = special["asks"]["living_apart"]["max_days"]
        self.fields["ground"] = Choice(
            [(c, say(t)) for c, t in special["grounds"].items()], label=_("In which case")
        )
        self.fields["court"] = line(_("Court"), required=False)
        self.fields["case_number"] = line(_("Number of the case in court"), required=False)
        self.fields["asks"] = Several(
            [(c, say(t)) for c, t in special["asks"].items()],
            label=_("The court is asked to require"),
            error_messages={"required": _("Choose at least one requirement.")},
        )
        self.fields["months"] = forms.IntegerField(
            label=_("For how many months"),
            min_value=low,
            max_value=high,
            initial=high,
            help_text=f"{low}–{high}",
        )
        self.fields["living_apart_days"] = forms.IntegerField(
            label=_("Days of living apart"),
            min_value=1,
            max_value=self.most_days,
            required=False,
            help_text=_("Only with the ban on living together, in exceptional circumstances."),
        )
        self.fields["reports_a_month"] = forms.IntegerField(
            label=_("Reports to the police a month"), min_value=1, max_value=4, required=False
        )
        self.fields["reason"] = text_area(
            _("Why it is needed"), _("The other side reads this. Never write where she is now."), limit=4000
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        asks = given.get("asks") or []
        if "living_apart" in asks and not given.get("living_apart_days"):
            self.add_error(
                "living_apart_days", _("Say for how many days, at most %(most)s.") % {"most": self.most_days}
            )
        if "reporting" in asks and not given.get("reports_a_month"):
            self.add_error("reports_a_month", _("Say how often, one to four times."))
        return given

    def petition(self) -> dict[str, Any]:
        """The answers as `orders.printing.Petition` takes them."""
        given = dict(self.cleaned_data)
        numbers = {name: given[name] or 0 for name in ("living_apart_days", "reports_a_month")}
        return given | numbers | {"asks": tuple(given["asks"])}


class SheetForm(forms.Form):
    """Where she is and how she is reached: for the confidential sheet and nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"] = text_area(_("Where she is now"), limit=600)
        self.fields["reach"] = text_area(_("How to reach her safely"), required=False, limit=600)
