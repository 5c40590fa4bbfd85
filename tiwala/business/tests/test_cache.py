from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from tiwala.business import cache, queries
from tiwala.business.actions.set_profile import set_profile
from tiwala.business.models import Profile
from tiwala.business.tests.makers import profile_facts
from tiwala.kit.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    cache.forget()
    yield
    cache.forget()


def test_a_page_asks_the_database_once_in_five_seconds(django_assert_num_queries: CaptureQueriesContext) -> None:
    set_profile(profile_facts(), by=SYSTEM)
    queries.profile_facts()
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert queries.profile_facts().name == "Aling Nena's Kusina"


def test_another_process_sees_a_change_within_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    set_profile(profile_facts(), by=SYSTEM)
    queries.profile_facts()
    Profile.objects.update(trade_name="Nena's")  # as another process would
    assert queries.profile_facts().name == "Aling Nena's Kusina"
    monkeypatch.setattr(cache, "KEEP_S", 0.0)
    assert queries.profile_facts().name == "Nena's"


def test_an_action_reads_what_is_really_there() -> None:
    set_profile(profile_facts(), by=SYSTEM)
    queries.profile_facts()
    Profile.objects.update(trade_name="Nena's")
    with transaction.atomic():
        assert queries.profile_facts().name == "Nena's"


def test_a_change_that_is_rolled_back_is_never_kept() -> None:
    set_profile(profile_facts(), by=SYSTEM)
    with transaction.atomic():
        Profile.objects.update(trade_name="Nena's")
        queries.profile_facts()
        transaction.set_rollback(True)
    assert queries.profile_facts().name == "Aling Nena's Kusina"
