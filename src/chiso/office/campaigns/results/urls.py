"""Addresses of results and petitions, below a campaign."""

from __future__ import annotations

from django.urls import path

from chiso.office.campaigns.results import petition_views, views

urlpatterns = [
    path("<str:key>/ket-qua/", views.results, name="results"),
    path("<str:key>/ket-qua/<str:agency_key>/", views.own_result, name="own-result"),
    path("<str:key>/kien-nghi/", petition_views.petitions, name="petitions"),
    path("<str:key>/kien-nghi/gui/<str:agency_key>/", petition_views.make, name="make-petition"),
    path("<str:key>/kien-nghi/<str:petition_key>/", petition_views.petition, name="petition"),
    path("<str:key>/kien-nghi/<str:petition_key>/rut/", petition_views.withdraw, name="withdraw-petition"),
]
