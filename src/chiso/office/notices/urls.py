"""Addresses of notices."""

from __future__ import annotations

from django.urls import path

from chiso.office.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("da-doc-het/", views.read_all, name="read-all"),
    path("cach-nhan/", views.choices, name="choices"),
    path("<slug:key>/", views.open_notice, name="open"),
    path("<slug:key>/da-doc/", views.read, name="read"),
]
