"""Where gateways tell us things: POST /notices/<gateway>/<account>/."""

from django.urls import path

from tiwala.gateways.views.notices import receive

urlpatterns = [path("<str:gateway>/<str:account>/", receive, name="gateway_notice")]
