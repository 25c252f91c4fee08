#!/bin/sh
# Builds the kernels that the engine's tests run. Needs clang and wasm-ld (14 or newer). Linked in
# a step of its own: clang would run wasm-opt on the result where there is one.
set -eu
cd "$(dirname "$0")"
out=../resources/lapidary/host/engine/kernels.wasm
object=$(mktemp)
trap 'rm -f "$object"' EXIT
clang --target=wasm32 -O2 -std=c11 -fno-builtin-memset -mbulk-memory -c -o "$object" kernels.c
wasm-ld --no-entry -z stack-size=65536 --strip-all -o "$out" "$object"
echo "$out: $(wc -c <"$out") bytes"
