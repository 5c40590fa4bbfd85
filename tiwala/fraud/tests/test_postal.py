"""The country of a postal address, as people write them; what could be a town, a state or a code is none."""

from __future__ import annotations

import pytest

from tiwala.fraud.postal import named_country


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("12 Mabini St, Quezon City", ""),
        ("12 Mabini St, Quezon City 1100 Philippines", "PH"),
        ("Blk 5 Lot 6, Dasmariñas, Cavite, PILIPINAS.", "PH"),
        ("1 Main St, Springfield, IL 62701, U.S.A.", "US"),
        ("10 Downing Street\nLondon SW1A 2AA\nUnited Kingdom", "GB"),
        ("5 Orchard Rd, Singapore 238801", "SG"),
        ("Abidjan, Cote d'Ivoire", "CI"),
        ("Peachtree St, Atlanta, Georgia", ""),
        ("Alaguisoc, Jordan", ""),
        ("Los Angeles, CA", ""),
        ("Congo", ""),
        ("", ""),
        (", \n;0", ""),
        ("x" * 100_000, ""),
        ("," * 100_000 + "Japan", "JP"),
    ],
)
def test_the_last_line_names_a_country_or_none(address: str, code: str) -> None:
    assert named_country(address) == code
