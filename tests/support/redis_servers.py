# SPDX-License-Identifier: EUPL-1.2
"""Redis servers, Sentinels and Clusters of a test's own, on free ports of the loopback."""

import contextlib
import itertools
import random
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

from echeance import Service, eventually

PASSWORD = "s3cret"
#: As an operator would have it. Without a delay before the first copy: its 5 s are longer than a test.
DATA_LINES = (f"requirepass {PASSWORD}\nmasterauth {PASSWORD}\nrepl-diskless-sync-delay 0\n"
              "appendonly yes\nappendfsync always\nsave \"\"\nmaxmemory-policy noeviction\n")


#: Below the ports that Linux gives to connections: one of those would take the port between the look and
#: the server's start, or connect to itself.
PORTS = itertools.cycle(random.sample(range(20000, 32000), 12000))


def free_port():
    for port in itertools.islice(PORTS, 100):
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise RuntimeError("no free port")


@contextlib.contextmanager
def durable_redis(folder):
    """A redis-server on a socket in `folder`, which keeps what it acknowledges; gives its address."""
    socket_file = Path(folder) / "redis.sock"
    server = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", str(socket_file), "--dir", str(folder), "--save", "",
         "--appendonly", "yes", "--appendfsync", "always", "--hash-max-listpack-value", "1024"],
        stdout=subprocess.DEVNULL)
    try:
        eventually(socket_file.exists)
        yield f"unix:{socket_file}"
    finally:
        server.kill()
        server.wait()


class RedisServer:
    """A redis-server; `flags` may make a Sentinel of it."""

    def __init__(self, lines, flags=(), password=PASSWORD):
        self.port, self.password, self.process = free_port(), password, None
        self.folder = Path(tempfile.mkdtemp(prefix="echeance-redis-"))
        self.command = ["redis-server", str(self.folder / "redis.conf"), *flags]
        (self.folder / "redis.conf").write_text(
            f"bind 127.0.0.1\nport {self.port}\ndir {self.folder}\n{lines}")
        self.start()

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)
        eventually(lambda: self.ask("PING") == ["PONG"])

    def ask(self, *words):
        """The lines that redis-cli prints."""
        command = ["redis-cli", "-h", "127.0.0.1", "-p", str(self.port), "--no-auth-warning"]
        if self.password:
            command += ["-a", self.password]
        done = subprocess.run([*command, *map(str, words)], capture_output=True, text=True, timeout=30)
        return done.stdout.splitlines()

    def kill(self, sig=signal.SIGKILL):
        self.process.send_signal(sig)
        self.process.wait(30)

    def close(self):
        if self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class Servers:
    """Several of them, ended together."""

    def __init__(self):
        self.all = []

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        for server in self.all:
            server.close()

    def add(self, *arguments, **more):
        self.all.append(RedisServer(*arguments, **more))
        return self.all[-1]


class Watched(Servers):
    """A master, one replica, and a Sentinel of both."""

    def __enter__(self):
        self.master = self.add(DATA_LINES)
        self.replica = self.add(DATA_LINES + f"replicaof 127.0.0.1 {self.master.port}\n")
        eventually(lambda: "master_link_status:up" in self.replica.ask("INFO", "replication"))
        self.sentinel = self.add(
            f"sentinel monitor mdph 127.0.0.1 {self.master.port} 1\n"
            f"sentinel auth-pass mdph {PASSWORD}\nsentinel down-after-milliseconds mdph 500\n"
            "sentinel failover-timeout mdph 5000\n", ["--sentinel"], password=None)
        # Else it looks every 10 s only.
        self.sentinel.ask("SENTINEL", "DEBUG", "info-period", 200)
        eventually(lambda: "ok" in self.sentinel.ask("SENTINEL", "REPLICAS", "mdph"))
        self.url = f"redis+sentinel://:{PASSWORD}@127.0.0.1:{free_port()},127.0.0.1:{self.sentinel.port}/mdph"
        return self


class Cluster(Servers):
    """Three masters with a third of the slots each."""

    THIRDS = ((0, 5460), (5461, 10922), (10923, 16383))

    def __enter__(self):
        for first, last in self.THIRDS:
            node = self.add(DATA_LINES + "cluster-enabled yes\ncluster-require-full-coverage no\n"
                            f"cluster-node-timeout 1000\ncluster-port {free_port()}\n")
            node.ask("CLUSTER", "SET-CONFIG-EPOCH", len(self.all))
            node.ask("CLUSTER", "ADDSLOTSRANGE", first, last)
            node.name = node.ask("CLUSTER", "MYID")[0]
        bus = self.all[0].ask("CONFIG", "GET", "cluster-port")[1]
        for node in self.all[1:]:
            node.ask("CLUSTER", "MEET", "127.0.0.1", self.all[0].port, bus)
        eventually(lambda: all(self.is_joined(node) for node in self.all))
        self.url = f"redis+cluster://:{PASSWORD}@127.0.0.1:{self.all[0].port},127.0.0.1:{self.all[1].port}"
        return self

    @staticmethod
    def is_joined(node):
        info = node.ask("CLUSTER", "INFO")
        return {"cluster_state:ok", "cluster_slots_ok:16384", "cluster_known_nodes:3"} <= set(info)

    def slot(self, tenant):
        return int(self.all[0].ask("CLUSTER", "KEYSLOT", tenant)[0])

    def owner(self, tenant):
        slot = self.slot(tenant)
        return next(n for n, (first, last) in enumerate(self.THIRDS) if first <= slot <= last)

    def keys_at(self, node, tenant):
        return [key for key in self.all[node].ask("KEYS", "*") if key.startswith(f"{{{tenant}}}:")]

    def move(self, tenant, source, target):
        """Moves a tenant's slot as `redis-cli --cluster reshard` does."""
        slot, old, new = self.slot(tenant), self.all[source], self.all[target]
        assert new.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", old.name) == ["OK"]
        assert old.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", new.name) == ["OK"]
        while keys := old.ask("CLUSTER", "GETKEYSINSLOT", slot, 100):
            if keys == [""]:
                break
            assert old.ask("MIGRATE", "127.0.0.1", new.port, "", 0, 10_000,
                           "AUTH", PASSWORD, "KEYS", *keys) in (["OK"], ["NOKEY"])
        for node in (new, old, *self.all):
            assert node.ask("CLUSTER", "SETSLOT", slot, "NODE", new.name) == ["OK"]


class Replicas(Servers):
    """Two services before one Redis, with one owner. `ask`: what an operator types into redis-cli."""

    def __init__(self, folder, as_of):
        super().__init__()
        self.folders, self.as_of, self.services = [folder / f"replica{n}" for n in range(2)], as_of, []

    def __enter__(self):
        self.server = self.add(DATA_LINES)
        self.ask = self.server.ask
        self.start()
        return self

    def start(self):
        url = f"redis://:{PASSWORD}@127.0.0.1:{self.server.port}"
        for n, folder in enumerate(self.folders):
            folder.mkdir(parents=True, exist_ok=True)
            if n > 0:
                shutil.copy(self.folders[0] / "owner.token", folder / "owner.token")
            self.services.append(Service(as_of=self.as_of, data_dir=folder, args=["--redis", url]).start())

    def restart(self, as_of):
        self.stop()
        self.as_of = as_of
        self.start()

    def stop(self):
        for service in self.services:
            service.stop()
        self.services = []

    def __exit__(self, *failure):
        try:
            self.stop()
        finally:
            for service in self.services:
                service.kill()
            super().__exit__(*failure)
