"""A verb has one home: actions/capture_payment.py holds capture_payment()."""

from __future__ import annotations

import ast

from tests.architecture.source import HOUSE, ROOT, place, tell, tree

TWINS = {
    "tiwala/approvals/actions/set_refund_limit.py": "an approved proposal raises the same limit",
    "tiwala/audit/actions/record.py": "one record, or many in one statement",
    "tiwala/audit/actions/verify_chain.py": "the head's statement is what the hourly signature signs",
    "tiwala/events/actions/deliver.py": "a person may send again what was given up",
    "tiwala/events/actions/publish.py": "one event, or many in one statement",
    "tiwala/events/actions/redeliver.py": "the two ends of housekeeping: offer again, forget",
    "tiwala/fraud/actions/close_review.py": "an approved proposal closes a review the same way",
    "tiwala/fraud/actions/put_live.py": "an approved proposal puts rules live the same way",
    "tiwala/fraud/actions/set_clear_limit.py": "an approved proposal raises the same limit",
    "tiwala/gateways/actions/add_account.py": "key rotation checks secrets the same way; proposals connect too",
    "tiwala/gateways/actions/judge_circuit.py": "the job that mends closes a circuit, and waits, the same way",
    "tiwala/gateways/actions/rotate_keys.py": "an approved proposal rotates the same way",
    "tiwala/identity/actions/ask_to_invite.py": "what was asked is checked anew when it is approved",
    "tiwala/identity/actions/change_role.py": "an approved proposal widens the same role",
    "tiwala/identity/actions/grant_role.py": "an approved proposal gives the same role",
    "tiwala/identity/actions/accept_invitation.py": "the page shows the invitation before it is taken",
    "tiwala/identity/actions/revoke_key.py": "one key, or all of a person or a program that leaves",
    "tiwala/identity/actions/register_first_owner.py": "the page looks at the link before it is used",
    "tiwala/identity/actions/take_try.py": "a right guess that is not yet enough is given back",
    "tiwala/identity/actions/make_role.py": "a changed role is checked the same way",
    "tiwala/invoicing/actions/draft_invoice.py": "a draft is drafted, changed, dropped: one noun, no money yet",
    "tiwala/invoicing/actions/issue_invoice.py": "crediting an invoice keeps the same buyer's block and twin",
    "tiwala/invoicing/actions/issue_receipt.py": "a refund's paper keeps its twin the same way",
    "tiwala/invoicing/actions/make_pay_link.py": "making a link revokes the one before",
    "tiwala/ledger/actions/open_account.py": "one account, or many in one statement",
    "tiwala/ledger/actions/post_entry.py": "one entry, or many in one statement",
    "tiwala/notify/actions/deliver_letter.py": "the retry job asks which letters are due by the same clock",
    "tiwala/notify/actions/send_letter.py": "every header is cut to one line the same way",
    "tiwala/payments/actions/allocate.py": "a refund asks which shares are left",
    "tiwala/payments/actions/apply_dispute.py": "a person's answer stops the same clock; when to look again",
    "tiwala/payments/actions/ask_about_dispute.py": "by the gateway's name or ours; no answer is taken in too",
    "tiwala/payments/actions/hold_disputed.py": "the four things a dispute does to the books",
    "tiwala/payments/actions/approve_payback.py": "one asks, the other's yes promises it",
    "tiwala/payments/actions/ask_for_payback.py": "a fresh link, and the tokens of both links",
    "tiwala/payments/actions/end_payback.py": "a person ends one, a job tidies those that are over",
    "tiwala/payments/actions/give_account.py": "by the link or signed in; read, digested and opened the same way",
    "tiwala/payments/actions/record_payback.py": "opened to be paid, recorded as paid or as sent back",
    "tiwala/payments/actions/ask_for_refund.py": "an approved proposal promises and sends the refund",
    "tiwala/payments/actions/refund_payment.py": "an approved refund is promised and sent the same way",
    "tiwala/payments/actions/book_unmatched.py": "stray money is booked, and unbooked when its owner is found",
    "tiwala/payments/actions/promise_transfer.py": "the till makes the same rows, and takes at once",
    "tiwala/payments/actions/take_back.py": "the two ways money leaves again: the whole attempt, or a part",
    "tiwala/payments/actions/take_money.py": "the steps the funnel, cash and a person's decision share",
    "tiwala/payments/actions/apply_refund_outcome.py": "a refund to credit ends here without a gateway",
    "tiwala/tasks/actions/close_task.py": "one task, or all about a subject",
    "tiwala/transfers/actions/open_account.py": "asked for by one, opened by the second person's yes",
    "tiwala/vault/actions/ensure_keyset.py": "the rotation finds or makes a keyset under its own lock",
    "tiwala/vault/actions/reseal_rows.py": "all models, or one, so that a rotation can go on where it stopped",
}


def _files() -> list:
    return [path for path in sorted(HOUSE.glob("*/actions/*.py")) if path.name != "__init__.py"]


def _public(path) -> list[ast.FunctionDef]:
    return [one for one in tree(path).body if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")]


def test_each_action_file_holds_one_public_verb() -> None:
    many = [
        f"{place(path)}: {', '.join(one.name for one in _public(path))}"
        for path in _files()
        if len(_public(path)) != 1 and str(path.relative_to(ROOT)) not in TWINS
    ]
    assert not many, tell(many, "Give each verb its own file, or make the rest private (or name the reason in TWINS).")


def test_no_exception_outlives_its_reason() -> None:
    idle = [name for name in TWINS if not (ROOT / name).exists() or len(_public(ROOT / name)) < 2]
    assert not idle, tell(idle, "Take these out of TWINS.")


def test_a_file_is_named_after_its_verb_and_the_verb_promises_something() -> None:
    wrong = []
    for path in _files():
        verbs = {one.name: one for one in _public(path)}
        stem = path.stem
        if stem not in verbs and str(path.relative_to(ROOT)) not in TWINS:
            wrong.append(f"{place(path)}: no {stem}()")
        wrong += [f"{place(path)} {name}: no docstring" for name, one in verbs.items() if not ast.get_docstring(one)]
    assert not wrong, tell(wrong, "Name the file after its verb; the docstring is one sentence of promise.")


def test_an_action_says_who_did_it() -> None:
    """Every @action takes a keyword `by`, besides those a machine calls on its own."""
    alone = {"receive_notice", "forget_expired"}
    mute = [
        f"{place(path, one.lineno)} {one.name}"
        for path in _files()
        for one in _public(path)
        if any(getattr(mark, "id", "") == "action" for mark in one.decorator_list)
        and "by" not in {arg.arg for arg in one.args.kwonlyargs}
        and one.name not in alone
        and room(path) in DOERS
    ]
    assert not mute, tell(mute, "Take `*, by: Actor` and record it.")


DOERS = {"identity", "business", "gateways", "customers", "payments", "invoicing", "tasks", "approvals"}


def room(path) -> str:
    """The room's name."""
    return path.relative_to(HOUSE).parts[0]


def test_only_actions_open_transactions() -> None:
    """`atomic` and @action stay in actions, record-keepers, jobs of housekeeping, the seed and wiring."""
    allowed_rooms = {"kit", "config", "vault", "wiring", "idempotency"}
    wrong = [
        place(path, node.lineno)
        for path in sorted(HOUSE.rglob("*.py"))
        if not {"actions", "tests", "migrations"} & set(path.parts) and room(path) not in allowed_rooms
        if path.name not in OPEN_WITH_REASON
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "atomic"
    ]
    assert not wrong, tell(wrong, "Move it to an action: only a verb opens a transaction.")


OPEN_WITH_REASON = {
    "allauth_hooks.py": "allauth's own views are the verb here",
    "allauth_adapter.py": "the same: a user saved with the address",
    "allauth_doors.py": "the same: another password or factor ends the other sessions, or nothing happens",
    "mfa_adapter.py": "the same: a second factor sealed with its keys",
    "sessions.py": "Django's session store, with a sealed payload",
    "checks.py": "all checks read one snapshot",
    "inbox.py": "the notice inbox groups many arrivals in one commit",
}
