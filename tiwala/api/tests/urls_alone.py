"""The API's doors by themselves, for this room's tests."""

from django.urls import include, path

urlpatterns = [path("api/", include("tiwala.api.urls"))]
