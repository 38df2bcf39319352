//! Statements that must not be let into the books.

/// Hand-written statements by someone who holds the keys to the database. `{..}` stands for what is in the book.
pub(super) const ATTACKS: &[(&str, &str)] = &[
    ("a transfer of nothing", "{entry} INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {reserve}, {r1}, 'EUR', 0)"),
    ("a transfer of less than nothing", "{entry} INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {reserve}, {r1}, 'EUR', -5)"),
    ("a transfer beyond all measure", "INSERT INTO ledger_entry VALUES ({new}, 'funded', {new}, 1, NULL, '2026-11-21T00:00:00+00:00'); INSERT INTO ledger_transfer VALUES ({new}, 1, {clearing}, {c1}, {wallet}, {w1}, 'EUR', 9000000000001)"),
    ("a transfer in another currency", "{entry} INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {reserve}, {r1}, 'USD', 5)"),
    ("a transfer to itself", "{entry} INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {wallet}, {w1}, 'EUR', 5)"),
    ("a transfer from nowhere", "{entry} INSERT INTO ledger_transfer VALUES ({new}, 1, {new}, 1, {wallet}, {w1}, 'EUR', 5)"),
    ("an overdraft", "{entry} INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {reserve}, {r1}, 'EUR', 7001)"),
    ("an overdraft that hopes for a conflict", "{entry} INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {reserve}, {r1}, 'EUR', 7001) ON CONFLICT DO NOTHING"),
    ("a version used before", "{entry} INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w0}, {reserve}, {r1}, 'EUR', 5)"),
    ("a version left out", "{entry} INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w2}, {reserve}, {r1}, 'EUR', 5)"),
    ("a version left out on the other side", "{entry} INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {reserve}, {r2}, 'EUR', 5)"),
    ("a line that is not the first", "{entry} INSERT INTO ledger_transfer VALUES ({new}, 2, {wallet}, {w1}, {reserve}, {r1}, 'EUR', 5)"),
    ("a line more in an old entry", "INSERT INTO ledger_transfer VALUES ({old}, 2, {wallet}, {w1}, {reserve}, {r1}, 'EUR', 5)"),
    ("a line without an entry", "INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {reserve}, {r1}, 'EUR', 5)"),
    ("a line twice in one statement", "{entry} INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {reserve}, {r1}, 'EUR', 5), ({new}, 1, {wallet}, {w2}, {reserve}, {r2}, 'EUR', 5)"),
    ("an entry without transfers", "{entry}"),
    ("an entry of no transfers", "INSERT INTO ledger_entry VALUES ({new}, 'reserved', {new}, 0, NULL, '2026-11-21T00:00:00+00:00')"),
    ("an entry with a transfer too few", "INSERT INTO ledger_entry VALUES ({new}, 'reserved', {new}, 2, NULL, '2026-11-21T00:00:00+00:00');
        INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {reserve}, {r1}, 'EUR', 5)"),
    ("an entry with a transfer too many", "{entry} INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {reserve}, {r1}, 'EUR', 5);
        INSERT INTO ledger_transfer VALUES ({new}, 2, {wallet}, {w2}, {reserve}, {r2}, 'EUR', 5)"),
    ("the same event twice", "INSERT INTO ledger_entry VALUES ({new}, 'funded', {source}, 1, NULL, '2026-11-21T00:00:00+00:00');
        INSERT INTO ledger_transfer VALUES ({new}, 1, {clearing}, {c1}, {wallet}, {w1}, 'EUR', 10000)"),
    ("the same event twice, hoping for a conflict", "INSERT INTO ledger_entry VALUES ({new}, 'funded', {source}, 1, NULL, '2026-11-21T00:00:00+00:00') ON CONFLICT DO NOTHING;
        INSERT INTO ledger_transfer VALUES ({new}, 1, {clearing}, {c1}, {wallet}, {w1}, 'EUR', 10000)"),
    ("two reversals of an entry", "INSERT INTO ledger_entry VALUES ({new}, 'reserve_freed', {new}, 1, {old}, '2026-11-21T00:00:00+00:00');
        INSERT INTO ledger_transfer VALUES ({new}, 1, {reserve}, {r1}, {wallet}, {w1}, 'EUR', 100);
        INSERT INTO ledger_entry VALUES ({other}, 'reserve_freed', {other}, 1, {old}, '2026-11-21T00:00:00+00:00');
        INSERT INTO ledger_transfer VALUES ({other}, 1, {reserve}, {r2}, {wallet}, {w2}, 'EUR', 100)"),
    ("a reversal of nothing", "INSERT INTO ledger_entry VALUES ({new}, 'reserve_freed', {new}, 1, {other}, '2026-11-21T00:00:00+00:00');
        INSERT INTO ledger_transfer VALUES ({new}, 1, {reserve}, {r1}, {wallet}, {w1}, 'EUR', 100)"),
    ("money of one brand to another", "INSERT INTO ledger_account VALUES ({other}, 'brand_wallet', {other}, 'EUR', 0, 0, 0);
        {entry} INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {other}, 1, 'EUR', 999)"),
    ("money of a brand to a creator", "INSERT INTO ledger_account VALUES ({other}, 'creator_available', {other}, 'EUR', 0, 0, 0);
        {entry} INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {other}, 1, 'EUR', 999)"),
    ("money taken out under another name", "INSERT INTO ledger_entry VALUES ({new}, 'payout_paid', {new}, 1, NULL, '2026-11-21T00:00:00+00:00');
        INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {clearing}, {c1}, 'EUR', 5)"),
    ("an entry of a kind that nobody knows", "INSERT INTO ledger_entry VALUES ({new}, 'gift', {new}, 1, NULL, '2026-11-21T00:00:00+00:00');
        INSERT INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {reserve}, {r1}, 'EUR', 5)"),
    ("a rule of one's own", "INSERT INTO ledger_rule VALUES ('reserved', 'brand_wallet', 'brand_wallet')"),
    ("a rule bent", "UPDATE ledger_rule SET to_kind = 'brand_wallet' WHERE entry_kind = 'reserved'"),
    ("a rule forgotten", "DELETE FROM ledger_rule"),
    ("money from nowhere", "UPDATE ledger_account SET balance = balance + 100 WHERE id = {wallet}"),
    ("money from nowhere, with a version", "UPDATE ledger_account SET balance = balance + 100, version = version + 1 WHERE id = {wallet}"),
    ("an old transfer once more", "UPDATE ledger_account SET balance = balance + 10000, version = 1 WHERE id = {wallet}"),
    ("a version of its own", "UPDATE ledger_account SET version = version + 1 WHERE id = {wallet}"),
    ("a lower floor", "UPDATE ledger_account SET floor = -1000000 WHERE id = {wallet}"),
    ("no floor", "UPDATE ledger_account SET floor = NULL WHERE id = {wallet}"),
    ("another owner", "UPDATE ledger_account SET owner_id = {new} WHERE id = {wallet}"),
    ("another kind", "UPDATE ledger_account SET kind = 'creator_available' WHERE id = {wallet}"),
    ("another currency", "UPDATE ledger_account SET currency = 'KWD' WHERE id = {wallet}"),
    ("an account that starts full", "INSERT INTO ledger_account VALUES ({new}, 'brand_wallet', {new}, 'EUR', 0, 100, 0)"),
    ("an account with a past", "INSERT INTO ledger_account VALUES ({new}, 'brand_wallet', {new}, 'EUR', 0, 0, 3)"),
    ("a wallet without a floor", "INSERT INTO ledger_account VALUES ({new}, 'brand_wallet', {new}, 'EUR', NULL, 0, 0)"),
    ("a wallet with a cellar", "INSERT INTO ledger_account VALUES ({new}, 'brand_wallet', {new}, 'EUR', -500, 0, 0)"),
    ("a second wallet", "INSERT INTO ledger_account SELECT {new}, kind, owner_id, currency, 0, 0, 0 FROM ledger_account WHERE id = {wallet}"),
    ("a wallet opened over another", "INSERT INTO ledger_account SELECT id, kind, owner_id, currency, 0, 0, 0 FROM ledger_account WHERE id = {wallet} ON CONFLICT (id) DO UPDATE SET balance = 1000000"),
    ("an account forgotten", "DELETE FROM ledger_account WHERE id = {wallet}"),
    ("an entry forgotten", "DELETE FROM ledger_entry WHERE id = {old}"),
    ("a transfer forgotten", "DELETE FROM ledger_transfer WHERE entry_id = {old}"),
    ("everything forgotten", "DELETE FROM ledger_transfer; DELETE FROM ledger_entry; DELETE FROM ledger_account"),
    ("an entry changed", "UPDATE ledger_entry SET kind = 'reserved' WHERE id = {old}"),
    ("an entry moved in time", "UPDATE ledger_entry SET posted_at = '2020-01-01T00:00:00+00:00' WHERE id = {old}"),
    ("a transfer changed", "UPDATE ledger_transfer SET amount = 1 WHERE entry_id = {old}"),
    ("a transfer turned around", "UPDATE ledger_transfer SET from_id = to_id, to_id = from_id WHERE entry_id = {old}"),
];

/// What only SQLite understands.
pub(super) const ON_SQLITE: &[(&str, &str)] = &[
    (
        "an account replaced by its row",
        "INSERT OR REPLACE INTO ledger_account (rowid, id, kind, owner_id, currency, floor, balance, version)
            VALUES (1, {new}, 'brand_wallet', {new}, 'EUR', 0, 0, 0)",
    ),
    (
        "an entry replaced by its row",
        "INSERT OR REPLACE INTO ledger_entry (rowid, id, kind, source_id, transfers, reverses, posted_at)
            VALUES (1, {new}, 'reserved', {new}, 1, NULL, '2026-11-21T00:00:00+00:00')",
    ),
    (
        "a transfer replaced by its row",
        "{entry} INSERT OR REPLACE INTO ledger_transfer
                (rowid, entry_id, number, from_id, from_version, to_id, to_version, currency, amount)
            VALUES (1, {new}, 1, {wallet}, {w1}, {reserve}, {r1}, 'EUR', 5)",
    ),
    (
        "a rule replaced",
        "INSERT OR REPLACE INTO ledger_rule VALUES ('reserved', 'brand_wallet', 'offer_reserve')",
    ),
    (
        "an overdraft that is to be ignored",
        "{entry} INSERT OR IGNORE INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {reserve}, {r1}, 'EUR', 7001)",
    ),
    (
        "an overdraft that is to replace",
        "{entry} INSERT OR REPLACE INTO ledger_transfer VALUES ({new}, 1, {wallet}, {w1}, {reserve}, {r1}, 'EUR', 7001)",
    ),
    (
        "an account replaced",
        "INSERT OR REPLACE INTO ledger_account VALUES ({wallet}, 'brand_wallet', {new}, 'EUR', 0, 0, 0)",
    ),
    (
        "an account replaced by its key",
        "INSERT OR REPLACE INTO ledger_account SELECT {new}, kind, owner_id, currency, 0, 0, 0 FROM ledger_account WHERE id = {wallet}",
    ),
    (
        "an entry replaced",
        "INSERT OR REPLACE INTO ledger_entry VALUES ({old}, 'reserved', {new}, 1, NULL, '2026-11-21T00:00:00+00:00')",
    ),
    (
        "an entry replaced by its event",
        "INSERT OR REPLACE INTO ledger_entry VALUES ({new}, 'funded', {source}, 1, NULL, '2026-11-21T00:00:00+00:00')",
    ),
    (
        "a transfer replaced",
        "INSERT OR REPLACE INTO ledger_transfer VALUES ({old}, 1, {wallet}, {w1}, {reserve}, {r1}, 'EUR', 5)",
    ),
    (
        "a transfer replaced by its version",
        "{entry} INSERT OR REPLACE INTO ledger_transfer VALUES ({new}, 1, {clearing}, 1, {wallet}, 1, 'EUR', 5)",
    ),
    (
        "an update that is to replace",
        "UPDATE OR REPLACE ledger_account SET id = {reserve} WHERE id = {wallet}",
    ),
    (
        "an update that is to be ignored",
        "UPDATE OR IGNORE ledger_account SET balance = 1000000 WHERE id = {wallet}",
    ),
];

/// What only Postgres understands.
pub(super) const ON_POSTGRES: &[(&str, &str)] = &[
    ("all rules dropped at once", "TRUNCATE ledger_rule"),
    (
        "all accounts dropped at once",
        "TRUNCATE ledger_account CASCADE",
    ),
    (
        "all entries dropped at once",
        "TRUNCATE ledger_entry CASCADE",
    ),
    (
        "all transfers dropped at once",
        "TRUNCATE ledger_transfer CASCADE",
    ),
    (
        "a merge",
        "MERGE INTO ledger_account a USING (SELECT 1) s ON a.id = {wallet} WHEN MATCHED THEN UPDATE SET balance = 1000000",
    ),
    (
        "an update inside a query",
        "WITH moved AS (UPDATE ledger_account SET balance = balance + 1 WHERE id = {wallet} RETURNING id) SELECT id FROM moved",
    ),
    (
        "a delete inside a query",
        "WITH gone AS (DELETE FROM ledger_transfer RETURNING entry_id) SELECT entry_id FROM gone",
    ),
    (
        "a transfer that writes over another",
        "INSERT INTO ledger_transfer VALUES ({old}, 1, {clearing}, {c1}, {wallet}, {w1}, 'EUR', 5) ON CONFLICT (entry_id, number) DO UPDATE SET amount = 1",
    ),
];
