"""The hosted pages' HTML, part by part; everything from outside is escaped here, nothing is inline but text."""

import io
from html import escape
from typing import Any

import segno

from tiwala_sandbox.cards import BY_SCENARIO, CARDS, TestCard
from tiwala_sandbox.checkouts import shown_methods
from tiwala_sandbox.fees import money_text
from tiwala_sandbox.store import Row

NAMES = {"card": "Card", "wallet": "E-wallet", "qrph": "QR Ph", "bank": "Online bank", "otc": "Over the counter"}
FACTS = {
    "card": "Visa, Mastercard, JCB. Your bank may ask for a code.",
    "wallet": "Approve in the test wallet.",
    "qrph": "Scan with any bank or wallet app. Cannot be refunded to the app.",
    "bank": "Sign in at the test bank.",
    "otc": "Pay cash at a counter with a code.",
}
OVER = {
    "paid": ("Paid", "The payment went through. Go back to the shop for your receipt."),
    "authorized": ("Approved", "Your bank holds the money for the shop. Nothing was taken yet."),
    "failed": ("Not paid", "The bank said no. No money was taken."),
    "expired": ("Too late", "This payment page has expired. No money was taken here."),
    "cancelled": ("Cancelled", "This payment was cancelled. No money was taken."),
    "reversed": ("Taken back", "The bank took this payment back. The money returns to you."),
    "open": ("One moment", "The bank is thinking. Please don't pay again; the shop will tell you."),
}


def page(title: str, main: str) -> str:
    """A whole page around its main part."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(title)} · Sandbox Pay</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/sandbox.css">
</head>
<body>
<header class="test"><strong>TEST</strong> <span>No real money, no real cards.</span></header>
<main>
<p class="brand"><img src="/static/icon.svg" alt="" width="24" height="24"> Sandbox Pay</p>
{main}
</main>
<footer>A simulated payment gateway</footer>
</body>
</html>
"""


def summary(checkout: Row) -> str:
    """Who asks, for what, how much."""
    about = escape(checkout["description"] or checkout["reference"])
    amount = escape(money_text(checkout["amount_minor"], checkout["currency"]))
    return f"""<section class="summary" aria-label="What you pay">
<p class="muted">Pay <strong>{escape(checkout["account"])}</strong></p>
<p class="amount">{amount}</p>
<p class="muted">{about}</p>
</section>"""


def choose(checkout: Row) -> str:
    """The choice of a method."""
    rows = "".join(
        f'<li><a class="row" href="/checkout/{checkout["id"]}/{method}"><span class="name">{NAMES[method]}</span>'
        f'<span class="muted">{FACTS[method]}</span></a></li>'
        for method in shown_methods(checkout)
    )
    heading, way_out = "<h1>How do you want to pay?</h1>", leave(checkout, is_choice=True)
    return f'{summary(checkout)}{heading}<ul class="rows">{rows}</ul>{way_out}'


def leave(checkout: Row, *, is_choice: bool = False) -> str:
    """The way out, and the way back to the other methods."""
    is_alone = is_choice or len(shown_methods(checkout)) == 1
    back = "" if is_alone else f'<a href="/checkout/{checkout["id"]}">Pay another way</a>'
    return f"""<div class="leave">{back}
<form method="post" action="/checkout/{checkout["id"]}/cancel">
<button class="quiet">Cancel and go back</button></form></div>"""


def card(checkout: Row, *, filled: TestCard | None, problem: str = "") -> str:
    """The card form: the only place where a card number is typed."""
    number, expiry, cvc = (filled.number, "12/34", "123") if filled else ("", "", "")
    here = f"/checkout/{checkout['id']}/card"
    cards = "".join(
        f'<li><a href="{here}?test={one.scenario}">{spaced(one.number)}</a> '
        f'<span class="muted">{escape(one.says)}</span></li>'
        for one in CARDS
        if BY_SCENARIO[one.scenario] is one
    )
    alert = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    return f"""{summary(checkout)}<h1>Pay by card</h1>{alert}
<p class="helper"><a class="soft" href="{here}?test=approve">Fill in a test card that works</a></p>
<form method="post" action="{here}" autocomplete="off">
<label for="number">Card number</label>
<input id="number" name="number" inputmode="numeric" required maxlength="23"
value="{spaced(number)}" placeholder="4111 1111 1111 1111">
<div class="pair"><div><label for="expiry">Expires</label>
<input id="expiry" name="expiry" required maxlength="7" value="{expiry}" placeholder="MM/YY"></div>
<div><label for="cvc">Security code</label>
<input id="cvc" name="cvc" inputmode="numeric" required maxlength="4" value="{cvc}" placeholder="123"></div></div>
{_remember(checkout)}<button class="main">Pay {_amount(checkout)}</button></form>
<details><summary>All test cards</summary><ul class="cards">{cards}</ul></details>{leave(checkout)}"""


def challenge(checkout: Row, *, masked: str) -> str:
    """The 3-D Secure challenge of the card's simulated bank."""
    return f"""{summary(checkout)}<h1>Your bank asks: is it you?</h1>
<p>Test Bank sent a code to your phone to confirm this payment with <strong>{escape(masked)}</strong>.
In this simulation the code is always <strong>123456</strong>.</p>
<form method="post" action="/checkout/{checkout["id"]}/challenge" autocomplete="off">
<label for="code">Code</label><input id="code" name="code" inputmode="numeric" required maxlength="6" value="123456">
<button class="main" name="do" value="confirm">Confirm</button>
<button class="quiet" name="do" value="refuse" formnovalidate>It was not me</button></form>"""


def wallet(checkout: Row) -> str:
    """The e-wallet: one tap."""
    text = "You are signed in to the test wallet as <strong>Juan T.</strong>, balance ₱ 1,000,000.00."
    return _approve(checkout, "wallet", heading="Approve in your e-wallet", text=text, yes="Approve payment")


def bank(checkout: Row) -> str:
    """The online bank: one tap."""
    text = "You are signed in to Test Bank. Paying from <strong>Savings •••• 5678</strong>."
    return _approve(checkout, "bank", heading="Pay from your bank", text=text, yes="Confirm transfer")


def _approve(checkout: Row, method: str, *, heading: str, text: str, yes: str) -> str:
    return f"""{summary(checkout)}<h1>{heading}</h1><p>{text}</p>
<form method="post" action="/checkout/{checkout["id"]}/{method}">{_remember(checkout) if method == "wallet" else ""}
<button class="main" name="do" value="approve">{yes}</button>
<button class="quiet" name="do" value="decline">Decline</button></form>{leave(checkout)}"""


def qrph(checkout: Row) -> str:
    """The QR Ph code, and the button that stands for a phone."""
    text = escape(checkout["qr_payload"])
    return f"""{summary(checkout)}<h1>Scan to pay</h1>
<figure class="qr">{qr_svg(checkout["qr_payload"])}
<figcaption>QR Ph · TEST code, no bank will accept it</figcaption></figure>
<form method="post" action="/checkout/{checkout["id"]}/qrph">
<button class="main" name="do" value="approve">Simulate scan &amp; pay</button></form>
<details><summary>The code's text</summary><p class="payload">{text}</p></details>{leave(checkout)}"""


def qr_svg(text: str) -> str:
    """A QR code as an SVG element."""
    out = io.BytesIO()
    segno.make(text, error="m").save(
        out,
        kind="svg",
        scale=4,
        border=4,
        xmldecl=False,
        svgns=True,
        dark="#111",
        light="#fff",
        title="QR Ph code",
        omitsize=True,
    )
    return out.getvalue().decode()


def otc(checkout: Row) -> str:
    """The counter's code, and the button that stands for a cashier."""
    code = checkout["code"]
    return f"""{summary(checkout)}<h1>Pay at a counter</h1>
<p>Show this code to the cashier of any TEST counter and pay the exact amount in cash.</p>
<p class="code">{code[:4]} {code[4:8]} {code[8:]}</p>
<form method="post" action="/checkout/{checkout["id"]}/otc">
<button class="main" name="do" value="approve">Simulate paying at the counter</button></form>
<p class="back"><a href="{escape(checkout["return_url"])}">Back to the shop, pay later</a></p>{leave(checkout)}"""


def over(checkout: Row) -> str:
    """The page of a checkout that can no longer be paid here."""
    heading, text = OVER[checkout["status"]]
    back = checkout["return_url"]
    link = f'<p><a class="main" href="{escape(back)}">Back to the shop</a></p>' if back else ""
    return f"{summary(checkout)}<h1>{heading}</h1><p>{text}</p>{link}"


def table(heading: str, rows: list[tuple[Any, ...]]) -> str:
    """A plain list of facts."""
    cells = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<h2>{escape(heading)}</h2><div class="wide"><table>{cells}</table></div>'


def _remember(checkout: Row) -> str:
    if not checkout["save_method"]:
        return ""
    return """<p class="tick"><input type="checkbox" id="remember" name="remember" checked>
<label for="remember">Remember it for the shop, as agreed there</label></p>"""


def spaced(number: str) -> str:
    """A card number in fours, as it is printed."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _amount(checkout: Row) -> str:
    return escape(money_text(checkout["amount_minor"], checkout["currency"]))
