"""Whatever bytes arrive at the door: an answer, never a 500."""

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiwala.gateways.actions.read_notices import read_notices
from tiwala.gateways.adapters.sandbox import wire
from tiwala.gateways.adapters.sandbox.adapter import build
from tiwala.gateways.models import Notice
from tiwala.gateways.port import AccountFacts, NoticeFacts, NoticeRefused, RawNotice
from tiwala.gateways.reading import UnreadableError, load
from tiwala.gateways.tests.makers import SECRET, make_account, make_body, post_notice, sign
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM

FACTS = AccountFacts("test", "demo", "http://localhost:1", {"api_key": "k"}, (SECRET,))
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
names = st.sampled_from(["id", "type", "live", "account", "data", "object", "reference", "status", "created"])
near_misses = st.dictionaries(names, json_values, max_size=9).map(
    lambda changes: json.loads(make_body("evt_1")) | changes
)
bodies = (
    st.binary(max_size=300) | json_values.map(json.dumps).map(str.encode) | near_misses.map(json.dumps).map(str.encode)
)


@SHARED
@given(body=bodies, header=st.text(max_size=200) | st.none())
def test_reading_a_notice_never_raises(body, header):
    given_header = sign(body) if header is None else header
    raw = RawNotice({"sandbox-signature": given_header}, body, "127.0.0.1", "test", clock.machine_now())
    assert isinstance(build(FACTS).read_notice(raw), NoticeFacts | NoticeRefused)


@SHARED
@given(value=near_misses | json_values)
def test_reading_an_answer_is_an_outcome_or_unreadable(value):
    body = json.dumps(value).encode()
    for reader in (wire.checkout, wire.refund, wire.line, wire.statement_page, wire.newest_truth, wire.first_refund):
        try:
            reader(load(body))
        except UnreadableError:
            continue


@pytest.mark.django_db
@SHARED
@given(
    body=bodies,
    header=st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=60) | st.none(),
)
def test_the_door_never_breaks_and_what_it_stores_can_be_dealt_with(client, body, header):
    account = _account()
    answer = post_notice(client, account, body, header)
    assert answer.status_code in {200, 401}
    read_notices(by=SYSTEM)
    assert not Notice.objects.filter(state="received").exists()


@pytest.mark.django_db
@SHARED
@given(gateway=st.text(min_size=1, max_size=20), account=st.text(min_size=1, max_size=40))
def test_no_address_breaks_the_door(client, gateway, account):
    path = "/".join(["/notices", *(quote(part, safe="").replace("%2F", "_") for part in (gateway, account)), ""])
    assert client.post(path, data=b"{}", content_type="application/json").status_code in {404, 401}


def _account():
    from tiwala.gateways.models import GatewayAccount

    return GatewayAccount.objects.first() or make_account()
