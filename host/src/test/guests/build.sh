#!/bin/sh
# Builds the kernels that the engine's tests run. Needs clang and wasm-ld (14 or newer).
set -eu
cd "$(dirname "$0")"
out=../resources/lapidary/host/engine/kernels.wasm
clang --target=wasm32 -O2 -std=c11 -nostdlib -fno-builtin-memset -mbulk-memory \
    -Wl,--no-entry -Wl,-z,stack-size=65536 \
    -o "$out" kernels.c
echo "$out: $(wc -c <"$out") bytes"
