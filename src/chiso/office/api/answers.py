"""What every operation declares beside its result, and how an answer is written."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from chiso.office.api import shapes

# What any operation may answer beside its result.
ALWAYS = {code: shapes.Problems for code in (400, 401, 403, 404, 422, 500, 503, 507)}
WRITES = ALWAYS | {409: shapes.Problems, 413: shapes.Problems}


def answer_with(status: int, shape: type[Any], content: dict[str, Any]) -> HttpResponse:
    """An answer that can be kept and given again."""
    written = shape(**content).model_dump_json()
    return HttpResponse(written, status=status, content_type="application/json; charset=utf-8")
