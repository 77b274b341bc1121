"""Addresses that django-allauth and Django know by name: signing in and out, and the city's service."""

from __future__ import annotations

from django.urls import path

from chiso.office.people.views import sign_in

urlpatterns = [
    path("dang-nhap/", sign_in.sign_in, name="account_login"),
    path("dang-xuat/", sign_in.sign_out, name="account_logout"),
    path("mot-cua/<str:provider_id>/", sign_in.service_login, name="openid_connect_login"),
    path("mot-cua/<str:provider_id>/ve/", sign_in.service_callback, name="openid_connect_callback"),
]
