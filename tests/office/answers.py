"""Letting go of an answer in a test."""

from __future__ import annotations

from django.core.signals import request_finished
from django.db import close_old_connections
from django.http.response import HttpResponseBase


def let_go(answer: HttpResponseBase) -> None:
    """Close the files of an answer, and not the database, whose transaction the test still needs."""
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)
