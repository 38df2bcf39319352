#!/usr/bin/env python3
"""Bench runner. Starts the targets of a JSON file, checks each answer, warms up, then measures them interleaved with wrk and prints
medians and ratios. All loopback.
  run.py TARGETS.json [--only a,b] [--queries q1,q2] [--rounds 3] [--secs 5] [--conns 32] [--base NAME] [--out results/x.jsonl]
env: BENCH_DIR scratch folder, PGPORT, DATABASE_URL, NODE (node binary), BENCH_LOCK (file to flock during each measurement).
A target: {"name","dialect","port","cmd":[...]|null,"cwd","env":{},"headers","idnum",queries:[..]}; $VARS in strings are expanded.
The product: dialect "product" (ids and tokens from BENCH_DIR/product.*, see db/product.sh), "as" guest or user, "reset" (command after M1 runs), "m1_rows" (psql database and
SQL that counts M1's effects), "first" (command before the start).
A target without cmd is one already running: give "port" and "pid" (CPU is read from /proc/<pid> and its children)."""

import argparse, fcntl, json, os, re, signal, socket, statistics as st, subprocess, sys, time, urllib.request

ROOT = os.path.dirname(os.path.abspath(__file__))
E = os.environ
E.setdefault("PGPORT", "54329")
E.setdefault("PRODUCT_BIN", f"{ROOT}/../../target/release/microfluence")
E.setdefault("BENCH_ROOT", ROOT)
E.setdefault("NODE", "node")
E.setdefault("DATABASE_URL", f"postgres://bench@127.0.0.1:{E['PGPORT']}/bench")
PSQL = ["psql", "-v", f"scale={E.get('BENCH_SCALE', '1')}", "-h", "127.0.0.1", "-p", E["PGPORT"], "-U", "bench", "-d", "bench", "-qtA"]
if "BENCH_DIR" not in E and "--table" not in sys.argv:
    sys.exit("set BENCH_DIR to a scratch folder")
E.setdefault("CARGO_TARGET_DIR", E.get("BENCH_DIR", "") + "/target")
TCK = os.sysconf("SC_CLK_TCK")


def kids(pid):
    out, todo = [], [pid]
    par = {}
    for p in filter(str.isdigit, os.listdir("/proc")):
        try:
            par.setdefault(int(open(f"/proc/{p}/stat").read().rsplit(")", 1)[1].split()[1]), []).append(int(p))
        except OSError:
            pass
    while todo:
        p = todo.pop()
        out.append(p)
        todo += par.get(p, [])
    return out


def cpu(pid):
    t = 0
    for i, p in enumerate(kids(pid)):
        try:
            f = open(f"/proc/{p}/stat").read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        t += int(f[11]) + int(f[12]) + (int(f[13]) + int(f[14]) if i == 0 else 0)
    return t / TCK


def busy():
    f = list(map(int, open("/proc/stat").readline().split()[1:9]))
    return (f[0] + f[1] + f[2] + f[5] + f[6]) / TCK


def pss(pid):
    t = 0
    for p in kids(pid):
        try:
            t += int(re.search(r"^Pss:\s+(\d+)", open(f"/proc/{p}/smaps_rollup").read(), re.M).group(1))
        except (OSError, AttributeError):
            pass
    return t / 1024


def ms(s):
    n, u = re.match(r"([\d.]+)(us|ms|s|m)", s).groups()
    return float(n) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[u]


def ex(x):
    return os.path.expandvars(x)


class Lock:
    """flock on BENCH_LOCK, given back between two measurements once it has been held for BENCH_HOLD seconds (default 400)."""

    f = t = None

    def __enter__(s):
        p = E.get("BENCH_LOCK")
        if p and not Lock.f:
            Lock.f = open(p, "a")
            fcntl.flock(Lock.f, fcntl.LOCK_EX)
            Lock.t = time.time()

    def __exit__(s, *a):
        if Lock.f and time.time() - Lock.t > float(E.get("BENCH_HOLD", 400)):
            Lock.f.close()
            Lock.f = None
            time.sleep(0.5)


VARS = {
    "q1": {"niche": "gaming"},
    "q2": {"id": "100"},
    "q3": {"niche": "gaming", "platform": "tiktok", "minFollowers": 1000, "maxFollowers": 100000, "minEngagement": 2.5},
    "q4": {"id": "77"},
}


def product_vars(t, q):
    """Variables and token of one request, like load/gql.lua's."""
    f = lambda n: open(f"{E['BENCH_DIR']}/product.{n}").read().split("\n")
    tok = {(k, n): x for k, n, x in (l.split() for l in f("tokens") if l)}
    gid, brand = f("popular")[20].split()
    v, who = dict(VARS[q]), ("c", "1")
    if q == "q2":
        v["id"], who = gid, ("b", brand)
    if q == "q4":
        v["id"] = f("creators")[76]
    if "niche" in v:
        v["niche"] = v["niche"].upper()
    if "platform" in v:
        v["platform"] = v["platform"].upper()
        v["minEngagement"] = v["minEngagement"] / 100
    return v, None if t.get("as") == "guest" else "Bearer " + tok[who]


NAMES = {"q1": "OpenOffers", "q2": "OfferDetail", "q3": "SearchCreators", "q4": "CreatorById", "m1": "Apply"}


def up(t):
    socket.create_connection(("127.0.0.1", t["port"]), 2).close()


def ask(t, q):
    v = dict(VARS[q])
    token = None
    if t["dialect"].startswith("product"):
        v, token = product_vars(t, q)
    if t.get("idnum"):
        v = {k: int(x) if k == "id" else x for k, x in v.items()}
    b = json.dumps(
        {"operationName": NAMES[q], "query": open(f"{ROOT}/queries/{t['dialect']}/{q}.graphql").read(), "variables": v}
    ).encode()
    h = {"content-type": "application/json", "accept": "application/json"}
    for x in filter(None, t.get("headers", "").split("|")):
        k, y = x.split(":", 1)
        h[k] = y.strip()
    h.pop("accept-encoding", None)
    if token:
        h["authorization"] = token
    r = urllib.request.urlopen(
        urllib.request.Request(f"http://127.0.0.1:{t['port']}{t.get('path', '/graphql')}", b, h), timeout=20
    ).read()
    j = json.loads(r)
    assert not j.get("errors") and j.get("data"), f"{t['name']} {q}: {r[:300]}"
    return len(r), r.count(b'"platform"'), r.count(b'"title"'), r.count(b'"id"')


def wrk(t, q, secs, conns):
    env = dict(
        E,
        BENCH_QUERY=q,
        BENCH_DIALECT=t["dialect"],
        BENCH_IDNUM="1" if t.get("idnum") else "0",
        BENCH_HEADERS=t.get("headers", ""),
        BENCH_PATH=t.get("path", "/graphql"),
        BENCH_AS=t.get("as", "user"),
        BENCH_SEED=str(time.time_ns() % 10**9),
    )
    w0 = os.times()
    b0 = busy()
    c0, d0 = cpu(t["pid"]), cpu(PM)
    t0 = time.time()
    o = subprocess.run(
        [
            "wrk",
            "-t1",
            f"-c{conns}",
            f"-d{secs}s",
            "--timeout",
            "10s",
            "--latency",
            "-s",
            f"{ROOT}/load/gql.lua",
            f"http://127.0.0.1:{t['port']}",
        ],
        env=env,
        capture_output=True,
        text=True,
    ).stdout
    t1 = time.time()
    b1 = busy()
    c1, d1 = cpu(t["pid"]), cpu(PM)
    w1 = os.times()
    wc = w1.children_user + w1.children_system - w0.children_user - w0.children_system
    # share of one core taken by anything else on the machine during the run: a high figure marks a disturbed run
    other = max(0, (b1 - b0) - (c1 - c0) - (d1 - d0) - wc) / (t1 - t0)
    n = int(re.search(r"(\d+) requests in", o).group(1))
    bad = sum(map(int, re.findall(r"Non-2xx or 3xx responses: (\d+)", o))) + sum(
        sum(map(int, x)) for x in re.findall(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", o)
    )
    g = lambda p: ms(re.search(rf"^\s+{p}%\s+(\S+)", o, re.M).group(1))
    return dict(
        target=t["name"],
        query=q,
        rps=float(re.search(r"Requests/sec:\s+([\d.]+)", o).group(1)),
        p50=g(50),
        p99=g(99),
        n=n,
        bad=bad,
        cpu=(c1 - c0) / n * 1e6,
        db=(d1 - d0) / n * 1e6,
        rss=pss(t["pid"]),
        conns=conns,
        other=round(other, 2),
        wrk=wc / n * 1e6,
    )


def reset_m1(t, count=False):
    """Puts the data back; tells how many rows M1 had made. Without `m1_rows` the target's own command prints it."""
    db, sql = t.get("m1_rows", ["bench", "select count(*) from app.outbox"])
    n = (
        int(subprocess.run(PSQL[:-3] + ["-d", db, "-qtA", "-c", sql], capture_output=True, text=True).stdout)
        if count
        else 0
    )
    told = subprocess.run(
        [ex(c) for c in t["reset"]] if t.get("reset") else PSQL + ["-f", f"{ROOT}/db/reset_m1.sql"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return int(told) if t.get("reset") and "m1_rows" not in t else n


def main():
    global PM
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the targets are stopped too
    a = argparse.ArgumentParser()
    a.add_argument("targets")
    a.add_argument("--only")
    a.add_argument("--queries", default="q1,q2,q3,q4,m1")
    a.add_argument("--rounds", type=int, default=3)
    a.add_argument("--secs", type=int, default=5)
    a.add_argument("--conns", type=int, default=32)
    a.add_argument("--base")
    a.add_argument("--out")
    a.add_argument("--warm", type=int, default=3)
    a.add_argument(
        "--lazy",
        action="store_true",
        help="start each target for its own measurement only (many variants of a native server)",
    )
    a = a.parse_args()
    PM = int(open(f"{E['BENCH_DIR']}/pg/postmaster.pid").readline())
    os.makedirs(f"{ROOT}/results", exist_ok=True)
    E["BENCH_OFFERS"] = f"{ROOT}/results/open_offers.txt"
    with open(E["BENCH_OFFERS"], "w") as f:
        f.write(
            subprocess.run(
                PSQL + ["-c", "select id from app.offers where status='open'"], capture_output=True, text=True
            ).stdout
        )
    ts = json.load(open(a.targets))
    only = a.only and a.only.split(",")
    ts = [t for t in ts if (not only or t["name"] in only) and (t.get("cmd") or ex(str(t.get("pid", ""))).isdigit())]
    # a target of pid needs its variable set
    qs = a.queries.split(",")
    procs, res = [], []

    def start(t):
        if t.get("cmd"):
            if t.get("first"):
                subprocess.run([ex(c) for c in t["first"]], check=True)
            env = dict(E, PORT=str(t["port"]), **{k: ex(str(v)) for k, v in t.get("env", {}).items()})
            log = open(f"{E['BENCH_DIR']}/log.{t['name'].replace('/', '_')}", "w")
            p = subprocess.Popen(
                [ex(c) for c in t["cmd"]],
                cwd=ex(t["cwd"]) if t.get("cwd") else None,
                env=env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            procs.append(p)
            t["pid"] = p.pid
        else:
            t["pid"] = int(ex(str(t["pid"])))

    def stop(t):
        p = next((p for p in procs if p.pid == t["pid"]), None)
        if p:
            os.killpg(p.pid, signal.SIGKILL)
            p.wait()
            procs.remove(p)

    def lazy(t, q):
        start(t)
        for i in range(40):
            try:
                up(t)
                q in VARS and ask(t, q)
                break
            except OSError:
                time.sleep(0.1)
        if q not in VARS:
            time.sleep(0.3)
        wrk(t, q, 1, a.conns)
        x = wrk(t, q, a.secs, a.conns)
        stop(t)
        return x

    try:
        if a.lazy:
            for t in ts:
                t["q"] = [q for q in qs if q in t.get("queries", qs)]
        else:
            for t in ts:
                start(t)
        for t in [] if a.lazy else list(ts):
            t["q"] = [q for q in qs if q in t.get("queries", qs)]
            for i in range(60):
                try:
                    up(t)
                    sz = {q: ask(t, q) for q in t["q"] if q in VARS}
                    break
                except AssertionError as e:
                    print("FAIL", e, file=sys.stderr)
                    ts.remove(t)
                    break
                except Exception as e:
                    time.sleep(0.5)
                    if i == 59:
                        print("FAIL", t["name"], e, file=sys.stderr)
                        ts.remove(t)
            else:
                continue
            if t in ts:
                print(t["name"], "bytes,platforms,titles,ids:", sz, file=sys.stderr)
        out = open(a.out, "a") if a.out else None
        for q in qs:
            with Lock():
                if a.warm and not a.lazy:
                    for t in ts:
                        if q in t["q"]:
                            wrk(t, q, a.warm, a.conns)
                if q == "m1":
                    for t in ts:
                        q in t["q"] and reset_m1(t)
            for r in range(a.rounds):
                k = r % max(1, len(ts))
                for t in ts[k:] + ts[:k]:
                    if q not in t["q"]:
                        continue
                    with Lock():
                        x = lazy(t, q) if a.lazy else wrk(t, q, a.secs, a.conns)
                        x["round"] = r
                        if q == "m1":
                            x["rows"] = reset_m1(t, True)
                    res.append(x)
                    if out:
                        out.write(json.dumps(x) + "\n")
                        out.flush()
    finally:
        for p in procs:
            try:
                os.killpg(p.pid, signal.SIGTERM)
            except OSError:
                pass
        for p in procs:
            try:
                p.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(p.pid, signal.SIGKILL)
    table(res, a.base)


def table(res, base=None):
    for q in dict.fromkeys(x["query"] for x in res):
        rows = {}
        for x in res:
            if x["query"] == q:
                rows.setdefault(x["target"], []).append(x)
        m = {
            t: {k: st.median(x[k] for x in xs) for k in ("rps", "p50", "p99", "cpu", "db", "rss")}
            | {
                "bad": sum(x["bad"] for x in xs),
                "spread": max(x["rps"] for x in xs) / min(x["rps"] for x in xs),
                "rows": min((x.get("rows", x["n"]) / x["n"] for x in xs)),
            }
            for t, xs in rows.items()
        }
        bn = base if base in m else next(iter(m))
        b = m[bn]
        med = lambda l: st.median(l) if l else float("nan")
        byr = lambda t: {x["round"]: x for x in rows[t]}
        for (
            t
        ) in (
            m
        ):  # ratios to the base are medians of the ratios within each round, which cancels slow drifts of the machine
            p = [(x, byr(bn)[r]) for r, x in byr(t).items() if r in byr(bn)]
            m[t]["xr"] = med([x["rps"] / y["rps"] for x, y in p])
            m[t]["xc"] = med([(x["cpu"] + x["db"]) / (y["cpu"] + y["db"]) for x, y in p])
            m[t]["xs"] = med([x["cpu"] / max(y["cpu"], 1e-9) for x, y in p])
            m[t]["oth"] = max(x.get("other", 0) for x in rows[t])
        print(
            f"\n{q}: {'target':26}{'req/s':>8}{'xbase':>7}{'p50ms':>8}{'p99ms':>8}{'srv us':>8}{'db us':>8}{'sum':>8}{'xsrv':>6}{'xsum':>6}{'RSS MB':>8}{'max/min':>8}{'other':>6}  bad"
        )
        for t, x in m.items():
            s = x["cpu"] + x["db"]
            print(
                f"    {t:26}{x['rps']:8.0f}{x['xr']:7.2f}{x['p50']:8.2f}{x['p99']:8.2f}{x['cpu']:8.0f}{x['db']:8.0f}{s:8.0f}{x['xs']:6.2f}{x['xc']:6.2f}{x['rss']:8.0f}{x['spread']:8.2f}{x['oth']:6.2f}  {x['bad'] or ''}{'' if x['rows'] > .99 else ' rows/req %.2f' % x['rows']}"
            )


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] == "--table":
        table([json.loads(l) for f in sys.argv[2:] for l in open(f)])
    else:
        main()
