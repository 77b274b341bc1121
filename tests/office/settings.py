"""The office as tests run it: settings of an installation in a folder of their own, cheap password hashing.

`DATABASE_URL` chooses PostgreSQL; without it the tests run on SQLite in memory-like speed, on disk.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "CHISO_HOME" not in os.environ:
    # The processes that share the tests inherit it; whoever made it removes it.
    _made = tempfile.mkdtemp(prefix="chiso-office-")
    os.environ["CHISO_HOME"] = _made
    atexit.register(shutil.rmtree, _made, ignore_errors=True)
os.environ.setdefault("CHISO_SECRET_KEY", "a key for tests, and for nothing else, of more than fifty letters")
os.environ.setdefault("CHISO_SECURE", "false")
os.environ.setdefault("CHISO_CITY", "Hà Nội")

from chiso.office.settings import *  # noqa: F403

for _database in DATABASES.values():  # noqa: F405
    # The tables as the models say; that migrations make the same is held in `running/test_first_tables.py`
    # and `running/test_upgrading.py`.
    _database.setdefault("TEST", {})["MIGRATE"] = False
    # pytest-django knows what to do with SQLite by the name of Django's own engine alone.
    if _database["ENGINE"].startswith("chiso."):
        _database["TEST"]["NAME"] = ":memory:"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Styles and scripts straight from where they stand; nothing is collected before a test.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
