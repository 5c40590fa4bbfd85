"""Where the brand's files are."""

from django.urls import path

from tiwala.business import views

urlpatterns = [
    path("brand.css", views.brand_css, name="brand_css"),
    path("brand/logo", views.brand_logo, name="brand_logo"),
]
