#!/bin/sh
# Packs a program and the files beside this script into the zip that is uploaded.
#
#   pack.sh NAME [ZIP]            builds the binary NAME of the package in the current directory, on Linux on x86_64
#   pack.sh path/to/file [ZIP]    takes this binary, which brings its own libc
#   pack.sh --dynamic path/to/file [ZIP]
#                                 takes one that needs a libc as new as the machine's that built it; a function's is old
#
# ZIP is $zip unless said; one that is there is removed first. A file of $yours in the current directory goes in instead of the one
# beside this script.
set -eu
files='index.js package.json config.json' yours=config.json zip=event-function.zip

dynamic=
if [ "${1-}" = --dynamic ]; then
    dynamic=1
    shift
fi
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo 'usage: pack.sh [--dynamic] NAME|FILE [ZIP]' >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
program=$1
zip=${2:-$zip}
zip=$(cd "$(dirname "$zip")" && pwd)/$(basename "$zip")
rm -f "$zip"
command -v zip > /dev/null || { echo 'pack.sh: zip is missing' >&2; exit 2; }

case $program in
    */*) ;;
    *)
        # A function's system is older than most that programs are built on, so everything goes into the program.
        target=$(rustc -vV | sed -n 's/^host: //p')
        case $target in
            x86_64-*-linux-*) ;;
            *)
                echo "pack.sh: functions run on Linux on x86_64, and this machine builds for $target; build it on such a one, or give the file of a binary" >&2
                exit 1
                ;;
        esac
        if command -v cc > /dev/null && [ ! -f "$(cc -print-file-name=libc.a)" ]; then
            echo 'pack.sh: libc.a is missing, which goes into the program; install glibc-static' >&2
            exit 2
        fi
        # An older one looks up names of hosts by libraries of its own version, which a function does not have.
        glibc=$(getconf GNU_LIBC_VERSION 2> /dev/null) || glibc=
        minor=${glibc#glibc 2.}
        if [ -n "$glibc" ] && [ "${minor%%.*}" -lt 34 ]; then
            echo "pack.sh: built with $glibc, the program may fail to look up names of hosts; build it where glibc is 2.34 or later" >&2
        fi
        export "CARGO_TARGET_$(echo "$target" | tr a-z- A-Z_)_RUSTFLAGS=${RUSTFLAGS:-} -C target-feature=+crt-static"
        unset RUSTFLAGS
        cargo build --release --target "$target" --bin "$program"
        program=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/$target/release/$program
        ;;
esac

# The magic number, 64 bits, and 62 for x86_64.
if [ "$(od -An -tx1 -N5 "$program" | tr -d ' \n')$(od -An -tx1 -j18 -N2 "$program" | tr -d ' \n')" != 7f454c46023e00 ]; then
    echo "pack.sh: $program is no program for Linux on x86_64" >&2
    exit 1
fi
if [ -z "$dynamic" ] && grep -q -a -F /ld-linux-x86-64.so "$program"; then
    echo "pack.sh: $program needs a libc of its machine; give the name of the binary, or build it with -C target-feature=+crt-static" >&2
    exit 1
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$program" "$folder/program"
(cd "$here" && cp $files "$folder")
for file in $yours; do [ ! -f "$file" ] || cp "$file" "$folder"; done
# Whatever a checkout has made of the modes.
chmod 755 "$folder"/*
(cd "$folder" && zip -qX9 "$zip" $files program)
echo "$zip: $(wc -c < "$zip") bytes"
