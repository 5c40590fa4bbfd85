"""Rules of signing in: stricter at any time, never looser than their floor."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tiwala.audit.models import Record
from tiwala.identity import rule_values
from tiwala.identity.actions.tighten_rule import tighten_rule
from tiwala.identity.models import SignInRule, User
from tiwala.identity.rules import RULES, Rule
from tiwala.identity.tests.people import as_actor
from tiwala.kit import clock
from tiwala.kit.errors import BadInput


def looser(rule: Rule) -> int:
    return rule.floor + 1 if rule.stricter == "less" else rule.floor - 1


def test_a_tightened_rule_holds_everywhere_and_leaves_a_record(cora: User) -> None:
    assert rule_values.value_of("staff_idle_minutes") == 15
    tighten_rule("staff_idle_minutes", number=10, by=as_actor(cora))
    tighten_rule("staff_idle_minutes", number=10, by=as_actor(cora))
    assert rule_values.value_of("staff_idle_minutes") == 10
    (record,) = Record.objects.filter(tag="sign_in_rule:change")
    assert record.subject_ref == "staff_idle_minutes"


def test_it_may_go_back_to_its_floor(cora: User) -> None:
    tighten_rule("staff_tries", number=5, by=as_actor(cora))
    tighten_rule("staff_tries", number=10, by=as_actor(cora))
    assert rule_values.value_of("staff_tries") == 10


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_no_rule_is_loosened_below_its_floor(cora: User, rule: Rule) -> None:
    assert rule.allows(rule.default)
    assert rule.allows(rule.extreme)
    with pytest.raises(BadInput):
        tighten_rule(rule.name, number=looser(rule), by=as_actor(cora))
    with pytest.raises(IntegrityError), transaction.atomic():
        SignInRule.objects.create(name=rule.name, number=looser(rule), set_by="x", set_at=clock.now())
    assert rule_values.value_of(rule.name) == rule.default


def test_an_unknown_rule_is_refused(cora: User) -> None:
    with pytest.raises(BadInput):
        tighten_rule("no_such_rule", number=1, by=as_actor(cora))
    with pytest.raises(KeyError):
        rule_values.value_of("no_such_rule")
