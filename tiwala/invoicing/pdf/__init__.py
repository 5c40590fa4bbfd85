"""Documents as PDF/A-3, set by typst from plain facts: the same bytes for the same facts on every machine."""
