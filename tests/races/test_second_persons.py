"""Two people decide about the same thing at the same instant."""

from __future__ import annotations

from functools import partial

import pytest

from tests.races.at_once import at_once
from tiwala.approvals.actions.approve import approve
from tiwala.approvals.actions.decline import decline
from tiwala.approvals.tests.people import asked_refund, big_payment, make, now
from tiwala.kit.errors import Refusal
from tiwala.payments.models import Refund

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_say_yes_and_it_happens_once() -> None:
    asker, first, second = make("accountant", "ada"), now(make("owner", "cora")), now(make("admin", "boss"))
    proposal = asked_refund(asker)
    answers = at_once([partial(approve, proposal.pk, by=first), partial(approve, proposal.pk, by=second)] * 2)
    assert sorted(one.code for one in answers if isinstance(one, Refusal)) == ["wrong_state"] * 3
    assert Refund.objects.count() == 1


def test_a_yes_and_a_no_at_once_are_one_of_them() -> None:
    asker, first, second = make("accountant", "ada"), now(make("owner", "cora")), now(make("admin", "boss"))
    proposal = asked_refund(asker)
    works = [partial(approve, proposal.pk, by=first), partial(decline, proposal.pk, word="No", by=second)]
    answers = at_once(works)
    assert len([one for one in answers if isinstance(one, Refusal)]) == 1
    proposal.refresh_from_db()
    assert Refund.objects.count() == (1 if proposal.state == "approved" else 0)


def test_two_proposals_about_one_payment_never_give_back_more_than_came() -> None:
    asker, first, second = make("accountant", "ada"), now(make("owner", "cora")), now(make("admin", "boss"))
    payment = big_payment()
    one, other = asked_refund(asker, payment), asked_refund(asker, payment)
    answers = at_once([partial(approve, one.pk, by=first), partial(approve, other.pk, by=second)])
    assert [answer.code for answer in answers if isinstance(answer, Refusal)] == ["refund_too_large"]
    payment.refresh_from_db()
    assert payment.refunded_minor == 600_000
