"""Write entries into the books: each money event once, all of them in two statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection

from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import assert_in_transaction
from tiwala.kit.errors import InvariantBroken
from tiwala.ledger.actions.open_account import Place, open_accounts
from tiwala.ledger.draft import EntryDraft, Leg
from tiwala.ledger.models import Entry, Posting

_CHUNK = 2_000

_WRITE = """
WITH born AS (
    INSERT INTO ledger_entry (id, created_at, kind, source, at, memo, by_actor)
    SELECT id, created_at, kind, source, at, memo, %(by)s
      FROM unnest(%(id)s::uuid[], %(created_at)s::timestamptz[], %(kind)s::text[], %(source)s::text[],
                  %(at)s::timestamptz[], %(memo)s::text[]) AS e (id, created_at, kind, source, at, memo)
     ORDER BY kind, source
    ON CONFLICT (kind, source) DO NOTHING
    RETURNING id, at
), written AS (
    INSERT INTO ledger_posting (entry_id, account_id, account_code, subject, amount_minor, currency, at)
    SELECT p.entry_id, p.account_id, p.account_code, p.subject, p.amount_minor, p.currency, born.at
      FROM unnest(%(entry_id)s::uuid[], %(account_id)s::bigint[], %(account_code)s::text[], %(subject)s::text[],
                  %(amount_minor)s::bigint[], %(currency)s::text[]) WITH ORDINALITY
               AS p (entry_id, account_id, account_code, subject, amount_minor, currency, place)
      JOIN born ON born.id = p.entry_id
     ORDER BY p.place
)
SELECT id FROM born
"""


def post_entry(draft: EntryDraft, *, by: Actor) -> Entry:
    """Write one entry, or return the one already written for this (kind, source). A step.

    Breaks (InvariantBroken) when the same (kind, source) was written with other sides.
    """
    return post_entries([draft], by=by)[0]


def post_entries(drafts: Sequence[EntryDraft], *, by: Actor) -> list[Entry]:
    """Write many entries, in the drafts' order; set-based, the same promises as post_entry. A step."""
    assert_in_transaction()
    accounts = open_accounts({(leg.account, leg.currency) for draft in drafts for leg in draft.legs})
    remaining = iter(drafts)
    written: list[Entry] = []
    while chunk := list(islice(remaining, _CHUNK)):
        written += _write(chunk, accounts, by)
    return written


def _write(drafts: list[EntryDraft], accounts: dict[Place, int], by: Actor) -> list[Entry]:
    entries = [_entry(draft, by) for draft in drafts]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, _columns(entries, drafts, accounts))
        born = {row[0] for row in cursor.fetchall()}
    return [entry if entry.id in born else _written_before(draft) for entry, draft in zip(entries, drafts, strict=True)]


def _entry(draft: EntryDraft, by: Actor) -> Entry:
    now = clock.now()
    entry = Entry(
        kind=draft.kind,
        source=draft.source,
        at=draft.at or now,
        memo=draft.memo,
        by_actor=f"{by.kind}:{by.id}",
        created_at=now,
    )
    entry._state.adding = False  # noqa: SLF001 -- it is in the table once _WRITE has run
    entry._state.db = connection.alias  # noqa: SLF001
    return entry


def _columns(entries: list[Entry], drafts: list[EntryDraft], accounts: dict[Place, int]) -> dict[str, Any]:
    sides = list(_sides(entries, drafts))
    return {
        "by": entries[0].by_actor,
        **{name: [getattr(one, name) for one in entries] for name in _ENTRY_COLUMNS},
        "entry_id": [entry.id for entry, _ in sides],
        "account_id": [accounts[leg.account, leg.currency] for _, leg in sides],
        "account_code": [leg.account for _, leg in sides],
        "subject": [leg.subject for _, leg in sides],
        "amount_minor": [leg.amount_minor for _, leg in sides],
        "currency": [leg.currency for _, leg in sides],
    }


_ENTRY_COLUMNS = ("id", "created_at", "kind", "source", "at", "memo")


def _sides(entries: list[Entry], drafts: list[EntryDraft]) -> Iterator[tuple[Entry, Leg]]:
    for entry, draft in zip(entries, drafts, strict=True):
        for leg in draft.legs:
            yield entry, leg


def _written_before(draft: EntryDraft) -> Entry:
    """The first entry of this (kind, source); other sides under the same name mean a broken caller."""
    entry = Entry.objects.filter(kind=draft.kind, source=draft.source).get()
    sides = Posting.objects.filter(entry=entry).values_list("account_code", "subject", "amount_minor", "currency")
    wanted = sorted((leg.account, leg.subject, leg.amount_minor, leg.currency) for leg in draft.legs)
    if sorted(sides) != wanted:
        raise InvariantBroken(f"{draft.kind} {draft.source} is in the books with other sides")
    return entry
