"""Reviews of who may do what, through the console's pages."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

from django.test import Client

from tiwala.console.tests.forms import press
from tiwala.console.tests.people import come_in
from tiwala.identity.models import AccessReview, User
from tiwala.kit import clock

LIST = "/console/settings/reviews/"


def test_a_review_is_begun_decided_signed_and_taken_home(owner: Client) -> None:
    come_in("cashier")
    press(owner, f"{LIST}new/")
    page = f"{LIST}{AccessReview.objects.get().public_id}/"
    shown = owner.get(page).content.decode()
    assert "2 lines are left" in shown
    assert "Cashier" in shown
    assert "signature/" not in shown
    doors = set(re.findall(rf'action="({page}lines/[^"]+)"', shown))
    lines = {f"{page}lines/{one.public_id}/": one.name for one in AccessReview.objects.get().lines.all()}
    assert set(lines) == doors
    for door, name in lines.items():
        press(owner, door, to="end" if "Cashier" in name else "keep")
    assert User.objects.filter(is_active=False).count() == 1
    press(owner, f"{page}signature/")
    review = AccessReview.objects.get()
    assert review.state == "signed"
    assert review.paper_sha256 in owner.get(page).content.decode()
    paper = press(owner, f"{page}paper/")
    assert hashlib.sha256(paper.content).hexdigest() == review.paper_sha256
    file = press(owner, f"{page}file/").content.decode("utf-8-sig")
    assert file.count(review.paper_sha256) == 2
    assert "reviewed" in owner.get("/console/").content.decode()


def test_a_late_one_is_on_the_first_page(owner: Client) -> None:
    press(owner, f"{LIST}new/")
    with clock.hold(clock.now() + timedelta(days=15)):
        late = come_in("admin")
        assert "overdue" in late.get("/console/").content.decode()
        assert "overdue" in late.get(LIST).content.decode()


def test_who_only_looks_decides_nothing(owner: Client) -> None:
    press(owner, f"{LIST}new/")
    page = f"{LIST}{AccessReview.objects.get().public_id}/"
    auditor = come_in("auditor")
    shown = auditor.get(page).content.decode()
    assert "lines/" not in shown
    line = AccessReview.objects.get().lines.get().public_id
    assert press(auditor, f"{page}lines/{line}/", to="end").status_code == 403
    assert press(auditor, f"{page}signature/").status_code == 403
    assert come_in("accountant").get(page).status_code == 200
    assert come_in("support").get(page).status_code == 403
