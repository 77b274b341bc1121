"""All addresses of the office. Each view says who may open it (`chiso.office.people.guard`)."""

from __future__ import annotations

from django.urls import include, path

from chiso.office.ui import views

urlpatterns = [
    path("", views.home, name="home"),
    path("ngon-ngu/", views.choose_language, name="choose-language"),
    path("tai-khoan/", include("allauth.urls")),
]
