"""The bare view beside which a write of the office is measured: it commits one row, and nothing else.

It answers in the office's own server, behind the office's own middleware and from the same database, so
that both writes wait for the same disk. It asks no right, keeps no record and has no version.
"""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from chiso.office.people.guard import public
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
    Row(title=request.POST["title"]).save(force_insert=True)
    return HttpResponse(status=204)


urlpatterns = [
    path("bare/", write_row, name="bare"),
    *office,
]
