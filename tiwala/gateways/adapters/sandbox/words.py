"""The sandbox in words, for the console's wizard."""

from __future__ import annotations

from typing import Final

from tiwala.gateways.wording import FieldWords, Words, _

WORDS: Final = Words(
    about=_("The gateway to try everything against. No money moves; it comes with the portal."),
    site="",
    account=FieldWords(_("Account"), _("The account that comes with it is demo.")),
    keys={
        "api_key": FieldWords(
            _("API key"),
            _("The name of the account after sk_test_, such as sk_test_demo."),
            begins={"test": "sk_test_"},
        )
    },
    notices_where=_("Its account demo knows this portal already; for another, see tiwala_sandbox/README.md."),
    notice_secret=FieldWords(
        _("Notice secret"), _("That of the account demo is whsec_test_demo."), begins={"test": "whsec_"}
    ),
)
