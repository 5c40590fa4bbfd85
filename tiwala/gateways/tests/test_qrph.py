"""QR Ph codes: every published sample, everything a hostile text may try, and writing what is read again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiwala.gateways import qrph
from tiwala.gateways.qrph import NewCode, NotQrPh, Wrong
from tiwala.gateways.qrph.elements import LONGEST, crc16, join, seal, split, unseal
from tiwala.gateways.qrph.refusals import SENTENCES
from tiwala.kit.money import Money

VECTORS = json.loads((Path(__file__).parent / "data" / "qrph_vectors.json").read_text())
SAMPLES = {sample["name"]: sample for sample in VECTORS["qr"]}
GOOD = [sample for sample in VECTORS["qr"] if sample["crc_valid"]]
QRPH = [sample for sample in GOOD if sample["name"].startswith("qrph-")]
DYNAMIC = SAMPLES["qrph-p2m-dynamic-blog"]["payload"]
STATIC = SAMPLES["qrph-p2m-static-derived"]["payload"]


def pesos(text: str) -> Money:
    return Money.parse(text, "PHP")


def wrong(text: str) -> Wrong:
    with pytest.raises(NotQrPh) as refused:
        qrph.read(text)
    assert refused.value.text
    return refused.value.wrong


def remade(text: str, **changes: str) -> str:
    """The code with other elements (`t54="1.00"`; empty: without it) and a right checksum."""
    return seal({**split(text), **{name[1:]: value for name, value in changes.items()}})


def test_the_checksum_is_the_published_one():
    assert crc16(b"123456789") == VECTORS["crc16"]["check_123456789"]


@pytest.mark.parametrize("sample", GOOD, ids=lambda sample: sample["name"])
def test_every_published_code_is_taken_apart_as_published(sample):
    text, elements = unseal(sample["payload"])
    assert (text, elements["63"]) == (sample["payload"], sample["crc"])
    assert [list(pair) for pair in elements.items()] == sample.get("tlv", [list(pair) for pair in elements.items()])


@pytest.mark.parametrize("sample", QRPH, ids=lambda sample: sample["name"])
def test_every_published_code_of_qr_ph_is_one(sample):
    told = dict(sample.get("tlv", []))
    code = qrph.read(sample["payload"])
    assert code.text == sample["payload"]
    assert code.amount == (pesos(told["54"]) if "54" in told else None)
    assert code.is_dynamic is ("54" in told)


def test_what_a_code_says():
    code = qrph.read(SAMPLES["qrph-p2p-dynamic-paymongo-docs"]["payload"])
    assert (code.scheme, code.bank, code.name, code.city) == ("p2p", "PAEYPHM2XXX", "ENG-19818-ged", "Manila")
    assert (code.amount, code.reference, code.asks_tip) == (pesos("123.45"), "test12", False)
    assert qrph.read(SAMPLES["qrph-p2micro-dynamic"]["payload"]).scheme == "p2micro"
    assert qrph.read(STATIC).name == "LANDMARK Makati DS"


def test_it_pays_exactly_its_amount():
    code = qrph.read(DYNAMIC)
    assert code.pays(pesos("1458.31"))
    assert not code.pays(pesos("1458.30"))
    assert not code.pays(Money(145_831, "USD"))
    assert not qrph.read(STATIC).pays(pesos("1458.31"))
    assert not qrph.read(remade(DYNAMIC, t55="01")).pays(pesos("1458.31"))


def test_another_country_s_code_is_none_of_qr_ph():
    assert wrong(SAMPLES["emvco-spec-example"]["payload"]) == Wrong.NOT_QRPH


def test_every_reason_has_a_sentence():
    assert set(SENTENCES) == set(Wrong)


def test_a_wrong_checksum_is_refused():
    sample = SAMPLES["negative-bad-crc"]
    assert wrong(sample["payload"]) == Wrong.CHECKSUM
    assert crc16(sample["payload"][:-4].encode()) == sample["expected_crc"]


def test_what_copying_does_to_a_code_does_not_matter():
    assert qrph.read(f"  {DYNAMIC}\r\n").text == DYNAMIC
    assert qrph.read(STATIC[:-4] + STATIC[-4:].lower()).name == "LANDMARK Makati DS"


def test_unknown_elements_and_empty_ones_are_lived_with():
    assert qrph.read(remade(DYNAMIC, t99="whatever", t26="0003xyz", t02="4111")).pays(pesos("1458.31"))
    assert qrph.read(f"{(text := DYNAMIC[:-8] + '6100' + '6304')}{crc16(text.encode())}").pays(pesos("1458.31"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Wrong.EMPTY),
        (" \n\t", Wrong.EMPTY),
        ("hello", Wrong.STRUCTURE),
        ("https://example.com/", Wrong.STRUCTURE),
        (STATIC + STATIC, Wrong.STRUCTURE),
        (DYNAMIC + DYNAMIC, Wrong.TOO_LONG),
        (DYNAMIC + "6304" + DYNAMIC[-4:], Wrong.STRUCTURE),
        (DYNAMIC[4:], Wrong.STRUCTURE),
        (DYNAMIC[:-1], Wrong.STRUCTURE),
        (DYNAMIC[:40] + DYNAMIC[41:], Wrong.STRUCTURE),
        (DYNAMIC.replace("1458.31", "1458.32"), Wrong.CHECKSUM),
        (DYNAMIC.replace("Makati", "Mak\x00ti"), Wrong.STRUCTURE),
        (DYNAMIC.replace("Makati", "Mak\ud800ti"), Wrong.STRUCTURE),
        (DYNAMIC.replace("0002", "٠٠٠٢", 1), Wrong.STRUCTURE),
        ("9" * 100_000, Wrong.TOO_LONG),
    ],
)
def test_a_text_that_is_no_code_is_refused_with_a_reason(text, why):
    assert wrong(text) == why


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"t53": "840"}, Wrong.CURRENCY),
        ({"t53": ""}, Wrong.CURRENCY),
        ({"t58": "SG"}, Wrong.NOT_QRPH),
        ({"t28": "0011ph.dpmi.p2m0111RCBCPHMMXXX"}, Wrong.NOT_QRPH),
        ({"t28": "0011ph.ppmi.p2m"}, Wrong.NOT_QRPH),
        ({"t27": "0012com.p2pqrpay0111PAEYPHM2XXX"}, Wrong.NOT_QRPH),
        ({"t28": "0011ph.ppmi.p2m0111RCBCPHMMXXX0111BNORPHMMXXX"}, Wrong.NOT_QRPH),
        ({"t01": "13"}, Wrong.STRUCTURE),
        ({"t59": ""}, Wrong.STRUCTURE),
        ({"t60": ""}, Wrong.STRUCTURE),
        ({"t52": "53"}, Wrong.STRUCTURE),
        ({"t62": "0599x"}, Wrong.STRUCTURE),
        ({"t54": "0.00"}, Wrong.AMOUNT),
        ({"t54": "-5.00"}, Wrong.AMOUNT),
        ({"t54": "1e3"}, Wrong.AMOUNT),
        ({"t54": "1,458.31"}, Wrong.AMOUNT),
        ({"t54": "1458.311"}, Wrong.AMOUNT),
        ({"t54": "NaN"}, Wrong.AMOUNT),
    ],
)
def test_a_code_that_says_something_else_is_refused(changes, why):
    assert wrong(remade(DYNAMIC, **changes)) == why


def test_a_tag_twice_could_be_read_in_two_ways():
    text = DYNAMIC[:-8] + "54041.00" + "6304"
    assert wrong(text + crc16(text.encode())) == Wrong.STRUCTURE


def test_a_static_code_takes_an_amount_and_a_reference():
    asking = qrph.with_amount(qrph.read(STATIC), pesos("1,234.50"), reference="TR7K2M9Q")
    assert asking.pays(pesos("1234.50"))
    assert (asking.is_dynamic, asking.reference, asking.elements["62"][:4]) == (True, "TR7K2M9Q", "0012")
    assert asking.elements["28"] == qrph.read(STATIC).elements["28"]


@pytest.mark.parametrize("amount", [Money(0, "PHP"), Money(-1, "PHP"), Money(100, "USD")])
def test_an_amount_no_code_can_ask_for_is_refused(amount):
    with pytest.raises(NotQrPh):
        qrph.with_amount(qrph.read(STATIC), amount)


def test_a_code_with_an_amount_of_its_own_keeps_it():
    with pytest.raises(NotQrPh):
        qrph.with_amount(qrph.read(DYNAMIC), pesos("5"))


def test_the_published_code_is_written_again_letter_by_letter():
    code = qrph.read(DYNAMIC)
    account = {tag: value for tag, value in split(code.elements["28"]).items() if tag != "00"}
    kept = {tag: code.elements[tag] for tag in ("62",)}
    written = qrph.write(
        NewCode("p2m", account, code.name, code.city, "5311", code.amount, further={**kept, "88": code.elements["88"]})
    )
    assert split(written.text) == split(DYNAMIC[:-4] + written.text[-4:])


def test_a_name_that_does_not_fit_is_refused():
    with pytest.raises(NotQrPh):
        qrph.write(NewCode("p2m", {"01": "RCBCPHMMXXX"}, "x" * 26, "Manila", "5311"))


words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=15)


@given(
    scheme=st.sampled_from(["p2p", "p2m", "p2micro"]),
    name=words,
    city=words,
    minor=st.none() | st.integers(1, 999_999_999_999),
    reference=st.text("ABCDEFGHJKMNPQRSTVWXYZ0123456789", max_size=25),
)
def test_what_is_written_is_read_again(scheme, name, city, minor, reference):
    amount = None if minor is None else Money(minor, "PHP")
    account = {"01": "RCBCPHMMXXX", "03": "0006007880006960"}
    code = qrph.read(qrph.write(NewCode(scheme, account, name, city, "7311", amount, reference)).text)
    assert (code.scheme, code.name, code.city, code.amount) == (scheme, name, city, amount)
    assert code.reference == (reference if amount else "")
    assert code.is_dynamic is (amount is not None)


def read_or_refuse(text: str) -> None:
    try:
        code = qrph.read(text)
    except NotQrPh:
        return
    assert len(code.text) <= LONGEST
    assert qrph.read(code.text) == code


@given(st.text(max_size=700) | st.binary(max_size=700).map(lambda data: data.decode("latin-1")))
def test_no_text_breaks_the_reader(text):
    read_or_refuse(text)


elements = st.lists(
    st.tuples(st.sampled_from(["00", "01", "26", "27", "28", "53", "54", "58", "59", "60", "62", "63", "88"]), words),
    max_size=8,
)


@given(elements, st.booleans(), st.booleans())
def test_no_heap_of_elements_breaks_the_reader(pairs, is_begun, is_sealed):
    text = ("000201" if is_begun else "") + join(pairs)
    read_or_refuse(f"{text}6304{crc16(f'{text}6304'.encode())}" if is_sealed else text)


@given(
    st.sampled_from([sample["payload"] for sample in VECTORS["qr"]]),
    st.integers(0, 400),
    st.integers(0, 6),
    st.text(max_size=6),
)
def test_no_spoiled_sample_breaks_the_reader(payload, at, cut, put):
    spoiled = payload[:at] + put + payload[at + cut :]
    read_or_refuse(spoiled)
    body = spoiled[:-4]
    if body.isprintable():
        read_or_refuse(body + crc16(body.encode()))
