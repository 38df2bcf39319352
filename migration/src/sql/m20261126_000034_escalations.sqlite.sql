-- SQLite cannot change a CHECK but by its text in the schema; what is stored stays as it is. The reset reads it anew.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''contested'', ''refunded'', ''cancelled''))', '''contested'', ''refunded'', ''cancelled'', ''escalated'', ''decided''))')
    WHERE type = 'table' AND name = 'deliverable';
PRAGMA writable_schema = RESET;
