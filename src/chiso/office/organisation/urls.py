"""Addresses of the organisation."""

from __future__ import annotations

from django.urls import path

from chiso.office.organisation import views

app_name = "organisation"
urlpatterns = [
    path("", views.agencies, name="list"),
    path("nhap/", views.bring, name="bring"),
    path("nhap/<str:key>/", views.proposal, name="proposal"),
    path("bo-phan/<str:key>/", views.section, name="section"),
    path("dau-moi/<str:key>/", views.contact, name="contact"),
    path("<str:key>/", views.agency, name="agency"),
    path("<str:key>/them-bo-phan/", views.add_section, name="add-section"),
    path("<str:key>/them-dau-moi/", views.add_contact, name="add-contact"),
]
