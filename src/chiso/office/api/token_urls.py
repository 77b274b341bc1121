"""Addresses of the page on which people make and revoke their tokens."""

from __future__ import annotations

from django.urls import path

from chiso.office.api import views

app_name = "tokens"
urlpatterns = [
    path("", views.tokens, name="list"),
    path("<str:key>/thu-hoi/", views.revoke, name="revoke"),
]
