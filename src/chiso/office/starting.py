"""Starting the office's program parts outside the server: commands and tests of an installation."""

from __future__ import annotations

import atexit
import gc
import os
import re
import tempfile
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chiso.language import text
from chiso.problems import BadInput, Place, Problem, WrongCall, quote

if TYPE_CHECKING:
    from chiso.office.configuration import Configuration


def start(folder: Path | None = None, *, counts_together: bool = False) -> Path:
    """Set the project up for the installation in `folder` (CHISO_HOME, else where one stands); its folder.

    `counts_together`: several processes will count their answers into one folder, which has to be known
    before the library of metrics is loaded.
    Raises WrongCall (CH-7501 Django is not installed, CH-7502 no installation there), BadInput (CH-7503:
    settings that cannot be used, all of them at once).
    """
    if folder is not None:
        os.environ["CHISO_HOME"] = str(folder.absolute())
    need_libraries()
    from chiso.office.configuration import home

    place = home()
    os.environ["CHISO_HOME"] = str(place)
    if not read_configuration().secret_key.get_secret_value():
        raise WrongCall([_no_installation(place)])
    if counts_together:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="chiso-figures-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chiso.office.settings")
    _set_up()
    return place


def _set_up() -> None:
    """Load the apps, and pass over what was loaded when garbage is looked for, also at the very end.

    That end was a third of the time of a short command. It is then that the interpreter would close the
    connections, and that SQLite takes what stands in its log back into its one file: so they are closed.
    """
    import django

    gc.disable()
    try:
        django.setup()
        gc.freeze()
    finally:
        gc.enable()
    from django.db import connections

    atexit.register(connections.close_all)


def need_libraries() -> None:
    """Raise WrongCall (CH-7501) where the libraries of the office are not installed."""
    if find_spec("django") is None or find_spec("pydantic_settings") is None:
        raise WrongCall([_not_installed()])


def read_configuration() -> Configuration:
    """The settings of the installation. Raises BadInput (CH-7503)."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from chiso.office.configuration import FILE, configuration, home

    configuration.cache_clear()
    place = Place(str(home() / FILE))
    try:
        return configuration()
    except ValidationError as error:
        raise BadInput([_wrong_setting(place, one) for one in error.errors()]) from error
    except SettingsError as error:
        raise BadInput([_wrong_list(str(error))]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        expected = text("Expected settings, one a line: name = value.")
        mend = text("Correct the line; texts stand in quotation marks.")
        raise BadInput([Problem("CH-7503", place, quote(error), expected, mend)]) from error


def _wrong_setting(place: Place, error: Any) -> Problem:
    name = ".".join(str(part) for part in error["loc"])
    expected = text("Expected a setting as the reference describes it.")
    if error["type"] == "extra_forbidden":
        expected = text("Expected the name of a setting; there is none of this name.")
    mend = text("See docs/reference/office-settings.md.")
    # The value may be a secret; the kind of mistake says enough.
    return Problem("CH-7503", Place(place.file, field=name), error["type"], expected, mend)


def _wrong_list(told: str) -> Problem:
    """A list in the environment that cannot be read. What is told names the setting, not its value."""
    named = re.search(r'field "(\w+)"', told)
    variable = f"CHISO_{named[1].upper()}" if named else ""
    expected = text('Expected a JSON list, such as ["office.example.vn"].')
    mend = text("See docs/reference/office-settings.md.")
    return Problem("CH-7503", Place(field=variable), variable, expected, mend)


def _not_installed() -> Problem:
    return Problem(
        "CH-7501",
        Place(),
        "django",
        text("Expected the libraries of the office, of which Django is one."),
        text("Install them with: pip install 'chiso[office]'"),
    )


def _no_installation(folder: Path) -> Problem:
    return Problem(
        "CH-7502",
        Place(str(folder)),
        "",
        text("Expected an installation of the office here: a file office.toml with a secret key."),
        text("Make one with “chiso office init”, or name its folder in CHISO_HOME."),
    )
