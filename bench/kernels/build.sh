#!/bin/sh
# Builds the kernels of the suite `kernels`. Needs clang and wasm-ld (14 or newer).
set -eu
cd "$(dirname "$0")"
out=../src/main/resources/lapidary/bench/kernels/kernels.wasm
object=$(mktemp)
trap 'rm -f "$object"' EXIT
mkdir -p "$(dirname "$out")"
clang --target=wasm32 -O2 -std=c11 -fno-builtin -mbulk-memory -Wall -Wextra -Wno-unused-function \
    -c -o "$object" kernels.c
wasm-ld --no-entry --stack-first -z stack-size=65536 --strip-all -o "$out" "$object"
echo "$out: $(wc -c <"$out") bytes"

# pulldown-cmark, from the crates that Debian packages: apt-get install rustc cargo
# libstd-rust-dev-wasm32 librust-pulldown-cmark-dev
out=../src/main/resources/lapidary/bench/kernels/markdown.wasm
RUSTC=/usr/bin/rustc RUSTFLAGS="--remap-path-prefix /usr/share/cargo/registry=crates
    --remap-path-prefix $(cd markdown && pwd)=markdown" \
    sh -c 'cd markdown && /usr/bin/cargo build --quiet --release --offline'
cp ../target/markdown/wasm32-unknown-unknown/release/markdown.wasm "$out"
chmod 644 "$out"
echo "$out: $(wc -c <"$out") bytes"
