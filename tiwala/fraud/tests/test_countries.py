"""The country of an address, from a file nobody trusts: good, gone, broken, old, replaced, and meant to do harm."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import pytest

from tests.mmdb_maker import database, pointer, value
from tiwala.fraud import countries
from tiwala.fraud.countries import country_of, file_now
from tiwala.fraud.tests.makers import OFFICE, tried
from tiwala.kit import clock
from tiwala.kit.conf import Fraud, conf

MANILA, TOKYO, LAGOS = {"country": {"iso_code": "PH"}}, {"country": {"iso_code": "JP"}}, {"country_code": "ng"}
WORLD = {"203.0.113.0/24": MANILA, "198.51.100.0/24": TOKYO, "2001:db8::/32": LAGOS}


@pytest.fixture
def put(tmp_path, monkeypatch):
    path = tmp_path / "countries.mmdb"
    monkeypatch.setattr(conf, "fraud", Fraud(late_ms=8_000, ip_countries=str(path)))

    def place(data: bytes) -> None:
        fresh = tmp_path / "fresh"
        fresh.write_bytes(data)
        fresh.replace(path)
        file_now()

    return place


@pytest.mark.parametrize("size", [24, 28, 32])
def test_addresses_of_both_kinds_are_found(put, size):
    put(database(WORLD, size=size))
    assert file_now().condition == "good"
    told = [country_of(ip) for ip in (OFFICE, f"::ffff:{OFFICE}", "198.51.100.9", "2001:db8:1::1", "192.0.2.1", "")]
    assert told == ["PH", "PH", "JP", "NG", "", ""]


def test_a_file_of_ipv4_alone_knows_no_ipv6(put):
    put(database({"203.0.113.0/24": {"country": "PH"}}, version=4))
    assert (country_of(OFFICE), country_of("2001:db8::1")) == ("PH", "")


@pytest.mark.parametrize("record", [{}, {"country": {}}, {"country": 7}, {"country": "Philippines"}, [], "PH", True])
def test_a_record_without_a_country_says_nothing(put, record):
    put(database({"203.0.113.0/24": record}))
    assert country_of(OFFICE) == ""


def test_without_a_file_the_signal_is_missing_and_said_to_be():
    assert (conf.fraud.ip_countries, file_now().condition, country_of(OFFICE)) == ("", "none", "")


@pytest.mark.parametrize("data", [b"", b"x" * 9_000, b"\xab\xcd\xefMaxMind.com", database(WORLD)[:-40], b"\x00" * 100])
def test_a_broken_file_tells_nothing(put, data):
    put(data)
    assert (file_now().condition, country_of(OFFICE)) == ("broken", "")


def test_a_file_cut_short_while_it_is_copied_is_broken_and_good_once_it_is_whole(put):
    whole = database(WORLD)
    put(whole[len(whole) // 2 :])
    assert file_now().condition == "broken"
    put(whole)
    assert country_of(OFFICE) == "PH"


def test_a_pipe_a_folder_and_a_city_s_file_are_refused_at_once(tmp_path, monkeypatch):
    pipe, huge = tmp_path / "pipe", tmp_path / "huge"
    os.mkfifo(pipe)
    with huge.open("wb") as file:
        file.truncate(countries.LARGEST + 1)
    began = time.perf_counter()
    for path in (pipe, huge, tmp_path):
        monkeypatch.setattr(conf, "fraud", Fraud(ip_countries=str(path)))
        assert (file_now().condition, country_of(OFFICE)) == ("broken", "")
    monkeypatch.setattr(conf, "fraud", Fraud(ip_countries=str(tmp_path / "nowhere")))
    assert file_now().condition == "missing"
    assert time.perf_counter() - began < 1


def test_an_old_file_is_not_believed_and_a_good_one_becomes_old_by_itself(put):
    put(database(WORLD))
    assert country_of(OFFICE) == "PH"
    with clock.hold(clock.now() + timedelta(days=93)):
        assert country_of(OFFICE) == ""
        assert file_now().condition == "old"


@pytest.mark.parametrize("built_at", [10**18, 2**63])
def test_a_date_that_makes_no_sense_is_a_broken_file(put, built_at):
    put(database(WORLD, built_at=built_at))
    assert file_now().condition == "broken"


def test_a_replaced_file_is_read_within_half_a_minute_and_not_at_every_try(put, tmp_path, monkeypatch):
    put(database(WORLD))
    moved = tmp_path / "moved"
    moved.write_bytes(database({"203.0.113.0/24": TOKYO}))
    moved.replace(conf.fraud.ip_countries)
    assert country_of(OFFICE) == "PH"
    later = time.monotonic() + 31
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert country_of(OFFICE) == "JP"


def bombs() -> dict[str, tuple[int, bytes]]:
    """Data sections that mean harm, each with the place where its answer begins."""
    wide = b"".join(value(f"k{n}") + pointer(0) for n in range(25))
    laughs, last = value("x" * 20), 0
    for _ in range(9):  # each level points twenty times to the one before: 20^9 texts
        laughs, last = laughs + bytes([20, 4]) + pointer(last) * 20, len(laughs)
    return {
        "to itself": (0, pointer(0)),
        "a map of itself": (0, bytes([7 << 5 | 25]) + wide),
        "a billion laughs": (last, laughs),
        "ten million entries": (0, bytes([7 << 5 | 31]) + (10**7 - 65_821).to_bytes(3, "big")),
        "a text of sixteen megabytes": (0, bytes([2 << 5 | 31]) + b"\xff\xff\xff"),
        "beyond the end": (0, pointer(2**31)),
        "a kind that is none": (0, bytes([0, 200])),
    }


@pytest.mark.parametrize("name", bombs())
def test_a_file_that_means_harm_is_given_up_quickly(put, name):
    place, data = bombs()[name]
    put(database({"203.0.113.0/24": place}, data=data))
    began = time.perf_counter()
    assert country_of(OFFICE) == ""
    assert time.perf_counter() - began < 0.5


def test_a_tree_that_never_ends_is_given_up(put):
    endless = bytearray(database(WORLD))
    endless[:6] = bytes(6)  # the first node leads to itself
    put(bytes(endless))
    assert country_of(OFFICE) == ""


@pytest.mark.django_db
def test_travel_faster_than_anybody_is_seen_and_a_flight_is_not(put):
    put(database(WORLD))
    begin = clock.now()
    assert tried(ip=OFFICE).values["is_impossible_travel"] is False
    with clock.hold(begin + timedelta(hours=2)):
        values = tried(ip="198.51.100.9", bill_country="PH").values
        assert (values["ip_country"], values["is_impossible_travel"]) == ("JP", True)
        assert values["customer_countries_24h"] == 2
        assert values["is_ip_bill_mismatch"] is True
        assert tried().values["is_impossible_travel"] is None
    with clock.hold(begin + timedelta(hours=9)):
        assert tried(ip=OFFICE).values["is_impossible_travel"] is False
