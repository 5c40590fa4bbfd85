"""The settings are found by what they are about, and nobody is led to a page that is shut."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tiwala.console.tests.people import come_in
from tiwala.console.views.settings_tabs import GROUPS

DOORS = [(group, door) for group, pages in GROUPS for door, _words, _permission in pages]
NAV = re.compile(r'<nav class="(tabs|chips)".*?</nav>', re.DOTALL)


def navs(client: Client, door: str) -> dict[str, str]:
    answer = client.get(reverse(door))
    assert answer.status_code == 200, door
    main = answer.content.decode().split("<main")[1]
    groups, pages, *_filters = NAV.finditer(main)
    return {groups[1]: groups[0], pages[1]: pages[0]}


def test_every_page_of_the_settings_shows_its_group_and_its_neighbours(owner: Client) -> None:
    for group, door in DOORS:
        shown = navs(owner, door)
        current = re.search(r'aria-current="true">([^<]+)<', shown["tabs"])
        assert current, door
        assert current[1] == str(group)
        assert f'<a href="{reverse(door)}" aria-current="page">' in shown["chips"]
        neighbours = [other for its, other in DOORS if its == group]
        assert all(f'href="{reverse(other)}"' in shown["chips"] for other in neighbours)
        assert shown["tabs"].count("<a ") == len(GROUPS)


def test_each_page_is_in_one_group_only() -> None:
    doors = [door for _group, door in DOORS]
    assert len(doors) == len(set(doors))


@pytest.mark.parametrize("role", ["admin", "accountant", "auditor"])
def test_nobody_is_led_to_a_page_that_is_shut(db: None, role: str) -> None:
    client = come_in(role)
    shown = navs(client, "console:settings")
    assert shown["chips"].count("<a ") >= 2
    for url in re.findall(r'href="([^"]+)"', shown["tabs"] + shown["chips"]):
        assert client.get(url).status_code == 200, url
