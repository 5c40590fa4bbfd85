"""The notice door by itself, for this room's tests."""

from django.urls import include, path

urlpatterns = [path("notices/", include("tiwala.gateways.urls"))]
