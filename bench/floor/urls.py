"""Three doors: pages of plain SQL, a bill by the ORM, and a notice that is checked and stored."""

from django.urls import path

from bench.floor import views

urlpatterns = [
    path("page/<str:name>/", views.page),
    path("bill/<str:digest>/", views.bill),
    path("notice/", views.notice),
]
