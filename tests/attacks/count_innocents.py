"""How many good payers would be refused: `make innocents`. Too slow for the suite, so it is run by its name.

Each try is committed, as it is in a house. It says how far it is, ends after half an hour whatever the machine does,
and writes its figures into docs/why/fraud.md once all of them were counted.

Twelve hundred tries of people who merely pay, in ways that look odd, with every rule of the first day live: behind one
address, at a sale, abroad, for others, in a family, new and clumsy. Who is asked or looked at is counted besides.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from tests.attacks.street import every_rule_is_live
from tests.mmdb_maker import database
from tiwala.fraud.actions.learn_card import learn_card
from tiwala.fraud.countries import file_now
from tiwala.fraud.facts import CardFacts
from tiwala.fraud.models import Sighting
from tiwala.fraud.tests.makers import tried
from tiwala.kit import clock
from tiwala.kit.conf import Fraud, conf

pytestmark = pytest.mark.django_db(transaction=True)
DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "why" / "fraud.md"
BEGIN, END = "<!-- counted -->", "<!-- end of counted -->"
LONGEST_S: Final = 1_800.0
_TELL_EVERY: Final = 50
WORLD: Final = {"203.0.113.0/24": {"country": {"iso_code": "PH"}}, "198.51.100.0/24": {"country": {"iso_code": "JP"}}}
HOME, ABROAD, OFFICE = "203.0.113.{}", "198.51.100.{}", "203.0.113.250"
DECLINES: Final = ("insufficient_funds", "bank_refused", "incorrect_cvc")
MOST: Final = 0.005
Try = tuple[float, int, dict[str, Any]]
"""When it is (minutes), how much in centavos, and what else is known of it."""


def who(name: str, number: int, **more: Any) -> dict[str, Any]:
    """A customer of long standing, with a browser, a mailbox and an address of their own."""
    own = f"{name}_{number}"
    known = {
        "customer_ref": f"cus_{own}",
        "device_key": f"browser {own}",
        "mail": f"{own}@example.ph",
        "bill_address": f"{number} {name} Street, Quezon City",
        "bill_country": "PH",
        "customer_since": clock.now() - timedelta(days=90),
        "ip": HOME.format(number % 200 + 1),
    }
    return known | more


def office(dice: random.Random) -> Iterator[Try]:
    """Two hundred behind one address within two hours."""
    for number in range(200):
        yield dice.uniform(0, 120), dice.choice((89_900, 149_900, 199_900)), who("office", number, ip=OFFICE)


def sale(dice: random.Random) -> Iterator[Try]:
    """Three hundred within ten minutes, half of them new."""
    for number in range(300):
        since = clock.now() - timedelta(minutes=5) if number % 2 else clock.now() - timedelta(days=200)
        ip = f"100.{number % 60 + 64}.{number % 251}.{number % 199 + 1}"
        yield dice.uniform(0, 10), 49_900, who("sale", number, ip=ip, customer_since=since)


def travellers(dice: random.Random) -> Iterator[Try]:
    """At home, then from hotels abroad, four times within two days."""
    for number in range(50):
        for stop in range(4):
            ip = ABROAD.format(dice.randrange(1, 250)) if stop else HOME.format(number + 1)
            yield stop * 600 + dice.uniform(0, 60), dice.randrange(80_000, 200_000), who("traveller", number, ip=ip)


def givers(dice: random.Random) -> Iterator[Try]:
    """Five usual payments, then a gift to another address at three times the usual."""
    for number in range(40):
        usual = dice.randrange(70_000, 130_000)
        for month in range(5):
            yield month * 1500, usual + dice.randrange(-9_000, 9_000), who("giver", number)
        there = {"ship_address": f"{number} Far Street, Tokyo", "ship_country": "JP"}
        yield 8000 + number, usual * 3, who("giver", number, **there)


def families(dice: random.Random) -> Iterator[Try]:
    """Three people, one browser, one line, one address."""
    for number in range(40):
        for one in range(3):
            shared = who("family", number, customer_ref=f"cus_family_{number}_{one}", mail=f"f{number}{one}@example.ph")
            yield one * 5 + dice.uniform(0, 300), dice.randrange(50_000, 150_000), shared


def clumsy(dice: random.Random) -> Iterator[Try]:
    """New today: declined once or twice, a few minutes apart, then paid."""
    for number in range(70):
        since = clock.now() - timedelta(minutes=30)
        for step in range(dice.choice((2, 3))):
            yield step * 4, 120_000, who("clumsy", number, customer_since=since, is_second=step > 0)


SETS: Final = (office, sale, travellers, givers, families, clumsy)


@pytest.fixture(autouse=True)
def _world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "countries.mmdb"
    path.write_bytes(database(WORLD))
    monkeypatch.setattr(conf, "fraud", Fraud(late_ms=60_000, ip_countries=str(path)))
    file_now()


def test_fewer_than_one_in_two_hundred_good_payers_is_refused() -> None:
    every_rule_is_live()
    dice, verdicts = random.Random(7), Counter[str]()
    begin, until = clock.now(), time.monotonic() + LONGEST_S
    for several in SETS:
        own = Counter[str]()
        for minutes, minor, facts in sorted(several(dice), key=lambda one: one[0]):
            with clock.hold(begin + timedelta(minutes=minutes)):
                own[_pays(dice, minor, dict(facts))] += 1
            if time.monotonic() > until:
                pytest.fail(f"Half an hour was not enough: {several.__name__} {dict(own)}, before it {dict(verdicts)}")
            if not own.total() % _TELL_EVERY:
                _tell(f"  {several.__name__} {own.total()} …\n")
        _tell(f"{several.__name__:12} {own.total():5} tries  {dict(own)}\n")
        verdicts += own
        begin += timedelta(days=10)
    _tell(f"{_told(verdicts)}\n")
    assert verdicts.total() > 1_000
    assert verdicts["block"] / verdicts.total() < MOST
    _write(verdicts)


def _tell(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _told(verdicts: Counter[str]) -> str:
    """The figures as the document has them."""
    return (
        f"{verdicts.total():,} good tries of {len(SETS)} kinds: {verdicts['block']} refused, "
        f"{verdicts['review']} looked at afterwards, {verdicts['step_up']} asked by their bank."
    )


def _write(verdicts: Counter[str]) -> None:
    before, _begin, rest = DOCUMENT.read_text().partition(BEGIN)
    _old, _end, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{BEGIN}{_told(verdicts)}{END}{after}")


def _pays(dice: random.Random, minor: int, facts: dict[str, Any]) -> str:
    """One try to its end; one in twelve is declined, the clumsy but for their last. The card is told by the answer."""
    is_second = facts.pop("is_second", None)
    fails = not is_second if is_second is not None else dice.random() < 1 / 12
    verdict = tried(minor, ends=dice.choice(DECLINES) if fails else "paid", **facts).verdict
    card = CardFacts("gac_1", fingerprint=facts["customer_ref"], bin="424242", brand="Visa", country="PH")
    learn_card(Sighting.objects.order_by("-id")[0].payment_ref, card)
    return verdict
