"""Addresses of an agency at work, below a campaign."""

from __future__ import annotations

from django.urls import path

from chiso.office.campaigns.answering.views import agency, evidence, leaf

_AGENCY = "<str:key>/tu-danh-gia/<str:agency_key>/"
_LEAF = f"{_AGENCY}<str:unit_key>/<str:node>/"

urlpatterns = [
    path(_AGENCY, agency.agency_work, name="agency-work"),
    path(f"{_AGENCY}phan-viec/", agency.give, name="give-leaves"),
    path(f"{_AGENCY}kiem-tra/", agency.checks, name="check-answers"),
    path(_LEAF, leaf.leaf, name="leaf"),
    path(f"{_LEAF}tai-lieu/", evidence.evidence, name="leaf-evidence"),
    path(f"{_LEAF}tai-lieu/<str:use_key>/bo/", evidence.take_away, name="take-away-evidence"),
]
