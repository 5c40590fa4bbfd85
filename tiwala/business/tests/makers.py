"""Believable facts for tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tiwala.business.facts import BranchFacts, OptionFacts, ProfileFacts
from tiwala.kit import ids

FACTS = ProfileFacts(
    registered_name="Magdalena R. Santos Food Services",
    trade_name="Aling Nena's Kusina",
    tin="123-456-789-000",
    vat_status="vat",
    address="14 Mabini St., Brgy. San Roque, Antipolo City",
    email="hello@nenas.example",
    phone="0917 555 0142",
)
HEAD = BranchFacts(code="000", name="Antipolo", address="14 Mabini St., Antipolo City")


def profile_facts(**changes: Any) -> ProfileFacts:
    return replace(FACTS, **changes)


def option_facts(**changes: Any) -> OptionFacts:
    return replace(OptionFacts(method="card", gateway_account_ref=ids.encode("gac", ids.uuid7())), **changes)
