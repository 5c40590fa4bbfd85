"""Refunds, disputes, statements and payouts: the sums."""

import pytest

from tiwala_sandbox.fees import fee_for, money_text

DAY = "2026-12-04"


def lines_of(gateway, day=DAY):
    return gateway.call("GET", f"/v1/statements/{day}").json()


@pytest.mark.parametrize(
    ("amount", "method", "fee"),
    [
        (150_000, "card", 6_750),
        (1, "card", 1),
        (150_000, "wallet", 3_000),
        (50, "qrph", 1),
        (49, "qrph", 0),
        (100_000, "otc", 2_000),
    ],
)
def test_fees(amount, method, fee):
    assert fee_for(amount, method=method, currency="PHP") == fee


def test_money_as_people_read_it():
    assert money_text(123_456_789, "PHP") == "₱1,234,567.89"
    assert money_text(5_000, "JPY") == "¥5,000"


def test_refunds_never_exceed_what_is_left(gateway):
    checkout = gateway.paid(100_000)
    assert gateway.refund(checkout, 60_000).json()["status"] == "done"
    answer = gateway.refund(checkout, 40_001)
    assert (answer.status_code, answer.json()["refundable_minor"]) == (422, 40_000)
    assert gateway.refund(checkout, 40_000).status_code == 201
    assert gateway.refund(checkout, 1).json()["code"] == "refund_too_large"


@pytest.mark.parametrize("method", ["qrph", "otc"])
def test_some_payments_cannot_be_sent_back(gateway, method):
    assert gateway.refund(gateway.paid(method=method), 100).json()["code"] == "refund_not_supported"


@pytest.mark.parametrize(
    ("amount", "end", "kinds"), [(7_750, "done", "refund.done"), (7_751, "failed", "refund.failed")]
)
def test_a_refund_that_takes_its_time(gateway, amount, end, kinds):
    checkout = gateway.paid(10_000)
    refund = gateway.refund(checkout, amount).json()
    assert refund["status"] == "pending"
    assert gateway.refund(checkout, 5_000).json()["refundable_minor"] == 10_000 - amount
    gateway.wait(6)
    assert gateway.call("GET", f"/v1/refunds/{refund['id']}").json()["status"] == end
    assert gateway.merchant.kinds == ["checkout.paid", kinds]
    assert gateway.refund(checkout, 5_000).status_code == (422 if end == "done" else 201)


def test_refunds_are_found_by_reference(gateway):
    refund = gateway.refund(gateway.paid(), 100).json()
    assert gateway.call("GET", "/v1/refunds?reference=ref_1").json() == {"data": [refund]}


def test_a_dispute_takes_the_money_until_it_is_won(gateway):
    checkout = gateway.paid(100_000)
    dispute = gateway.control("disputes", {"checkout": checkout["id"]})
    assert gateway.refund(checkout, 1).json()["refundable_minor"] == 0
    answered = gateway.call("POST", f"/v1/disputes/{dispute['id']}/answer", {"text": "It was delivered."})
    assert answered.json()["status"] == "answered"
    assert gateway.control(f"disputes/{dispute['id']}/win")["status"] == "won"
    kinds = [line["kind"] for line in lines_of(gateway)["lines"]]
    assert kinds == ["payment", "dispute", "fee", "dispute_won"]
    assert gateway.refund(checkout, 1).status_code == 201
    gateway.wait()
    assert gateway.merchant.kinds[1:] == ["dispute.opened", "dispute.won", "refund.done"]


def test_a_dispute_nobody_answers_is_lost(gateway):
    dispute = gateway.control("disputes", {"checkout": gateway.paid()["id"]})
    gateway.wait(8 * 86_400)
    assert gateway.call("GET", f"/v1/disputes/{dispute['id']}").json()["status"] == "lost"


def test_a_statement_adds_up_and_is_paid_out_next_morning(gateway):
    one, two = gateway.paid(100_000), gateway.paid(50_000)
    gateway.refund(one, 30_000)
    gateway.control(f"checkouts/{two['id']}/reverse", {})
    page = lines_of(gateway)
    for name in ("gross_minor", "fee_minor", "net_minor"):
        assert sum(line[name] for line in page["lines"]) == page["totals"][0][name]
    assert all(line["gross_minor"] - line["fee_minor"] == line["net_minor"] for line in page["lines"])
    net = page["totals"][0]["net_minor"]
    assert net == 100_000 - 2_000 - 30_000
    gateway.control("clock", {"offset_s": 86_400})
    (payout,) = gateway.call("GET", "/v1/payouts").json()["data"]
    assert (payout["amount_minor"], payout["on"]) == (net, "2026-12-05")
    (line,) = lines_of(gateway, "2026-12-05")["lines"]
    assert (line["kind"], line["net_minor"], line["payout"]) == ("payout", -net, payout["id"])
    assert lines_of(gateway) == page


def test_a_balance_below_zero_waits_for_better_days(gateway):
    checkout = gateway.paid(100_000)
    gateway.wait(86_400)
    gateway.call("GET", "/v1/payouts")
    gateway.refund(checkout, 100_000)
    gateway.wait(86_400)
    assert len(gateway.call("GET", "/v1/payouts").json()["data"]) == 1
    gateway.paid(300_000)
    gateway.wait(86_400)
    newest = gateway.call("GET", "/v1/payouts").json()["data"][0]
    assert newest["amount_minor"] == 300_000 - 6_000 - 100_000


def test_a_long_day_comes_in_pages(gateway):
    bank = gateway.app.state.bank
    sql = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001) INSERT INTO line"
        " (id, account, day, at, kind, currency, gross_minor, fee_minor, net_minor)"
        " SELECT 'lin_' || i, 'demo', ?, 0, 'payment', 'PHP', i, 0, i FROM n"
    )
    bank.store.run(sql, DAY)
    seen, cursor = [], ""
    for _ in range(3):
        page = gateway.call("GET", f"/v1/statements/{DAY}?cursor={cursor}").json()
        seen += [line["gross_minor"] for line in page["lines"]]
        cursor = page["next_cursor"]
    assert seen == list(range(1, 1002))
    assert cursor is None


def test_a_saved_card_is_charged_while_the_payer_is_away(gateway):
    checkout = gateway.start(save_method=True, methods=["card"], customer_label="cus_7")
    form = {"number": "4111111111111111", "expiry": "12/34", "cvc": "123", "remember": "on"}
    gateway.submit(f"/checkout/{checkout['id']}/card", **form)
    token = gateway.look(checkout)["payment"]["method_token"]
    assert gateway.call("GET", f"/v1/methods/{token}").json()["masked"] == "Visa •••• 1111"
    body = {"reference": "att_off", "amount_minor": 5_000, "currency": "PHP"}
    charged = gateway.call("POST", f"/v1/methods/{token}/charges", body).json()
    assert (charged["status"], charged["off_session"], charged["reference"]) == ("paid", True, "att_off")
    refused = gateway.call("POST", f"/v1/methods/{token}/charges", {**body, "amount_minor": 17_701}).json()
    assert (refused["status"], refused["payment"]["decline_code"]) == ("failed", "insufficient_funds")
    assert gateway.call("DELETE", f"/v1/methods/{token}").status_code == 204
    gone = gateway.call("POST", f"/v1/methods/{token}/charges", body)
    assert (gone.status_code, gone.json()["code"]) == (422, "method_gone")


def test_a_kept_card_tells_its_brand_last_four_and_end(gateway):
    checkout = gateway.start(save_method=True, methods=["card"])
    form = {"number": "5555555555554444", "expiry": "01/31", "cvc": "123", "remember": "on"}
    gateway.submit(f"/checkout/{checkout['id']}/card", **form)
    payment = gateway.look(checkout)["payment"]
    told = {"brand": "Mastercard", "last_four": "4444", "expires": "2031-01", "wallet": ""}
    card = {name: payment["card"][name] for name in ("bin", "country", "fingerprint")}
    assert (card["bin"], card["country"], card["fingerprint"][:3]) == ("555555", "PH", "fp_")
    assert payment["kept"] == told | card
    shown = gateway.call("GET", f"/v1/methods/{payment['method_token']}").json()
    assert told.items() <= shown.items()


def test_a_bank_may_ask_a_present_payer_for_a_code_before_a_kept_card_pays(gateway):
    checkout = gateway.start(save_method=True, methods=["card"])
    form = {"number": "4111111111111111", "expiry": "12/34", "cvc": "123", "remember": "on"}
    gateway.submit(f"/checkout/{checkout['id']}/card", **form)
    token = gateway.look(checkout)["payment"]["method_token"]
    body = {"reference": "att_on", "amount_minor": 17_710, "currency": "PHP"}
    away = gateway.call("POST", f"/v1/methods/{token}/charges", body).json()
    assert (away["status"], away["payment"]["decline_code"]) == ("failed", "authentication_failed")
    here = {**body, "reference": "att_here", "payer_present": True, "return_url": "http://shop.example/back"}
    asked = gateway.call("POST", f"/v1/methods/{token}/charges", here).json()
    assert (asked["status"], asked["off_session"]) == ("open", False)
    gateway.submit(f"/checkout/{asked['id']}/challenge", do="confirm", code="123456")
    assert gateway.look(asked)["status"] == "paid"


def test_a_method_is_not_kept_unless_payer_and_merchant_both_want_it(gateway):
    checkout = gateway.start(save_method=True)
    gateway.submit(f"/checkout/{checkout['id']}/wallet", do="approve")
    assert gateway.look(checkout)["payment"]["method_token"] is None


def test_control_can_pay_with_a_card_that_ends_soon_and_have_it_kept(gateway):
    checkout = gateway.start(save_method=True, methods=["card"])
    gateway.control(f"checkouts/{checkout['id']}/pay", {"remember": True, "expires": "2026-12"})
    assert gateway.look(checkout)["payment"]["kept"]["expires"] == "2026-12"


def test_a_card_is_told_by_first_digits_country_and_a_fingerprint_of_the_account_s_own_and_never_by_its_number(gateway):
    seen = []
    for number in ("4111111111111111", "4111111111111111", "4000000000009979"):
        checkout = gateway.start(methods=["card"])
        gateway.submit(f"/checkout/{checkout['id']}/card", number=number, expiry="01/31", cvc="123")
        seen.append(gateway.look(checkout)["payment"])
        assert number not in str(seen[-1])
    assert seen[0]["card"] == seen[1]["card"]
    assert seen[0]["card"]["fingerprint"] != seen[2]["card"]["fingerprint"]
    assert (seen[2]["card"]["country"], seen[2]["decline_code"]) == ("US", "stolen_card")
    paid = gateway.start(methods=["bank"])
    assert gateway.control(f"checkouts/{paid['id']}/pay", {})["payment"]["card"] is None


def test_a_bank_warns_once_of_what_was_paid_and_moves_no_money(gateway):
    checkout = gateway.start(methods=["card"])
    with pytest.raises(AssertionError, match="payment_not_disputable"):
        gateway.control("warnings", {"checkout": checkout["id"]})
    gateway.control(f"checkouts/{checkout['id']}/pay", {})
    made = [gateway.control("warnings", {"checkout": checkout["id"], "reason": "lost_card"}) for _ in range(2)]
    assert made[0] == made[1]
    assert gateway.call("GET", f"/v1/warnings/{made[0]['id']}").json() == made[0]
    assert gateway.call("GET", "/v1/warnings/wrn_none").status_code == 404
    assert gateway.look(checkout)["status"] == "paid"
