"""Where the language that a reader chose is kept."""

from __future__ import annotations

COOKIE = "chiso_language"
