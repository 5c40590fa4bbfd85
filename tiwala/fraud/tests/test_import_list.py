"""Entries from a file: all or none, as if they had been typed; what people see of a key afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tiwala.approvals.tests.people import make, now
from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.fraud.actions.import_list import BadLines, import_list
from tiwala.fraud.models import ListEntry
from tiwala.fraud.tests.makers import OFFICE, tried
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, NotAllowed

pytestmark = pytest.mark.django_db
MANILA = ZoneInfo("Asia/Manila")
GOOD = f"""side,about,key,reason,scope,ends
deny,ip,{OFFICE},Cards were tried,,
allow,mail,Ana@Example.test,Known for years,velocity,2099-12-31

DENY,phone,0917 123 4567,Never paid,all,
"""


def take(text: str) -> list[ListEntry]:
    return import_list(text, zone=MANILA, by=SYSTEM)


def test_first_digits_are_taken_in_and_a_whole_number_is_never_repeated(db: None):
    (one,) = take("side,about,key,reason\nwatch,bin,4111 1122,came back often\n")
    assert (one.side, one.about, one.shown, one.scope) == ("watch", "bin", "41111122", "all")
    with pytest.raises(BadLines) as refused:
        take("side,about,key,reason\ndeny,bin,4111111111111111,x\n")
    assert "4111" not in str(refused.value.fields)


def test_all_lines_are_taken_in_and_met():
    made = take(GOOD)
    assert [(one.side, one.about, one.scope) for one in made] == [
        ("deny", "ip", "all"), ("allow", "mail", "velocity"), ("deny", "phone", "all"),
    ]  # fmt: skip
    assert made[1].ends_at == datetime(2100, 1, 1, tzinfo=MANILA).astimezone(UTC)
    assert tried(ip=OFFICE).verdict == "block"


def test_taken_in_again_nothing_is_doubled():
    first, second = take(GOOD), take("\ufeff" + GOOD)
    assert [one.pk for one in first] == [one.pk for one in second]
    assert ListEntry.objects.count() == 3


def test_one_wrong_line_takes_nothing_in_and_each_is_named():
    text = (
        GOOD
        + "deny,ip,nonsense,x,,\nallow,mail,a@b.test,no end,,\nmaybe,ip,1.2.3.4,x,,\ndeny,ip,1.2.3.4,x,,31/12/2099\n"
    )
    with pytest.raises(BadLines) as bad:
        take(text)
    assert [one.number for one in bad.value.lines] == [5, 6, 7, 8]
    assert not ListEntry.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["", "side,about\ndeny,ip", "side,about,key,reason\n", 'side,about,key,reason\n"deny', "x" * 200_001, "\x00",
     "side,about,key,reason\n" + "deny,ip,1.2.3.4,x\n" * 501],
    ids=["empty", "columns", "no lines", "open quote", "huge", "null", "too many"],
)  # fmt: skip
def test_what_is_no_such_file_is_refused(text):
    with pytest.raises(BadInput):
        take(text)
    assert not ListEntry.objects.exists()


def test_what_a_spreadsheet_was_kept_from_running_comes_back_as_it_was():
    (one,) = take("side,about,key,reason\ndeny,phone,'+639171234567,'=1+1\n")
    assert one.reason == "=1+1"
    assert one.shown == "•••4567"


def test_a_masked_key_of_an_export_is_no_key():
    with pytest.raises(BadLines):
        take("side,about,key,reason\ndeny,phone,•••4567,again\n")


@pytest.mark.parametrize(
    ("about", "key", "shown"),
    [
        ("ip", "203.0.113.7", "203.0.•••"),
        ("ip", "2001:db8:1:2::1", "2001:db8:•••"),
        ("net", "203.0.113.7", "203.0.•••"),
        ("mail", "Ana.Reyes@shop.example.test", "a•••@sh•••.test"),
        ("mail_domain", "mailinator.com", "ma•••.com"),
        ("phone", "0917 123 4567", "•••4567"),
        ("customer", "cus_ana", "cus_ana"),
        ("card", "pm_1234", "•••"),
        ("address", "1 Rizal St, Manila", "•••"),
    ],
)
def test_of_a_key_only_a_masked_form_is_kept(about, key, shown):
    entry = add_to_list(EntryFacts("deny", about, key, "card testing"), by=SYSTEM)
    assert entry.shown == shown
    row = ListEntry.objects.filter(pk=entry.pk).values().get()
    assert about == "customer" or not any(key in str(value) for value in row.values())


def test_nobody_refuses_half_of_the_country_by_mistake():
    with pytest.raises(BadInput) as refused:
        add_to_list(EntryFacts("deny", "mail_domain", "juan@GMAIL.com", "one bad payer"), by=SYSTEM)
    assert "key" in refused.value.fields


def test_it_needs_the_permission():
    ada = now(make("accountant", "ada"))
    with pytest.raises(NotAllowed):
        import_list(GOOD, zone=MANILA, by=ada)
    with pytest.raises(NotAllowed):
        add_to_list(EntryFacts("deny", "ip", OFFICE, "card testing"), by=ada)
