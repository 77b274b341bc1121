"""Addresses of consultations; the public one is known only to whom it was given."""

from __future__ import annotations

from django.urls import path

from chiso.office.drafting.consulting.views import agencies, public, running

urlpatterns = [
    path("lay-y-kien/<str:slug>/", public.page, name="public-consultation"),
    path("gop-y/<str:key>/", agencies.consultation, name="consultation"),
    path("gop-y/<str:key>/y-kien/", agencies.give, name="give-opinion"),
    path("gop-y/<str:key>/gia-han/", running.extend, name="extend-consultation"),
    path("gop-y/<str:key>/ket-thuc/", running.end, name="end-consultation"),
    path("gop-y/<str:key>/tra-loi/", running.answer_several, name="answer-opinions"),
    path("gop-y/<str:key>/bang-tong-hop.<str:form>", running.table, name="opinions-table"),
    path("y-kien/<str:key>/", agencies.change, name="change-opinion"),
    path("y-kien/<str:key>/tra-loi/", running.answer, name="answer-opinion"),
    path("y-kien/<str:key>/xoa-nguoi-gui/", running.erase, name="erase-sender"),
    path("<str:key>/lay-y-kien/", running.open_new, name="open-consultation"),
]
