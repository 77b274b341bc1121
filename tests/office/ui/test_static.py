"""Styles and scripts as an installation serves them: named by their content, compressed, kept for long."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.templatetags.static import static

from chiso.office import settings as of_an_installation

NAMES = ("chiso.css", "mark.svg", "office/page.js", "django_htmx/htmx-2.min.js")


@pytest.fixture
def collected(settings: Any, tmp_path: Path) -> Path:
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = of_an_installation.STORAGES
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_every_file_that_pages_name_is_named_by_its_content_and_compressed(collected: Path) -> None:
    for name in NAMES:
        address = static(name)
        assert address != f"/static/{name}"
        file = collected / address.removeprefix("/static/")
        assert file.is_file()
        assert (file.with_name(file.name + ".gz")).is_file()
