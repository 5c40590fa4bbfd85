"""The pay link: opens exactly one invoice, stores no token, tells nothing to those who guess."""

import hashlib
import secrets
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.makers import make_draft, make_invoice
from tiwala.invoicing.actions.make_pay_link import make_pay_link, revoke_pay_link, revoke_pay_links
from tiwala.invoicing.links import open_link
from tiwala.invoicing.models import LinkView, PayLink
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf
from tiwala.kit.errors import BadInput, TooMany, WrongState

pytestmark = pytest.mark.django_db(transaction=True)
VISITOR = "203.0.113.7"


def test_a_token_opens_exactly_its_own_invoice():
    one, other = make_invoice(), make_invoice()
    (_, first), (_, second) = (make_pay_link(each.public_id, by=SYSTEM) for each in (one, other))
    assert open_link(first, visitor=VISITOR).invoice_ref == one.public_id
    assert open_link(second, visitor=VISITOR).invoice_ref == other.public_id


def test_wrong_expired_and_revoked_tokens_look_the_same_and_cost_one_statement():
    invoice = make_invoice()
    (link, revoked), (_, expired) = (make_pay_link(invoice.public_id, by=SYSTEM) for _ in range(2))
    revoke_pay_link(link.public_id, by=SYSTEM)
    later = clock.now() + timedelta(days=15 + 32)  # late in the day it is tomorrow in the business's zone
    for token, at in (
        ("nonsense", clock.now()),
        ("", clock.now()),
        ("\x00" * 9, clock.now()),
        ("x" * 10_000, clock.now()),
        ("\ud800", clock.now()),
        (revoked, clock.now()),
        (expired, later),
    ):
        with clock.hold(at), CaptureQueriesContext(connection) as seen:
            assert open_link(token, visitor=VISITOR) is None
        assert len(seen) == 1


def test_a_link_ends_thirty_days_after_the_due_date_and_never_later_than_asked():
    invoice = make_invoice()
    link, token = make_pay_link(invoice.public_id, by=SYSTEM)
    assert (link.expires_at.date() - invoice.due_on).days == 30
    with pytest.raises(BadInput):
        make_pay_link(invoice.public_id, by=SYSTEM, days_after_due=121)
    with clock.hold(link.expires_at - timedelta(seconds=1)):
        assert open_link(token, visitor=VISITOR) is not None
    with clock.hold(link.expires_at):
        assert open_link(token, visitor=VISITOR) is None


def test_revoking_ends_every_link_and_a_new_one_opens_again():
    invoice = make_invoice()
    tokens = [make_pay_link(invoice.public_id, by=SYSTEM)[1] for _ in range(2)]
    assert revoke_pay_links(invoice.public_id, by=SYSTEM) == 2
    assert [open_link(token, visitor=VISITOR) for token in tokens] == [None, None]
    _, fresh = make_pay_link(invoice.public_id, by=SYSTEM)
    assert open_link(fresh, visitor=VISITOR).invoice_ref == invoice.public_id


def test_a_guesser_is_stopped_and_others_are_not():
    _, token = make_pay_link(make_invoice().public_id, by=SYSTEM)
    with clock.hold(clock.now()):
        for _ in range(conf.pay.link_misses_per_minute + 1):
            assert open_link(secrets.token_urlsafe(32), visitor=VISITOR) is None
        with pytest.raises(TooMany):
            open_link(secrets.token_urlsafe(32), visitor=VISITOR)
        for visitor in (VISITOR, "203.0.113.8"):  # a carrier's address is a thousand people's: theirs still open
            assert open_link(token, visitor=visitor) is not None
        assert LinkView.objects.count() == 2
    with clock.hold(clock.now() + timedelta(minutes=2)):
        assert open_link(secrets.token_urlsafe(32), visitor=VISITOR) is None


def test_visits_are_logged_once_a_minute_without_the_address():
    _, token = make_pay_link(make_invoice().public_id, by=SYSTEM)
    now = clock.now().replace(second=1)
    for seconds in (0, 5, 61):
        with clock.hold(now + timedelta(seconds=seconds)):
            open_link(token, visitor=VISITOR)
    views = LinkView.objects.all()
    assert len(views) == 2
    assert VISITOR.encode() not in b"".join(bytes(view.visitor) for view in views)


def test_the_token_is_stored_nowhere():
    _, token = make_pay_link(make_invoice().public_id, by=SYSTEM)
    open_link(token, visitor=VISITOR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        dump = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 -- names from pg_tables
            dump += [row[0] for row in cursor.fetchall()]
    text = "\n".join(dump)
    assert hashlib.sha256(token.encode()).hexdigest() in text
    assert token not in text
    assert token.encode().hex() not in text
    assert PayLink.objects.get().made_for == "staff"


def test_a_draft_has_no_link():
    with pytest.raises(WrongState):
        make_pay_link(make_draft().public_id, by=SYSTEM)
