"""Addresses of the help."""

from __future__ import annotations

from django.urls import path

from chiso.office.ui import views

app_name = "help"
urlpatterns = [
    path("", views.help_contents, name="contents"),
    path("<slug:topic>/", views.help_topic, name="topic"),
]
