#!/bin/sh
# Packs a program and scf_bootstrap into the zip that is uploaded: pack.sh PROGRAM [ZIP]
set -eu

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo 'pack.sh PROGRAM [ZIP], after: RUSTFLAGS="-C target-feature=+crt-static" cargo build --release --target x86_64-unknown-linux-gnu' >&2
    exit 2
fi
program=$1
zip=${2:-function.zip}
command -v zip > /dev/null || { echo 'zip is missing' >&2; exit 2; }

# An ELF file of x86-64 without an interpreter: what the platform has for a libc is older than what yours was linked to.
if [ "$(od -A n -t x1 -N 4 "$program" | tr -d ' \n')" != 7f454c46 ] || [ "$(od -A n -t u1 -j 18 -N 1 "$program" | tr -d ' ')" != 62 ]; then
    echo "$program is no Linux program for x86-64" >&2
    exit 1
fi
if grep -q -a -F /ld-linux-x86-64.so "$program"; then
    echo "$program needs a libc of its machine; build it with RUSTFLAGS=\"-C target-feature=+crt-static\" --target x86_64-unknown-linux-gnu" >&2
    exit 1
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$program" "$folder/program"
cp "$(dirname "$0")/scf_bootstrap" "$folder/scf_bootstrap"
chmod 755 "$folder/program" "$folder/scf_bootstrap"
rm -f "$zip"
case $zip in
    /*) ;;
    *) zip=$PWD/$zip ;;
esac
(cd "$folder" && zip -q -X "$zip" program scf_bootstrap)
echo "$zip: $(wc -c < "$zip") bytes"
