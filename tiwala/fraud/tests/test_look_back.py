"""A look back is asked for once, answered by the worker, and kept as it was."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tiwala.audit.models import Record
from tiwala.fraud.actions.ask_lookback import ask_lookback
from tiwala.fraud.actions.bring_packs import bring_packs
from tiwala.fraud.actions.look_back import look_back
from tiwala.fraud.models import Lookback, RuleVersion
from tiwala.fraud.tests.makers import tried
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import NotAllowed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def version(db: None) -> str:
    bring_packs(by=SYSTEM)
    return str(RuleVersion.objects.get(name="throwaway_mail").public_id)


def test_what_it_would_have_done_is_kept(version: str) -> None:
    tried(mail="x@mailinator.com")
    tried(mail="ana@example.ph")
    ref = ask_lookback(version, by=SYSTEM).public_id
    look_back(ref, by=SYSTEM)
    found = Lookback.objects.get()
    assert found.finished_at is not None
    assert found.result is not None
    assert (found.done, found.total, found.result["tries"], found.result["hits"]["tries"]) == (2, 2, 2, 1)
    assert [one["outcome"] for one in found.result["examples"]] == ["open"]


def test_asked_again_while_it_goes_on_it_is_the_same_one(version: str) -> None:
    first = ask_lookback(version, by=SYSTEM)
    assert ask_lookback(version, by=SYSTEM).pk == first.pk
    assert ProcrastinateJob.objects.filter(task_name="fraud.look_back").count() == 1


def test_what_was_found_stays_when_the_job_comes_again(version: str) -> None:
    ref = ask_lookback(version, by=SYSTEM).public_id
    look_back(ref, by=SYSTEM)
    tried(mail="x@mailinator.com")
    look_back(ref, by=SYSTEM)
    found = Lookback.objects.get()
    assert found.result is not None
    assert found.result["tries"] == 0
    assert Record.objects.filter(tag="fraud_lookback:finish").count() == 1


def test_who_may_not_write_rules_may_not_ask(version: str) -> None:
    with pytest.raises(NotAllowed):
        ask_lookback(version, by=Actor("person", "usr_x", permissions=frozenset({"fraud.view"})))


def test_a_version_nobody_can_read_any_more_says_so(version: str) -> None:
    RuleVersion.objects.create(name="odd", pack="amount", version=1, text="gone > 1", verdict="review", author_ref="x")
    odd = RuleVersion.objects.get(name="odd").public_id
    look_back(ask_lookback(odd, by=SYSTEM).public_id, by=SYSTEM)
    assert Lookback.objects.get().trouble == "unreadable"
