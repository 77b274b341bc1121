"""Addresses of the council, below a campaign."""

from __future__ import annotations

from django.urls import path

from chiso.office.campaigns.council import ruling_views, views

urlpatterns = [
    path("<str:key>/hoi-dong/", views.agenda, name="agenda"),
    path("<str:key>/hoi-dong/phien-moi/", views.new_session, name="new-session"),
    path("<str:key>/hoi-dong/phien/<str:session_key>/", views.session, name="session"),
    path("<str:key>/hoi-dong/phien/<str:session_key>/sua/", views.edit_session, name="edit-session"),
    path("<str:key>/hoi-dong/phien/<str:session_key>/trinh/", views.lay, name="lay-minutes"),
    path("<str:key>/hoi-dong/phien/<str:session_key>/thong-qua/", views.approve, name="approve-minutes"),
    path("<str:key>/hoi-dong/phien/<str:session_key>/bien-ban.<str:form>", views.minutes, name="minutes"),
    path(
        "<str:key>/hoi-dong/phien/<str:session_key>/<str:unit_key>/<str:node>/",
        ruling_views.ruling,
        name="ruling",
    ),
    path(
        "<str:key>/hoi-dong/phien/<str:session_key>/<str:unit_key>/<str:node>/bo/",
        ruling_views.take_back,
        name="take-back-ruling",
    ),
]
