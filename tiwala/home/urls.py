"""The customer's doors: the pay page, home, and the way in."""

from django.urls import path

from tiwala.home.views import attempts, front, pay

app_name = "home"
urlpatterns = [
    path("", front.landing, name="landing"),
    path("trust/", front.trust, name="trust"),
    path("pay/<str:token>/", pay.show, name="pay"),
    path("pay/<str:token>/attempts/", pay.start, name="attempts"),
    path("pay/<str:token>/returns/<uuid:key>/", attempts.come_back, name="pay_return"),
    path("pay/<str:token>/attempts/<str:attempt_ref>/", attempts.show, name="attempt"),
    path("pay/<str:token>/attempts/<str:attempt_ref>/cancellation/", attempts.cancel, name="attempt_cancellation"),
    path("pay/<str:token>/attempts/<str:attempt_ref>/qr.png", attempts.picture, name="attempt_qr"),
]
