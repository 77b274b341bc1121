"""The app `running`."""

from __future__ import annotations

from django.apps import AppConfig


class RunningConfig(AppConfig):
    """Registers the app under its own name, its rights, its checks, its log of faults."""

    name = "chiso.office.running"
    label = "running"

    def ready(self) -> None:
        """Rights, checks, faults, what repeats."""
        from chiso.office.running import access, checks, forgetting, middleware, tasks, verbs

        access.declare_rights()
        verbs.declare()
        checks.register_checks()
        middleware.connect()
        tasks.register_repeating()
        forgetting.register_forgetting()
