"""The books: trial balance, statements, and the proof that they hold."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tiwala.business.queries import profile_facts
from tiwala.console.days import asked_day, midnight
from tiwala.console.queries.line_to_gateways import gateway_lines
from tiwala.customers import queries as customers
from tiwala.invoicing.models import Invoice
from tiwala.kit import ids
from tiwala.kit.currencies import is_currency
from tiwala.kit.errors import InvariantBroken, NotFound
from tiwala.kit.policy import actor_of, staff
from tiwala.ledger import checks
from tiwala.ledger.balances import trial_balance
from tiwala.ledger.chart import kind_of, title
from tiwala.ledger.statements import account_statement, customer_statement

LINES = 200


@staff("ledger.view")
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """Every account and where it stands; the two columns are the same, or the books are broken."""
    currency = _currency(request)
    lines = trial_balance(currency)
    labels = {line.ref: line.label for line in gateway_lines()}
    facts = {
        "currency": currency,
        "lines": [{"line": line, "title": _title(line.code, labels)} for line in lines],
        "debit_minor": sum(line.debit_minor for line in lines),
        "credit_minor": sum(line.credit_minor for line in lines),
        "checks": checks.names(),
    }
    return render(request, "console/ledger.html", facts)


@staff("ledger.view")
@require_safe
def account(request: HttpRequest, code: str) -> HttpResponse:
    """One account between two days, with the balance after each line."""
    try:
        kind_of(code)
    except InvariantBroken as unknown:
        raise NotFound(wanted="account") from unknown
    currency, zone = _currency(request), profile_facts().time_zone
    since, until = asked_day(request.GET.get("since", "")), asked_day(request.GET.get("until", ""))
    statement = account_statement(
        code,
        currency,
        since=midnight(since, zone) if since else None,
        until=midnight(until + timedelta(days=1), zone) if until else None,
        limit=LINES,
    )
    labels = {line.ref: line.label for line in gateway_lines()}
    facts = {"code": code, "title": _title(code, labels), "currency": currency, "statement": statement, "numbers": {}}
    next_since = statement.lines[-1].at.astimezone(ZoneInfo(zone)).date() if statement.has_more else None
    return render(request, "console/account.html", {**facts, "since": since, "until": until, "next_since": next_since})


@staff("ledger.view")
@require_safe
def customer(request: HttpRequest, ref: str) -> HttpResponse:
    """What a customer owes over time: invoices up, payments and credit down."""
    found = customers.by_ref(ref, by=actor_of(request))
    currency = _currency(request)
    rows = Invoice.objects.filter(customer_ref=ref).values_list("pk", "number_text")
    numbers = {ids.encode("inv", pk): number for pk, number in rows}
    facts = {
        "ref": ref,
        "name": customers.card(found).name,
        "currency": currency,
        "numbers": numbers,
        "statement": customer_statement([ref, *numbers], currency),
    }
    return render(request, "console/customer_statement.html", facts)


@staff("ledger.view")
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """Run every check over the books now. Reads only."""
    findings = checks.run_all()
    if not findings:
        count = len(checks.names())
        messages.success(
            request,
            ngettext("The books hold: %(count)d check.", "The books hold: %(count)d checks.", count) % {"count": count},
        )
        return redirect("console:ledger")
    messages.error(request, _("The books do not hold. Stop refunds and ask for help with what is below."))
    return render(request, "console/findings.html", {"findings": findings})


def _title(code: str, labels: dict[str, str]) -> str:
    _family, _colon, member = code.partition(":")
    return f"{title(code)} · {labels.get(member, member)}" if member else title(code)


def _currency(request: HttpRequest) -> str:
    asked = request.GET.get("currency", "")
    return asked if is_currency(asked) else profile_facts().currency
