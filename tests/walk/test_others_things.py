"""Ana tries for Ben's things and Ben for Ana's: by every id, at every depth, by looking and sending."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.http import HttpResponseBase

from tests.architecture.source import tell
from tests.walk import walkers
from tests.walk.exceptions import is_a_look
from tests.walk.holes import Door, mixed_doors
from tests.walk.world import Own, World, make_world
from tests.walk.writing import ask
from tiwala.business import cache as business_cache

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "::1"])
REFUSED = (302, 400, 403, 404, 405, 410)


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    business_cache.forget()
    return make_world()


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_what_is_the_others_is_not_there(world: World, who: str) -> None:
    mine, other = (world.ana, world.ben) if who == "ana" else (world.ben, world.ana)
    walker = walkers.customer(mine, has_factor=True)
    wrong = []
    for door in _reachable(world, mine, other):
        for method in ("get", "post"):
            answer, tables = ask(walker.client, method, door.url)
            wrong += [f"{method} {door.address} {door.owners}: {one}" for one in _told(door, answer, tables, other)]
    assert not wrong, tell(wrong, "Fetch by who is asking, each thing within the one before it in the address.")


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_what_is_named_in_a_form_or_a_question_opens_nothing(world: World, who: str) -> None:
    """The other's ids in the place of one's own: choosing, filtering, paying, correcting."""
    mine, other = (world.ana, world.ben) if who == "ana" else (world.ben, world.ana)
    walker, wrong = walkers.customer(mine, has_factor=True), []
    named = {
        "customer": other.customer,
        "customer_ref": other.customer,
        "invoice": other.open,
        "invoices": other.open,
        "invoice_ref": other.open,
        "target": other.open,
        "method": "card",
        "key": other.came_back,
        "amount": "1.00",
        "q": other.name,
        "next": f"/home/invoices/{other.open}/",
    }
    for door in mixed_doors(world, mine, mine):
        if door.policy.who == "customer":
            for method in ("get", "post"):
                answer, tables = ask(walker.client, method, door.url, data=named)
                if _shows(answer, other, but=named["q"]) or "payments_attempt" in tables:
                    wrong.append(f"{method} {door.address}: shows or pays what is {other.name}'s")
    assert not wrong, tell(wrong, "Ids from a form are fetched by who is asking too.")


def test_nobody_gets_further_with_a_link_than_the_link_goes(world: World) -> None:
    """Ana's link with Ben's attempts behind it, and the other way round, for a guest."""
    walker, wrong = walkers.nobody(world), []
    for mine, other in ((world.ana, world.ben), (world.ben, world.ana)):
        for door in _reachable(world, mine, other):
            if door.address.startswith("pay/") and len(set(door.owners)) > 1:
                for method in ("get", "post"):
                    answer, tables = ask(walker.client, method, door.url)
                    faults = _told(door, answer, tables, None)
                    wrong += [f"{method} {door.address} {door.owners}: {one}" for one in faults]
    assert not wrong, tell(wrong, "Fetch the attempt within the link's own invoice.")


def _reachable(world: World, mine: Own, other: Own) -> list[Door]:
    """Every mixture at doors that customers may come near; a whole link of the other's is a key and opens."""
    return [
        door
        for door in mixed_doors(world, mine, other)
        if door.policy.who in ("customer", "person", "anyone", "staff")
        and not (door.address.startswith(("pay/", "payback/")) and set(door.owners) == {other.name})
    ]


def _told(door: Door, answer: HttpResponseBase, tables: set[str], other: Own | None) -> list[str]:
    faults = [] if answer.status_code in REFUSED else [f"answered {answer.status_code}"]
    changed = sorted(table for table in tables if not is_a_look(door, table) or table == "payments_attempt")
    if changed:
        faults.append(f"wrote {changed}")
    if other and _shows(answer, other):
        faults.append(f"shows what is {other.name}'s")
    return faults


def _shows(answer: HttpResponseBase, other: Own, but: str = "") -> bool:
    text = b"" if getattr(answer, "streaming", False) else answer.content  # type: ignore[attr-defined]
    return any(word != but and word.encode() in text for word in (other.name, other.payment, other.refund))
