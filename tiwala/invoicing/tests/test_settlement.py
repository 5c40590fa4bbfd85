"""How an issued invoice stands: one pure function."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tiwala.invoicing.settlement import Settlement, Standing, settlement

TODAY = date(2026, 11, 23)
BEFORE, AFTER = date(2026, 11, 22), date(2026, 11, 24)


def stands(owed: int, *, credited: int = 0, due_on: date = AFTER, state: str = "issued") -> Settlement:
    return settlement(state, Standing(1_000, owed, credited), due_on=due_on, today=TODAY)


def test_it_says_what_people_call_it():
    assert stands(1_000) is Settlement.OPEN
    assert stands(1_000, due_on=TODAY) is Settlement.OPEN
    assert stands(1_000, due_on=BEFORE) is Settlement.OVERDUE
    assert stands(999) is Settlement.PART
    assert stands(900, credited=100) is Settlement.OPEN
    assert stands(0) is Settlement.PAID
    assert stands(0, due_on=BEFORE) is Settlement.PAID
    assert stands(0, credited=1_000) is Settlement.CREDITED
    assert stands(0, credited=400) is Settlement.PAID
    assert stands(0, state="void") is Settlement.VOID
    assert stands(0, state="draft") is Settlement.DRAFT


@given(st.integers(-5, 1_000), st.integers(0, 1_000), st.sampled_from([BEFORE, TODAY, AFTER]))
def test_an_issued_invoice_is_settled_exactly_when_nothing_is_owed(owed, credited, due_on):
    found = stands(owed, credited=credited, due_on=due_on)
    assert (found in (Settlement.PAID, Settlement.CREDITED)) == (owed <= 0)
    assert (found is Settlement.OVERDUE) == (owed > 0 and due_on < TODAY)
