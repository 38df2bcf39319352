//! Says Postgres' column types in SQLite's words.

use sea_orm_migration::sea_orm::DbBackend;

/// What a Postgres type is called in a STRICT table of SQLite. Times are RFC 3339 text, which sorts as time does.
const SQLITE_TYPES: [(&str, &str); 6] = [
    (" uuid", " BLOB"),
    (" timestamptz", " TEXT"),
    (" jsonb", " TEXT"),
    (" bigint", " INTEGER"),
    (" boolean", " INTEGER"),
    (" text", " TEXT"),
];

/// The statements of a step as the given database understands them.
pub(crate) fn translate(sql: &str, backend: DbBackend) -> String {
    if backend != DbBackend::Sqlite {
        return sql.to_owned();
    }
    let mut sql = sql.replace("\n);", "\n) STRICT;");
    for (postgres, sqlite) in SQLITE_TYPES {
        for end in [" ", ",", ";", "\n"] {
            sql = sql.replace(&format!("{postgres}{end}"), &format!("{sqlite}{end}"));
        }
    }
    sql
}
