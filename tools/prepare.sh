#!/usr/bin/env bash
# Makes the machine ready; safe to repeat and to run twice at once, silent and offline when nothing is missing.
#   tools/prepare.sh run    virtual environment with what the app needs
#   tools/prepare.sh dev    the same plus Python and Node tools for checks and tests
#   tools/prepare.sh test   the same plus chromium, Chinese fonts and PostgreSQL from the system
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }
am_root() { [ "$(id -u)" = 0 ]; }
apt_ready() { am_root && command -v apt-get >/dev/null; }

apt_install() {
  say "Installing $* (apt)"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq </dev/null || say "apt-get update failed; trying with the lists that are there"
  apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3.11 /usr/bin/python3.11 python3.12 python3.13 python3 /usr/bin/python3; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null || continue
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"; return
    fi
  done
  return 1
}

make_venv() {
  local python
  if ! python=$(find_python); then
    apt_ready && apt_install python3-venv
    python=$(find_python) || fail "Python 3.11 or newer with venv is needed: apt-get install python3 python3-venv"
  fi
  say "Making .venv with $("$python" --version)"
  "$python" -m venv --clear .venv
}

# install <requirements file>: only when it, or what it includes, changed since last time
install() {
  local stamp=.venv/installed-$1.sha256 sum
  sum=$(cat requirements.txt "$1" | sha256sum | cut -d' ' -f1)
  [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && return
  say "Installing $1"
  .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input -r "$1"
  echo "$sum" > "$stamp"
}

install_node() {
  command -v npm >/dev/null || { apt_ready && apt_install nodejs npm; } \
    || fail "Node 20 or newer with npm is needed for the checks of the browser code."
  local stamp=node_modules/.installed.sha256 sum
  sum=$(cat package.json package-lock.json | sha256sum | cut -d' ' -f1)
  [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && return
  say "Installing Node tools"
  npm ci --no-audit --no-fund --loglevel=error </dev/null >&2
  echo "$sum" > "$stamp"
}

install_system() {
  local missing=()
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
  [ -n "$(fc-list :lang=zh-cn 2>/dev/null | head -1)" ] || missing+=(fontconfig fonts-noto-cjk)
  .venv/bin/python -m tools.with_postgres --find >/dev/null 2>&1 || missing+=(postgresql)
  # The example of docs/api.md is run as it stands there.
  for tool in curl jq openssl; do command -v "$tool" >/dev/null || missing+=("$tool"); done
  # deploy/nginx.conf is tried as it stands.
  [ -x /usr/sbin/nginx ] || command -v nginx >/dev/null || missing+=(nginx-light)
  # The disk whose power is cut; without it its few tests say so and are left out.
  command -v fusermount3 >/dev/null || ! apt_ready || missing+=(fuse3)
  [ ${#missing[@]} = 0 ] && return
  if apt_ready; then
    # The tests start a cluster of their own; the package need not make and start one.
    if [[ " ${missing[*]} " == *" postgresql "* ]] && [ ! -e /etc/postgresql-common ]; then
      mkdir -p /etc/postgresql-common
      echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
    fi
    apt_install "${missing[@]}" || fail "apt could not install: ${missing[*]}"
  else
    fail "The whole test run needs ${missing[*]}. As root: apt-get install ${missing[*]}"
  fi
}

goal=${1:-run}
mkdir -p build
if command -v flock >/dev/null; then exec 9>build/.prepare.lock; flock 9; fi
.venv/bin/python -c '' 2>/dev/null || make_venv
case $goal in
  run) install requirements.txt ;;
  dev) install requirements-dev.txt; install_node ;;
  test) install requirements-dev.txt; install_node; install_system ;;
  *) fail "prepare.sh run|dev|test" ;;
esac
