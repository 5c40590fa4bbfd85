"""What cannot be stored, and days that have none after them: a page that says so, never a fault of ours."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.makers import make_invoice
from tiwala.identity.models import User

pytestmark = pytest.mark.django_db

KEY = "0191e0a0-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    "address",
    [
        "ledger/accounts/clearing:%00/",
        "ledger/accounts/receivable/?until=9999-12-31",
        "ledger/accounts/receivable/?since=0001-01-01",
        "audit/?until=9999-12-31",
        "audit/?since=0001-01-01",
        "documents/{invoice}/a%00/",
        "documents/{invoice}/%00_pdf/",
    ],
)
def test_no_address_breaks_a_page(owner: Client, address: str) -> None:
    answer = owner.get(f"/console/{address.format(invoice=make_invoice().public_id)}")
    assert answer.status_code in (200, 400, 404)


def test_a_nul_in_a_form_is_refused_and_changes_nothing(owner: Client) -> None:
    person = User.objects.get(kind="staff")
    series = owner.post(
        "/console/settings/branches/%00/numbers/", {"key": KEY, "document": "receipt", "first_number": 5}
    )
    role = owner.post(
        f"/console/settings/people/{person.public_id}/", {"key": KEY, "role": "\x00", "to": "take"}, follow=True
    )
    assert series.status_code == 400
    assert "needs another look" in role.text
    assert person.role_grants.count() == 1
