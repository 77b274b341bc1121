"""Addresses of the running of the office, for its administrator."""

from __future__ import annotations

from django.urls import path

from chiso.office.running import views

app_name = "running"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("viec/<uuid:key>/dung/", views.stop, name="stop"),
    path("viec/<uuid:key>/lam-lai/", views.repeat, name="repeat"),
]
