#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Speed and memory of the built service, as one table. Rounds of what is compared alternate in one run; CPU
time comes from the kernel's count of each process. In brackets: where the median lies with 95 % confidence
(bootstrap over the rounds); a limit within them is `undecided`: quieten the machine, or ask for more
`--rounds`. Fails only when something does not run: `no` is for a person to judge.

    bench_service.py            about eight minutes
    bench_service.py --quick    without the million files: four
"""

import argparse
import http.client
import json
import os
import platform
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
import echeance
import extract

BENCH = Path(os.environ.get("ECHEANCE_BENCH", Path(echeance.BINARY).parent / "tests/echeance_bench"))
TENANT = "{92}:"
#: Those of the generator at work today, in turn: what one may not take, another soon does.
DOCTORS = ["M01", "M02", "M03", "M04"]
#: The service keeps the gauges of /metrics this long.
GAUGES_KEPT_S = 3.1
#: What a scrape may take longer, if the machine is steadier than that.
NOISE_MS = 0.5


class Redis:
    """A connection to the embedded Redis of a service, for what no request tells."""

    def __init__(self, service):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(600)
        self.socket.connect(str(service.data_dir / "redis.sock"))
        self.stream = self.socket.makefile("rb")

    def __call__(self, *words):
        parts = [f"*{len(words)}\r\n".encode()]
        for word in map(str, words):
            parts.append(f"${len(word.encode())}\r\n{word}\r\n".encode())
        self.socket.sendall(b"".join(parts))
        return self.reply()

    def reply(self):
        line = self.stream.readline()
        kind, rest = line[:1], line[1:-2].decode()
        if kind == b"*":
            return [self.reply() for _ in range(int(rest))]
        if kind == b"$":
            return None if rest == "-1" else self.stream.read(int(rest) + 2)[:-2].decode(errors="replace")
        if kind == b"-":
            raise RuntimeError(rest)
        return int(rest) if kind == b":" else rest

    def info(self, field):
        return re.search(rf"^{field}:(.*?)\r?$", self("INFO", "everything"), re.M).group(1)

    def used_memory(self):
        return int(self.info("used_memory"))


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, measured, limit="", ok=None):
        self.rows.append((what, measured, limit, {None: "", True: "ok", False: "no"}.get(ok, ok)))
        print("  " + "  ".join(filter(None, self.rows[-1])), file=sys.stderr, flush=True)

    def show(self):
        rows = [("What", "Measured", "Limit", "")] + self.rows
        widths = [max(len(row[n]) for row in rows) for n in range(4)]
        for n, row in enumerate(rows):
            print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())
            if n == 0:
                print("-" * (sum(widths) + 6))


def bench(*arguments):
    done = subprocess.run([str(BENCH), *map(str, arguments)], stdout=subprocess.PIPE, text=True, timeout=3000)
    if done.returncode != 0:
        raise RuntimeError(f"echeance_bench {arguments[0]} failed")
    return json.loads(done.stdout) if done.stdout else None


def claims(service, kind, doctors, count):
    watched = [f"service={service.process.pid}", f"redis={service.redis_pids()[0]}"]
    where = (["--socket", service.data_dir / "redis.sock"] if kind == "direct" else
             ["--port", service.port, "--token-file", service.data_dir / "owner.token"])
    result = bench(kind, *where, "--doctor", *doctors, "--claims", count, "--watch", *watched)
    if result["granted"] != count:
        raise RuntimeError(f"{count - result['granted']} of {count} claims gave no file")
    return result


def loaded(services, files):
    """A service that holds so many files of the generator; Redis does not rewrite its log meanwhile."""
    service = echeance.Service().start()
    services.append(service)
    service.redis = Redis(service)
    service.redis("CONFIG", "SET", "auto-aof-rewrite-percentage", "0")
    if files:
        # Loading is not what is measured: durable again after it.
        service.redis("CONFIG", "SET", "appendfsync", "everysec")
        began = time.monotonic()
        bench("load", "--socket", service.data_dir / "redis.sock", "--files", files)
        print(f"  {files} files loaded in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        service.redis("CONFIG", "SET", "appendfsync", "always")
    return service


def median(rounds, field):
    return statistics.median(each[field] for each in rounds)


class Sample:
    """The median of the rounds, and how well they know it."""

    def __init__(self, values):
        values, chance = list(values), random.Random(92)
        drawn = sorted(statistics.median(chance.choices(values, k=len(values))) for _ in range(2000))
        self.median, self.low, self.high = statistics.median(values), drawn[50], drawn[-51]

    def most(self, limit):
        return True if self.high <= limit else False if self.low > limit else "undecided"

    def least(self, limit):
        return True if self.low >= limit else False if self.high < limit else "undecided"

    def __format__(self, form):
        return f"{self.median:{form}} [{self.low:{form}}, {self.high:{form}}]"


def compare_http_with_floor(table, service, rounds, count):
    direct, over_http = [], []
    for kind in ("direct", "http"):
        claims(service, kind, DOCTORS, count // 4)  # both warm
    for n in range(rounds):
        kinds = [("direct", direct), ("http", over_http)]
        for kind, results in kinds if n % 2 else reversed(kinds):
            results.append(claims(service, kind, DOCTORS, count))
    rates = [[each["claims"] / each["seconds"] for each in kind] for kind in (direct, over_http)]
    ratio = Sample(http / floor for floor, http in zip(*rates))
    table.add("Claims a second, the script alone, 64 at once", f"{statistics.median(rates[0]):,.0f}")
    table.add("Claims a second over HTTP, 64 connections", f"{statistics.median(rates[1]):,.0f}")
    table.add("  share of the script alone", f"{ratio:.0%}", ">= 80 %", ratio.least(0.8))
    cpu = Sample(each["service_us"] for each in over_http)
    table.add("  CPU of the service, a claim", f"{cpu:.1f} us", "<= 30 us", cpu.most(30))
    table.add("  CPU of Redis, a claim", f"{median(over_http, 'redis_us'):.1f} us "
              f"(alone {median(direct, 'redis_us'):.1f} us)")
    table.add("  p50 and p99 of a claim", f"{median(over_http, 'p50_us') / 1e3:.2f} ms, "
              f"{median(over_http, 'p99_us') / 1e3:.2f} ms")
    one = claims_one_at_a_time(service)
    table.add("  p50 and p99, one connection", f"{one['p50_us'] / 1e3:.2f} ms, {one['p99_us'] / 1e3:.2f} ms")


def claims_one_at_a_time(service):
    return bench("http", "--port", service.port, "--token-file", service.data_dir / "owner.token",
                 "--doctor", "M01", "--claims", 500, "--at-once", 1)


def compare_queue_lengths(table, by_size, rounds, count):
    costs = {size: [] for size in by_size}
    for n in range(rounds + 1):
        for size, service in random.sample(list(by_size.items()), len(by_size)):
            cost = claims(service, "direct", ["BENCH"], count)["redis_us"]
            if n:  # the first warms
                costs[size].append(cost)
    least = min(by_size)
    table.add(f"CPU of Redis a claim, {least:,} files waiting", f"{statistics.median(costs[least]):.1f} us")
    for size in sorted(by_size)[1:]:
        ratio = Sample(more / base for more, base in zip(costs[size], costs[least]))
        limit = 1.2 if size <= 100_000 else 1.5
        table.add(f"  with {size:,}", f"{statistics.median(costs[size]):.1f} us, x {ratio:.2f}",
                  f"<= x {limit}", ratio.most(limit))


class RssMeter:
    def __init__(self, pid):
        self.path = Path(f"/proc/{pid}/status")
        Path(f"/proc/{pid}/clear_refs").write_text("5")  # the peak from here on

    def read(self, field):
        return int(re.search(rf"^{field}:\s+(\d+) kB", self.path.read_text(), re.M).group(1)) / 1024


def send_extract(service, path, content, content_type="text/csv"):
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=3000)
    connection.request("POST", path, content, {"Authorization": f"Bearer {service.owner_token}",
                                               "Content-Type": content_type})
    reply = connection.getresponse()
    lines = 0
    last = b""
    while piece := reply.read(1 << 16):
        lines += piece.count(b"\n")
        last = piece
    connection.close()
    if reply.status != 200:
        raise RuntimeError(f"{path}: {reply.status} {last[:500]}")
    return lines


def renamed(content, copies, prefix):
    heading, *lines = content.splitlines(keepends=True)
    column = heading.decode("utf-8-sig").strip().split(";").index("reference")
    out = [heading]
    for copy in range(copies):
        for line in lines:
            fields = line.split(b";")
            fields[column] = b"%s%d-%s" % (prefix, copy, fields[column])
            out.append(b";".join(fields))
    return b"".join(out)


def measure_import(table, services):
    service = echeance.Service(as_of=extract.AS_OF).start()
    services.append(service)
    service.redis = Redis(service)
    service.redis("CONFIG", "SET", "auto-aof-rewrite-percentage", "0")
    send_extract(service, "/v1/doctors:import", extract.doctors_csv())
    # Each copy has references of its own, three letters longer than the extract's.
    content = extract.files_csv()
    files = len(content.splitlines()) - 1
    empty = service.redis.used_memory()
    peaks = []
    for copies, prefix in ((1, b"A"), (5, b"B")):
        rss = RssMeter(service.process.pid)
        before = rss.read("VmRSS")
        began = time.monotonic()
        send_extract(service, "/v1/files:import", renamed(content, copies, prefix))
        seconds = time.monotonic() - began
        peaks.append(rss.read("VmHWM"))
        lines = copies * files
        table.add(f"Import of {lines:,} lines", f"{seconds:.1f} s = {lines / seconds:,.0f} lines/s")
        table.add("  memory of the service before, peak, after",
                  f"{before:.0f}, {peaks[-1]:.0f}, {rss.read('VmRSS'):.0f} MiB")
    table.add("  peak of the long import over the short one", f"+ {peaks[1] - peaks[0]:.0f} MiB",
              "<= 8 MiB", peaks[1] - peaks[0] <= 8)
    stored = service.redis("ZCARD", TENANT + "filed")
    if stored != 6 * files:
        raise RuntimeError(f"{stored} files of {6 * files} were imported")
    measure_memory(table, service, stored, empty)


def key_kinds(redis, stored):
    """Bytes a file of each kind of key, its share of the main dictionary included."""
    kinds = {}
    names = redis("KEYS", TENANT + "[a-eg-z]*") + redis("KEYS", TENANT + "filed")
    for name in names:
        kind = name.removeprefix(TENANT).split(":")[0]
        kinds[kind] = kinds.get(kind, 0) + redis("MEMORY", "USAGE", name, "SAMPLES", "200") / stored
    ids = redis("ZRANGE", TENANT + "filed", 0, 1999)
    kinds["file hashes"] = statistics.mean(redis("MEMORY", "USAGE", f"{TENANT}f:{id}") for id in ids)
    return dict(sorted(kinds.items(), key=lambda item: -item[1]))


def measure_memory(table, service, stored, empty):
    a_file = (service.redis.used_memory() - empty) / stored
    table.add(f"Redis memory a file, {stored:,} of the extract", f"{a_file:,.0f} bytes", "<= 1,229 bytes",
              a_file <= 1.2 * 1024)
    for kind, size in key_kinds(service.redis, stored).items():
        if size >= 1:
            table.add(f"  {kind}", f"{size:,.0f}")


def scrape(connection):
    began = time.perf_counter()
    connection.request("GET", "/metrics")
    reply = connection.getresponse()
    reply.read()
    if reply.status != 200:
        raise RuntimeError(f"/metrics: {reply.status}")
    return (time.perf_counter() - began) * 1e3


def compare_metrics(table, by_size, rounds):
    """In turn, far enough apart that the gauges kept for 3 s are read anew; then at once, from memory."""
    connections = {size: http.client.HTTPConnection("127.0.0.1", each.port) for size, each in by_size.items()}
    fresh = {size: [] for size in by_size}
    kept = {size: [] for size in by_size}
    for n in range(rounds + 1):
        for size, connection in connections.items():
            first, again = scrape(connection), scrape(connection)
            if n:
                fresh[size].append(first)
                kept[size].append(again)
        time.sleep(GAUGES_KEPT_S)
    for size in sorted(by_size):
        extra = statistics.median(a - b for a, b in zip(fresh[size], fresh[0]))
        spread = statistics.quantiles(fresh[0], n=4)
        noise = max(spread[2] - spread[0], NOISE_MS)
        table.add(f"/metrics, {size:,} files, gauges read anew, kept",
                  f"{statistics.median(fresh[size]):.2f} ms, {statistics.median(kept[size]):.2f} ms",
                  f"+ <= {noise:.2f} ms" if size else "", extra <= noise if size else None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="without the million files")
    parser.add_argument("--only", choices=["http", "queues", "import", "metrics"], action="append")
    parser.add_argument("--rounds", type=int, default=6)
    options = parser.parse_args()
    wanted = options.only or ["http", "queues", "import", "metrics"]
    table, services = Table(), []
    try:
        by_size = {}

        def holding(size):
            if size not in by_size:
                by_size[size] = loaded(services, size)
            return by_size[size]

        million = [] if options.quick else [1_000_000]
        version = Redis(holding(0)).info("redis_version")
        if "import" in wanted:
            measure_import(table, services)
        if "metrics" in wanted:
            compare_metrics(table, {size: holding(size) for size in [0, 18_000] + million}, 2 * options.rounds)
        if "queues" in wanted:
            compare_queue_lengths(table, {size: holding(size) for size in [10_000, 100_000] + million},
                                  options.rounds, 500)
        if "http" in wanted:
            # The four doctors serve some 80,000 of the files: the rounds must not empty their queues.
            count = min(4_000, 60_000 // (2 * options.rounds + 2))
            compare_http_with_floor(table, holding(100_000), options.rounds, count)
    finally:
        for service in services:
            service.__exit__(*sys.exc_info())
    print(f"{os.cpu_count()} cores, {platform.machine()}, Linux {platform.release()}; Redis {version}, "
          "appendfsync always; service and load on the same machine, one worker thread\n")
    table.show()


if __name__ == "__main__":
    main()
