"""What a library begins with of campaigns: in the demonstration, two examples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qorgan.web.clock import real_now
from qorgan.web.library.campaigns.measuring import register
from qorgan.web.library.campaigns.models import Campaign
from qorgan.web.library.campaigns.synthetic import Truth, survey


def found(examples: bool) -> None:
    """In the demonstration, makes the examples that are missing; a real library begins without campaigns."""
    if examples and not Campaign.objects.exists():
        for one in _examples():
            _example(one, real_now())


@cache
def _examples() -> list[dict[str, Any]]:
    text = files("qorgan.web.library.campaigns").joinpath("examples.yaml").read_text("utf-8")
    read: list[dict[str, Any]] = yaml.safe_load(text)
    return read


def _example(raw: Mapping[str, Any], now: datetime) -> None:
    """An invented campaign whose baseline and result were registered in days gone by."""

    def day(back: int) -> Any:
        return (now - timedelta(days=back)).date()

    days = {name: day(back) for name, back in raw["days_ago"].items()}
    messages = [
        {
            "type": "message",
            "value": one | {"tests": [test | {"day": day(test["day"]).isoformat()} for test in one["tests"]]},
        }
        for one in raw["messages"]
    ]
    campaign = Campaign(**raw["plan"], **days, messages=messages, synthetic=True, state=raw["state"])
    campaign.full_clean()
    campaign.save()
    truth = Truth(raw["truth"]["seed"], raw["truth"]["moved"])
    for kind, waves, when in (("baseline", (0,), "before"), ("result", (0, 1), "after")):
        register(campaign, kind, survey(truth, waves), "en", at=now - timedelta(days=raw["days_ago"][when]))
