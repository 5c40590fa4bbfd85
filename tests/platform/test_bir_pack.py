"""The papers for the tax office are whole, true to the configuration, and hold nothing of any customer."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
from pypdf import PdfReader

from tests.makers import make_business, make_customer, make_invoice
from tests.platform.trial_house import TrialHouse
from tiwala.audit.models import Record
from tiwala.business.seller import BusinessNotReady
from tiwala.config.bir_pack import Pack, pack
from tiwala.identity.permissions import PERMISSIONS, ROLES
from tiwala.invoicing.models import CreditNote, Invoice, Receipt, Series
from tiwala.kit.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


def _opened(made: Pack) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_it_says_how_the_house_is_set_up_and_holds_no_customer() -> None:
    make_business()
    make_invoice(make_customer("Maria Clara de los Santos"))
    made = pack(by=SYSTEM)
    files = _opened(made)
    assert hashlib.sha256(made.content).hexdigest() == made.sha256
    sums = dict(reversed(one.split("  ")) for one in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert json.loads(files["04-business-profile.json"])["tin"] == "123-456-789-00000"
    assert b"Sampaguita Clinic" in files["01-system-description.txt"]
    assert b"NOT REGISTERED" in files["01-system-description.txt"]
    [series] = [one for one in _rows(files["06-documents-and-series.csv"]) if one["document"] == "INVOICE"]
    assert (series["first number"], series["last number issued"]) == ("INV-00000-000001", "INV-00000-000001")
    matrix = {one["permission"]: one for one in _rows(files["08-user-access-matrix.csv"])}
    assert set(matrix) == PERMISSIONS
    assert {role for role in ROLES if matrix["gateway.edit"][role]} == {"owner"}
    papers = [content for name, content in files.items() if name.endswith(".pdf")]
    told = b"".join(files.values()) + "".join(_text(paper) for paper in papers).encode()
    assert b"Maria" not in told
    assert Record.objects.filter(tag="export:make", facts__sha256=made.sha256).count() == 1


@pytest.mark.parametrize(("vat_status", "legend"), [("vat", False), ("non_vat", True)])
def test_the_samples_are_specimens_for_which_no_number_is_drawn(vat_status: str, legend: bool) -> None:
    make_business(vat_status)
    files = _opened(pack(by=SYSTEM))
    for name in ("invoice", "credit-memo", "acknowledgement-receipt", "refund-acknowledgement"):
        text = _text(files[f"samples/{name}.pdf"])
        assert "SPECIMEN" in text
        assert "000000" in text
        assert ("NOT VALID FOR CLAIM OF INPUT TAX" in text) is (legend or name != "invoice")
    totals = json.loads(files["samples/invoice.json"])["totals"]
    assert (totals["vat_minor"] > 0) is not legend
    for model in (Series, Invoice, CreditNote, Receipt):
        assert not model.objects.exists()


def test_without_a_business_there_is_nothing_to_register() -> None:
    with pytest.raises(BusinessNotReady):
        pack(by=SYSTEM)
    assert not Record.objects.exists()


@pytest.mark.journey
def test_the_command_never_writes_over_a_file(house: TrialHouse) -> None:
    file = house.place / "pack.zip"
    file.write_text("something else")
    refused = house.command("bir-pack", str(file))
    assert refused.returncode == 1
    assert "exists" in refused.stderr
    assert file.read_text() == "something else"
    assert house.command("migrate").returncode == 0
    refused = house.command("bir-pack", str(house.place / "other.zip"))
    assert refused.returncode == 1
    assert "settings" in refused.stderr
    assert not (house.place / "other.zip").exists()


def _text(paper: bytes) -> str:
    return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages).split())
