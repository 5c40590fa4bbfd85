"""What waits for a second person is told by letter to those who may decide, and its end to who asked, each once."""

from __future__ import annotations

import pytest

from tests.makers import make_business
from tiwala.approvals.kinds import KINDS
from tiwala.identity.tests.people import make_cora
from tiwala.kit import ids
from tiwala.notify.models import Letter
from tiwala.wiring.approval_letters import tell_who_asked, tell_who_may_decide

pytestmark = pytest.mark.django_db


def test_each_step_is_told_once_however_often_its_event_is_brought() -> None:
    make_business()
    asker, other = (make_cora("owner", f"{name}@example.ph") for name in ("asker", "other"))
    kind, ref = next(iter(KINDS)), ids.encode("apr", ids.uuid7())
    for _ in range(2):
        tell_who_may_decide(proposal_ref=ref, kind=kind, asked_by=asker.public_id)
        tell_who_asked(proposal_ref=ref, kind=kind, asked_by=asker.public_id, state="approved")
    assert sorted(Letter.objects.values_list("key_owner", flat=True)) == sorted([asker.public_id, other.public_id])
