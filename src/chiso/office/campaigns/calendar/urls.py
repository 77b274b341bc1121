"""Addresses of the calendar, below that of a campaign."""

from __future__ import annotations

from django.urls import path

from chiso.office.campaigns.calendar.views import copies, exceptions, requests, setting

urlpatterns = [
    path("<str:key>/lich/", setting.calendar, name="calendar"),
    path("<str:key>/ngoai-le/", exceptions.exceptions, name="exceptions"),
    path("<str:key>/ngoai-le/gia-han/", exceptions.extend, name="extend"),
    path("<str:key>/ngoai-le/mo-lai/", exceptions.reopen, name="reopen"),
    path("<str:key>/ngoai-le/mo-lai-nam/", exceptions.reopen_published, name="reopen-year"),
    path("<str:key>/ngoai-le/rut/<str:exception_key>/", exceptions.withdraw, name="withdraw-exception"),
    path("<str:key>/ngoai-le/xin/<str:agency_key>/", requests.ask, name="ask-for-time"),
    path("<str:key>/ngoai-le/de-nghi/<str:request_key>/", requests.decide, name="decide-request"),
    path("<str:key>/chep/", copies.copy, name="copy"),
    path("<str:key>/chay-thu/", copies.rehearsal, name="rehearse"),
]
