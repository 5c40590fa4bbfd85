"""A run told as a page: docs/reference/reliability.md."""

from __future__ import annotations

from typing import Final

from tests.reliability.run import Story

WORDS: Final = {
    "answer_lost": "answer lost after the bank did it",
    "notice_lost": "notice lost",
    "notice_doubled": "notice doubled",
    "notice_late": "notice late by four hours",
    "notice_out_of_order": "notice out of order",
    "error_500": "500",
    "rate_429": "429 with Retry-After",
    "hang": "silence of 60 s",
    "answer_cut": "connection cut in the middle of an answer",
}


def figures(story: Story) -> str:
    """The run's figures as Markdown."""
    counts, plan = story.counts, story.plan
    rows = [
        ("invoices", plan.payments),
        ("paid at the end", counts.paid),
        ("unpaid at the end, nothing charged", counts.unpaid - len(counts.charged_and_not_paid)),
        ("payers charged twice", len(counts.charged_twice)),
        ("invoices paid without money", len(counts.paid_and_not_charged)),
        ("money came, invoice unpaid", len(counts.charged_and_not_paid)),
        ("charges that bank and books tell differently", len(counts.bank_and_books_differ)),
        ("attempts still unknown", counts.still_unknown),
        ("of them in a person's list", counts.unknown_with_a_person),
        ("ledger", counts.books or "balanced"),
        ("audit chain", counts.trail or "whole"),
    ]
    lines = ["| what | count |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows), ""]
    lines += [f"Faults met (each at {plan.rate:.0%} of the calls or notices):", ""]
    lines += [f"- {WORDS.get(kind, kind)}: {number}" for kind, number in sorted(story.met.items())]
    lines += [f"- {kind} killed: {number}" for kind, number in sorted(story.struck.items())]
    tries = ", ".join(f"{state} {number}" for state, number in sorted(counts.states.items()))
    tasks = ", ".join(f"{kind} {number}" for kind, number in sorted(counts.tasks.items())) or "none"
    lines += ["", f"Attempts: {tries}. Tasks open: {tasks}. Payers who lost patience: {story.gave_up}."]
    lines += [f"Seed {plan.seed}, {plan.payers} payers at a time, {story.took_s / 60:.0f} minutes."]
    return "\n".join(lines) + "\n"
