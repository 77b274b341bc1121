"""The app `tasks`."""

from __future__ import annotations

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Registers the app under its own name, and what it gives to others."""

    name = "chiso.office.tasks"
    label = "tasks"

    def ready(self) -> None:
        """Declare rights, notices, what waits for people, what repeats, what an erasure takes."""
        from chiso.office.tasks.registering import register

        register()
