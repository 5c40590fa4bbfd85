"""Version 1 of the API: its resources in one list."""

from __future__ import annotations

from ninja import NinjaAPI

from tiwala.api import problems
from tiwala.api.reading import StrictJSON
from tiwala.api.resources import customers, disputes, invoices, paybacks, payments, refunds, transfers

ABOUT = """Bills and payments of one business. Money is `{"amount_minor": 150000, "currency": "PHP"}`: whole centavos.
Send `Authorization: Bearer tk_…`. Every POST that makes something or moves money wants an `Idempotency-Key`: the same
key with the same question gives the same answer, with another question 422, while the first still runs 409; keys are
remembered for 48 hours. Errors are application/problem+json with a stable `code`. Lists go on by `next_cursor`."""

api = NinjaAPI(
    title="Tiwala",
    version="1.0.0",
    description=ABOUT,
    urls_namespace="api-v1",
    openapi_url=None,
    docs_url=None,
    parser=StrictJSON(),
)
problems.install(api)
api.add_router("/customers", customers.router)
api.add_router("/invoices", invoices.router)
api.add_router("/credit-notes", invoices.notes)
api.add_router("/payment-methods", payments.methods)
api.add_router("/payments", payments.router)
api.add_router("/refunds", refunds.router)
api.add_router("/paybacks", paybacks.router)
api.add_router("/disputes", disputes.router)
api.add_router("/transfers", transfers.router)
