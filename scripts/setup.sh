#!/bin/sh
# Find a Python that is new enough and hand over to setup.py; see `make setup`.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
  if command -v "$name" >/dev/null 2>&1 &&
    "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$name" "$here/setup.py" "$@"
  fi
done
echo "没有找到 Python 3.11 或更高版本，请先安装，再运行 make setup。" >&2
echo "No Python 3.11 or newer was found; install one, then run make setup again" >&2
echo "(Debian 12: apt-get install python3 python3-venv), or name it: make setup PYTHON=/path/to/python3" >&2
exit 1
