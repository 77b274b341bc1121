"""Addresses of figures that come from elsewhere, below those of a campaign."""

from __future__ import annotations

from django.urls import path

from chiso.office.campaigns.sheets import views

urlpatterns = [
    path("<str:key>/so-lieu/", views.sheets, name="sheets"),
    path("<str:key>/so-lieu/ban/<str:sheet_key>/", views.sheet, name="sheet"),
    path("<str:key>/so-lieu/ban/<str:sheet_key>/bang.csv", views.sheet_table, name="sheet-table"),
    path("<str:key>/so-lieu/<str:node>/", views.criterion, name="sheets-of-criterion"),
    path("<str:key>/so-lieu/<str:node>/nhan/", views.accept, name="accept-sheet"),
]
