"""Addresses of campaigns."""

from __future__ import annotations

from django.urls import path

from chiso.office.campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("", views.campaigns_list, name="list"),
    path("mo/", views.open_new, name="open"),
    path("giai-doan/<str:key>/", views.phase, name="phase"),
    path("<str:key>/", views.campaign, name="campaign"),
    path("<str:key>/sua/", views.change, name="change"),
    path("<str:key>/dong/", views.close, name="close"),
    path("<str:key>/them-giai-doan/", views.add_phase, name="add-phase"),
    path("<str:key>/phan-cong/", views.assignments, name="assignments"),
]
