"""Builds a QR Ph code's text: EMV merchant-presented, dynamic (one payment, with its amount)."""

from tiwala_sandbox.fees import decimal_text

ACQUIRER = "SNBXPHM1XXX"  # a bank that does not exist
TAG_CRC = "6304"
MOST_LETTERS = 99


def crc16(data: bytes) -> str:
    """CRC-16/CCITT-FALSE as four upper-case hex digits; `123456789` gives 29B1."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return f"{crc:04X}"


def field(tag: str, value: str) -> str:
    """One element: tag, two digits of length in letters, value."""
    if not 1 <= len(value) <= MOST_LETTERS:
        raise ValueError(tag)
    return f"{tag}{len(value):02d}{value}"


def payload(amount_minor: int, *, merchant: str, reference: str) -> str:
    """The text of a code that pays exactly this amount of pesos once; `reference` ≤ 25 letters."""
    account = field("00", "ph.ppmi.p2m") + field("01", ACQUIRER) + field("03", merchant[:25]) + field("05", "010")
    more = field("00", "ph.ppmi.qrph") + field("05", reference[:25]) + field("07", "TEST0001")
    text = (
        field("00", "01") + field("01", "12") + field("28", account) + field("52", "7311") + field("53", "608")
        + field("54", decimal_text(amount_minor, "PHP")) + field("58", "PH") + field("59", f"TEST {merchant}"[:25])
        + field("60", "Manila") + field("62", more)
    )  # fmt: skip
    return seal(text)


def seal(text: str) -> str:
    """The text with its checksum at the end."""
    return text + TAG_CRC + crc16((text + TAG_CRC).encode())


def is_sealed(text: str) -> bool:
    """Whether a code's checksum is right."""
    return text[-8:-4] == TAG_CRC and seal(text[:-8]) == text
