"""Addresses of plans."""

from __future__ import annotations

from django.urls import path

from chiso.office.plans.views import (
    calculations,
    contents,
    deciding,
    leading,
    opening,
    reading,
    tables,
    years,
)

app_name = "plans"
urlpatterns = [
    path("", reading.plans_list, name="list"),
    path("lanh-dao/", leading.leader, name="leader"),
    path("moi/", opening.open_from_edition, name="open"),
    path("moi/bang/", opening.open_from_table, name="open-from-table"),
    path("ban/<str:key>/", reading.version, name="version"),
    path("ban/<str:key>/khac/", reading.changes, name="changes"),
    path("ban/<str:key>/khoang-cach/", reading.gaps, name="gaps"),
    path("ban/<str:key>/tep/<str:form>/", reading.document, name="document"),
    path("ban/<str:key>/muc-tieu/", contents.new_target, name="new-target"),
    path("ban/<str:key>/muc-tieu/nhap/", tables.import_targets, name="import-targets"),
    path("ban/<str:key>/giai-phap/nhap/", tables.import_solutions, name="import-solutions"),
    path("ban/<str:key>/muc-tieu/<str:target_key>/", contents.target, name="target"),
    path("ban/<str:key>/muc-tieu/<str:target_key>/bo/", contents.drop_target, name="drop-target"),
    path("ban/<str:key>/bien-phap/", contents.new_line, name="new-line"),
    path("ban/<str:key>/bien-phap/nhap/", tables.import_lines, name="import-lines"),
    path("ban/<str:key>/bien-phap/<str:line_key>/", contents.line, name="line"),
    path("ban/<str:key>/bien-phap/<str:line_key>/bo/", contents.drop_line, name="drop-line"),
    path("ban/<str:key>/phuong-an/", calculations.ask, name="calculate"),
    path("ban/<str:key>/phuong-an/<str:calculation_key>/", calculations.result, name="calculation"),
    path("ban/<str:key>/trinh/", deciding.hand_in_version, name="hand-in"),
    path("ban/<str:key>/duyet/", deciding.decide_on, name="decide"),
    path("ban/<str:key>/giao-viec/", deciding.give_lines, name="give"),
    path("<str:key>/", reading.plan, name="plan"),
    path("<str:key>/nam-truoc/", years.years, name="years"),
    path("<str:key>/nam-truoc/<str:year_key>/bo/", years.drop_year, name="drop-year"),
    path("<str:key>/ban-moi/", opening.begin_next, name="begin-version"),
    path("<str:key>/co-quan/", opening.ask_parts, name="ask-parts"),
]
