"""The smallest stand-in: one kind of thing that can be paid."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.notices import Written, meet
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call, door
from tiwala_sandbox.vendors.vendor import Dialect, Page, Vendor


def _account_of(bank: Bank, request: Request) -> str:
    name = request.headers.get("x-key", "")
    if bank.account(name) is None:
        raise Problem("unauthorized", "Who are you?", status=401)
    return name


def _refusal(problem: Problem) -> Response:
    return JSONResponse({"oops": problem.code}, status_code=problem.status)


DIALECT = Dialect(_account_of, _refusal, lambda _body, secrets, _at: {"X-Token": secrets[0]}, key_header="X-Once")


def create(call: Call) -> Answer:
    body = {
        "id": new_id("toy"),
        "state": "open",
        "centavos": call.json.get("centavos"),
        "note": dict(call.form).get("n"),
    }
    return Answer(shelf.keep(call.bank, "toy", body["id"], body, account=call.account, reference="r"), status=201)


def show(call: Call) -> Answer:
    return Answer(shelf.get(call.bank, call.path["id"], kind="toy", account=call.account))


def pay(bank: Bank, ident: str, _: Row) -> Row:
    body = shelf.change(bank, ident, state="paid")
    meet(bank, Written(new_id("evt"), shelf.account_of(bank, ident), ident, "toy.paid", {"about": ident}))
    return body


def page(bank: Bank, ident: str) -> Page:
    shelf.get(bank, ident)
    return Page("Toy", "PHP 1.00", "A toy", ("pay",), lambda act: f"http://shop.example/back?{act}")


VENDOR = Vendor(
    "toy",
    DIALECT,
    [
        Route("/toys", door(DIALECT, "start", create), methods=["POST"]),
        Route("/toys/{id}", door(DIALECT, "look_up", show), methods=["GET"]),
    ],
    {"pay": pay},
    page,
)
