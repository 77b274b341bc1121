"""Addresses on the way into force; those of sets in force are public and carry their name."""

from __future__ import annotations

from django.urls import path

from chiso.office.drafting.freezing import public_views, views

urlpatterns = [
    path("ban-hanh/", public_views.sets_in_force, name="frozen-list"),
    path("ban-hanh/<str:name>/", public_views.frozen, name="frozen"),
    path("ban-hanh/<str:name>/khac-biet.docx", public_views.differences_file, name="frozen-differences"),
    path("ban-hanh/<str:name>/dinh-chinh/", views.errata, name="errata"),
    path("ban-hanh/<str:name>/phu-luc.<str:form>", public_views.frozen_file, name="frozen-file"),
    path("<str:key>/kiem-tra/", views.checklist, name="checklist"),
    path("<str:key>/phe-duyet/", views.approve, name="approve"),
    path("<str:key>/du-thao.<str:form>", views.draft_file, name="draft-file"),
]
