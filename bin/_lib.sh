# Shared by the commands in this folder. POSIX sh, with nothing that a Mac or a bare Debian lacks.
# Every variable in sh is global: names here start with the name of their function.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$ROOT"
PY="$ROOT/.venv/bin/python"
VAR="${ROWAN_VAR:-$ROOT/var}"
STAMPS="$ROOT/var/stamps"
export PYTHONPATH="$ROOT" PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

if [ -f .env ]; then
  set -a
  # shellcheck disable=SC1091
  . ./.env
  set +a
fi

# A step is done again when what it was made from has changed.
stamped() { [ -f "$STAMPS/$1" ] && [ "$(cat "$STAMPS/$1")" = "$2" ]; }
stamp() { printf '%s' "$2" >"$STAMPS/$1"; }
sum() { cat "$@" | cksum; }

ok_python() {
  "$1" -c 'import sys, venv, ensurepip; raise SystemExit(not (3, 12) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1
}

# By running it, not by its name: a pyenv shim may be there and fail.
find_python() {
  for find_python_try in "${PYTHON:-}" python3.13 python3.14 python3.12 python3 python \
    "${PYENV_ROOT:-${HOME:-/nonexistent}/.pyenv}"/versions/3.1[2-4]*/bin/python3 \
    /opt/homebrew/bin/python3.1[2-4] /usr/local/bin/python3.1[2-4]; do
    if [ -n "$find_python_try" ] && have "$find_python_try" && ok_python "$find_python_try"; then
      command -v "$find_python_try"
      return 0
    fi
  done
  if have uv; then
    uv python install 3.13 >&2 && uv python find 3.13
    return
  fi
  return 1
}

pip_install() { # NAME: requirements/NAME.txt, unless it is in already
  pip_install_sum="$(sum "requirements/$1.txt") $("$PY" -V)"
  stamped "pip-$1" "$pip_install_sum" && return 0
  say "Fetching Python libraries ($1) ..."
  "$PY" -m pip install -qq --require-hashes --only-binary :all: -r "requirements/$1.txt" ||
    stop "The Python libraries could not be fetched: check the connection, or how pip finds its index, and run this again."
  stamp "pip-$1" "$pip_install_sum"
}

set_up_python() {
  ok_python "$PY" && return 0
  set_up_python_base=$(find_python) ||
    stop "Rowan needs Python 3.12, 3.13 or 3.14 with its venv module: install it (Debian 13 or Ubuntu 24.04: apt-get install python3-venv; Mac: brew install python@3.13) or name it, as in PYTHON=/path/to/python3 $0."
  rm -rf .venv "$STAMPS"/pip-*
  "$set_up_python_base" -m venv .venv || stop "The folder .venv could not be made by $set_up_python_base; the reason is above."
}

ok_node() { have node && have npm && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' >/dev/null 2>&1; }

set_up_node() {
  if ! ok_node; then
    pip_install node
    PATH="$ROOT/.venv/bin:$PATH"
  fi
  set_up_node_sum=$(sum package-lock.json .npmrc)
  [ -d node_modules ] && stamped npm "$set_up_node_sum" && return 0
  say "Fetching front-end packages ..."
  npm ci --loglevel=error >/dev/null ||
    stop "The front-end packages could not be fetched: check the connection, or how npm finds its registry, and run this again."
  stamp npm "$set_up_node_sum"
}

newer_than() { # STAMP PATH...: is anything there newer than the stamp?
  newer_than_stamp="$STAMPS/$1"
  shift
  [ ! -f "$newer_than_stamp" ] || [ -n "$(find "$@" -type f -newer "$newer_than_stamp" 2>/dev/null | head -n 1)" ]
}

build_assets() {
  newer_than assets bin/assets package-lock.json rowan/*/assets && {
    say "Building style sheets ..."
    touch "$STAMPS/assets.begun"
    bin/assets >&2 || stop "The style sheets could not be built; the reason is above."
    mv "$STAMPS/assets.begun" "$STAMPS/assets"
  }
  build_assets_static="static-$(printf %s "$VAR" | cksum | tr ' ' -)"
  newer_than "$build_assets_static" config/settings.py requirements/app.txt rowan/*/static && {
    touch "$STAMPS/static.begun"
    ROWAN_SECRET_KEY=none DATABASE_URL="${DATABASE_URL:-postgresql:///none}" \
      "$PY" manage.py collectstatic --noinput --verbosity 0 ||
      stop "The static files could not be collected; the reason is above."
    mv "$STAMPS/static.begun" "$STAMPS/$build_assets_static"
  }
  return 0
}

# One set-up at a time; a lock left by a run that died is taken over.
lock_set_up() {
  lock_set_up_tries=0
  until mkdir var/set-up.lock 2>/dev/null; do
    lock_set_up_pid=$(cat var/set-up.lock/pid 2>/dev/null || true)
    if [ "$lock_set_up_tries" -gt 2 ] && ! { [ -n "$lock_set_up_pid" ] && kill -0 "$lock_set_up_pid" 2>/dev/null; }; then
      rm -rf var/set-up.lock
      continue
    fi
    [ "$lock_set_up_tries" -eq 0 ] && say "Waiting for another set-up in this folder ..."
    lock_set_up_tries=$((lock_set_up_tries + 1))
    sleep 1
  done
  echo $$ >var/set-up.lock/pid
  trap 'rm -rf "$ROOT/var/set-up.lock"' EXIT
  trap 'exit 130' INT TERM HUP
}

set_up() { # [test]
  mkdir -p "$STAMPS" "$VAR" 2>/dev/null || true
  [ -w "$STAMPS" ] && { [ ! -e .venv ] || [ -w .venv ]; } ||
    stop "This folder was set up by another user: run this as that user, or in a clone of your own."
  lock_set_up
  set_up_python
  pip_install app
  [ "${1:-}" = test ] && pip_install test
  set_up_node
  build_assets
  rm -rf var/set-up.lock
  trap - EXIT INT TERM HUP
}
