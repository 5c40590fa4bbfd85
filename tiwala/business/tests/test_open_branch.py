from __future__ import annotations

from datetime import date

import pytest

from tiwala.business import queries
from tiwala.business.actions.open_branch import BranchCodeTaken, open_branch
from tiwala.business.actions.set_profile import set_profile
from tiwala.business.facts import BranchFacts
from tiwala.business.models import Branch
from tiwala.business.queries import BusinessNotReady, SellerBlock
from tiwala.business.tests.makers import HEAD, profile_facts
from tiwala.business.tin import BadBranchCode
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, NotFound

pytestmark = pytest.mark.django_db


def test_the_code_is_filled_to_five_digits() -> None:
    assert open_branch(HEAD, by=SYSTEM).code == "00000"
    assert queries.head_branch().name == "Antipolo"


def test_it_refuses_a_code_that_is_taken() -> None:
    open_branch(HEAD, by=SYSTEM)
    with pytest.raises(BranchCodeTaken):
        open_branch(BranchFacts(code="00000", name="Cainta", address="1 Ortigas Ave."), by=SYSTEM)
    assert Branch.objects.count() == 1


def test_it_refuses_a_branch_without_address_or_with_a_bad_code() -> None:
    with pytest.raises(BadInput):
        open_branch(BranchFacts(code="001", name="Cainta", address=""), by=SYSTEM)
    with pytest.raises(BadBranchCode):
        open_branch(BranchFacts(code="1", name="Cainta", address="1 Ortigas Ave."), by=SYSTEM)


def test_there_is_no_head_office_before_one_is_opened() -> None:
    with pytest.raises(NotFound):
        queries.head_branch()


def test_the_seller_block_is_the_branch_s_own_and_survives_being_kept() -> None:
    set_profile(profile_facts(), by=SYSTEM)
    branch = open_branch(BranchFacts(code="007", name="Cainta", address="1 Ortigas Ave., Cainta"), by=SYSTEM)
    block = queries.seller_block(branch)
    assert block.tin_line == "VAT REG TIN 123-456-789-00007"
    assert block.address == "1 Ortigas Ave., Cainta"
    assert block.may_charge_vat
    assert not block.is_registered
    assert block.registration_line.startswith("NOT REGISTERED")
    assert SellerBlock.from_json(block.as_json()) == block


def test_a_non_vat_seller_says_so_and_may_not_charge_vat() -> None:
    set_profile(profile_facts(vat_status="non_vat", ac_number="AC-1", ac_date=date(2026, 1, 5)), by=SYSTEM)
    block = queries.seller_block(open_branch(HEAD, by=SYSTEM))
    assert block.tin_line == "NON-VAT REG TIN 123-456-789-00000"
    assert not block.may_charge_vat
    assert block.registration_line == "Acknowledgement Certificate No. AC-1, issued 2026-01-05"


def test_there_is_no_seller_before_there_is_a_profile() -> None:
    branch = open_branch(HEAD, by=SYSTEM)
    with pytest.raises(BusinessNotReady):
        queries.seller_block(branch)
