"""What a key is remembered by: bounded, never taught by outliers, the same after it was stored."""

from __future__ import annotations

import json
from random import Random

import pytest

from tiwala.fraud.attributes import ATTRIBUTES
from tiwala.fraud.memory import amounts as sizes
from tiwala.fraud.memory import key as keys
from tiwala.fraud.memory.amounts import Amounts
from tiwala.fraud.memory.book import known_of, take_in, take_label
from tiwala.fraud.memory.features import Looked, features
from tiwala.fraud.memory.key import DAY_S, Fraud, Memory, learn, meet, note_decline, remember, teach

NOW = 20_000 * DAY_S + 3600
ANA = ("customer", "ana")
BRANCH = ("place", "b1")


def a_habit(*amounts_minor: int) -> Memory:
    memory = Memory()
    for n, minor in enumerate(amounts_minor):
        at = NOW - DAY_S * (len(amounts_minor) - n)
        remember(memory, at)
        teach(memory, at, minor, currency="PHP")
    return memory


def looked(minor: int = 1000_00, at: int = NOW, **tokens: str) -> Looked:
    return Looked(at, minor, "PHP", {"customer": "ana", **tokens})


def of_own(memory: Memory, minor: int = 1000_00, at: int = NOW) -> dict:
    return dict(features([("customer", memory)], Amounts(), looked(minor, at)))


def test_every_attribute_it_gives_is_documented_and_only_those():
    told = features([("customer", a_habit(1, 2, 3, 4, 5)), ("ip", a_habit())], Amounts(), looked())
    nothing = features([], Amounts(), looked())
    assert set(told) == set(nothing) <= set(ATTRIBUTES)


def test_an_amount_far_out_never_becomes_the_habit_however_often_it_comes():
    memory = a_habit(900_00, 1000_00, 1100_00, 1150_00, 1200_00)
    for n in range(20):
        assert teach(memory, NOW + n * 3600, 12_400_00, currency="PHP") is True
    values = of_own(memory, 12_400_00, NOW + DAY_S)
    assert values["times_middle"] == pytest.approx(11.273)
    assert values["times_most"] == pytest.approx(10.333)
    assert (values["habit_count"], values["outliers_14d"]) == (5, keys.OUTLIERS_MOST)


def test_an_amount_far_out_that_nobody_complained_of_becomes_ordinary_and_one_that_was_fraud_never():
    for is_fraud, ordinary in ((False, 6), (True, 5)):
        memory = a_habit(*[1000_00] * 5)
        teach(memory, NOW, 9000_00, currency="PHP")
        if is_fraud:
            learn(memory, Fraud(NOW, NOW + DAY_S, is_explained=True))
        teach(memory, NOW + 46 * DAY_S, 8_000_000_00, currency="PHP")
        assert len(memory.normal) == ordinary


def test_below_five_amounts_there_is_no_habit_and_another_currency_has_no_part_in_it():
    memory = a_habit(1000_00, 1000_00, 1000_00, 1000_00)
    assert of_own(memory)["times_middle"] is None
    assert teach(memory, NOW, 1000_00, currency="USD") is False
    assert of_own(memory)["times_middle"] is None
    assert (memory.tries, memory.normal) == (4, [1000_00] * 4)


def test_counts_of_days_end_with_their_days():
    memory = Memory()
    for days_ago in (40, 29, 6, 1, 0):
        remember(memory, NOW - days_ago * DAY_S)
    values = of_own(memory)
    assert [values[f"own_tries_{span}"] for span in ("1d", "7d", "30d")] == [1, 3, 4]


def test_a_late_line_counts_for_its_own_day_and_moves_nothing_back():
    memory = Memory()
    for at in (NOW, NOW - 3 * DAY_S, NOW - DAY_S, NOW - DAY_S):
        remember(memory, at)
    note_decline(memory, NOW - DAY_S)
    assert [(day.number, day.tries, day.declines) for day in memory.days] == [
        (19_997, 1, 0),
        (19_999, 2, 1),
        (20_000, 1, 0),
    ]
    assert (memory.first_at, memory.last_at) == (NOW - 3 * DAY_S, NOW)


def on_shared(*frauds: Fraud, tries_on: tuple[int, ...] = ()) -> dict:
    memory = Memory()
    for days_ago in tries_on:
        remember(memory, NOW - days_ago * DAY_S)
    for fraud in frauds:
        learn(memory, fraud)
    return dict(features([("place", memory)], Amounts(), looked()))


def a_fraud(days_ago: int, *, known_days_ago: int, is_explained: bool = False) -> Fraud:
    return Fraud(NOW - days_ago * DAY_S, NOW - known_days_ago * DAY_S, is_explained)


def test_unexplained_frauds_speak_against_the_key_and_explained_ones_do_not():
    told = on_shared(
        a_fraud(12, known_days_ago=5), a_fraud(11, known_days_ago=4, is_explained=True), tries_on=(12, 11, 10)
    )
    assert (told["shared_frauds_7d"], told["shared_unexplained_7d"]) == (2, 1)
    assert told["shared_streak_d"] == 12


def test_a_streak_is_closed_by_tries_that_would_be_known_as_fraud_by_now():
    told = on_shared(
        a_fraud(20, known_days_ago=13), a_fraud(18, known_days_ago=11), tries_on=(20, 18, 15, 12, 9, 5, 2, 1)
    )
    assert told["shared_clean_after"] == 3
    assert (told["shared_streak_length_d"], told["shared_streak_share"]) == (2, 1)
    assert told["shared_fraud_ago_d"] == 18


def test_a_label_that_comes_early_is_felt_early():
    told = on_shared(a_fraud(1, known_days_ago=0), tries_on=(3, 2, 1))
    assert (told["shared_unexplained_7d"], told["shared_fraud_ago_d"]) == (1, 1)


def test_a_new_streak_begins_after_a_long_silence():
    told = on_shared(a_fraud(60, known_days_ago=53), a_fraud(9, known_days_ago=2), tries_on=(9,))
    assert told["shared_streak_d"] == 9


def test_of_several_shared_keys_the_one_with_the_largest_share_of_frauds_speaks():
    office, card = Memory(), Memory()
    for n in range(2000):
        remember(office, NOW - n % 30 * DAY_S)
    for _ in range(2):
        remember(card, NOW - DAY_S)
    for memory in (office, card):
        learn(memory, a_fraud(1, known_days_ago=0))
    told = features([("ip", office), ("card", card)], Amounts(), looked())
    assert told["shared_kind"] == "card"
    assert told["shared_risk"] > 0.04


def test_amounts_of_a_size_that_were_fraud_before_are_a_risk_and_others_are_not():
    amounts = Amounts()
    chance = Random(1)
    for _ in range(5000):
        amounts.remember(int(chance.uniform(10_00, 200_00)))
    for _ in range(30):
        amounts.remember(250_00)
        amounts.learn(250_00)
    assert amounts.risk(250_00) > 0.8
    assert amounts.risk(220_00) > 0.5
    assert amounts.risk(100_00) < 0.05


def test_whatever_is_thrown_at_a_key_it_stays_small_and_is_the_same_after_it_was_stored():
    chance, memory, amounts = Random(7), Memory(), Amounts()
    for n in range(4000):
        at = NOW + n * 1800
        remember(memory, at)
        teach(memory, at, chance.choice((chance.randrange(1, 2000_00), 10**15, 0)), currency="PHP")
        meet(memory, "device", f"{chance.randrange(10**8):08d}")
        amounts.remember(chance.randrange(10**18))
        if n % 3 == 0:
            learn(memory, Fraud(at, at + DAY_S, is_explained=bool(n % 2)))
            note_decline(memory, at)
    stored = json.dumps(keys.packed(memory), separators=(",", ":"))
    assert len(stored) < 3000
    again = keys.unpacked(json.loads(stored))
    assert again == memory
    assert of_own(again, at=NOW + 90 * DAY_S) == of_own(memory, at=NOW + 90 * DAY_S)
    assert sizes.unpacked(json.loads(json.dumps(sizes.packed(amounts)))) == amounts


def test_an_ordinary_key_takes_a_few_hundred_bytes():
    memory = Memory()
    for n in range(20):
        remember(memory, NOW - 30 * DAY_S + n * DAY_S)
        teach(memory, NOW - 30 * DAY_S + n * DAY_S, 1000_00 + n, currency="PHP")
    assert len(json.dumps(keys.packed(memory), separators=(",", ":"))) < 700


def test_a_try_is_in_no_memory_before_it_was_judged():
    memories, amounts = {}, Amounts()
    first = known_of(memories, amounts, looked(), [ANA, BRANCH])
    take_in(memories, amounts, looked(), [ANA, BRANCH])
    second = known_of(memories, amounts, looked(), [ANA, BRANCH])
    assert (first["own_known_d"], first["own_tries_1d"]) == (None, 0)
    assert (second["own_tries_1d"], second["shared_tries_1d"], second["shared_customers"]) == (1, 1, 1)


def test_a_fraud_that_its_own_amount_explains_leaves_the_branch_alone():
    memories, amounts = {}, Amounts()
    for n in range(6):
        take_in(memories, amounts, looked(1000_00, NOW - (9 - n) * DAY_S), [ANA, BRANCH])
    odd = take_in(memories, amounts, looked(50_000_00, NOW - DAY_S), [ANA, BRANCH])
    usual = take_in(memories, amounts, looked(1000_00, NOW - DAY_S), [ANA, BRANCH])
    take_label(memories, amounts, odd, NOW)
    told = known_of(memories, amounts, looked(), [ANA, BRANCH])
    assert (told["shared_frauds_7d"], told["shared_unexplained_7d"], told["own_frauds_28d"]) == (1, 0, 1)
    take_label(memories, amounts, usual, NOW)
    assert known_of(memories, amounts, looked(), [ANA, BRANCH])["shared_unexplained_7d"] == 1
