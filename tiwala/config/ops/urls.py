"""The operator's doors, and two files for strangers."""

from django.urls import path

from tiwala.config.ops.for_strangers import robots_txt, security_txt
from tiwala.config.ops.health import healthz, readyz
from tiwala.config.ops.metrics import metrics

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("robots.txt", robots_txt, name="robots_txt"),
]
