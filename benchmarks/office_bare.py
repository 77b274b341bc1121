"""The bare views beside which the office is measured: one commits a row, one is empty for who is signed in.

They answer in the office's own server, behind the office's own middleware and from the same database, so
that both writes wait for the same disk. They ask no right, keep no record and have no version.
"""

from __future__ import annotations

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from chiso.office.people.guard import public, signed_in
from chiso.office.urls import handler400, handler403, handler404, handler500
from chiso.office.urls import urlpatterns as office

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class Row(models.Model):
    """What the bare view writes: as wide as a title of a campaign."""

    title = models.CharField(max_length=200)

    class Meta:
        app_label = "benchmarks"


@public
@csrf_exempt
def write_row(request: HttpRequest) -> HttpResponse:
    """Commit one row, whoever asks; who is signed in is known by then, as in every view."""
    # A transaction by name waits for its turn on SQLite as those of the office do.
    with transaction.atomic():
        Row(title=request.POST["title"]).save(force_insert=True)
    return HttpResponse(status=204)


@signed_in
def say_nothing(_request: HttpRequest) -> HttpResponse:
    """An empty page for whoever is signed in."""
    return HttpResponse()


urlpatterns = [
    path("bare/", write_row, name="bare"),
    path("bare/empty/", say_nothing, name="empty"),
    *office,
]
