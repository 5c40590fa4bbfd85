"""Roles, the matrix and the rules of signing in through the console's pages."""

from __future__ import annotations

import re

from django.db import connection
from django.test import Client

from tiwala.audit.models import Record
from tiwala.console.forms.base import fresh_key
from tiwala.console.tests.forms import press, send
from tiwala.console.tests.people import come_in, second_yes
from tiwala.console.tests.world import make_world
from tiwala.console.urls import urlpatterns
from tiwala.identity import rule_values
from tiwala.identity.models import CustomRole, User
from tiwala.identity.permissions import PERMISSIONS, ROLES

ROLES_PAGE = "/console/settings/roles/"
KINDS = ("customer", "draft", "open", "payment", "refund", "task", "letter", "gateway", "role", "person")
GROWS = ("audit_", "idempotency_", "django_session", "usersessions_", "identity_session", "ledger_account")


def test_a_role_is_made_given_changed_and_retired(owner: Client) -> None:
    answer = send(owner, f"{ROLES_PAGE}new/", name="Front desk", permissions=["invoice.view", "task.view"])
    assert answer.status_code == 302
    role = CustomRole.objects.get()
    come_in("cashier")
    cashier = next(one for one in User.objects.all() if "Cashier" in one.name)
    send(owner, f"/console/settings/people/{cashier.public_id}/", role=role.public_id, reason="At the desk")
    second_yes()
    assert "Front desk" in owner.get("/console/settings/people/").content.decode()
    assert send(owner, f"{ROLES_PAGE}{role.public_id}/", name="Reception").status_code == 302
    press(owner, f"{ROLES_PAGE}{role.public_id}/retirement/")
    assert "Reception" not in owner.get("/console/settings/people/").content.decode()
    assert owner.get(f"{ROLES_PAGE}{role.public_id}/").status_code == 404


def test_an_administrator_cannot_make_a_role_beyond_their_own() -> None:
    answer = send(come_in("admin"), f"{ROLES_PAGE}new/", name="King", permissions=sorted(PERMISSIONS))
    assert answer.status_code == 403
    assert not CustomRole.objects.exists()


def test_the_matrix_shows_exactly_what_each_role_may(owner: Client) -> None:
    text = owner.get(f"{ROLES_PAGE}matrix/").content.decode()
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", text, re.DOTALL)
    assert len(rows) == len(PERMISSIONS)
    ticked = sum(row.count("<svg") for row in rows)
    assert ticked == sum(len(held) for held in ROLES.values())


def test_the_matrix_of_people_adds_their_roles_up(owner: Client) -> None:
    come_in("cashier")
    text = owner.get(f"{ROLES_PAGE}matrix/?of=people").content.decode()
    assert text.count("<svg") >= len(PERMISSIONS) + len(ROLES["cashier"])


def test_the_matrix_leaves_as_a_file_that_runs_nothing(owner: Client) -> None:
    send(owner, f"{ROLES_PAGE}new/", name="=HYPERLINK(1)", permissions=["invoice.view"])
    file = owner.post(f"{ROLES_PAGE}matrix/export/").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in file
    assert ",=HYPERLINK" not in file
    assert file.count("\n") == len(PERMISSIONS) + 1
    assert "Cora Owner" in owner.post(f"{ROLES_PAGE}matrix/export/?of=people").content.decode("utf-8-sig")
    assert Record.objects.filter(tag="export:make").count() == 2


def test_a_rule_is_tightened_and_never_loosened_below_its_floor(owner: Client) -> None:
    page = "/console/settings/sign-in/staff_idle_minutes/"
    assert send(owner, page, number=10).status_code == 302
    assert rule_values.value_of("staff_idle_minutes") == 10
    refused = send(owner, page, number=16)
    assert refused.status_code == 422
    assert "from 1 to 15" in refused.content.decode()
    listed = owner.get("/console/settings/sign-in/").content.decode()
    assert "PCI 8.2.8" in listed
    assert "Cora Owner" in listed
    assert owner.get("/console/settings/sign-in/no_such_rule/").status_code == 404


def test_nothing_an_auditor_sends_changes_anything() -> None:
    """Every door of the console, knocked at by POST: only the trail, sessions and kept answers may grow."""
    world, auditor = make_world(), come_in("auditor")
    refs = [getattr(world, name) for name in KINDS]
    before = _everything()
    refused = 0
    for door in urlpatterns:
        path = "/console/" + re.sub(r"<str:\w+>", world.open, str(door.pattern))
        for place in dict.fromkeys(path.replace(world.open, ref) for ref in refs):  # one without a hole but once
            sent = {"key": fresh_key(), "reason": "x", "role": "owner", "to": "give", "number": "3"}
            answer = auditor.post(place, sent)
            refused += answer.status_code == 403
            assert answer.status_code in (200, 302, 403, 404, 405), path
    assert refused > len(urlpatterns)
    assert _everything() == before


def _everything() -> dict[str, object]:
    """A fingerprint of every table but those that remember who came."""
    names = [name for name in connection.introspection.table_names() if not name.startswith(GROWS)]
    found = {}
    with connection.cursor() as cursor:
        for name in names:
            text = "(to_jsonb(t) - 'last_seen_at')::text"
            cursor.execute(f'SELECT count(*), md5(string_agg({text}, NULL ORDER BY {text})) FROM "{name}" t')  # noqa: S608 -- our own tables
            found[name] = cursor.fetchone()
    return found
