"""The link in a letter about an account stays a link; one that a person wrote into their name does not."""

from __future__ import annotations

import pytest

from tests.makers import make_business
from tiwala.identity.mail import AccountLetter
from tiwala.kit.conf import conf
from tiwala.notify.models import Letter
from tiwala.wiring import account_letters


@pytest.mark.django_db
def test_our_own_link_works_and_a_planted_one_is_taken_apart() -> None:
    make_business()
    link = f"{conf.outside.base_url}/account/not-me/abc/"
    text = "Hello http://evil.example/x,\n\nsomething changed.\n"
    account_letters.send(AccountLetter("x", "Ana", "ana@example.ph", "Changed", text, "en", "", link=link))
    letter = Letter.objects.get()
    assert f"\n{link}\n" in letter.body_text
    assert f'href="{link}"' in letter.body_html
    assert "http://evil.example" not in letter.body_text + letter.body_html
