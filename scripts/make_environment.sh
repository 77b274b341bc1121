#!/bin/sh
# Make the virtual environment in which chiso is run and tested; says plainly what is missing.
#     make_environment.sh PYTHON FOLDER
set -eu
python=$1
folder=$2

if ! command -v "$python" >/dev/null 2>&1; then
    echo "chiso needs Python 3.11 or later; \"$python\" is not here." >&2
    echo "On Debian: apt-get install python3 python3-venv" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "chiso needs Python 3.11 or later; \"$python\" is $("$python" --version 2>&1)." >&2
    echo "Name another: make PYTHON=python3.12" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    echo "\"$python\" cannot make virtual environments. On Debian: apt-get install python3-venv" >&2
    exit 1
fi
# An environment whose Python has gone (moved folder, upgraded system) is made anew.
if ! "$folder/bin/python" -c '' >/dev/null 2>&1; then
    rm -rf "$folder"
    echo "Making $folder; the first time takes a minute." >&2
    "$python" -m venv "$folder"
fi
