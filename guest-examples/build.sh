#!/usr/bin/env bash
# Builds every .wasm of this repository from its source: build.sh [--install] [--check]
#
#   --install  first installs the Debian packages that are missing (as root)
#   --check    builds elsewhere and compares with what is here; 1 and the names where they differ
#
# The same bytes come out wherever and whenever this runs, given the same tools. What is here was
# built on Debian 12: clang and lld 14.0.6, rustc 1.63.0, wabt 1.0.32, and the AssemblyScript of
# shortener-as/package-lock.json.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"

# Source, and what is built from it.
examples=(
    counter-c/counter.c counter-c/counter.wasm
    guestbook-rust/src/lib.rs guestbook-rust/guestbook.wasm
    shortener-as/assembly/index.ts shortener-as/shortener.wasm
    chat-as/assembly/index.ts chat-as/chat.wasm
    hello-wat/hello.wat hello-wat/hello.wasm
    app-runner-rust/src/lib.rs app-runner-rust/app-runner.wasm
    app-runner-rust/apps/tally-1.c app-runner-rust/apps/tally-1.wasm
    app-runner-rust/apps/tally-2.c app-runner-rust/apps/tally-2.wasm
    app-runner-rust/apps/loop.c app-runner-rust/apps/loop.wasm
    kanban/supervisor.c kanban/kanban.wasm
    kanban/board/lib.rs kanban/board.wasm
    kanban/board-wip.c kanban/board-wip.wasm
    # Of the tests of the SDKs.
    src/test/guests/plain.c src/test/resources/plain.wasm
    src/test/guests/sdk.c src/test/resources/sdk-c.wasm
    src/test/guests/sdk.rs src/test/resources/sdk-rs.wasm
    src/test/guests/sdk.ts src/test/resources/sdk-ts.wasm
    # Of the benchmarks.
    ../bench/src/main/guests/hits.c ../bench/src/main/resources/lapidary/bench/server/hits.wasm
)
# The guests of the host's tests; the probe keeps its names, which a test wants to see in a trap.
tests=../host/src/test
for source in "$tests"/guests/{,hostile/}*.{c,wat}; do
    [ "${source##*/}" != kernels.c ] || continue # has flags, and a script, of its own
    name=${source#"$tests/guests/"}
    examples+=("$source" "$tests/resources/guests/${name%.*}.wasm")
done

# The Debian packages whose files are not there.
missing_packages() {
    command -v clang > /dev/null || echo clang
    command -v wasm-ld > /dev/null || echo lld
    command -v wat2wasm > /dev/null || echo wabt
    [ -x "${RUSTC:-/usr/bin/rustc}" ] || echo rustc
    [ -d /usr/lib/rustlib/wasm32-unknown-unknown ] || [ -n "${RUSTC:-}" ] ||
        echo libstd-rust-dev-wasm32
    command -v node > /dev/null || echo nodejs
    command -v npm > /dev/null || echo npm
}

install=false
check=false
for option in "$@"; do
    case $option in
        --install) install=true ;;
        --check) check=true ;;
        *)
            echo "usage: build.sh [--install] [--check]" >&2
            exit 2
            ;;
    esac
done

missing=$(missing_packages | tr '\n' ' ')
if $install && [ -n "$missing" ]; then
    apt-get update
    # shellcheck disable=SC2086 # a list of words
    apt-get install -y --no-install-recommends $missing
    missing=$(missing_packages | tr '\n' ' ')
fi
if [ -n "$missing" ]; then
    echo "build.sh: missing the Debian packages $missing- run build.sh --install as root" >&2
    exit 1
fi

target=.
if $check; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    target=$work/guest-examples
fi

different=0
for ((i = 0; i < ${#examples[@]}; i += 2)); do
    source=${examples[i]}
    wasm=${examples[i + 1]}
    mkdir -p "$(dirname "$target/$wasm")"
    names=()
    [ "${source##*/}" != probe.c ] || names=(--names)
    ./build-one.sh "$source" -o "$target/$wasm" ${names[@]+"${names[@]}"}
    if $check && ! cmp -s "$wasm" "$target/$wasm"; then
        echo "differs: $wasm"
        different=1
    else
        echo "$wasm $(stat -c %s "$target/$wasm") bytes"
    fi
done

if [ $different = 1 ]; then
    echo "build.sh: run build.sh and commit what it wrote, unless these tools are other ones:" >&2
    clang --version | head -n 1 >&2
    wasm-ld --version >&2
    "${RUSTC:-/usr/bin/rustc}" --version >&2
    echo "wabt $(wat2wasm --version)" >&2
fi
exit $different
