"""The nouns of the business room, one a file."""

from tiwala.business.models.branch import Branch
from tiwala.business.models.brand import Brand
from tiwala.business.models.payment_option import PaymentOption
from tiwala.business.models.profile import Profile
from tiwala.business.models.tax_regime import TaxRegime

__all__ = ["Branch", "Brand", "PaymentOption", "Profile", "TaxRegime"]
