"""The one way to load an object for a member: `(role, verb, resource) -> conditions`, default none.

The table is `policy.yaml`. A condition is a function from a member to a Q over its model, registered by
the room that owns the model; a name in the table without a condition stops the start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import yaml
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from qorgan.web.agencies.models import Member, Role

# Over columns of the model's own, over what it points at, or Exists: never a join to many rows, which would
# give an object twice and make every list sort all that there is to find that out.
Condition = Callable[[Member], Q]
M = TypeVar("M", bound=Model)
_conditions: dict[tuple[str, str], Condition] = {}


class UnknownCondition(LookupError):
    """The policy table names a condition that no room defines."""


def condition(resource: str, name: str) -> Callable[[Condition], Condition]:
    """Registers the condition `name` for `resource` (a model's class name)."""

    def keep(function: Condition) -> Condition:
        _conditions[resource, name] = function
        return function

    return keep


@cache
def table() -> dict[str, list[dict[str, Any]]]:
    text = (Path(__file__).parent / "policy.yaml").read_text(encoding="utf-8")
    resources: dict[str, list[dict[str, Any]]] = yaml.safe_load(text)["resources"]
    return resources


def check() -> None:
    """Raises UnknownCondition for a condition of the table that nobody defines."""
    for resource, rules in table().items():
        for rule in rules:
            for name in rule["when"]:
                if (resource, name) not in _conditions:
                    raise UnknownCondition(
                        f"policy.yaml: {resource} names the condition {name!r}, which is not defined."
                    )


def _nothing_at_all(member: Member) -> bool:
    return not member.is_active or (member.holds_keys and member.admitted_at is None)


def visible(member: Member, verb: str, model: type[M]) -> QuerySet[M]:
    """What `member` may do `verb` to. Nothing for someone inactive or not admitted, or for no rule."""
    objects: QuerySet[M] = model._default_manager.all()
    if _nothing_at_all(member):
        return objects.none()
    allowed: Q | None = None
    for rule in table().get(model.__name__, ()):
        if member.role not in rule["roles"] or verb not in rule["verbs"]:
            continue
        met = Q()
        for name in rule["when"]:
            met &= _conditions[model.__name__, name](member)
        allowed = met if allowed is None else allowed | met
    return objects.none() if allowed is None else objects.filter(allowed)


def allows(member: Member, verb: str, thing: Model) -> bool:
    """Whether `member` may do `verb` to this very object."""
    return visible(member, verb, type(thing)).filter(pk=thing.pk).exists()


def verbs(member: Member, things: Sequence[M]) -> dict[UUID, frozenset[str]]:
    """What `member` may do to each of these objects of one model: one query for all of them and all verbs."""
    may: dict[UUID, frozenset[str]] = {thing.pk: frozenset() for thing in things}
    if things:
        model = type(things[0])
        may |= {
            thing.pk: verbs for thing, verbs in _judged(member, model._default_manager.filter(pk__in=may))
        }
    return may


def _judged(member: Member, objects: QuerySet[M]) -> list[tuple[M, frozenset[str]]]:
    """The objects, each with what `member` may do to it: they are read in the query that asks the conditions.
    None for someone who may do nothing at all."""
    if _nothing_at_all(member):
        return []
    resource = objects.model.__name__
    rules = [rule for rule in table().get(resource, ()) if member.role in rule["roles"]]
    names = dict.fromkeys(name for rule in rules for name in rule["when"])  # many rules ask the same
    asked = {name: _conditions[resource, name](member) for name in names}
    judged = []
    for thing in objects.annotate(**{f"met_{name}": met for name, met in asked.items()}):
        holds = {name for name in asked if thing.__dict__.pop(f"met_{name}")}
        given = (rule["verbs"] for rule in rules if holds.issuperset(rule["when"]))
        judged.append((thing, frozenset(verb for several in given for verb in several)))
    return judged


def visible_with_verbs(member: Member, verb: str, objects: QuerySet[M]) -> list[tuple[M, frozenset[str]]]:
    """Of these objects those that `member` may do `verb` to, each with all that she may do: one query.

    For a page of them: `visible` is for what the database searches by its conditions.
    """
    return [(thing, may) for thing, may in _judged(member, objects) if verb in may]


def get_with_verbs(member: Member, verb: str, model: type[M], pk: UUID) -> tuple[M, frozenset[str]]:
    """The same as `get`, with all that `member` may do to the object: the conditions are asked once."""
    for found, may in visible_with_verbs(member, verb, model._default_manager.filter(pk=pk)):
        return found, may
    raise Http404


def get(member: Member, verb: str, model: type[M], pk: UUID) -> M:
    """The object, or Http404: someone who may not see it learns nothing of whether it exists."""
    found = visible(member, verb, model).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@condition("Member", "same_agency")
def _same_agency(member: Member) -> Q:
    return Q(agency=member.agency)


@condition("Member", "not_administrator")
def _not_administrator(member: Member) -> Q:
    return ~Q(role=Role.ADMINISTRATOR)
