"""A proposal's frozen facts in words: what would happen, for the one who decides."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tiwala.approvals.models import Proposal
from tiwala.console.fraud_words import VERDICTS, named
from tiwala.console.queries.payback_page import contact_changed_at
from tiwala.console.queries.people import staff_name
from tiwala.gateways import qrph
from tiwala.gateways.registry import GATEWAYS
from tiwala.identity.words import PERMISSION_WORDS, role_name
from tiwala.kit import clock
from tiwala.kit.currencies import is_currency
from tiwala.ui.wording import ago_words, money_words

HIDDEN = frozenset({"currency", "version", "before", "before_minor", "digest", "versions", "sha256"})


def facts_in_words(proposal: Proposal) -> list[tuple[str, str]]:
    """Label and text of each fact; amounts as money, permissions and roles by their names."""
    told, found = proposal.facts, list[tuple[str, str]]()
    if proposal.subject_ref.startswith("usr_"):
        found.append((_("Who"), staff_name(proposal.subject_ref)))
    if proposal.kind == "staff_invite" and proposal.sealed:
        found += [(_("Name"), proposal.sealed["name"]), (_("E-mail"), proposal.sealed["email"])]
    if proposal.kind == "payback" and proposal.sealed:
        found += [(_("To the account"), proposal.sealed["account"]), (_("In the name of"), proposal.sealed["name"])]
        found += _contact_warning(proposal.subject_ref)
    for name, value in told.items():
        if name in HIDDEN or value in ("", None, []) or (name == "role" and "name" in told):
            continue
        shown = _answered(str(told.get("gateway", "")), value) if name == "settings" else value
        found.append((_label(name), _text(name, shown, currency=str(told.get("currency", "")))))
    return found


def _answered(gateway: str, names: object) -> list[str]:
    """The questions about a gateway's account that were answered by yes."""
    words = GATEWAYS[gateway].words if gateway in GATEWAYS else None
    asked = words.questions if words else {}
    return [str(asked[name].label) for name in names if name in asked] if isinstance(names, list) else []


def _contact_warning(payback_ref: str) -> list[tuple[str, str]]:
    """Letters go where the contacts say: whoever changed those lately may be whom the account belongs to."""
    at = contact_changed_at(payback_ref)
    if at is None:
        return []
    words = _("Corrected %(ago)s. If in doubt, call the customer on a number you know from before.")
    return [(_("The customer's data"), words % {"ago": ago_words(at - clock.now(), language=get_language() or "en")})]


def _label(name: str) -> str:
    known = {
        "amount_minor": _("Amount"),
        "to": _("Where to"),
        "is_later": _("Leaves tomorrow"),
        "role": _("Role"),
        "name": _("Called"),
        "about": _("What it is for"),
        "permissions": _("It may"),
        "added": _("New rights"),
        "gateway": _("Gateway"),
        "label": _("What you call it"),
        "mode": _("Mode"),
        "external_id": _("What the gateway calls it"),
        "settings": _("It was said to have"),
        "changed": _("Keys that change"),
        "notice_secret": _("A new secret of its notices"),
        "forget_old_secret": _("The old secret ends"),
        "bank": _("Bank or e-wallet"),
        "holder": _("Account name"),
        "number": _("Account or mobile number"),
        "qr_text": _("QR Ph code of"),
        "takes_amount": _("Amount and reference go into the code"),
        "language": _("Letters in"),
        "list": _("List"),
        "rows": _("Rows"),
        "with_names": _("With names"),
        "pack": _("Pack"),
        "payment": _("Payment"),
        "rules": _("Rules that will count"),
        "model": _("Model"),
        "model_frauds": _("Known frauds it learned from"),
        "model_precision": _("Average precision on later tries"),
        "model_beside": _("Average precision on payments that both scored"),
        "model_live": _("and of the live one"),
        "model_carries": _("Rules may lean on it for, at most"),
    }
    return known.get(name, name.replace("_", " "))


def _text(name: str, value: object, *, currency: str) -> str:
    if name.endswith("_minor") and isinstance(value, int) and is_currency(currency):
        return money_words(value, currency, language=get_language() or "en")
    if name == "qr_text":
        code = qrph.read(str(value))
        return f"{code.name}, {code.city} ({code.bank})"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _names(value) if name in ("permissions", "added") else ", ".join(str(one) for one in value)
    if name == "model_carries":
        return named(VERDICTS, str(value))
    return role_name(str(value)) if name == "role" else str(value)


def _names(permissions: Iterable[str]) -> str:
    return "; ".join(str(PERMISSION_WORDS.get(one, one)) for one in permissions)
