"""The papers that register this system with the tax office (TAX-18), made from the house as it is set up now."""

from tiwala.config.bir_pack.packing import Pack, pack

__all__ = ["Pack", "pack"]
