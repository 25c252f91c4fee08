#!/usr/bin/env bash
# Builds one facet: build-one.sh SOURCE -o OUT.wasm [--names]
#
#   SOURCE  my.c, my.rs, my.ts (AssemblyScript) or my.wat; further Rust and AssemblyScript files
#           are found from there, as `mod` and `import` name them
#   --names keeps the names of functions, so that a trap says where it was
#
# The same source gives the same bytes, wherever it lies.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Debian's, also where another one comes first in PATH.
rustc=${RUSTC:-/usr/bin/rustc}
node_modules=$here/shortener-as/node_modules

fail() {
    echo "build-one.sh: $*" >&2
    exit 1
}

usage() {
    echo "usage: build-one.sh SOURCE.(c|rs|ts|wat) -o OUT.wasm [--names]" >&2
    exit 2
}

need() { # command, Debian package
    command -v "$1" > /dev/null || fail "missing $1: apt-get install $2, or build.sh --install"
}

build_c() {
    need clang clang
    need wasm-ld lld
    local strip=(--strip-all)
    $names && strip=(--strip-debug)
    # Compiled and linked apart, since clang would run wasm-opt on its own where it finds one.
    clang --target=wasm32 -std=c11 -ffreestanding -O2 -Wall -Wextra -Werror \
        -mbulk-memory -msign-ext -mnontrapping-fptoint -fvisibility=hidden \
        -I"$here/sdk/c" -c "$source" -o "$work/out.o"
    # The stack lies first, so that its overflow traps instead of overwriting data.
    wasm-ld --no-entry --stack-first -z stack-size=16384 --gc-sections "${strip[@]}" \
        "$work/out.o" -o "$work/out.wasm"
}

build_rust() {
    need "$rustc" rustc
    need wasm-ld lld
    [ -d "$("$rustc" --print target-libdir --target wasm32-unknown-unknown)" ] ||
        fail "missing Rust's library for WebAssembly: apt-get install libstd-rust-dev-wasm32"
    local strip=symbols
    $names && strip=debuginfo
    # Panics name their source: without the prefixes, wherever that lies on this machine.
    local flags=(--edition 2021 --target wasm32-unknown-unknown -C opt-level=s -C panic=abort
        -C codegen-units=1 --remap-path-prefix "$here/sdk/rust=lapidary"
        --remap-path-prefix "$(dirname "$source")=.")
    "$rustc" "${flags[@]}" --crate-type rlib --crate-name lapidary \
        "$here/sdk/rust/src/lib.rs" -o "$work/liblapidary.rlib"
    "$rustc" "${flags[@]}" --crate-type cdylib --crate-name facet \
        --extern lapidary="$work/liblapidary.rlib" -C lto=fat -C strip=$strip \
        -C link-arg=-zstack-size=32768 -C link-arg=--stack-first \
        "$source" -o "$work/out.wasm"
}

build_assemblyscript() {
    need node nodejs
    install_assemblyscript
    local debug=()
    $names && debug=(--debug)
    (
        cd "$(dirname "$source")"
        node "$node_modules/assemblyscript/bin/asc.js" "$(basename "$source")" \
            --path "$node_modules" --runtime minimal -O3 --shrinkLevel 0 \
            ${debug[@]+"${debug[@]}"} --outFile "$work/out.wasm"
    )
}

# The compiler, in the version of the lock file, unless it is there already.
install_assemblyscript() {
    local lock=$here/shortener-as/package-lock.json
    cmp -s "$lock" "$node_modules/.lapidary-lock" && return
    need npm npm
    (cd "$here/shortener-as" && npm ci --no-audit --no-fund --ignore-scripts) > "$work/npm" 2>&1 ||
        fail "npm could not install AssemblyScript: $(grep -m 1 -i error "$work/npm" || true)"
    cp "$lock" "$node_modules/.lapidary-lock"
}

build_wat() {
    need wat2wasm wabt
    local debug=()
    $names && debug=(--debug-names)
    wat2wasm --disable-simd ${debug[@]+"${debug[@]}"} "$source" -o "$work/out.wasm"
}

source=
out=
names=false
while [ $# -gt 0 ]; do
    case $1 in
        -o) out=${2:-}; shift 2 || usage ;;
        --names) names=true; shift ;;
        -*) usage ;;
        *) [ -z "$source" ] || usage; source=$1; shift ;;
    esac
done
[ -n "$source" ] && [ -n "$out" ] || usage
[ -f "$source" ] || fail "no such file: $source"
source=$(cd "$(dirname "$source")" && pwd)/$(basename "$source")
need wasm-strip wabt

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $source in
    *.c) build_c ;;
    *.rs) build_rust ;;
    *.ts) build_assemblyscript ;;
    *.wat) build_wat ;;
    *) usage ;;
esac
$names || wasm-strip "$work/out.wasm"
wasm-validate --disable-simd "$work/out.wasm"
cp "$work/out.wasm" "$out"
chmod 644 "$out"
