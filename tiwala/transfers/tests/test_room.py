"""The room as a whole: its picture, its list of personal fields, what it tells of a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps

from tests.makers import make_customer, make_invoice
from tests.transfer_makers import begin_transfer, picture, seen, show_proof, transfer_of
from tiwala.audit.models import Record
from tiwala.gateways.outcomes import Expired
from tiwala.kit.actor import SYSTEM
from tiwala.kit.fields import sealed_fields_of
from tiwala.kit.money import Money
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.transfers.actions.cancel_transfer import cancel_transfer
from tiwala.transfers.actions.confirm_transfer import confirm_transfer
from tiwala.transfers.actions.open_proof import open_proof
from tiwala.transfers.errors import ProofWaits
from tiwala.transfers.facts import SentFile
from tiwala.transfers.personal_data import BUSINESS_FIELDS, PERSONAL_FIELDS, held_about
from tiwala.transfers.queries import doubts_about
from tiwala.transfers.states import PROOF

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_readme_shows_the_moves_as_they_are() -> None:
    readme = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
    assert PROOF.picture().strip() in readme


def test_every_sealed_column_is_on_the_list_of_personal_data() -> None:
    models = apps.get_app_config("transfers").get_models()
    sealed = {f"{model.__name__}.{field.name}" for model in models for field in sealed_fields_of(model)}
    assert sealed == set(PERSONAL_FIELDS) | set(BUSINESS_FIELDS)


def test_a_person_can_have_what_is_held_about_them() -> None:
    ana, ben = make_customer("Ana Reyes"), make_customer("Ben Cruz")
    proof = show_proof(begin_transfer(make_invoice(ana)))
    show_proof(begin_transfer(make_invoice(ben)))
    assert [one["proof"] for one in held_about(ana.public_id)] == [proof.public_id]


def test_each_look_at_a_file_is_on_record() -> None:
    proof = show_proof(begin_transfer(make_invoice()))
    opened = open_proof(proof.public_id, by=SYSTEM)
    assert (opened.media_type, opened.name) == ("image/jpeg", f"{proof.public_id}.jpeg")
    assert Record.objects.filter(tag="transfer_proof:view", subject_ref=proof.public_id).count() == 1


def test_what_speaks_against_a_proof_is_told() -> None:
    file = SentFile(picture(colour="red"))
    first, second = begin_transfer(make_invoice()), begin_transfer(make_invoice())
    show_proof(first, file=file, bank_reference="LINE1")
    confirm_transfer(seen(first, bank_reference="LINE1"), by=SYSTEM)
    proof = show_proof(second, file=file, bank_reference="line-1", amount=Money(1, "PHP"))
    told = {one.code: one.transfer_refs for one in doubts_about(proof, transfer_of(second))}
    before = (transfer_of(first).public_id,)
    assert told == {
        "other_amount": (), "same_file": before, "same_reference": before, "reference_spent": before, "unscanned": (),
    }  # fmt: skip


def test_nobody_calls_off_what_a_person_looks_for() -> None:
    attempt = begin_transfer(make_invoice())
    show_proof(attempt)
    with pytest.raises(ProofWaits):
        cancel_transfer(attempt.pk, by=SYSTEM)
    apply_outcome(attempt.pk, Expired(""), by=SYSTEM, source="sweep")
    assert cancel_transfer(attempt.pk, by=SYSTEM).state == "expired"
