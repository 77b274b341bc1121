"""Whether the office lives and whether it can work: for balancers, systemd, watchers.

/khoe-manh/            lives: the process answers; asks nobody
/khoe-manh/san-sang/   ready: database, migrations, disk, queue; 503 names what is not
/khoe-manh/so-do/      metrics, to whoever holds the token, else to this machine only
"""

from __future__ import annotations

import hmac
import shutil
from ipaddress import ip_address

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from chiso.language import text
from chiso.office.configuration import configuration, home
from chiso.office.errors import NoRight
from chiso.office.people.guard import public
from chiso.office.running.doctor.database import LONGEST_WAIT
from chiso.office.running.metrics import write_metrics

LEAST_FREE = 200_000_000


@public
@require_GET
def live(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return _never_kept(HttpResponse("ok\n", content_type="text/plain; charset=utf-8"))


@public
@require_GET
def ready(_request: HttpRequest) -> HttpResponse:
    """Whether people can work: {"database": true, "migrations": true, "disk": true, "queue": true}.

    The queue is told and does not decide: who reads and writes need not wait for it.
    """
    parts = {"database": False, "migrations": False, "disk": _has_space(), "queue": False}
    try:
        parts["migrations"] = _is_migrated()
        parts["database"] = True
        parts["queue"] = _queue_moves()
    except DatabaseError:
        pass
    is_ready = parts["database"] and parts["migrations"] and parts["disk"]
    return _never_kept(JsonResponse(parts, status=200 if is_ready else 503))


@public
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures in Prometheus text. Raises NoRight."""
    if not _may_read_metrics(request):
        ask = text("Send the token that is set as metrics_token, or ask from this machine.")
        raise NoRight(text("Metrics are not for everybody."), ask)
    return _never_kept(HttpResponse(write_metrics(), content_type="text/plain; version=0.0.4; charset=utf-8"))


def _may_read_metrics(request: HttpRequest) -> bool:
    token = configuration().metrics_token.get_secret_value()
    if token:
        given = str(request.headers.get("Authorization", ""))
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    # Behind a proxy everybody comes from this machine; what the proxy forwards says so.
    if "X-Forwarded-For" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _is_migrated() -> bool:
    from chiso.office.running.upgrading import waiting_migrations

    return not waiting_migrations()


def _has_space() -> bool:
    return shutil.disk_usage(home()).free >= LEAST_FREE


def _queue_moves() -> bool:
    from chiso.office.running.queue import oldest_waiting

    oldest = oldest_waiting()
    return oldest is None or timezone.now() - oldest <= LONGEST_WAIT


def _never_kept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer
