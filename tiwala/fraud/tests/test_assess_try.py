"""One try after the other, on a real database: what is counted, what is said, what is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.fraud.actions.assess_try import assess_try
from tiwala.fraud.attributes import ATTRIBUTES
from tiwala.fraud.handlers import hear_captured
from tiwala.fraud.models import Assessment, Ending, Sighting
from tiwala.fraud.queries import NEWEST, OF_ALL
from tiwala.fraud.tests.makers import OFFICE, a_try, rules_of, tried
from tiwala.kit import clock
from tiwala.kit.actor import NOBODY, SYSTEM

pytestmark = pytest.mark.django_db


def test_a_first_try_is_accepted_and_kept_whole():
    facts = a_try(ip=OFFICE, mail="ana@example.test", customer_since=clock.now())
    assessed = assess_try(facts)
    kept = Assessment.objects.get(payment_ref=facts.payment_ref)
    assert (kept.verdict, kept.shadow_verdict, kept.is_degraded) == ("accept", "accept", False)
    assert kept.values == dict(assessed.values)
    assert set(kept.values) == set(ATTRIBUTES) - {"score"}, "no model stands yet"
    assert kept.values["ip_tries_10m"] == kept.values["customer_tries_24h"] == 1


def test_card_testing_from_one_address_is_blocked_by_the_fifth_try():
    verdicts = [tried(ip=OFFICE, customer_ref=f"cus_{n}", ends="insufficient_funds").shadow_verdict for n in range(6)]
    assert verdicts[:4] == ["accept"] * 4
    assert verdicts[4:] == ["block"] * 2


def test_card_testing_spread_over_a_network_is_seen():
    tries = [tried(ip=f"203.0.113.{n}", customer_ref=f"cus_{n}", ends="do_not_honor") for n in range(13)]
    assert rules_of(tries[-1]) == {"many_declines_network"}


def test_slow_card_testing_is_seen():
    begin, tries = clock.now(), []
    for n in range(10):
        with clock.hold(begin + timedelta(minutes=40 * n)):
            tries.append(tried(ip=OFFICE, customer_ref=f"cus_{n}", ends="do_not_honor"))
    assert "slow_declines_address" in rules_of(tries[-1])


def test_an_office_of_many_good_customers_is_left_alone():
    tries = [
        tried(ip=OFFICE, customer_ref=f"cus_{n}", ends="insufficient_funds" if n % 7 == 0 else "paid")
        for n in range(60)
    ]
    assert {one.shadow_verdict for one in tries} == {"accept"}


def test_what_ran_out_or_met_a_closed_door_is_no_decline():
    for _ in range(6):
        assessed = tried(ip=OFFICE, ends="method_unavailable")
    assert assessed.values["ip_declines_1h"] == 0


def test_a_window_ends():
    begin = clock.now()
    for minutes in (0, 5, 61, 24 * 60 + 62):
        with clock.hold(begin + timedelta(minutes=minutes)):
            values = tried(ip=OFFICE).values
            seen = {0: (1, 1, 1), 5: (2, 2, 2), 61: (1, 2, 3), 24 * 60 + 62: (1, 1, 1)}[minutes]
            assert tuple(values[f"ip_tries_{span}"] for span in ("10m", "1h", "24h")) == seen


def test_an_amount_far_above_the_own_habit_is_reviewed_and_never_becomes_the_habit():
    for minor in (900_00, 1000_00, 1100_00, 1150_00, 1200_00):
        tried(minor, ends="paid")
    first = tried(12_400_00, ends="paid")
    second = tried(12_400_00)
    assert (first.shadow_verdict, second.shadow_verdict) == ("review", "review")
    assert second.values["usual_minor"] == 1100_00
    assert second.values["times_usual"] == pytest.approx(11.27)
    assert rules_of(second) == {"far_above_usual"}


def test_another_currency_has_its_own_habit_and_four_amounts_are_none():
    for minor in (900_00, 1000_00, 1100_00, 1150_00):
        tried(minor, ends="paid")
    values = tried(99_000_00).values
    assert values["customer_paid"] == 4
    assert values["times_usual"] is None


def test_a_kept_method_that_never_paid_before_is_new():
    assert tried(method_key="sav_1", ends="paid").values["is_new_method"] is True
    assert tried(method_key="sav_1").values["is_new_method"] is False
    assert tried().values["is_new_method"] is None


def test_a_large_amount_after_a_small_one_that_was_declined_is_reviewed():
    tried(10_00, ip=OFFICE, ends="do_not_honor")
    assert "large_after_small" in rules_of(tried(500_00, ip=OFFICE))


def test_a_throwaway_address_of_a_new_customer_is_stepped_up():
    assert tried(mail="x@mailinator.com", customer_since=clock.now()).shadow_verdict == "step_up"
    assert tried(mail="x@mailinator.com", customer_since=clock.now() - timedelta(days=90)).shadow_verdict == "review"


def test_addresses_of_one_line_in_ipv6_and_mapped_ones_are_one_key():
    tried(ip="2001:db8:1:2::1")
    assert tried(ip="2001:db8:1:2:ffff::9").values["ip_tries_1h"] == 2
    tried(ip=OFFICE)
    assert tried(ip=f"::ffff:{OFFICE}").values["ip_tries_1h"] == 2


@pytest.mark.parametrize("ip", ["", "unix:", "999.1.1.1", "x" * 5000])
def test_without_an_address_its_counts_are_missing(ip):
    assert tried(ip=ip).values["ip_tries_1h"] is None


def test_a_deny_entry_blocks_and_an_allow_entry_reaches_its_scope_until_its_end():
    soon = clock.now() + timedelta(hours=1)
    add_to_list(EntryFacts("allow", "customer", "cus_ana", "known to us", "new_account", soon), by=SYSTEM)
    assert tried(mail="x@mailinator.com").shadow_verdict == "accept"
    with clock.hold(soon):
        assert tried(mail="x@mailinator.com").shadow_verdict == "review"
    add_to_list(EntryFacts("deny", "net", "203.0.113.0/24", "card testing"), by=SYSTEM)
    assessed = tried(ip=OFFICE)
    assert (assessed.verdict, {one.about for one in assessed.listed}) == ("block", {"customer", "net"})


def test_the_database_holds_no_address_and_no_mail():
    tried(ip=OFFICE, mail="ana@example.test", method_key="sav_secret")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(s)::text || to_jsonb(a)::text FROM fraud_sighting s, fraud_assessment a")
        (text,) = cursor.fetchone()
    for secret in (OFFICE, "203.0.113", "example.test", "sav_secret", OFFICE.encode().hex()):
        assert secret not in text


@pytest.mark.parametrize("model", [Sighting, Assessment, Ending])
def test_history_is_only_added_to(model):
    tried(ends="paid")
    for change in (lambda: model.objects.update(payment_ref="pay_x"), lambda: model.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_an_ending_heard_twice_is_kept_once_and_a_stranger_s_not_at_all():
    facts = a_try()
    assess_try(facts)
    from_outside = {"payment_ref": facts.payment_ref}
    for known in (from_outside, from_outside, {"payment_ref": "pay_of_cash"}):
        hear_captured(**known)
    assert Ending.objects.count() == 1


def test_a_hot_key_is_read_no_further_than_its_newest_rows():
    tried(ip=OFFICE)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO fraud_sighting"
            " (payment_ref, at, customer_ref, ip_mark, net_mark, method, amount_minor, currency)"
            " SELECT payment_ref || n, at, customer_ref, ip_mark, net_mark, method, amount_minor, currency"
            " FROM fraud_sighting, generate_series(1, 20000) n"
        )
        cursor.execute("ANALYZE fraud_sighting")
    with CaptureQueriesContext(connection) as seen:
        values = tried(ip=OFFICE).values
    assert values["ip_tries_24h"] == values["customer_tries_24h"] == NEWEST
    (look,) = [one["sql"] for one in seen.captured_queries if "LATERAL" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {look}")
        (plan,) = cursor.fetchone()
    (*of_keys, of_house, own) = sorted(rows_read(plan))
    assert max(of_keys) <= NEWEST
    assert max(of_house, own) <= OF_ALL


def rows_read(plan: object) -> list[float]:
    """How many rows each part that reads tries gave."""
    if isinstance(plan, list):
        return [rows for part in plan for rows in rows_read(part)]
    if not isinstance(plan, dict):
        return []
    own = [plan["Actual Rows"]] if plan.get("Relation Name") == "fraud_sighting" else []
    return own + [rows for part in plan.values() for rows in rows_read(part)]


def test_assessments_are_for_staff_only():
    tried()
    assert not Assessment.objects.visible_to(NOBODY).exists()
    assert Assessment.objects.visible_to(SYSTEM).exists()


def test_it_costs_three_statements_and_their_limit():
    tried()  # which rules stand is asked every two seconds, not at each try
    facts = a_try(ip=OFFICE, method_key="sav_1")
    with CaptureQueriesContext(connection) as seen:
        assess_try(facts)
    own = [one["sql"] for one in seen.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(own) == 5
