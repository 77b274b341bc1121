"""Addresses of what follows a visit: findings, conclusions, recommendations, letters, reports."""

from __future__ import annotations

from django.urls import path

from chiso.office.inspections.following.views import (
    conclusions,
    findings,
    handing,
    letters,
    mending,
    reports,
)

urlpatterns = [
    path("luot/<str:key>/sau/", handing.after_visit, name="after-visit"),
    path("luot/<str:key>/xem-lai/", handing.look_again, name="look-again"),
    path("luot/<str:key>/ban-giao/", handing.hand_over, name="hand-over"),
    path("luot/<str:key>/phat-hien/", findings.enter, name="enter-finding"),
    path("ban-giao/<str:key>/nhan/", handing.receive, name="receive-record"),
    path("ban-giao/<str:key>/y-kien/", handing.object_to, name="object"),
    path("ban-giao/<str:key>/gia-han/", handing.extend, name="extend-term"),
    path("y-kien/<str:key>/tra-loi/", handing.answer, name="answer-objection"),
    path("phat-hien/", findings.findings, name="findings"),
    path("phat-hien/<str:key>/", findings.finding, name="finding"),
    path("phat-hien/<str:key>/sua/", findings.change, name="change-finding"),
    path("phat-hien/<str:key>/rut/", findings.withdraw, name="withdraw-finding"),
    path("phat-hien/<str:key>/xu-ly/", findings.handle, name="handle"),
    path("xu-ly/<str:key>/ten/", findings.read_person, name="read-handled"),
    path("xu-ly/<str:key>/xoa-ten/", findings.erase_person, name="erase-handled"),
    path("ket-luan/<str:key>/", conclusions.conclusion, name="conclusion"),
    path("ket-luan/<str:key>/sua/", conclusions.change, name="change-conclusion"),
    path("ket-luan/<str:key>/kien-nghi/", conclusions.recommend, name="recommend"),
    path("ket-luan/<str:key>/trinh/", conclusions.hand_in, name="hand-in-conclusion"),
    path("ket-luan/<str:key>/duyet/", conclusions.decide, name="decide-conclusion"),
    path("ket-luan/<str:key>/ban-hanh/", conclusions.issue, name="issue-conclusion"),
    path("ket-luan/<str:key>/nhan/", conclusions.receive, name="receive-conclusion"),
    path("ket-luan/<str:key>/ket-luan.<str:ending>", conclusions.paper, name="conclusion-paper"),
    path("kien-nghi/<str:key>/sua/", conclusions.change_recommendation, name="change-recommendation"),
    path("kien-nghi/<str:key>/bo/", conclusions.drop, name="drop-recommendation"),
    path("kien-nghi/<str:key>/khac-phuc/", mending.remedy, name="remedy"),
    path("khac-phuc/<str:key>/", mending.check, name="check-remediation"),
    path("thu-don/", letters.letters, name="letters"),
    path("thu-don/moi/", letters.enter, name="enter-letter"),
    path("thu-don/tep/", letters.take, name="take-letters"),
    path("thu-don/<str:key>/", letters.letter, name="letter"),
    path("thu-don/<str:key>/sua/", letters.change, name="change-letter"),
    path("thu-don/<str:key>/nguoi-viet/", letters.read_author, name="read-author"),
    path("thu-don/<str:key>/xoa-ten/", letters.erase_author, name="erase-author"),
    path("bao-cao/", reports.report, name="report"),
    path("bao-cao.csv", reports.table, {"ending": "csv"}, name="report-csv"),
    path("bao-cao.xlsx", reports.table, {"ending": "xlsx"}, name="report-xlsx"),
    path("bao-cao.<str:ending>", reports.document, name="report-document"),
    path("<str:key>/ket-qua/", conclusions.outcome, name="outcome"),
    path("<str:key>/ket-qua/bat-dau/", conclusions.begin, name="begin-conclusion"),
    path("<str:key>/pho-bien/", reports.prevalence, name="prevalence"),
]
