"""Invented reports of other people, made through the verbs that the door and the desk call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from qorgan.practice import witness
from qorgan.practice.local_time import local
from qorgan.web.agencies.keyring import Keyring
from qorgan.web.agencies.models import Agency
from qorgan.web.casework import intake, tips
from qorgan.web.casework.models import WITNESS, Report
from qorgan.web.demo import people


class Telling:
    """One report of the fixture and what an office does with it."""

    def __init__(self, row: dict[str, Any], sent_at: datetime, keyrings: Callable[[str], Keyring]) -> None:
        self.row, self.sent_at, self.keyrings = row, sent_at, keyrings
        self.report: Report | None = None

    def send(self) -> None:
        """What somebody tells at the door about another person."""
        row = self.row
        mark = people.data("marks")["mark"][row["lang"]]
        rules = dict(people.data("cases")["contacts"][row["contact"]])
        if rules["contact_wanted"] == "yes":
            rules["last_verified_at"] = local(self.sent_at).isoformat()
        keep = row.get("keep", True)
        sent = intake.submit(
            intake.Sending(
                agency_id=Agency.objects.get(code=row["to"]).id, language=row["lang"],
                code=intake.draw(row["lang"]), keep_code=keep, scope="messages" if keep else "status",
                facts=witness.facts_of(row["seen"], row["who"]), narrative=f"{mark} {row['say']}",
                safe_contact=rules, identity={"relation": row["relation"]}, told_by=WITNESS,
                told={key: row[key] for key in ("seen", "when", "again", "who", "place")},
            )
        )  # fmt: skip
        self.report = Report.objects.get(pk=sent.report_id)

    def looked_into(self) -> None:
        """Opened, noted, and finished where the fixture says so."""
        assert self.report is not None
        keyring, mark = self.keyrings(self.row["by"]), people.data("marks")["mark"]
        tip = tips.open_tip(keyring, self.report)
        lang = keyring.member.language
        words = f"{mark[lang]} {self.row['note'][lang]}"
        if self.row.get("end"):
            tips.finish(keyring, tip, self.row["end"], words)
        else:
            tips.note(keyring, tip, words)
