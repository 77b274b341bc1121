"""Addresses of the record."""

from __future__ import annotations

from django.urls import path

from chiso.office.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("xuat.csv", views.export, name="export"),
    path("kiem-chung/", views.verification, name="verify"),
    path("xoa/<str:key>/", views.erase, name="erase"),
]
