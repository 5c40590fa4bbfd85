"""Every door of the house, in one list. The paths are fixed: others rely on them."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from tiwala.kit.policy import anyone

DOORS = [  # a name in front is passed over at once, so those stand first
    ("account/", "tiwala.identity.urls"),
    ("console/", "tiwala.console.urls"),
    ("notices/", "tiwala.gateways.urls"),
    ("api/", "tiwala.api.urls"),
    ("", "tiwala.home.urls"),
    ("", "tiwala.business.urls"),
    ("", "tiwala.ui.urls"),
    ("", "tiwala.config.ops.urls"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", anyone(set_language), name="set_language"),
    *[path(prefix, include(room)) for prefix, room in DOORS if find_spec(room)],
]
handler400 = "tiwala.config.refusals.bad_request"
handler403 = "tiwala.ui.error_pages.forbidden"
handler404 = "tiwala.ui.error_pages.not_found"
handler500 = "tiwala.ui.error_pages.server_error"
