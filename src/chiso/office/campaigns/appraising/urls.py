"""Addresses of appraising, below those of a campaign."""

from __future__ import annotations

from django.urls import path

from chiso.office.campaigns.appraising.views import evenness, leaves, questions, queue

urlpatterns = [
    path("<str:key>/tham-dinh/", queue.queue, name="appraisal"),
    path("<str:key>/tham-dinh/thong-nhat/", evenness.agreement, name="appraisal-agreement"),
    path("<str:key>/tham-dinh/dong-deu/", evenness.evenness, name="appraisal-evenness"),
    path("<str:key>/tham-dinh/tieu-chi/<str:node>/", queue.criterion, name="appraisal-criterion"),
    path("<str:key>/tham-dinh/co-quan/<str:agency_key>/", queue.agency, name="appraisal-agency"),
    path("<str:key>/tham-dinh/<str:unit_key>/<str:node>/", leaves.leaf, name="appraise"),
    path("<str:key>/tham-dinh/<str:unit_key>/<str:node>/hoi/", leaves.ask, name="ask"),
    path("<str:key>/giai-trinh/", questions.questions, name="questions"),
    path("<str:key>/giai-trinh/<str:question_key>/", questions.question, name="question"),
]
