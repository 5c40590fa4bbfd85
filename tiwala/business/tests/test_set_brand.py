from __future__ import annotations

import pytest

from tiwala.business import queries
from tiwala.business.actions.set_brand import set_brand
from tiwala.business.actions.set_profile import set_profile
from tiwala.business.colour import BadColour
from tiwala.business.logo import LOGO_MAX_BYTES, BadLogo
from tiwala.business.tests.makers import profile_facts
from tiwala.kit.actor import SYSTEM

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def test_colour_and_logo_are_changed_apart() -> None:
    set_brand(colour=" #0B6E6E ", by=SYSTEM)
    brand = set_brand(logo=PNG, by=SYSTEM)
    assert (brand.colour, brand.logo_type, brand.version) == ("#0b6e6e", "image/png", 2)
    assert set_brand(colour="", by=SYSTEM).logo == PNG


def test_pages_see_the_change_and_the_logo_s_address_moves_with_it() -> None:
    set_profile(profile_facts(), by=SYSTEM)
    assert queries.profile_facts().logo_url == ""
    set_brand(logo=PNG, by=SYSTEM)
    first = queries.profile_facts().logo_url
    set_brand(logo=PNG + b"1", by=SYSTEM)
    assert first.startswith("/brand/logo?v=")
    assert queries.profile_facts().logo_url not in ("", first)


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "0b6e6e", "#0b6e6e;}", "url(x)"])
def test_it_refuses_what_is_not_a_colour(colour: str) -> None:
    with pytest.raises(BadColour):
        set_brand(colour=colour, by=SYSTEM)


@pytest.mark.parametrize(
    "logo",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"RIFF0000WAVE", b"\x89PN", PNG + b"0" * LOGO_MAX_BYTES],
)
def test_it_refuses_other_pictures_and_big_ones(logo: bytes) -> None:
    with pytest.raises(BadLogo):
        set_brand(logo=logo, by=SYSTEM)


@pytest.mark.parametrize(
    ("logo", "kind"), [(b"\xff\xd8\xff\xe0JFIF", "image/jpeg"), (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"), (b"", "")]
)
def test_it_knows_a_picture_by_its_first_bytes(logo: bytes, kind: str) -> None:
    assert set_brand(logo=logo, by=SYSTEM).logo_type == kind
