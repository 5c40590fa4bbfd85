"""Paying by hand on the pay page and at home: instructions, the proof, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.makers import make_customer, make_invoice
from tests.transfer_makers import QR_TEXT, make_receiving, pdf, picture, seen
from tiwala.home.tests.conftest import Shop
from tiwala.home.tests.people import text_of
from tiwala.invoicing.actions.make_pay_link import make_pay_link
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.uploads import FILE_MAX_BYTES
from tiwala.payments.models import Attempt
from tiwala.transfers.actions.confirm_transfer import confirm_transfer
from tiwala.transfers.actions.reject_proof import reject_proof
from tiwala.transfers.models import Proof, ReceivingAccount

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(shop: Shop) -> Iterator[ReceivingAccount]:
    return make_receiving(qr_text=QR_TEXT)


def started(client: Client, shop: Shop, account: ReceivingAccount) -> tuple[Attempt, str]:
    way = f"transfer:{account.public_id}"
    sent = {"way": way, "amount_minor": shop.invoice.total_minor, "key": str(uuid4())}
    answer = client.post(f"{shop.url}attempts/", sent)
    attempt = Attempt.objects.get()
    url = f"{shop.url}attempts/{attempt.public_id}/"
    assert answer["Location"] == url
    return attempt, url


def typed(**more: object) -> dict[str, object]:
    return {
        "file": SimpleUploadedFile("../../etc/passwd.svg", picture(), content_type="image/svg+xml"),
        "amount": "1,500.00",
        "bank_reference": "REF 123456",
        "paid_on": clock.today("Asia/Manila").isoformat(),
        **more,
    }


def test_the_pay_page_offers_the_business_s_own_account(client: Client, shop: Shop, account: ReceivingAccount) -> None:
    page = text_of(client.get(shop.url))
    assert "Transfer to our BDO account" in page
    assert "0012 3456 7890" not in page  # told once it is chosen


def test_whoever_chooses_it_is_told_where_and_how(client: Client, shop: Shop, account: ReceivingAccount) -> None:
    attempt, url = started(client, shop, account)
    page = text_of(client.get(url))
    for words in ("Send ₱1,500.00 to this account", "BDO", "Sampaguita Clinic", "0012 3456 7890", attempt.code):
        assert words in page
    assert "type the amount and the reference yourself" in page
    assert "hx-get" not in page
    assert 'http-equiv="refresh"' not in page  # it would wipe the form
    assert client.get(f"{url}qr.png").content.startswith(b"\x89PNG")


def test_a_proof_is_kept_and_told_of(client: Client, shop: Shop, account: ReceivingAccount) -> None:
    attempt, url = started(client, shop, account)
    assert client.post(f"{url}proofs/", typed())["Location"] == f"{url}#standing"
    proof = Proof.objects.get()
    assert (proof.media_type, proof.claimed_minor, proof.bank_reference) == ("image/jpeg", 150_000, "REF123456")
    page = text_of(client.get(url))
    assert "We are looking for your money" in page
    assert "Choose another way" not in page
    assert "We are looking for the money you sent" in text_of(client.get(shop.url))
    assert client.post(f"{url}cancellation/")["Location"] == url
    attempt.refresh_from_db()
    assert attempt.state == "sent"


def test_confirmed_it_reads_as_paid(client: Client, shop: Shop, account: ReceivingAccount) -> None:
    attempt, url = started(client, shop, account)
    confirm_transfer(seen(attempt), by=SYSTEM)
    assert "Paid. Thank you!" in text_of(client.get(url))


def test_not_accepted_it_says_why(client: Client, shop: Shop, account: ReceivingAccount) -> None:
    _attempt, url = started(client, shop, account)
    client.post(f"{url}proofs/", typed())
    reject_proof(Proof.objects.get().public_id, why="not_seen", words="Please look <b>again</b>.", by=SYSTEM)
    page = text_of(client.get(url))
    assert "We do not see this money at our bank. Please look &lt;b&gt;again&lt;/b&gt;." in page
    assert "Choose another way" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"file": ""}, "Choose the picture or PDF"),
        (
            {"file": SimpleUploadedFile("a.png", b"<svg onload=alert(1)>")},
            "Send a picture (JPEG, PNG or WebP) or a PDF",
        ),
        ({"amount": "a lot"}, "Write the amount you sent"),
        ({"amount": "-5"}, "Write the amount you sent"),
        ({"bank_reference": ""}, "4 to 40 letters"),
        ({"paid_on": "yesterday"}, "Choose the day"),
        ({"paid_on": "2199-01-01"}, "Choose the day"),
    ],
)
def test_what_is_wrong_is_said_with_all_that_was_typed(
    client: Client, shop: Shop, account: ReceivingAccount, wrong: dict[str, object], words: str
) -> None:
    _attempt, url = started(client, shop, account)
    answer = client.post(f"{url}proofs/", typed(**wrong))
    assert answer.status_code == 422
    page = text_of(answer)
    assert words in page
    assert ("REF 123456" in page) is ("bank_reference" not in wrong)
    assert not Proof.objects.exists()


def test_a_pdf_is_taken_and_one_that_is_too_large_is_not(client: Client, shop: Shop, account: ReceivingAccount) -> None:
    _attempt, url = started(client, shop, account)
    assert client.post(f"{url}proofs/", typed(file=SimpleUploadedFile("a.pdf", pdf(10_000)))).status_code == 302
    large = SimpleUploadedFile("a.jpg", picture("JPEG") + b"\0" * FILE_MAX_BYTES)
    answer = client.post(f"{url}proofs/", typed(file=large))
    assert (answer.status_code, Proof.objects.count()) == (422, 1)
    assert "at most 5 MB" in text_of(answer)


def test_the_same_file_again_is_no_second_proof(client: Client, shop: Shop, account: ReceivingAccount) -> None:
    _attempt, url = started(client, shop, account)
    client.post(f"{url}proofs/", typed())
    answer = client.post(f"{url}proofs/", typed())
    assert answer.status_code == 409
    assert "You sent this file already" in text_of(answer)


def test_another_link_reaches_none_of_it(client: Client, shop: Shop, account: ReceivingAccount) -> None:
    attempt, _url = started(client, shop, account)
    _link, token = make_pay_link(make_invoice(make_customer("Ben Cruz")).public_id, by=SYSTEM)
    door = f"/pay/{token}/attempts/{attempt.public_id}/proofs/"
    assert client.post(door, typed()).status_code == 404
    assert client.post("/pay/nonsense/attempts/x/proofs/", typed()).status_code == 404
    assert client.get(f"{shop.url}attempts/{attempt.public_id}/proofs/").status_code == 405
    assert not Proof.objects.exists()


def test_signed_in_one_pays_and_shows_the_same_way(
    ana: Client, ben: Client, shop: Shop, account: ReceivingAccount
) -> None:
    sent = {
        "for": shop.ana.public_id, "invoice": shop.invoice.public_id, "way": f"transfer:{account.public_id}",
        "amount_minor": shop.invoice.total_minor, "key": str(uuid4()),
    }  # fmt: skip
    url = ana.post("/home/payments/", sent)["Location"]
    assert "Send ₱1,500.00 to this account" in text_of(ana.get(url))
    assert ben.post(f"{url}proofs/", typed()).status_code == 404
    assert ana.post(f"{url}proofs/", typed())["Location"] == f"{url}#standing"
    assert "We are looking for your money" in text_of(ana.get(url))
    answer = ana.post(f"{url}proofs/", typed(amount=""))
    assert answer.status_code == 422
