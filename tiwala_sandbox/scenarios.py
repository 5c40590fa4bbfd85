"""Which amount, card or name does what: the simulated bank's script, as data."""

from dataclasses import dataclass

METHODS = ("card", "wallet", "qrph", "bank", "otc")
DECLINES = (
    "insufficient_funds",
    "expired_card",
    "lost_card",
    "stolen_card",
    "incorrect_cvc",
    "authentication_failed",
    "do_not_honor",
    "limit_exceeded",
    "suspected_fraud",
    "processing_error",
    "payer_refused",
    "issuer_unavailable",
    "account_closed",
)


@dataclass(frozen=True)
class Scenario:
    """What happens once the payer has agreed; the plain one is an approval and nothing odd."""

    slug: str
    says: str
    decline: str = ""
    challenge: bool = False
    thinks_s: float = 0
    late_s: float = 0
    reversed_s: float = 0
    disputed_s: float = 0
    warned_s: float = 0
    less_minor: int = 0
    other_currency: bool = False
    notice_fault: str = ""
    call_fault: str = ""


APPROVE = Scenario("approve", "is approved")
ODD = (
    Scenario("challenge", "asks for a 3-D Secure code, then is approved", challenge=True),
    Scenario(
        "challenge_fails", "asks for a code that is always wrong", challenge=True, decline="authentication_failed"
    ),
    Scenario("timeout_then_success", "no answer for 15 s, then paid", thinks_s=15),
    Scenario("timeout_then_failure", "no answer for 15 s, then declined", thinks_s=15, decline="issuer_unavailable"),
    Scenario("answer_lost", "made, but the answer to POST /v1/checkouts is lost (504)", call_fault="answer_lost"),
    Scenario("answer_hang", "made, but the answer hangs for 60 s, then 504", call_fault="answer_hang"),
    Scenario("notice_lost", "paid, the notice never comes", notice_fault="notice_lost"),
    Scenario("notice_late", "paid, the notice comes 30 s late", notice_fault="notice_late"),
    Scenario("notice_doubled", "paid, the notice comes twice", notice_fault="notice_doubled"),
    Scenario("notice_out_of_order", "its notices are overtaken by later ones", notice_fault="notice_out_of_order"),
    Scenario("notice_forged", "a forged notice of payment comes first", notice_fault="notice_forged"),
    Scenario("paid_after_expiry", "expires when the payer agrees, paid 5 s later", late_s=5),
    Scenario("reversed_after_paid", "paid, taken back by the bank 10 s later", reversed_s=10),
    Scenario("paid_less", "one peso (100 minor units) less is paid", less_minor=100),
    Scenario("paid_other_currency", "the same figure is paid in another currency", other_currency=True),
    Scenario("late_dispute", "paid, disputed 20 s later", disputed_s=20),
    Scenario("early_warning", "paid, the payer's bank warns of fraud 20 s later", warned_s=20),
)
BY_SLUG = {
    APPROVE.slug: APPROVE,
    **{scenario.slug: scenario for scenario in ODD},
    **{code: Scenario(code, f"declined: {code}", decline=code) for code in DECLINES},
}

# An amount plays a scenario when it ends in 77 pesos and these centavos: ₱77.01, ₱1,577.01, ₱20,077.01 …
# (two digits alone would hit one ordinary invoice in four).
BY_ENDING = {
    7701: "insufficient_funds",
    7702: "expired_card",
    7703: "limit_exceeded",
    7704: "suspected_fraud",
    7705: "processing_error",
    7706: "do_not_honor",
    7707: "issuer_unavailable",
    7708: "account_closed",
    7710: "challenge",
    7711: "challenge_fails",
    7720: "timeout_then_success",
    7721: "timeout_then_failure",
    7722: "answer_lost",
    7723: "answer_hang",
    7730: "notice_lost",
    7731: "notice_late",
    7732: "notice_doubled",
    7733: "notice_out_of_order",
    7734: "notice_forged",
    7740: "paid_after_expiry",
    7741: "reversed_after_paid",
    7742: "paid_less",
    7743: "paid_other_currency",
    7744: "late_dispute",
    7745: "early_warning",
}

# The amount of a refund: (seconds until it is decided, how it fails; empty when it is done).
REFUND_BY_ENDING = {7750: (5.0, ""), 7751: (5.0, "account_closed"), 7752: (0.0, "account_closed"), 7753: (3600.0, "")}

LABEL = "scenario:"


def scenario_for(amount_minor: int, *, label: str) -> Scenario:
    """The scenario of a checkout: a label `scenario:<slug>` wins over the amount."""
    if label.startswith(LABEL):
        return BY_SLUG.get(label.removeprefix(LABEL).strip(), APPROVE)
    return BY_SLUG[BY_ENDING.get(amount_minor % 10_000, "approve")]


def refund_fate(amount_minor: int) -> tuple[float, str]:
    """Seconds until a refund is decided, and its failure code if it will fail."""
    return REFUND_BY_ENDING.get(amount_minor % 10_000, (0.0, ""))
