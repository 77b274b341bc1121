"""The doctor's findings as Django's system checks: `check --deploy` says what `chiso office doctor` says."""

from __future__ import annotations

from typing import Any

from django.core import checks

from chiso.language import chosen_language


def register_checks() -> None:
    """Called once, when the app is ready. Only with --deploy: a check may ask disk and database."""
    checks.register(report, "chiso", deploy=True)


def report(**_named: Any) -> list[checks.CheckMessage]:
    """All findings."""
    from chiso.office.running.doctor import examine
    from chiso.office.running.findings import Weight

    kinds = {Weight.ERROR: checks.Error, Weight.WARNING: checks.Warning, Weight.NOTE: checks.Info}
    language = chosen_language()
    return [
        kinds[one.weight](
            one.found.in_language(language), hint=one.mend.in_language(language), id=f"chiso.{one.code}"
        )
        for one in examine()
    ]
