"""Money asked, taken, given back. One funnel for every outcome."""
