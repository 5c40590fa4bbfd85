"""Facts, lists and rules to an assessment, without a database."""

from __future__ import annotations

from itertools import permutations

import pytest

from tiwala.fraud.attributes import ATTRIBUTES
from tiwala.fraud.disposable import is_disposable
from tiwala.fraud.engine import assess
from tiwala.fraud.facts import Listed
from tiwala.fraud.packs import FIRST_DAY, live, rule

REVIEW = live(rule("a", "ip_tries_1h > 1", pack="velocity", verdict="review"))
STEP_UP = live(rule("b", "ip_tries_1h > 1", pack="amount", verdict="step_up"))
BLOCK = live(rule("c", "ip_tries_1h > 1", pack="card_testing", verdict="block"))
SHADOW = rule("s", "ip_tries_1h > 1", pack="card_testing", verdict="block")
MANY = {"ip_tries_1h": 9.0}


def entry(side, scope="all"):
    return Listed("fle_x", side, "ip", scope)


def verdict(rules, listed=(), known=MANY, *, is_degraded=False):
    return assess(known, listed=listed, rules=rules, is_degraded=is_degraded).verdict


@pytest.mark.parametrize("rules", [*permutations((REVIEW, STEP_UP, BLOCK))])
def test_the_most_severe_counts_in_any_order_and_all_are_asked(rules):
    done = assess(MANY, listed=(), rules=rules, is_degraded=False)
    assert done.verdict == "block"
    assert len(done.reasons) == 3
    assert done.reasons[0].values == MANY


def test_nothing_that_matches_is_accepted():
    assert verdict((REVIEW, BLOCK), known={}) == "accept"


def test_a_deny_entry_is_above_all():
    assert verdict((), [entry("allow"), entry("deny")]) == "block"


def test_an_allow_entry_takes_reviews_and_step_ups_but_no_block():
    assert verdict((REVIEW, STEP_UP), [entry("allow")]) == "accept"
    assert verdict((REVIEW, BLOCK), [entry("allow")]) == "block"


def test_a_watch_entry_has_a_person_look_and_hides_nothing_worse():
    assert verdict((), [entry("watch")]) == "review"
    assert verdict((STEP_UP,), [entry("watch")]) == "step_up"
    assert verdict((BLOCK,), [entry("watch")]) == "block"
    assert verdict((), [entry("watch"), entry("deny")]) == "block"
    assert verdict((), [entry("watch"), entry("allow", "amount")]) == "review"
    assert verdict((), [entry("watch"), entry("allow")]) == "accept"
    assert verdict((), [entry("watch")], is_degraded=True) == "review"


def test_an_allow_entry_reaches_no_further_than_its_scope():
    assert verdict((REVIEW, STEP_UP), [entry("allow", "amount")]) == "review"


def test_what_was_allowed_still_says_why_it_would_have_been_stopped():
    assert assess(MANY, listed=[entry("allow")], rules=(REVIEW,), is_degraded=False).reasons


def test_a_rule_in_shadow_is_asked_and_counts_for_nothing():
    done = assess(MANY, listed=(), rules=(REVIEW, SHADOW), is_degraded=False)
    assert (done.verdict, done.shadow_verdict) == ("review", "block")
    assert [(one.rule, one.is_shadow) for one in done.reasons] == [("a", False), ("s", True)]


def test_a_deny_entry_counts_though_every_rule_is_in_shadow():
    done = assess({}, listed=[entry("deny")], rules=(SHADOW,), is_degraded=False)
    assert (done.verdict, done.shadow_verdict) == ("block", "block")


def test_degraded_only_what_the_attempt_alone_answers_is_asked():
    alone = live(rule("d", "mail_is_disposable", pack="new_account", verdict="review"))
    known = {**MANY, "mail_is_disposable": True}
    assert verdict((BLOCK, alone), known=known, is_degraded=True) == "review"


def test_the_rules_of_the_first_day_have_names_of_their_own():
    assert len({one.name for one in FIRST_DAY}) == len(FIRST_DAY)
    assert all(one.asks_for <= ATTRIBUTES.keys() for one in FIRST_DAY)


@pytest.mark.parametrize(
    ("domain", "is_it"),
    [("mailinator.com", True), ("x.MAILINATOR.com.", True), ("notmailinator.com", False), ("com", False), ("", False)],
)
def test_a_disposable_domain_is_known_with_its_subdomains(domain, is_it):
    assert is_disposable(domain) is is_it
