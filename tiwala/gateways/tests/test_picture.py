"""A QR code read out of a picture: every kind that a gateway may draw, and everything else refused."""

from __future__ import annotations

import contextlib
import io
import random
import time

import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from tiwala.gateways import qrph
from tiwala.gateways.qrph.mending import Broken, mended
from tiwala.gateways.qrph.picture import MOST_BYTES
from tiwala.gateways.qrph.symbol import text_of
from tiwala.gateways.tests.test_qrph import SAMPLES

CODE = SAMPLES["qrph-p2p-dynamic-paymongo-docs"]["payload"]


def drawn(text, *, error="m", scale=6, border=3, mask=None, dark="black", version=None):
    made = segno.make(text, error=error, micro=False, boost_error=False, mask=mask, version=version)
    out = io.BytesIO()
    made.save(out, kind="png", scale=scale, border=border, dark=dark)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def as_bytes(picture, kind="PNG"):
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("sample", [name for name, one in SAMPLES.items() if "payload" in one])
def test_every_sample_is_read_back_letter_for_letter(sample):
    text = SAMPLES[sample]["payload"]
    assert qrph.text_in(as_bytes(drawn(text))) == text


@pytest.mark.parametrize("error", ["l", "m", "q", "h"])
@pytest.mark.parametrize("mask", range(8))
def test_every_level_and_every_mask(error, mask):
    assert qrph.text_in(as_bytes(drawn(CODE, error=error, mask=mask))) == CODE


@pytest.mark.parametrize("version", range(1, 26))
def test_every_size_up_to_the_largest(version):
    text = "7" * (10 * version)
    assert qrph.text_in(as_bytes(drawn(text, error="l", version=version, scale=3))) == text


@pytest.mark.parametrize("text", ["0", "12345678901", "HELLO WORLD $%*+-./:", "Ñandú ₱1 最佳", "a" * 300])
def test_numbers_letters_and_bytes(text):
    assert qrph.text_in(as_bytes(drawn(text))) == text


@pytest.mark.parametrize("scale", [1, 2, 3, 5, 12, 20])
def test_any_scale(scale):
    assert qrph.text_in(as_bytes(drawn(CODE, scale=scale, border=4))) == CODE


def test_stretched_turned_framed_and_coloured():
    picture = drawn(CODE, dark="#17202a")
    larger = picture.resize((int(picture.width * 1.37), int(picture.height * 1.37)))
    poster = Image.new("RGB", (picture.width + 300, picture.height + 500), "white")
    poster.paste(picture, (150, 300))
    ImageDraw.Draw(poster).rectangle((0, 0, poster.width, 120), fill="#0b4f78")
    for one in (larger, picture.rotate(90), picture.rotate(180), picture.rotate(270), poster):
        assert qrph.text_in(as_bytes(one)) == CODE


@pytest.mark.parametrize("kind", ["PNG", "GIF", "JPEG", "WEBP"])
def test_every_kind_of_picture(kind):
    assert qrph.text_in(as_bytes(drawn(CODE), kind)) == CODE


def test_light_where_the_picture_is_clear():
    picture = drawn(CODE)
    picture.putalpha(picture.convert("L").point(range(255, -1, -1)))
    assert qrph.text_in(as_bytes(picture)) == CODE


def test_a_sign_in_the_middle_is_mended():
    picture = drawn(CODE, error="h", scale=8)
    middle, reach = picture.width / 2, picture.width * 0.09
    sheet = ImageDraw.Draw(picture)
    sheet.rectangle((middle - reach, middle - reach, middle + reach, middle + reach), fill="white")
    sheet.ellipse((middle - reach, middle - reach, middle + reach, middle + reach), fill="#d81e2c")
    assert qrph.text_in(as_bytes(picture)) == CODE


def test_too_much_gone_is_refused_not_guessed():
    picture = drawn(CODE, error="l", scale=8)
    middle, reach = picture.width / 2, picture.width * 0.22
    sheet = ImageDraw.Draw(picture)
    sheet.rectangle((middle - reach, middle - reach, middle + reach, middle + reach), fill="white")
    with pytest.raises(qrph.NotQrPh):
        qrph.text_in(as_bytes(picture))


def test_what_is_no_picture_of_a_code_is_refused():
    stripes = Image.new("L", (700, 700))
    stripes.putdata([255 * (x // 3 % 2) for _ in range(700) for x in range(700)])
    noise = Image.frombytes("L", (600, 600), random.Random(4).randbytes(360_000))
    whole = as_bytes(drawn(CODE))
    for one in (b"", b"GIF89a", b"\x89PNG", whole[:300], b"x" * (MOST_BYTES + 1), as_bytes(stripes), as_bytes(noise)):
        with pytest.raises(qrph.NotQrPh):
            qrph.text_in(one)


def test_a_picture_that_would_fill_the_memory_is_not_unpacked():
    with pytest.raises(qrph.NotQrPh):
        qrph.text_in(as_bytes(Image.new("1", (12_000, 12_000))))


def test_a_picture_full_of_marks_is_left_in_time():
    tile = drawn("1", scale=1, border=1)
    full = Image.new("RGB", (1200, 1200), "white")
    for y in range(0, 1200, tile.height):
        for x in range(0, 1200, tile.width):
            full.paste(tile, (x, y))
    before = time.process_time()
    with contextlib.suppress(qrph.NotQrPh):
        assert qrph.text_in(as_bytes(full)) == "1"
    assert time.process_time() - before < 5


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_spots_are_mended_or_refused_and_never_read_as_something_else(data):
    picture = drawn(CODE, error=data.draw(st.sampled_from("lmqh")), scale=3)
    sheet = ImageDraw.Draw(picture)
    for _ in range(data.draw(st.integers(0, 25))):
        x, y, wide = (data.draw(st.integers(0, top)) for top in (picture.width, picture.height, 30))
        sheet.rectangle((x, y, x + wide, y + wide), fill=data.draw(st.sampled_from(["black", "white"])))
    try:
        assert qrph.text_in(as_bytes(picture)) == CODE
    except qrph.NotQrPh:
        return


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 29), st.randoms(use_true_random=False))
def test_a_block_is_mended_up_to_half_its_checks_and_never_wrongly(wrong, chance):
    squares = [list(row) for row in segno.make(CODE, error="h", micro=False).matrix]
    side = len(squares)
    for _ in range(wrong):
        y, x = chance.randrange(9, side - 9), chance.randrange(9, side - 9)
        squares[y][x] ^= 1
    try:
        assert text_of(squares) == CODE
    except Broken:
        assert wrong > 3


def test_a_block_of_nothing_but_zeros_is_itself():
    assert mended([0] * 26, 7) == bytes(19)
    assert mended([1, *[0] * 25], 7) == bytes(19)
