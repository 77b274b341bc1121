"""Addresses of trials, below their draft."""

from __future__ import annotations

from django.urls import path

from chiso.office.drafting.trying import views

urlpatterns = [
    path("<str:key>/thu/", views.trials, name="trials"),
    path("<str:key>/thu/<str:trial>/", views.trial, name="trial"),
    path("<str:key>/thu/<str:trial>/xep-hang.csv", views.trial_table, name="trial-table"),
    path("<str:key>/thu/<str:trial>/bo/", views.remove, name="remove-trial"),
]
