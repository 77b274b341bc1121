"""Where the language that a reader chose is kept."""

from __future__ import annotations

from chiso.office.configuration import configuration

# As the other cookies: over HTTPS a browser takes it from this very host only.
COOKIE = "__Host-chiso_language" if configuration().secure else "chiso_language"
