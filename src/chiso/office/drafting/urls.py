"""Addresses of drafts. Each part of the app names its own, before those that take any key."""

from __future__ import annotations

from django.urls import path

from chiso.office.drafting.consulting import urls as consulting
from chiso.office.drafting.freezing import urls as freezing
from chiso.office.drafting.programmes import urls as programmes
from chiso.office.drafting.trying import urls as trying
from chiso.office.drafting.views import drafts, listing, nodes, questions

app_name = "drafting"
urlpatterns = [
    *consulting.urlpatterns,
    *freezing.urlpatterns,
    *programmes.urlpatterns,
    *trying.urlpatterns,
    path("", listing.drafts_list, name="list"),
    path("moi/<slug:origin>/", listing.new, name="new"),
    path("<str:key>/", drafts.draft, name="draft"),
    path("<str:key>/khung/", drafts.head, name="head"),
    path("<str:key>/cac-buoc/", drafts.steps, name="steps"),
    path("<str:key>/cau-hoi/", questions.questions, name="questions"),
    path("<str:key>/gac-lai/", drafts.abandon, name="abandon"),
    path("<str:key>/tai-ve/", drafts.document, name="document"),
    path("<str:key>/tieu-chi/<str:node>/", nodes.node, name="node"),
    path("<str:key>/tieu-chi/<str:node>/tach/", nodes.split, name="split"),
    path("<str:key>/tieu-chi/<str:node>/xoa/", nodes.delete, name="delete"),
    path("<str:key>/tieu-chi/<str:node>/trao-doi/", nodes.comment, name="comment"),
]
