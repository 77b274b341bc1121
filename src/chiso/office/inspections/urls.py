"""Addresses of inspections; the phone and what follows a visit in files of their own."""

from __future__ import annotations

from django.urls import path

from chiso.office.inspections import following_urls, phone_urls
from chiso.office.inspections.views import inspections, public, risk, rules, second, steps, visits

app_name = "inspections"
urlpatterns = [
    path("", inspections.inspections_list, name="list"),
    path("moi/", inspections.begin, name="begin"),
    path("cong-khai/", public.draws, name="public-draws"),
    path("cong-khai/<str:number>-lan-hai.zip", public.second_folder, name="public-second-folder"),
    path("cong-khai/<str:number>.zip", public.folder, name="public-folder"),
    path("danh-muc/", rules.rules, name="rules"),
    path("danh-muc/moi/", rules.bring, name="bring-rules"),
    path("danh-muc/<str:key>/", rules.rule_file, name="rule-file"),
    path("rang-buoc/", visits.ties, name="ties"),
    path("rang-buoc/<str:key>/thoi/", visits.end, name="end-tie"),
    *phone_urls.urlpatterns,
    *following_urls.urlpatterns,
    path("luot/<str:key>/", visits.visit, name="visit"),
    path("luot/<str:key>/doi/", visits.move, name="move"),
    path("<str:key>/", inspections.inspection, name="inspection"),
    path("<str:key>/sua/", inspections.change, name="change"),
    path("<str:key>/phuong-an/", inspections.settings, name="settings"),
    path("<str:key>/khung/", inspections.frame, name="frame"),
    path("<str:key>/khung/lap/", inspections.take, name="take-frame"),
    path("<str:key>/rui-ro/", risk.risk, name="risk"),
    path("<str:key>/doan/", inspections.teams, name="teams"),
    path("<str:key>/niem-phong/", steps.seal_seed, name="seal"),
    path("<str:key>/duyet/", steps.decide_on, name="decide"),
    path("<str:key>/quyet-dinh/", steps.decision, name="decision"),
    path("<str:key>/rut-tham/", steps.draw_visits, name="draw"),
    path("<str:key>/mo-niem-phong/", steps.open_seed, name="open"),
    path("<str:key>/dong/", steps.close, name="close"),
    path("<str:key>/rut-tham.zip", steps.folder, name="folder"),
    path("<str:key>/lan-hai/", second.second_visits, name="second"),
    path("<str:key>/lan-hai.zip", second.folder, name="second-folder"),
    path("<str:key>/<str:paper>.<str:ending>", steps.paper, name="paper"),
    path("<str:key>/lich/", visits.calendar, name="calendar"),
    path("<str:key>/lich/xep/", visits.plan, name="plan-days"),
    path("<str:key>/lich/bao/", visits.announce, name="announce"),
]
