#!/usr/bin/env bash
# Packs the handler and a program for Linux on x86_64 into the zip that is uploaded.
#
#   pack.sh NAME [ZIP]         builds the binary NAME of the package in the current directory
#   pack.sh path/to/file [ZIP] takes this binary
#
# ZIP is function.zip unless said.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=${1:?usage: pack.sh NAME|FILE [ZIP]}
zip=${2:-function.zip}

if [[ $program != */* ]]; then
    # A function's system is older than most that programs are built on, so everything goes into the program.
    target=x86_64-unknown-linux-musl
    if [[ ! -d $(rustc --print target-libdir --target "$target") ]]; then
        echo "pack.sh: rustup target add $target makes the better program; this one may fail to look up names of hosts" >&2
        target=x86_64-unknown-linux-gnu
        export CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS="${RUSTFLAGS:-} -C target-feature=+crt-static"
        unset RUSTFLAGS
    fi
    cargo build --release --target "$target" --bin "$program"
    program=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/$target/release/$program
fi

# The magic number, 64 bits, and 62 for x86_64.
if [[ $(od -An -tx1 -N5 "$program" | tr -d ' ')$(od -An -tx1 -j18 -N2 "$program" | tr -d ' ') != 7f454c46023e00 ]]; then
    echo "pack.sh: $program is no program for Linux on x86_64" >&2
    exit 1
fi
if command -v ldd > /dev/null && ldd "$program" 2> /dev/null | grep -q 'libc\.so'; then
    echo "pack.sh: $program needs a libc of the function's system that is as new as the one here" >&2
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$here/index.js" "$here/package.json" "$here/config.json" "$folder"
cp "$program" "$folder/program"
chmod 755 "$folder/program"
zip=$(cd "$(dirname "$zip")" && pwd)/$(basename "$zip")
rm -f "$zip"
(cd "$folder" && zip -qX9 "$zip" index.js package.json config.json program)
echo "$zip"
