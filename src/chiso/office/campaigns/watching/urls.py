"""Addresses of what is watched, below a campaign; and of the campaign's own page."""

from __future__ import annotations

from django.urls import path

from chiso.office.campaigns.watching import campaign_views, saying_views, target_views, watch_views

urlpatterns = [
    path("<str:key>/", campaign_views.campaign, name="campaign"),
    path("<str:key>/lich-va-phan-cong/", campaign_views.schedule, name="schedule"),
    path("<str:key>/theo-doi/", watch_views.watch, name="watch"),
    path("<str:key>/theo-doi/tham-dinh/", watch_views.pace, name="pace"),
    path("<str:key>/theo-doi/thong-ke/", watch_views.statistics, name="statistics"),
    path("<str:key>/theo-doi/lanh-dao/", watch_views.leader, name="leader"),
    path("<str:key>/theo-doi/tai-ve/", watch_views.export, name="export"),
    path("<str:key>/theo-doi/nhac-viec/", saying_views.reminders, name="reminders"),
    path("<str:key>/theo-doi/nhac-viec/quy-uoc/", saying_views.reminder_rules, name="reminder-rules"),
    path("<str:key>/theo-doi/thong-bao/", saying_views.announcements, name="announcements"),
    path(
        "<str:key>/theo-doi/thong-bao/<str:announcement_key>/go/",
        saying_views.take_announcement_down,
        name="take-down",
    ),
    path("<str:key>/theo-doi/muc-tieu/", target_views.targets, name="targets"),
    path("<str:key>/theo-doi/muc-tieu/bang/", target_views.targets_table, name="targets-table"),
    path("<str:key>/theo-doi/muc-tieu/<str:unit_key>/<str:node>/", target_views.target, name="target"),
]
