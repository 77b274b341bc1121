"""Addresses for balancers and watchers."""

from __future__ import annotations

from django.urls import path

from chiso.office.running import health

app_name = "health"
urlpatterns = [
    path("", health.live, name="live"),
    path("san-sang/", health.ready, name="ready"),
    path("so-do/", health.metrics, name="metrics"),
]
