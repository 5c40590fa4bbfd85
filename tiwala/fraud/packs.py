"""The rules of the first day, as data: good from the first hour, before anything was learned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from tiwala.fraud.attributes import ALONE, KINDS
from tiwala.fraud.facts import Known, Verdict
from tiwala.fraud.language.decide import compiled
from tiwala.fraud.language.names import names_in
from tiwala.fraud.language.tree import read_rule


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that was read: its text's version counts up with every change. What is not live is in shadow."""

    name: str
    version: int
    pack: str
    verdict: Verdict
    text: str
    matches: Callable[[Known], bool]
    asks_for: frozenset[str]
    is_live: bool = False

    @property
    def stands_alone(self) -> bool:
        """Whether the attempt alone answers it, so that it holds when nothing else can be read."""
        return self.asks_for <= ALONE


def rule(name: str, text: str, *, pack: str, verdict: Verdict, version: int = 1) -> Rule:
    """Read a rule, in shadow; RuleRefused when it is none."""
    tree = read_rule(text, KINDS)
    return Rule(name, version, pack, verdict, text, compiled(tree), names_in(tree))


def live(one: Rule) -> Rule:
    """The same rule, and it counts."""
    return replace(one, is_live=True)


UNDER_ATTACK: Final = "under_attack"
"""The pack that counts only while somebody says that the house is under attack."""


FIRST_DAY: Final[tuple[Rule, ...]] = (
    rule(
        "many_declines_address",
        "ip_declines_1h >= 4 and ip_declines_1h * 2 >= ip_tries_1h",
        pack="card_testing",
        verdict="block",
    ),
    rule(
        "many_declines_network",
        "net_declines_1h >= 12 and net_declines_1h * 2 >= net_tries_1h",
        pack="card_testing",
        verdict="step_up",
    ),
    rule(
        "slow_declines_address",
        "ip_declines_24h >= 8 and ip_declines_24h * 2 >= ip_tries_24h",
        pack="card_testing",
        verdict="block",
    ),
    rule(
        "many_customers_address",
        "ip_customers_24h >= 5 and ip_declines_24h * 2 >= ip_tries_24h",
        pack="card_testing",
        verdict="review",
    ),
    rule("method_of_many", "method_customers_24h >= 2", pack="card_testing", verdict="block"),
    rule(
        "cards_of_one_bin_address",
        "ip_cards_of_one_bin_24h >= 4 and ip_declines_24h * 2 >= ip_tries_24h",
        pack="card_testing",
        verdict="block",
    ),
    rule(
        "cards_of_one_bin_network",
        "net_cards_of_one_bin_24h >= 6 and net_declines_24h * 2 >= net_tries_24h",
        pack="card_testing",
        verdict="step_up",
    ),
    rule(
        "many_cards_device",
        "device_cards_24h >= 4 and device_declines_24h * 2 >= device_tries_24h",
        pack="card_testing",
        verdict="block",
    ),
    rule(
        "many_cards_address",
        "ip_cards_24h >= 6 and ip_declines_24h * 2 >= ip_tries_24h",
        pack="card_testing",
        verdict="step_up",
    ),
    rule("card_of_many", "card_customers_24h >= 3", pack="card_testing", verdict="block"),
    rule("fast_customer", "customer_tries_10m >= 8", pack="velocity", verdict="step_up"),
    rule("busy_customer", "customer_tries_24h >= 25", pack="velocity", verdict="review"),
    rule("declined_customer", "customer_declines_24h >= 6", pack="velocity", verdict="step_up"),
    rule("roaming_customer", "customer_ips_24h >= 6", pack="velocity", verdict="review"),
    rule("device_of_many", "device_customers_24h >= 4", pack="velocity", verdict="review"),
    rule("phone_of_many", "phone_customers_24h >= 4", pack="velocity", verdict="review"),
    rule("many_countries", "customer_countries_24h >= 3", pack="velocity", verdict="review"),
    rule("countries_at_odds", "country_mismatches >= 3", pack="mismatch", verdict="review"),
    rule(
        "countries_at_odds_new",
        "country_mismatches >= 2 and customer_age_h < 24 and not is_kept_method",
        pack="mismatch",
        verdict="step_up",
    ),
    rule(
        "gift_far_from_home",
        "is_bill_ship_mismatch and is_ip_bin_mismatch and is_new_ship",
        pack="mismatch",
        verdict="review",
    ),
    rule("far_above_usual", "times_usual >= 6 and amount_minor > 2 * most_minor", pack="amount", verdict="review"),
    rule(
        "far_above_usual_new_method",
        "times_usual >= 6 and amount_minor > 2 * most_minor and is_new_method",
        pack="amount",
        verdict="step_up",
    ),
    rule(
        "large_after_small",
        "is_large_after_small and (customer_declines_24h >= 1 or ip_declines_24h >= 1)",
        pack="amount",
        verdict="review",
    ),
    rule(
        "new_and_fast",
        "customer_age_h < 1 and customer_tries_1h >= 4 and is_payer_present",
        pack="new_account",
        verdict="step_up",
    ),
    rule(
        "new_at_a_known_address",
        "customer_age_h < 24 and address_customers_24h >= 4",
        pack="new_account",
        verdict="review",
    ),
    rule(
        "taken_over",
        "is_new_device and is_new_ship and times_usual >= 3",
        pack="takeover",
        verdict="step_up",
    ),
    rule("far_away_suddenly", "is_impossible_travel and is_new_device", pack="takeover", verdict="step_up"),
    rule(
        "kept_method_abroad",
        "is_kept_method and is_ip_bin_mismatch and is_new_device",
        pack="takeover",
        verdict="step_up",
    ),
    rule(
        "guessed_then_paying",
        "sign_in_fails_1h >= 5 and is_new_device",
        pack="takeover",
        verdict="step_up",
    ),
    rule(
        "changed_then_paying",
        "account_changes_24h >= 1 and is_new_device and (is_kept_method or times_usual >= 2)",
        pack="takeover",
        verdict="step_up",
    ),
    rule("disowned_account", "account_is_disowned and is_payer_present", pack="takeover", verdict="review"),
    rule(
        "many_given_back",
        "customer_refunds >= 3 and customer_refunds * 2 >= customer_paid",
        pack="refund_abuse",
        verdict="review",
    ),
    rule("disputed_before", "customer_disputes >= 1", pack="refund_abuse", verdict="review"),
    rule("disputed_often", "customer_disputes >= 2", pack="refund_abuse", verdict="step_up"),
    rule("throwaway_mail", "mail_is_disposable", pack="new_account", verdict="review"),
    rule(
        "throwaway_mail_new",
        "mail_is_disposable and customer_age_h < 1 and is_payer_present",
        pack="new_account",
        verdict="step_up",
    ),
    rule(
        "attack_address",
        "ip_declines_1h >= 2 and ip_declines_1h * 2 >= ip_tries_1h",
        pack=UNDER_ATTACK,
        verdict="block",
    ),
    rule(
        "attack_network",
        "net_declines_1h >= 4 and net_declines_1h * 2 >= net_tries_1h",
        pack=UNDER_ATTACK,
        verdict="block",
    ),
    rule("attack_fast_address", "ip_tries_10m >= 8 and ip_customers_24h >= 3", pack=UNDER_ATTACK, verdict="step_up"),
    rule("attack_fast_customer", "customer_tries_10m >= 4", pack=UNDER_ATTACK, verdict="step_up"),
    rule(
        "attack_new_customer",
        "customer_age_h < 24 and is_payer_present and net_declines_1h >= 1",
        pack=UNDER_ATTACK,
        verdict="step_up",
    ),
)

PACKS: Final = tuple(dict.fromkeys(one.pack for one in FIRST_DAY))
"""The names of all packs, in the order in which people read them."""
