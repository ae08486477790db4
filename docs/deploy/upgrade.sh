#!/bin/sh
# Puts another program in the place of a running one, without a moment in which orders rest and nobody looks after them:
#
#   upgrade.sh NEW        NEW is the new program, such as the file of a release whose checksum was compared
#
# The new one is tried, the old engine pulls its orders and ends, the new one takes its place and starts; when it doesn't come up, the
# old one is put back and started. The file that was in place stays beside it as tauroi.previous.
#
#   UPGRADE_BIN    the program's place (default /usr/local/bin/tauroi)
#   UPGRADE_STOP   what ends the engine, and returns when it has ended (default systemctl stop tauroi)
#   UPGRADE_START  what starts it, and returns when it is up (default systemctl start tauroi)
#   UPGRADE_CHECK  what the new program must answer without an error (default config show --config /etc/tauroi/tauroi.toml)
set -eu
umask 022

say() { printf 'upgrade: %s\n' "$1" >&2; }
fail() {
  say "$1"
  exit 1
}

[ $# = 1 ] || fail 'name the new program: upgrade.sh FILE'
bin=${UPGRADE_BIN:-/usr/local/bin/tauroi}
stop=${UPGRADE_STOP:-systemctl stop tauroi}
start=${UPGRADE_START:-systemctl start tauroi}
check=${UPGRADE_CHECK:-config show --config /etc/tauroi/tauroi.toml}

[ -f "$bin" ] || fail "there is no $bin: set UPGRADE_BIN to where the program is"
new=$bin.new.$$
trap 'rm -f "$new" "$new.previous"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# While the old one trades on: all that can go wrong without it having to stop.
cp "$1" "$new"
chmod 755 "$new"
version=$("$new" --version) || fail "$1 doesn't run on this machine; the old one trades on"
# shellcheck disable=SC2086 # words of a command
"$new" $check >/dev/null || fail "$version refuses the settings ($check); the old one trades on"

say "stopping $("$bin" --version): it pulls its orders"
sh -c "$stop" || fail "the engine couldn't be stopped ($stop); nothing was changed"
trap '' INT TERM HUP # from here on to the end, whatever happens to the terminal
cp -p "$bin" "$new.previous"
mv -f "$new.previous" "$bin.previous"
mv -f "$new" "$bin"
say "starting $version"
if sh -c "$start"; then
  say "$version is up; the old one is $bin.previous"
  exit 0
fi
say "$version doesn't come up: the old one is put back"
sh -c "$stop" || say "what of the new one may still run couldn't be stopped ($stop): look at it"
cp -p "$bin.previous" "$new"
mv -f "$new" "$bin"
sh -c "$start" || fail "neither comes up: nothing trades; look at the log"
fail "the old one trades again; the new one's log tells why it doesn't"
