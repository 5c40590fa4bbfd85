"""One folder a gateway. An adapter knows the port and the kit, and nothing of the house."""
