"""Addresses of publication, below a campaign."""

from __future__ import annotations

from django.urls import path

from chiso.office.campaigns.publishing import step_views, views, withheld_views

urlpatterns = [
    path("<str:key>/cong-bo/", views.editions, name="editions"),
    path("<str:key>/cong-bo/chuan-bi/", views.prepare, name="prepare-edition"),
    path("<str:key>/cong-bo/<str:edition_key>/", views.edition, name="edition"),
    path("<str:key>/cong-bo/<str:edition_key>/tep/<str:name>", views.file, name="edition-file"),
    path(
        "<str:key>/cong-bo/<str:edition_key>/gia-tri-giu-lai/",
        withheld_views.withheld,
        name="withheld-of-edition",
    ),
    path("<str:key>/cong-bo/<str:edition_key>/phe-duyet/", step_views.approve, name="approve-edition"),
    path("<str:key>/cong-bo/<str:edition_key>/tra-lai/", step_views.send_it_back, name="send-back-edition"),
    path("<str:key>/cong-bo/<str:edition_key>/bo/", step_views.discard, name="discard-edition"),
    path("<str:key>/cong-bo/<str:edition_key>/quyet-dinh/", step_views.decide, name="decide-edition"),
    path("<str:key>/cong-bo/<str:edition_key>/niem-phong/", step_views.seal, name="seal-edition"),
    path(
        "<str:key>/cong-bo/<str:edition_key>/niem-phong-tai-day/",
        step_views.seal_in_office,
        name="seal-edition-here",
    ),
    path("<str:key>/cong-bo/<str:edition_key>/phat-hanh/", step_views.publish, name="publish-edition"),
    path("<str:key>/cong-bo/<str:edition_key>/trang-cong-khai/", step_views.portal, name="build-portal"),
]
