from __future__ import annotations

import pytest

from tiwala.business import tin


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("123456789", "123-456-789-00000"),
        ("123-456-789-000", "123-456-789-00000"),
        ("123-456-789-0012", "123-456-789-00012"),
        (" 123 456 789 00012 ", "123-456-789-00012"),
    ],
)
def test_it_is_shown_in_one_way(written: str, shown: str) -> None:
    assert str(tin.read(written)) == shown


@pytest.mark.parametrize(
    "written",
    [
        "",
        "12345678",
        "1234567890",
        "123-456-789-01",
        "123-456-789-000000",
        "abc",
        "000-000-000-000",
        "١٢٣٤٥٦٧٨٩",
        "1" * 90,
    ],
)
def test_it_refuses_what_is_not_one(written: str) -> None:
    with pytest.raises(tin.BadTin):
        tin.read(written)


def test_a_branch_has_the_same_number_and_a_code_of_its_own() -> None:
    assert str(tin.read("123456789").at("00007")) == "123-456-789-00007"


@pytest.mark.parametrize("written", ["", "1", "12", "123456", "12a"])
def test_it_refuses_what_is_not_a_branch_code(written: str) -> None:
    with pytest.raises(tin.BadBranchCode):
        tin.read_branch_code(written)
