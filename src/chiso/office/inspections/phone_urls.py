"""Addresses of visits on the phone and of their records."""

from __future__ import annotations

from django.urls import URLPattern, path

from chiso.office.inspections.views import phone, records, voice_notes

urlpatterns: list[URLPattern] = [
    path("dien-thoai/", phone.page, name="phone"),
    path("dien-thoai/may.js", phone.worker, name="phone-worker"),
    path("dien-thoai/goi.json", phone.package, name="phone-package"),
    path("dien-thoai/gui/", phone.send, name="phone-send"),
    path("dien-thoai/anh/<str:key>/<str:name>/", phone.photo, name="phone-photo"),
    path("dien-thoai/ghi-am/<str:key>/<str:name>/", phone.voice_note, name="phone-voice-note"),
    path("anh/<str:key>/", records.photo, name="photo"),
    path("ghi-am/<str:key>/", voice_notes.sound, name="voice-note"),
    path("ghi-am/<str:key>/xoa/", voice_notes.delete, name="delete-voice-note"),
    path("luot/<str:key>/bien-ban/", records.record, name="record"),
    path("luot/<str:key>/bien-ban/ghi/", records.write, name="write-record"),
    path("luot/<str:key>/bien-ban/anh/", records.add_photo, name="add-photo"),
    path("luot/<str:key>/bien-ban/ky/", records.end, name="end-record"),
    path("luot/<str:key>/bien-ban/mo-lai/", records.reopen, name="reopen-record"),
    path("luot/<str:key>/bien-ban.<str:ending>", records.paper, name="record-paper"),
    path("luot/<str:key>/phieu-trong.<str:ending>", records.blank, name="blank-record"),
]
