//! Every column that holds an instant is guarded in the database: from 1970 to 9998, whole microseconds, seconds to 59.
//! Done after every step for what has no guard yet, so that no column is forgotten, whichever step adds it.

use sea_orm_migration::prelude::{ConnectionTrait, DbErr};
use sea_orm_migration::sea_orm::{DbBackend, Statement};

/// A CHECK for each `timestamptz` without one. What an earlier version let in is moved within the bounds.
const POSTGRES: &str = "
DO $$
DECLARE
    it record;
    guard text;
BEGIN
    FOR it IN
        SELECT kept.relname AS place, held.attname AS name
        FROM pg_attribute held JOIN pg_class kept ON kept.oid = held.attrelid
        WHERE kept.relnamespace = current_schema()::regnamespace AND kept.relkind = 'r'
            AND held.atttypid = 'timestamptz'::regtype AND NOT held.attisdropped
    LOOP
        guard := 'ck_' || it.place || '__' || it.name;
        CONTINUE WHEN EXISTS (
            SELECT 1 FROM pg_constraint WHERE conname = guard AND conrelid = format('%I', it.place)::regclass);
        EXECUTE format('UPDATE %1$I SET %2$I = least(greatest(%2$I, ''1970-01-01T00:00:00Z''), ''9998-12-31T23:59:59Z'')
            WHERE %2$I < ''1970-01-01T00:00:00Z'' OR %2$I >= ''9999-01-01T00:00:00Z''', it.place, it.name);
        EXECUTE format('ALTER TABLE %1$I ADD CONSTRAINT %3$I
            CHECK (%2$I >= ''1970-01-01T00:00:00Z'' AND %2$I < ''9999-01-01T00:00:00Z'')', it.place, it.name, guard);
    END LOOP;
END $$";

/// The columns that hold instants: RFC 3339 as text, which no type tells from other text. The names do.
const SQLITE_COLUMNS: &str = r"
SELECT kept.name, held.name FROM sqlite_schema kept JOIN pragma_table_info(kept.name) held
WHERE kept.type = 'table' AND kept.name NOT LIKE 'sqlite%' AND held.type = 'TEXT'
    AND (held.name = 'at' OR held.name LIKE '%\_at' ESCAPE '\' OR held.name LIKE '%\_until' ESCAPE '\')
    AND NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'trigger'
        AND name = 'ck_' || kept.name || '__' || held.name || '_inserted')";

/// How an instant stands in a row of SQLite, so that text sorts as time does.
const SQLITE_FORM: &str = "({at} >= '1970' AND {at} < '9999'
    AND {at} GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]*+00:00'
    AND (length({at}) = 25 OR length({at}) IN (29, 32) AND substr({at}, 20, 1) = '.'
        AND substr({at}, 21, length({at}) - 26) NOT GLOB '*[^0-9]*'))";

/// Moves what an earlier version let in within the bounds. Years after 9999 are written with a plus, those before 1 with
/// a minus.
const SQLITE_MENDING: &str = "
UPDATE {table} SET {column} = CASE
    WHEN {column} LIKE '+%' OR {column} >= '9999' THEN '9998-12-31T23:59:59+00:00'
    WHEN {column} < '1970' THEN '1970-01-01T00:00:00+00:00'
    WHEN length({column}) > 32 THEN substr(replace({column}, ':60', ':59'), 1, 26) || '+00:00'
    ELSE replace({column}, ':60', ':59') END
WHERE {column} IS NOT NULL AND NOT {form};";

/// SQLite cannot add a CHECK to a table, so two triggers stand for it.
const SQLITE_TRIGGERS: &str = "
CREATE TRIGGER ck_{name}__{column}_inserted BEFORE INSERT ON {table} WHEN NEW.{column} IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'ck_{name}__{column}: no instant from 1970 to 9998 in whole microseconds') WHERE NOT {form}; END;
CREATE TRIGGER ck_{name}__{column}_updated BEFORE UPDATE OF {column} ON {table} WHEN NEW.{column} IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'ck_{name}__{column}: no instant from 1970 to 9998 in whole microseconds') WHERE NOT {form}; END;";

/// Guards what has no guard yet.
pub(crate) async fn guard(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    if db.get_database_backend() != DbBackend::Sqlite {
        db.execute_unprepared(POSTGRES).await?;
        return Ok(());
    }
    let columns = Statement::from_string(DbBackend::Sqlite, SQLITE_COLUMNS);
    for row in db.query_all_raw(columns).await? {
        let (table, column): (String, String) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let said = |sql: &str, at: &str| {
            sql.replace("{form}", &SQLITE_FORM.replace("{at}", at))
                .replace("{table}", &format!("\"{table}\""))
                .replace("{name}", &table)
                .replace("{column}", &column)
        };
        db.execute_unprepared(&said(SQLITE_MENDING, &column))
            .await?;
        db.execute_unprepared(&said(SQLITE_TRIGGERS, &format!("NEW.{column}")))
            .await?;
    }
    Ok(())
}
