"""A kept method removed and used at once, removed twice at once, told of twice at once."""

from __future__ import annotations

from functools import partial

import pytest

from tests.makers import make_customer, make_invoice
from tests.payment_makers import apply, approved, begin, make_account
from tests.races.at_once import at_once
from tests.saving import asked_to_keep, keeper, make_kept, told
from tests.scripted_gateway import registered
from tiwala.events.models import Message
from tiwala.payments.actions.forget_method import forget_method
from tiwala.payments.errors import MethodGone
from tiwala.payments.models import Attempt, SavedMethod

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scripted():
    with registered() as gateway:
        yield gateway


@pytest.fixture
def account(scripted):
    return make_account("scripted")


def paid(request):
    return approved(Attempt.objects.get(key=request.attempt_key))


def test_removed_while_four_windows_pay_with_it_nothing_begins_after(account, scripted):
    ana = make_customer()
    card = make_kept(ana, account)
    bills = [make_invoice(ana) for _ in range(4)]
    scripted.says["start"] = [paid]
    pay = partial(begin, account=account, saved_ref=card.public_id, by=keeper(ana))
    answers = at_once([partial(forget_method, card.public_id, by=keeper(ana)), *(partial(pay, one) for one in bills)])
    card.refresh_from_db()
    assert (card.state, card.token) == ("forgotten", None)
    gone = [one for one in answers if isinstance(one, MethodGone)]
    began = Attempt.objects.filter(saved_method=card)
    assert len(gone) + began.count() == len(bills)
    assert all(one.created_at <= card.state_at for one in began)
    with pytest.raises(MethodGone):
        pay(make_invoice(ana))


def test_removed_by_eight_at_once_it_is_told_once(account, scripted):
    ana = make_customer()
    card = make_kept(ana, account)
    at_once([partial(forget_method, card.public_id, by=keeper(ana))] * 8)
    assert SavedMethod.objects.get().state == "forgotten"
    assert Message.objects.filter(name="payments.method_removed").count() == 1


def test_one_card_by_two_tries_at_once_is_one_row_and_both_payments_count(account, scripted):
    ana = make_customer()
    tries = [asked_to_keep(ana, account) for _ in range(4)]
    at_once([partial(apply, one, approved(one, saved=told("tok_same"))) for one in tries])
    assert SavedMethod.objects.count() == 1
    assert Attempt.objects.filter(state="captured").count() == len(tries)


def test_one_try_told_of_by_eight_at_once_keeps_its_method_once(account, scripted):
    attempt = asked_to_keep(make_customer(), account)
    outcome = approved(attempt, saved=told("tok_1"))
    at_once([partial(apply, attempt, outcome)] * 8)
    assert SavedMethod.objects.count() == 1
