"""The room's own doors: the stylesheet with the business's accent, and outside live mode the catalogue of parts."""

from django.urls import path, re_path

from tiwala.kit.conf import conf
from tiwala.ui import accent

app_name = "ui"
urlpatterns = [
    re_path(
        r"^style/(?P<face>[a-z]+)-(?P<text>[0-9a-f]{6})-(?P<version>[0-9a-f]{8})\.css$",
        accent.stylesheet,
        name="stylesheet",
    ),
]
if conf.ops.mode != "live":
    from tiwala.ui import catalogue

    urlpatterns.append(path("catalogue/", catalogue.catalogue, name="catalogue"))
