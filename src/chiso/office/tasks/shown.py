"""How things of tasks are called."""

from __future__ import annotations

from chiso.language import text

WHOSE = {
    "mine": text("my tasks"),
    "agency": text("tasks of my agency"),
    "city": text("all tasks that I may read"),
}
PRIORITY_NAMES = {
    "high": text("high"),
    "normal": text("normal"),
    "low": text("low"),
}
PART_NAMES = {
    "owner": text("does it"),
    "collaborator": text("helps"),
    "above": text("stands above"),
}
