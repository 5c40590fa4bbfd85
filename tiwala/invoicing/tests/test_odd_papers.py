"""Odd names and odd logos: the paper is made all the same."""

from __future__ import annotations

import pytest

from tests.makers import line, make_customer, make_invoice
from tiwala.business.actions.set_brand import set_brand
from tiwala.invoicing.actions.render_document import render_document
from tiwala.invoicing.pdf.letters_known import printed
from tiwala.kit.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [
        "Ana 💥 Reyes",
        "李小龍",
        "محمد علي",
        "Ñoño \u202eseyeR",
        "= #eval(1) $x$ *a* <b>&lt;",
        "\ue000 private",
        "A\u0301n\u200da",
        "❤️ ก็ 𝔄",
    ],
)
def test_any_name_can_be_printed(name: str) -> None:
    invoice = make_invoice(make_customer(name) if name.isprintable() else None, line())
    assert bytes(render_document(invoice.public_id, by=SYSTEM).content).startswith(b"%PDF")


@pytest.mark.parametrize("logo", [b"\x89PNG\r\n\x1a\nnothing", b"\xff\xd8\xffnothing", b"RIFF\0\0\0\0WEBPnothing"])
def test_a_broken_logo_breaks_no_paper(logo: bytes) -> None:
    invoice = make_invoice()
    set_brand(logo=logo, by=SYSTEM)
    assert bytes(render_document(invoice.public_id, by=SYSTEM).content).startswith(b"%PDF")


def test_what_the_fonts_have_stays_as_it_is() -> None:
    assert printed("Ñoño Peña · ₱1,500.00 — “José”") == "Ñoño Peña · ₱1,500.00 — “José”"
    assert printed("李 Ana 💥") == "? Ana ?"
