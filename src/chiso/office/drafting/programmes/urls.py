"""Addresses of programmes."""

from __future__ import annotations

from django.urls import path

from chiso.office.drafting.programmes import views

urlpatterns = [
    path("chuong-trinh/", views.programmes_list, name="programmes"),
    path("chuong-trinh/moi/", views.add, name="add-programme"),
    path("chuong-trinh/bang/<str:key>/", views.league, name="league"),
    path("chuong-trinh/<str:key>/", views.programme, name="programme"),
    path("chuong-trinh/<str:key>/sua/", views.change, name="change-programme"),
    path("chuong-trinh/<str:key>/dong/", views.close, name="close-programme"),
    path("chuong-trinh/<str:key>/them-bang/", views.add_league, name="add-league"),
    path("chuong-trinh/<str:key>/lich/", views.calendar, name="calendar"),
    path("chuong-trinh/<str:key>/mo-dot/", views.open_from, name="open-campaigns"),
    path("chuong-trinh/<str:key>/chuong-trinh.yaml", views.document, name="programme-document"),
]
