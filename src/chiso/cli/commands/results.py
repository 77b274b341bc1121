"""`chiso explain`, `compare` and `check`: what stands behind a figure."""

from __future__ import annotations

from chiso.cli.commands.scores import score

COMMANDS = (score,)
