"""The door of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tiwala.config.settings.prod")
application = get_wsgi_application()

gc.freeze()  # what is loaded by now stays: not worth looking through again and again
gc.set_threshold(10_000, 20, 50)  # a page makes and drops thousands of small things, hardly ever in circles
