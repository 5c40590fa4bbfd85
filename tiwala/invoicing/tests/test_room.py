"""The room as a whole: its picture, its list of personal fields, its forgetting."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps

from tests.cast import DAN
from tests.makers import make_customer, make_invoice
from tiwala.invoicing.actions.forget_misses import forget_misses
from tiwala.invoicing.actions.render_document import render_document
from tiwala.invoicing.links import open_link
from tiwala.invoicing.models import LinkMiss
from tiwala.invoicing.personal_data import BUSINESS_FIELDS, PERSONAL_FIELDS, held_about
from tiwala.invoicing.states import INVOICE
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.fields import sealed_fields_of


def test_the_readme_shows_the_moves_as_they_are():
    readme = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
    assert INVOICE.picture().strip() in readme


def test_every_sealed_column_is_on_the_list_of_personal_data():
    models = apps.get_app_config("invoicing").get_models()
    sealed = {f"{model.__name__}.{field.name}" for model in models for field in sealed_fields_of(model)}
    assert sealed == set(PERSONAL_FIELDS) | set(BUSINESS_FIELDS)


@pytest.mark.django_db(transaction=True)
def test_a_person_can_have_what_is_held_about_them():
    ana = make_customer("Ana Reyes")
    invoice = make_invoice(ana)
    paper = render_document(invoice.public_id, by=DAN)
    make_invoice(make_customer("Ben Cruz"))
    held = held_about(ana.public_id)
    assert held[0]["name"] == "Ana Reyes"
    assert {"paper": paper.name, "sha256": paper.sha256} in held
    assert "Ben" not in str(held)


@pytest.mark.django_db(transaction=True)
def test_old_guesses_are_forgotten():
    with clock.hold(clock.now() - timedelta(days=2)):
        open_link("nonsense", visitor="203.0.113.7")
    open_link("nonsense", visitor="203.0.113.7")
    assert forget_misses(by=SYSTEM) == 1
    assert LinkMiss.objects.count() == 1
