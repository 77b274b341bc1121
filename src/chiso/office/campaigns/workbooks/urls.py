"""Addresses of workbooks, below a campaign."""

from __future__ import annotations

from django.urls import path

from chiso.office.campaigns.workbooks import views

urlpatterns = [
    path("<str:key>/so-lam-viec/<str:agency_key>/", views.workbooks, name="workbooks"),
    path("<str:key>/so-lam-viec/<str:agency_key>/tai-ve/", views.take_along, name="take-workbook"),
    path("<str:key>/so-lam-viec/<str:agency_key>/<str:workbook_key>/", views.workbook, name="workbook"),
]
