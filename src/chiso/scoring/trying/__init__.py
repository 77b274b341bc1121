"""A draft tried on last year's answers: the new ranking beside the old, and what moved it."""

from __future__ import annotations

from chiso.scoring.trying.trial import Trial, try_draft

__all__ = ["Trial", "try_draft"]
