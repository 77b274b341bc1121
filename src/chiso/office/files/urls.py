"""Addresses of evidence."""

from __future__ import annotations

from django.urls import path

from chiso.office.files import editing, sending, views

app_name = "files"
urlpatterns = [
    path("", views.documents, name="list"),
    path("them/", editing.add, name="add"),
    path("kiem-tra-tep/", views.storage, name="storage"),
    path("tai-len/", sending.begin, name="begin-upload"),
    path("tai-len/<str:key>/", sending.upload, name="upload"),
    path("ban/<str:key>/tai-ve/", views.download, name="download"),
    path("ban/<str:key>/xem/", views.preview, name="preview"),
    path("ban/<str:key>/trang/<int:number>.png", views.page, name="page"),
    path("gan/<str:key>/go/", views.unlink, name="unlink"),
    path("<str:key>/", views.document, name="document"),
    path("<str:key>/sua/", editing.edit, name="edit"),
    path("<str:key>/ban-moi/", editing.replace, name="replace"),
    path("<str:key>/gan/", views.link, name="link"),
]
