"""The customer's doors: the pay page, home, and the way in."""

from django.urls import path

from tiwala.home.views import attempts, credit, front, invoices, me, overview, papers, pay, payments, people, receipts

app_name = "home"
urlpatterns = [
    path("", front.landing, name="landing"),
    path("trust/", front.trust, name="trust"),
    path("pay/<str:token>/", pay.show, name="pay"),
    path("pay/<str:token>/invoice.pdf", papers.invoice_by_link, name="pay_invoice"),
    path("pay/<str:token>/attempts/", pay.start, name="attempts"),
    path("pay/<str:token>/returns/<uuid:key>/", attempts.come_back, name="pay_return"),
    path("pay/<str:token>/attempts/<str:attempt_ref>/", attempts.show, name="attempt"),
    path("pay/<str:token>/attempts/<str:attempt_ref>/cancellation/", attempts.cancel, name="attempt_cancellation"),
    path("pay/<str:token>/attempts/<str:attempt_ref>/qr.png", attempts.picture, name="attempt_qr"),
    path("pay/<str:token>/attempts/<str:attempt_ref>/receipt.pdf", papers.receipt_by_link, name="pay_receipt"),
    path("home/", overview.overview, name="overview"),
    path("home/customer/", overview.switch, name="switch"),
    path("home/credit/", credit.use, name="credit"),
    path("home/invoices/", invoices.invoices, name="invoices"),
    path("home/invoices/<str:invoice_ref>/", invoices.invoice, name="invoice"),
    path("home/papers/<str:owner_ref>.pdf", papers.own, name="paper"),
    path("home/receipts/", receipts.receipts, name="receipts"),
    path("home/receipts/statement/", receipts.statement, name="statement"),
    path("home/receipts/statement/whole/", receipts.statement_whole, name="statement_whole"),
    path("home/methods/", overview.payment_methods, name="methods"),
    path("home/pay/", payments.choose, name="choose"),
    path("home/payments/", payments.start, name="payments"),
    path("home/payments/returns/<uuid:key>/", payments.come_back, name="payment_return"),
    path("home/payments/<str:attempt_ref>/", payments.show, name="payment"),
    path("home/payments/<str:attempt_ref>/cancellation/", payments.cancel, name="payment_cancellation"),
    path("home/payments/<str:attempt_ref>/qr.png", payments.picture, name="payment_qr"),
    path("home/me/", me.me, name="me"),
    path("home/me/copy.json", me.my_copy, name="my_copy"),
    path("home/security/", overview.security, name="security"),
    path("home/security/people/", people.people, name="people"),
    path("home/security/people/new/", people.invite, name="person_new"),
    path("home/security/people/departure/", people.leave, name="leave"),
    path("home/security/people/<str:access_ref>/", people.person, name="person"),
    path("home/security/people/<str:access_ref>/removal/", people.remove, name="person_removal"),
    path("home/security/invitations/<str:invitation_ref>/letters/", people.resend, name="invitation_again"),
    path("home/security/invitations/<str:invitation_ref>/withdrawal/", people.withdraw, name="invitation_withdrawal"),
]
