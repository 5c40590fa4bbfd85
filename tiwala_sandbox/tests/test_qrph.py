"""QR Ph codes: their checksum against published samples, and their shape."""

import pytest

from tiwala_sandbox import qrph

PUBLISHED = [
    (
        "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT"
        "6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME"
        "91320016A0112233449988770708123456786304A13A"
    ),
    (
        "00020101021227770012com.p2pqrpay0111PAEYPHM2XXX02089996440304129858893861530514+63-9913729861520460165303608"
        "5406123.455802PH5913ENG-19818-ged6006Manila62980012com.p2pqrpay0103***0214+63-99137298620303***0408LOYALTY1"
        "0506test120605cust10708123456780803***6304ED03"
    ),
    (
        "00020101021128560011ph.ppmi.p2m0111RCBCPHMMXXX031500060078800069605033105204531153036085802PH"
        "5918LANDMARK Makati DS6006Makati63040C6A"
    ),
]
BAD = (
    "00020101021128620011ph.dpmi.p2m0111GXCHPHM2XXX032121702000005469871609905030005204581453036085802PH5917S and R "
    "MBTC 91826006Taguig6104163062650012ph.ppmi.qrph0308SRSU002005212170500000669901340940708GEN0035163049EE7"
)


def elements(text: str) -> dict[str, str]:
    found = {}
    while text:
        tag, length = text[:2], int(text[2:4])
        found[tag], text = text[4 : 4 + length], text[4 + length :]
    return found


def test_the_check_value_of_the_standard():
    assert qrph.crc16(b"123456789") == "29B1"


@pytest.mark.parametrize("text", PUBLISHED)
def test_published_codes_are_sealed(text):
    assert qrph.is_sealed(text)


@pytest.mark.parametrize("text", [BAD, "", "6304", PUBLISHED[1][:-1] + "4", PUBLISHED[2].lower()])
def test_other_texts_are_not(text):
    assert not qrph.is_sealed(text)


@pytest.mark.parametrize("amount", [1, 1999, 123_456_789, 99_999_999_999])
def test_a_code_carries_the_amount_and_is_sealed(amount):
    text = qrph.payload(amount, merchant="DEMO", reference="0123456789abcdef01234567")
    parts = elements(text)
    assert qrph.is_sealed(text)
    assert parts["54"] == f"{amount // 100}.{amount % 100:02d}"
    assert (parts["00"], parts["01"], parts["53"], parts["58"]) == ("01", "12", "608", "PH")
    assert elements(parts["28"])["00"] == "ph.ppmi.p2m"
    assert list(parts)[-1] == "63"
    assert len(parts["59"]) <= 25


def test_the_longest_account_name_still_fits():
    assert qrph.is_sealed(qrph.payload(100, merchant="A" * 40, reference="b" * 40))


def test_a_qr_checkout_gives_its_payload_at_once(gateway):
    checkout = gateway.start(123_456, methods=["qrph"], direct="qrph")
    assert qrph.is_sealed(checkout["qr_payload"])
    assert elements(checkout["qr_payload"])["54"] == "1234.56"
    assert "<svg" in gateway.page(checkout["url"]).text
