"""Addresses of counts of dossiers."""

from __future__ import annotations

from django.urls import path

from chiso.office.dossiers import views

app_name = "dossiers"
urlpatterns = [
    path("", views.intakes, name="list"),
    path("dua-vao/", views.bring, name="bring"),
    path("<str:key>/", views.intake, name="intake"),
    path("<str:key>/so-dem.csv", views.counts, name="counts"),
    path("<str:key>/tra-loi/<str:framework>.csv", views.answers, name="answers"),
    path("<str:key>/rut/", views.withdraw, name="withdraw"),
]
