"""The settings of an installation, with the bare view of the benchmarks beside the office's addresses."""

from __future__ import annotations

from chiso.office.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.office_bare"
