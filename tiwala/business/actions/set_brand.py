"""Give the pages the business's colour and logo."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.business import cache
from tiwala.business.colour import read_colour
from tiwala.business.logo import check_logo, digest_of
from tiwala.business.models import Brand
from tiwala.kit import clock, db
from tiwala.kit.actor import Actor


@db.action
def set_brand(*, colour: str | None = None, logo: bytes | None = None, by: Actor) -> Brand:
    """Change the colour (#rrggbb, "" for ours) or the logo (bytes, b"" for none); None leaves it as it is.

    Refuses what is not a colour, and a logo that is not a PNG, JPEG or WebP of at most 24 KB.
    """
    db.advisory_lock("business.brand")
    brand = Brand.objects.filter(id=1).first() or Brand(version=0)
    if colour is not None:
        brand.colour = read_colour(colour)
    if logo is not None:
        brand.logo_type = check_logo(logo)
        brand.logo, brand.logo_digest = logo, digest_of(logo)
    brand.version += 1
    brand.changed_at = clock.now()
    brand.save()
    record("brand:change", "business", by=by, version=brand.version, colour=brand.colour)
    cache.forget_on_commit()
    return brand
