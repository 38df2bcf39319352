#!/usr/bin/env bash
# product.sh load|tokens|reset - the product's own database `product` on the cluster of pg.sh, with the same data set.
# env: BENCH_DIR, BENCH_SCALE (times the rows), PGPORT, PRODUCT_BIN (microfluence), PRODUCT_DATA (its DATA_DIR; the signing key in it signs the tokens)
set -euo pipefail
: "${BENCH_DIR:?set it to the scratch folder of pg.sh}" "${PGPORT:=54329}" "${PRODUCT_BIN:=$(cd "$(dirname "$0")/../../.." && pwd)/target/release/microfluence}" "${PRODUCT_DATA:=$BENCH_DIR/product}"
HERE="$(cd "$(dirname "$0")" && pwd)"; URL="postgres://bench@127.0.0.1:$PGPORT/product"
P=(psql -q -v ON_ERROR_STOP=1 -v scale="${BENCH_SCALE:-1}" -h 127.0.0.1 -p "$PGPORT" -U bench -d product); export PGOPTIONS='-c client_min_messages=warning'
mkdir -p "$PRODUCT_DATA"
[ -f "$PRODUCT_DATA/signing-key.pem" ] || (umask 077; openssl genpkey -algorithm ed25519 -out "$PRODUCT_DATA/signing-key.pem")
case "${1:-load}" in
load)
  psql -q -h 127.0.0.1 -p "$PGPORT" -U bench -d postgres -c 'DROP DATABASE IF EXISTS product WITH (FORCE)' -c 'CREATE DATABASE product'
  DATABASE_URL="$URL" DATA_DIR="$PRODUCT_DATA" "$PRODUCT_BIN" migrate
  for f in schema data product; do "${P[@]}" -f "$HERE/$f.sql" >"$BENCH_DIR/product.load.$f.log"; done; cat "$BENCH_DIR/product.load.product.log"
  # What triggers would have kept, as the step that made these tables filled them.
  (echo 'TRUNCATE offer_listing, creator_listing;'
    sed -n '/^INSERT INTO offer_listing/,$p' "$HERE"/../../../migration/src/sql/*_listings.sql
    sed -n '/^UPDATE offer SET applications_waiting/,/;/p' "$HERE"/../../../migration/src/sql/*_waiting.sql
    echo 'VACUUM ANALYZE offer; VACUUM ANALYZE offer_listing; VACUUM ANALYZE creator_listing;') | "${P[@]}"
  psql -q -h 127.0.0.1 -p "$PGPORT" -U bench -d postgres -c CHECKPOINT; "$0" ids ;;
ids)
  "${P[@]}" -tA -F ' ' -c "SELECT gid FROM kit.creators ORDER BY n" >"$BENCH_DIR/product.creators"
  "${P[@]}" -tA -F ' ' -c "SELECT gid, brand FROM kit.offers WHERE n % 5 = 0 ORDER BY n" >"$BENCH_DIR/product.popular"
  "${P[@]}" -tA -F ' ' -c "SELECT creator, gid FROM kit.pairs ORDER BY md5(creator || gid)" >"$BENCH_DIR/product.pairs"
  "${P[@]}" -tA -F ' ' -c "SELECT 'c', n, user_uid, session_uid FROM kit.creators WHERE n <= 1000 UNION ALL SELECT 'b', n, user_uid, session_uid FROM kit.brands ORDER BY 1, 2" >"$BENCH_DIR/product.sessions"
  "$0" tokens ;;
tokens) python3 "$HERE/../load/product_tokens.py" "$PRODUCT_DATA/signing-key.pem" "$BENCH_DIR/product.sessions" "$BENCH_DIR/product.tokens" ;;
reset) "${P[@]}" -f "$HERE/product_reset_m1.sql" ;;
esac
