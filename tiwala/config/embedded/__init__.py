"""The embedded PostgreSQL: a private server under our own care, for a trial or a small shop."""

from tiwala.config.embedded.cluster import Cluster
from tiwala.config.embedded.server import Server
from tiwala.config.embedded.trouble import CannotStart

__all__ = ["CannotStart", "Cluster", "Server"]
