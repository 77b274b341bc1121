"""Write the access table anew (see `access_table`); read the difference before it is kept.

python -m tests.office.write_access_table
"""

from __future__ import annotations

import os

import django


def main() -> None:
    """Call every route in a database of its own that is thrown away."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.office.settings")
    django.setup()
    # Models are there once Django is set up.
    from django.db import transaction
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from tests.office.access_table import FILE, lines, write
    from tests.office.routes_samples import make_world, routes, samples_of

    setup_test_environment()
    before = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    with transaction.atomic():
        world = make_world()
        FILE.write_text(write(lines(routes(), world, samples_of(world))), encoding="utf-8")
        transaction.set_rollback(True)
    teardown_databases(before, verbosity=0)


if __name__ == "__main__":
    main()
