"""The demo business: a small internet provider in Quezon City, 40 customers, 200 invoices over 12 months."""

from tiwala.config.seed.demo import seed
from tiwala.config.seed.welcome import Welcome, welcome

__all__ = ["Welcome", "seed", "welcome"]
