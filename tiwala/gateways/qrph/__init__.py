"""QR Ph: EMV merchant-presented codes, read strictly and written. Pure: text in, values out, no network, no models."""

from tiwala.gateways.qrph.code import Code, Scheme, read
from tiwala.gateways.qrph.picture import text_in
from tiwala.gateways.qrph.refusals import NotQrPh, Wrong
from tiwala.gateways.qrph.writing import NewCode, with_amount, write

__all__ = ["Code", "NewCode", "NotQrPh", "Scheme", "Wrong", "read", "text_in", "with_amount", "write"]
