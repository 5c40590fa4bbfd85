"""The rules of signing in as numbers: each has a floor that no setting goes below, and may be made stricter.

Sources: NIST SP 800-63B-4 (passwords 3.1.1, sessions 2.1.3 and 2.2.3), PCI DSS v4.0.1 requirements 7 and 8, ASVS 5.0
V6 and V7. Where they differ the strictest sensible value stands. What holds now is
asked of rule_values.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Stricter = Literal["less", "more"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One number. `floor` is the loosest it may ever be, `default` what holds until somebody tightens it."""

    name: str
    words: str | Promise
    default: int
    floor: int
    extreme: int
    """The strictest value that still lets people in."""
    stricter: Stricter
    source: str

    def allows(self, value: int) -> bool:
        """Whether a value is no looser than the floor, and not so strict that nobody could sign in."""
        return min(self.floor, self.extreme) <= value <= max(self.floor, self.extreme)


def _less(name: str, words: str | Promise, number: int, source: str, extreme: int = 1) -> Rule:
    return Rule(name, words, number, number, extreme, "less", source)


def _more(name: str, words: str | Promise, number: int, source: str, extreme: int) -> Rule:
    return Rule(name, words, number, number, extreme, "more", source)


RULES: Final[dict[str, Rule]] = {
    rule.name: rule
    for rule in (
        _more("staff_password_letters", _("Staff: letters of a password, at least"), 12, "PCI 8.3.6", 64),
        _more("payer_password_letters", _("Customers: letters of a password, at least"), 15, "NIST 3.1.1", 64),
        _more(
            "payer_password_letters_with_factor",
            _("Customers with a second factor: letters of a password, at least"),
            8,
            "NIST 3.1.1",
            64,
        ),
        _more("staff_password_history", _("Staff: old passwords that may not come back"), 4, "PCI 8.3.7", 24),
        _less("staff_tries", _("Staff: wrong tries until the password is locked"), 10, "PCI 8.3.4", 3),
        _more("staff_lock_minutes", _("Staff: minutes a locked password rests"), 30, "PCI 8.3.4", 1440),
        _less("payer_free_tries", _("Customers: wrong tries before waiting begins"), 5, "NIST 3.2.2", 2),
        _more("payer_wait_s", _("Customers: seconds of the first wait; it doubles"), 30, "NIST 3.2.2", 600),
        _less("payer_tries", _("Customers: wrong tries until a new password is due"), 100, "NIST 3.2.2", 10),
        _less("staff_idle_minutes", _("Staff: minutes without a click until the session ends"), 15, "PCI 8.2.8"),
        _less("staff_session_hours", _("Staff: hours until the session ends in any case"), 12, "NIST 2.3.3"),
        _less(
            "payer_idle_minutes",
            _("Customers with a second factor: minutes without a click until the session ends"),
            60,
            "NIST 2.2.3",
            5,
        ),
        _less(
            "payer_session_hours", _("Customers with a second factor: hours until the session ends"), 24, "NIST 2.2.3"
        ),
        _less("payer_basic_days", _("Customers with a password alone: days until the session ends"), 30, "NIST 2.1.3"),
        _less("staff_step_up_minutes", _("Staff: minutes a proof lasts for what is grave"), 5, "ASVS V7.5"),
        _less("payer_step_up_minutes", _("Customers: minutes a proof lasts for what is grave"), 10, "ASVS V7.5"),
        _less("staff_inactive_days", _("Staff: days without a sign-in until the account is off"), 90, "PCI 8.2.6"),
        _less("review_months", _("Months between two reviews of who may do what"), 6, "PCI 7.2.4"),
        Rule("key_days", _("Days an API key lasts, at most"), 365, 365, 7, "less", "PCI 8.6.3"),
        Rule(
            "key_overlap_hours",
            _("Hours the old text of an API key stays good beside the new one, at most"),
            168,
            168,
            1,
            "less",
            "PCI 8.6.3",
        ),
        _less("code_minutes", _("Minutes a code sent by e-mail lasts"), 10, "NIST 3.1.3", 3),
        Rule("recovery_minutes", _("Minutes a way back into an account lasts"), 60, 1440, 10, "less", "NIST 4.2.1"),
        Rule("not_me_days", _("Days the link “this was not me” in a letter works"), 14, 30, 3, "less", "NIST 4.6"),
        _more("recovery_hold_hours", _("Hours until a lost second factor is taken off"), 24, "BSP 1213", 168),
        Rule("staff_invitation_days", _("Days an invitation of staff lasts"), 3, 7, 1, "less", "PCI 8.3.5"),
        Rule("payer_invitation_days", _("Days an invitation of a customer lasts"), 14, 30, 1, "less", "PCI 8.3.5"),
    )
}
