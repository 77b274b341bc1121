#!/bin/sh
# Write requirements/*.txt: exact versions with hashes, for every platform and Python >= 3.11.
# Versions that are locked already stay unless UPGRADE=1. No address of an index is written.
set -eu
cd "$(dirname "$0")/.."
environment=build/lock
if ! "$environment/bin/uv" --version >/dev/null 2>&1; then
    "${PYTHON:-python3}" -m venv "$environment"
    "$environment/bin/python" -m pip --quiet --disable-pip-version-check install 'uv>=0.8'
fi

lock() {
    target=$1
    shift
    if [ "${UPGRADE:-0}" = 1 ]; then set -- --upgrade "$@"; fi
    "$environment/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header --no-annotate --output-file "requirements/$target.txt" "$@"
}

# The core comes first; the others keep to its versions, since all may stand in one environment.
lock core pyproject.toml
lock portal --constraint requirements/core.txt --extra portal pyproject.toml
lock build --constraint requirements/core.txt --group build
lock office --constraint requirements/core.txt --constraint requirements/portal.txt \
    --constraint requirements/build.txt --extra office pyproject.toml
lock statistics --constraint requirements/core.txt --constraint requirements/office.txt \
    --extra statistics pyproject.toml
lock development --constraint requirements/core.txt --constraint requirements/build.txt \
    --constraint requirements/office.txt --constraint requirements/statistics.txt pyproject.toml --group development
lock spark --constraint requirements/core.txt --constraint requirements/development.txt --extra spark pyproject.toml
