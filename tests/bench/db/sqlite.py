#!/usr/bin/env python3
"""Copies the product's database from PostgreSQL into a new SQLite file, so that both answer over the same rows; `reset` puts it back
after an M1 run, and prints how many rows that had made.
  sqlite.py load|reset
env: BENCH_DIR, PGPORT, PRODUCT_BIN"""

import json, os, sqlite3, subprocess, sys

E = os.environ
FILE = f"{E['BENCH_DIR']}/sqlite/microfluence.db"
PSQL = ["psql", "-h", "127.0.0.1", "-p", E.get("PGPORT", "54329"), "-U", "bench", "-d", "product", "-qtA"]


def psql(sql):
    """Rows of PostgreSQL, each an array in JSON."""
    with subprocess.Popen(PSQL + ["-c", sql], stdout=subprocess.PIPE, text=True) as told:
        yield from map(json.loads, told.stdout)
    assert told.returncode == 0, sql


def held(type):
    """How a column of PostgreSQL becomes what SQLite holds: an expression there, a function here."""
    return {
        "uuid": ("{}", lambda x: bytes.fromhex(x.replace("-", ""))),
        "timestamp with time zone": (
            """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')""",
            lambda x: x.removesuffix(".000000") + "+00:00",
        ),
        "boolean": ("{}", int),
        "jsonb": ("{}::text", str),
    }.get(type, ("{}", lambda x: x))


def load():
    os.makedirs(os.path.dirname(FILE), exist_ok=True)
    for end in ("", "-wal", "-shm"):
        if os.path.exists(FILE + end):
            os.remove(FILE + end)
    subprocess.run([E["PRODUCT_BIN"], "migrate"], check=True, env=dict(E, DATABASE_URL=f"sqlite:{FILE}"))
    db = sqlite3.connect(FILE)
    triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    tables = [t for (t,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
    for table in tables:
        if table in ("seaql_migrations", "ledger_rule"):
            continue
        types = dict(
            psql(
                "SELECT json_build_array(column_name, data_type) FROM information_schema.columns"
                f" WHERE table_schema = 'public' AND table_name = '{table}'"
            )
        )
        columns = [c for (_, c, *_) in db.execute(f'PRAGMA table_info("{table}")')]
        shown, kept = zip(*(held(types[c]) for c in columns))
        asked = ", ".join(x.format(f'"{c}"') for x, c in zip(shown, columns))
        rows = psql(f'SELECT json_build_array({asked}) FROM "{table}"')
        rows = ([None if x is None else keep(x) for x, keep in zip(row, kept)] for row in rows)
        db.execute(f'DELETE FROM "{table}"')
        names, places = ", ".join(f'"{c}"' for c in columns), ", ".join("?" * len(columns))
        db.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)
    for _, sql in triggers:
        db.execute(sql)
    db.commit()
    db.execute("ANALYZE")
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print({t: db.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in ("creator", "offer", "application")})


def reset():
    ((at,),) = psql("SELECT json_build_array(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS')) FROM kit.loaded")
    db = sqlite3.connect(FILE, timeout=30)
    kept = [
        (name, sql)
        for name, sql in db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        if "audit_entry" in name or "outbox_fact" in name
    ]
    db.execute("BEGIN IMMEDIATE")
    for name, _ in kept:
        db.execute(f"DROP TRIGGER {name}")
    print(db.execute("DELETE FROM application WHERE created_at > ?", (at,)).rowcount)
    db.execute("DELETE FROM audit_entry")
    db.execute("DELETE FROM outbox_fact")
    for _, sql in kept:
        db.execute(sql)
    db.commit()


{"load": load, "reset": reset}[sys.argv[1]]()
