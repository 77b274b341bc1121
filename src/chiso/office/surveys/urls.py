"""Addresses of survey rounds."""

from __future__ import annotations

from django.urls import path

from chiso.office.surveys import views
from chiso.office.surveys.handing_over import views as handing_over

app_name = "surveys"
urlpatterns = [
    path("", views.rounds_list, name="list"),
    path("moi/", views.open_new, name="open"),
    path("ban/<str:key>/", views.version, name="version"),
    path("ban/<str:key>/uoc-luong.csv", views.estimates, name="estimates"),
    path("ban/<str:key>/ho-so.json", views.record, name="record"),
    path("ban/<str:key>/bao-cao.pdf", views.report, name="report"),
    path("ban/<str:key>/dua-vao/<str:campaign_key>/", handing_over.choose, name="choose-feeds"),
    path("ban/<str:key>/dua-vao/<str:campaign_key>/nhan/", handing_over.accept, name="hand-over"),
    path("lan-dua/<str:key>/", handing_over.handed_over, name="handed-over"),
    path("lan-dua/<str:key>/rut/", handing_over.withdraw, name="withdraw"),
    path("<str:key>/", views.survey_round, name="round"),
    path("<str:key>/ban-moi/", views.bring_next, name="bring-version"),
]
