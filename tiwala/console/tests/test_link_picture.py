"""The small picture of linked payments draws what is there, and stays small."""

from __future__ import annotations

from tiwala.console.link_picture import MOST, Other, picture_of


def other(*shares: str) -> Other:
    return Other(shares, "3 Mar", "good", "Ana: paid")


def test_nothing_shared_is_no_picture() -> None:
    assert picture_of([]) is None
    assert picture_of([other()]) is None


def test_each_key_stands_once_with_a_line_to_everybody_who_shares_it() -> None:
    found = picture_of([other("address", "card"), other("address")])
    assert found is not None
    assert [key.text for key in found.keys] == ["address", "card"]
    assert len(found.lines) == 2 + 3
    ends = {(line.x2, line.y2) for line in found.lines}
    assert {(dot.x, dot.y) for dot in found.others} <= ends


def test_two_hundred_payments_are_twelve_and_a_number() -> None:
    found = picture_of([other("address")] * 200)
    assert found is not None
    assert (len(found.others), found.left_out) == (MOST, 188)
    assert found.height < 400


def test_nothing_stands_outside_the_picture() -> None:
    found = picture_of([other(f"key {number}") for number in range(9)])
    assert found is not None
    assert all(0 < dot.y < found.height and 0 < dot.x < found.width for dot in (*found.keys, *found.others, found.own))
