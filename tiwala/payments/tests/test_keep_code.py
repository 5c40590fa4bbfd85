"""A QR Ph code is shown only when it asks for exactly this amount; otherwise a person is told, once."""

from __future__ import annotations

import pytest

from tests.makers import make_invoice
from tests.payment_makers import apply, approved, promise
from tiwala.audit.models import Record
from tiwala.gateways import outcomes as o
from tiwala.gateways import qrph
from tiwala.kit.money import Money
from tiwala.payments.models import Attempt
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db

PAGE = "https://gateway.example/pay"


def code(amount_minor: int | None) -> str:
    amount = None if amount_minor is None else Money(amount_minor, "PHP")
    return qrph.write(qrph.NewCode("p2m", {"01": "RCBCPHMMXXX"}, "SHOP", "Manila", "5311", amount)).text


def shown(text: str, attempt: Attempt | None = None) -> Attempt:
    attempt = attempt or promise(make_invoice(), method="qrph")
    return apply(attempt, o.NeedsPayer(PAGE, "chk", qr_payload=text))


def test_a_code_of_this_amount_is_kept():
    attempt = promise(make_invoice(), method="qrph")
    text = code(attempt.amount_minor)
    after = shown(f"{text}\n", attempt)
    assert (after.state, after.qr_payload, after.redirect_url) == ("sent", text, PAGE)
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (code(1), "amount"),
        (code(None), "amount"),
        (code(150_000)[:-1] + "?", "checksum"),
        ("https://evil.example/", "structure"),
        ("x" * 5_000, "too_long"),
    ],
)
def test_any_other_is_kept_from_the_payer_and_told_once(text, why):
    attempt = shown(text)
    assert (attempt.state, attempt.qr_payload, attempt.redirect_url) == ("sent", "", None)
    shown(text, attempt)
    task = Task.objects.get(kind="code_refused", subject_ref=attempt.public_id)
    assert (task.facts["wrong"], task.times) == (why, 1)
    assert Record.objects.filter(tag="payment:send").count() == 1


def test_a_wrong_code_later_changes_nothing_of_a_right_one():
    attempt = promise(make_invoice(), method="qrph")
    right = code(attempt.amount_minor)
    shown(right, attempt)
    after = shown(code(1), attempt)
    assert (after.qr_payload, after.redirect_url) == (right, PAGE)
    assert not Task.objects.exists()


def test_money_that_comes_all_the_same_is_taken():
    attempt = shown(code(1))
    assert apply(attempt, approved(attempt)).state == "captured"


def test_the_code_of_another_method_is_the_gateway_s_own():
    attempt = shown("another network's code", promise(make_invoice(), method="card"))
    assert attempt.qr_payload == "another network's code"
