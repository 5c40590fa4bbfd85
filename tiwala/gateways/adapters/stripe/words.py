"""Stripe in words, for the console's wizard."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.wording import FieldWords, Words, _

WORDS: Final = Words(
    about=_("Cards from all over the world. For a business that may open an account there, mostly abroad."),
    site="https://dashboard.stripe.com",
    account=FieldWords(
        _("Account ID"),
        _("Settings, Account details: it begins with acct_."),
        begins={"test": "acct_", "live": "acct_"},
    ),
    keys={
        "api_key": FieldWords(
            _("Secret key"),
            _("Developers, API keys: the secret key, or a restricted key with the rights that our guide lists."),
            begins={"test": ("sk_test_", "rk_test_"), "live": ("sk_live_", "rk_live_")},
        )
    },
    notices_where=_("Developers, Webhooks, Add destination. The portal can do this for you."),
    notice_secret=FieldWords(
        _("Signing secret"),
        _("Developers, Webhooks, your destination: it begins with whsec_."),
        begins={"test": "whsec_", "live": "whsec_"},
    ),
    needs=(_("An account with Stripe, in a country where it opens accounts."),),
)
