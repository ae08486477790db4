#!/bin/sh
# Installs tauroi from a release, for this user alone, into ~/.local/bin: sh install.sh [VERSION]. Nothing is put in place that
# isn't what the release's SHA256SUMS says. The program that was there stays beside it as tauroi.previous. Never needs root.
#
#   INSTALL_REPOSITORY  the repository's address, such as https://github.com/OWNER/tauroi
#   INSTALL_DIR         where to, instead of ~/.local/bin
set -eu
umask 022
repository=${INSTALL_REPOSITORY:-}

say() { printf 'install: %s\n' "$1" >&2; }
fail() {
  say "$1"
  exit 1
}

# Downloads address $1 to file $2.
fetch() {
  if command -v curl >/dev/null; then
    curl --fail --silent --show-error --location --retry 2 --connect-timeout 20 --output "$2" "$1"
  elif command -v wget >/dev/null; then
    wget --quiet --tries=3 --timeout=20 --output-document="$2" "$1"
  else
    fail 'needs curl or wget: neither is on the PATH'
  fi
}

# Prints the SHA-256 of file $1.
checksum() {
  if command -v sha256sum >/dev/null; then
    sha256sum "$1" | cut -d ' ' -f 1
  elif command -v shasum >/dev/null; then
    shasum -a 256 "$1" | cut -d ' ' -f 1
  else
    fail 'needs sha256sum or shasum: neither is on the PATH'
  fi
}

platform() {
  case $(uname -s) in
    Linux) system=linux ;;
    Darwin) system=darwin ;;
    *) fail "there is no release for $(uname -s): Linux and macOS have one" ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) machine=x64 ;;
    aarch64 | arm64) machine=arm64 ;;
    *) fail "there is no release for $(uname -m): x86-64 and arm64 have one" ;;
  esac
  printf '%s-%s\n' "$system" "$machine"
}

main() {
  [ -n "$repository" ] || fail "set INSTALL_REPOSITORY to the repository's address, such as https://github.com/OWNER/tauroi"
  if [ $# = 0 ]; then releases=$repository/releases/latest/download; else releases=$repository/releases/download/v${1#v}; fi
  name=tauroi-$(platform)
  folder=${INSTALL_DIR:-${HOME:?there is no HOME: set INSTALL_DIR}/.local/bin}
  mkdir -p "$folder" || fail "cannot make $folder: set INSTALL_DIR to a folder of yours"
  # Beside its place, so that the last step is a rename: whoever starts tauroi meets the old one or the new one, whole.
  new=$(mktemp -d "$folder/.tauroi-new.XXXXXX") || fail "cannot write in $folder: set INSTALL_DIR to a folder of yours"
  trap 'rm -rf "$new"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP

  say "fetching $name from $releases"
  fetch "$releases/SHA256SUMS" "$new/SHA256SUMS" || fail "cannot fetch $releases/SHA256SUMS; nothing was changed"
  wanted=$(awk -v name="$name" '$2 == name || $2 == "*" name { print $1 }' "$new/SHA256SUMS")
  case $wanted in
    *[!0-9a-f]* | '') fail "SHA256SUMS has no one line for $name; nothing was changed" ;;
  esac
  [ ${#wanted} = 64 ] || fail "SHA256SUMS has no one line for $name; nothing was changed"
  fetch "$releases/$name" "$new/tauroi" || fail "cannot fetch $releases/$name; nothing was changed"
  found=$(checksum "$new/tauroi")
  [ "$found" = "$wanted" ] || fail "$name is not what SHA256SUMS says (found $found, wanted $wanted): cut short or changed; nothing was changed"
  chmod 755 "$new/tauroi"
  version=$("$new/tauroi" --version) || fail "$name doesn't run on this machine; nothing was changed"

  if [ -f "$folder/tauroi" ]; then
    ln "$folder/tauroi" "$new/previous" 2>/dev/null || cp -p "$folder/tauroi" "$new/previous"
    mv -f "$new/previous" "$folder/tauroi.previous"
  fi
  mv -f "$new/tauroi" "$folder/tauroi"
  say "$folder/tauroi is $version"
  case :$PATH: in
    *:"$folder":*) ;;
    *) say "$folder is not on the PATH: add it, or call $folder/tauroi" ;;
  esac
}

main "$@"
