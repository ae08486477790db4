# Sourced by bin/tauroi and bin/test, with `root` set: makes sure that the pinned Bun and the packages are there, and
# leaves the Bun to use in `bun`. When all is there, that is a few comparisons and no network. All it says goes to
# standard error. POSIX sh; what it fetches lies in .bun and node_modules, both ignored by git.

state=$root/.bun
# The one version that counts: another Bun may read bun.lock differently, or not at all, and install something else.
pinned=$(sed -n '/"devDependencies"/,/}/s/.*"bun": *"\([^"]*\)".*/\1/p' "$root/package.json")
fetched=$state/bun-$pinned-$(uname -s)-$(uname -m)
stamp=$root/node_modules/.tauroi-installed # what was installed: written last, so that it never vouches for half of it
child=

say() { printf 'tauroi: %s\n' "$1" >&2; }

fail() {
  say "$2"
  exit "$1"
}

# Sets `bun`; false when neither the fetched one nor the one on the PATH is of the pinned version.
find_bun() {
  bun=$fetched
  [ -x "$bun" ] && return
  bun=$(command -v bun) || return
  case $bun in /*) ;; *) bun=$PWD/$bun ;; esac
  [ "$("$bun" --version 2>/dev/null)" = "$pinned" ]
}

wanted_packages() {
  uname -sm
  cat "$root/package.json" "$root/bun.lock"
}

packages_ready() { [ -f "$stamp" ] && [ "$(wanted_packages)" = "$(cat "$stamp")" ]; }

# --- One set-up at a time ---------------------------------------------------------------------------------------------
# The lock is the link .bun/lock.N with the highest N; it points to the number of the process that holds it, or to
# "free". A link is made in one step, and only if its name is not taken. So of all who saw that N is free, or that its
# holder is dead, one gets N+1; and as the highest is never removed, nobody can mistake an old one for it.

find_lock() {
  top=0
  for link in "$state"/lock.*; do
    [ -L "$link" ] && [ "${link##*.}" -gt "$top" ] && top=${link##*.}
  done
  holder=free
  [ "$top" = 0 ] || holder=$(readlink "$state/lock.$top") || holder=free
}

alive() { kill -0 "$1" 2>/dev/null || [ -d "/proc/$1" ]; }

take_lock() {
  mkdir -p "$state" || fail 1 "cannot write to $root, where Bun and the packages belong"
  told=
  while :; do
    find_lock
    if [ "$holder" != free ] && alive "$holder"; then
      [ -n "$told" ] || say "waiting for another set-up, process $holder (if there is none, remove $state/lock.$top)"
      told=yes
      sleep 0.2 2>/dev/null || sleep 1
      continue
    fi
    lock=$((top + 1))
    if ln -s "$$" "$state/lock.$lock" 2>/dev/null; then
      find_lock
      [ "$top" = "$lock" ] && break
      rm -f "$state/lock.$lock" # made by an outdated view: others have gone on since
    elif [ ! -w "$state" ]; then
      fail 1 "cannot write to $state, where Bun belongs"
    fi
  done
  for link in "$state"/lock.*; do
    [ "${link##*.}" -lt $((lock - 1)) ] && rm -f "$link"
  done
  return 0
}

free_lock() { ln -s free "$state/lock.$((lock + 1))"; }

# --- What is set up ---------------------------------------------------------------------------------------------------

# Runs a command so that a signal ends it at once and not when it is done. Its output goes to standard error.
run() {
  "$@" </dev/null >&2 &
  child=$!
  echo "$child" >"$state/running"
  wait "$child"
  result=$?
  child=
  rm -f "$state/running"
  return "$result"
}

# Waits, but not for ever, for what a set-up that was killed outright may have left running.
outlast_orphan() {
  tries=0
  while [ "$tries" -lt 300 ] && orphan=$(cat "$state/running" 2>/dev/null) && [ -n "$orphan" ] && alive "$orphan"; do
    [ "$tries" != 0 ] || say "waiting for process $orphan of a set-up that was killed"
    tries=$((tries + 1))
    sleep 0.2 2>/dev/null || sleep 1
  done
  rm -f "$state/running"
}

interrupted() {
  trap '' HUP INT TERM
  if [ -n "$child" ]; then
    kill "$child" 2>/dev/null
    wait "$child"
    rm -f "$state/running"
  fi
  free_lock
  fail "$1" "interrupted; the next start begins again"
}

have_npm() { command -v npm >/dev/null && command -v node >/dev/null; }

# Installs package $1 in the folder `work`, by npm or by the Bun there is. Install scripts are not needed: the program
# comes in a package of its own for each kind of machine.
fetch_package() {
  if have_npm; then
    # With npm's own patience a missing network would show only after minutes.
    run npm install --prefix "$work" --no-save --no-package-lock --ignore-scripts --include=optional --no-audit --no-fund \
      --loglevel=error --prefer-offline --fetch-retries=2 --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=4000 "$1"
  else
    run "$bun" add --cwd "$work" --ignore-scripts "$1"
  fi
}

# Moves the program out of what was fetched, if there is one that runs here.
keep_bun() {
  for program in "$work"/node_modules/@oven/*/bin/bun "$work"/node_modules/bun/bin/bun.exe; do
    if [ "$("$program" --version 2>/dev/null)" = "$pinned" ]; then
      mv "$program" "$fetched"
      return
    fi
  done
  return 1
}

fetch_bun() {
  if have_npm; then
    say "fetching Bun $pinned with npm (once, about 40 MB)"
  else
    bun=$(command -v bun)
    say "fetching Bun $pinned with Bun $("$bun" --version) (once, about 40 MB)"
  fi
  rm -rf "$state"/fetch.* # of set-ups that were killed
  work=$state/fetch.$$
  mkdir "$work"
  echo '{}' >"$work/package.json"
  if fetch_package "bun@$pinned" && ! keep_bun; then
    # A processor too old for the usual build: there is another.
    for package in "$work"/node_modules/@oven/*; do
      fetch_package "@oven/${package##*/}-baseline@$pinned" && keep_bun && break
    done
  fi
  rm -rf "$work"
  bun=$fetched
  [ -x "$bun" ]
}

install_packages() {
  say "installing the packages (once)"
  # Bun takes a package whose folder it finds for complete, which after an interruption it may not be.
  [ -e "$state/installing" ] && rm -rf "$root/node_modules"
  rm -f "$stamp"
  : >"$state/installing"
  run env NODE_ENV=development "$bun" install --frozen-lockfile --cwd "$root" || return
  run "$bun" "$root/bin/installed.ts" || return
  wanted_packages >"$stamp.new" && mv "$stamp.new" "$stamp" && rm -f "$state/installing"
}

set_up() {
  find_bun || have_npm || command -v bun >/dev/null ||
    fail 2 "needs Node.js 20 or later with npm, or Bun: neither is on the PATH"
  take_lock
  trap 'interrupted 129' HUP
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM
  outlast_orphan
  failure=
  # Another process may have done all of it meanwhile.
  if ! find_bun && ! fetch_bun; then
    failure="could not fetch Bun $pinned; what went wrong stands above (the first start needs the network)"
  elif ! packages_ready && ! install_packages; then
    failure="could not install the packages; what went wrong stands above (the first start needs the network)"
  fi
  trap - HUP INT TERM
  free_lock
  [ -z "$failure" ] || fail 1 "$failure"
}

if ! find_bun || ! packages_ready; then set_up; fi
