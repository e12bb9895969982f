"""Policy is one condition of the database: it gives no object twice, and says of many objects what of one."""

from __future__ import annotations

from django.apps import apps

from qorgan.web.agencies import policy
from qorgan.web.agencies.models import Member
from qorgan.web.casework import consent, opening, restriction
from qorgan.web.casework.models import Case, Report
from tests.web.world import World, send

MODELS = {
    m.__name__: m
    for label in ("agencies", "casework", "orders")
    for m in apps.get_app_config(label).get_models()
}


def test_no_rule_joins_to_many_rows_so_that_no_object_is_given_twice(world: World) -> None:
    for member in Member.objects.all():
        for resource, rules in policy.table().items():
            for verb in {verb for rule in rules for verb in rule["verbs"]}:
                joins = policy.visible(member, verb, MODELS[resource]).query.alias_map.values()
                fields = [join.join_field for join in joins if getattr(join, "join_field", None)]
                assert not [f for f in fields if f.one_to_many or f.many_to_many], (resource, verb)


def test_what_is_said_of_several_cases_at_once_is_what_is_said_of_each(world: World) -> None:
    worker = world.keys("worker")
    open_, kept, shared = (
        opening.open_report(worker, Report.objects.get(pk=send(world)[0].report_id)) for _ in range(3)
    )
    restriction.restrict(worker, kept, [], "SYNTHETIC")
    consent.give(worker, shared, world.agencies["police"], ["what_happened"], "verbal")
    cases = list(Case.objects.all())
    asked = {verb for rule in policy.table()["Case"] for verb in rule["verbs"]}
    for member in Member.objects.select_related("agency"):
        said = policy.verbs(member, cases)
        for case in cases:
            one_by_one = {verb for verb in asked if policy.allows(member, verb, case)}
            assert said[case.pk] == one_by_one, (member.username, case)
        for verb in asked:
            seen = policy.visible_with_verbs(member, verb, Case.objects.all())
            assert {case for case, _ in seen} == set(policy.visible(member, verb, Case)), member.username
            assert all(may == said[case.pk] for case, may in seen), member.username
    assert "see" in policy.verbs(world.members["inspector"], [shared])[shared.pk]
    assert not policy.verbs(world.members["other_worker"], [kept])[kept.pk]
    assert open_ in cases
