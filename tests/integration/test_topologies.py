# SPDX-License-Identifier: EUPL-1.2
"""The real service behind a Redis Cluster and behind Sentinels: the same answers, and nothing acknowledged is
lost when the master is killed."""

import itertools
import subprocess
import threading

from echeance import BINARY, ENVIRONMENT, Client, Service, eventually
from redis_servers import Cluster, Watched

AS_OF = "2026-12-02"
numbers = itertools.count(1)


def facts(tenant):
    return {"reference": f"TOPO-{next(numbers):06d}", "filed_on": "2026-08-01", "complete_on": "2026-08-02",
            "stage": "adult", "sector": f"{tenant}004", "procedure": "normal",
            "requests": [{"right": "PCH", "nature": "first"}]}


def admin_token(service, url, tenant):
    command = [BINARY, "token", "create", "--name", f"admin-{tenant}", "--scope", "admin", "--tenant", tenant,
               "--data-dir", str(service.data_dir), "--redis", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


def add_doctor(client):
    answer = client.put("/v1/doctors/M01", {"kind": "titular"})
    assert answer.status in (200, 201), answer


def file_claim_and_events(client, tenant):
    """One file from its creation to a doctor; its id, as every reader must see it."""
    created = client.post("/v1/files", facts(tenant))
    assert created.status == 201, created
    name = created.json["id"]
    claimed = client.post("/v1/doctors/M01:claim", {"count": 5})
    assert [file["id"] for file in claimed.json["files"]] == [name], claimed
    events = client.get("/v1/events").json["events"]
    mine = [event["type"] for event in events if event["subject"] == name]
    assert mine == ["fr.echeance.file.registered", "fr.echeance.file.assigned"]
    assert client.get("/v1/integrity").json["ok"]
    return name


def test_a_cluster_keeps_each_tenant_on_its_node_and_a_tenant_may_move():
    with Cluster() as cluster, Service(as_of=AS_OF, args=["--redis", cluster.url]) as service:
        clients = {"92": service.client(), "93": service.client(admin_token(service, cluster.url, "93"))}
        for tenant, client in clients.items():
            add_doctor(client)
            file_claim_and_events(client, tenant)
        assert cluster.owner("92") != cluster.owner("93")
        for tenant in clients:
            for node in range(3):
                assert bool(cluster.keys_at(node, tenant)) == (node == cluster.owner(tenant))

        target = next(node for node in range(3) if node != cluster.owner("93"))
        cluster.move("93", cluster.owner("93"), target)

        assert len(cluster.keys_at(target, "93")) > 5
        for tenant, client in clients.items():
            file_claim_and_events(client, tenant)
        assert not cluster.keys_at(cluster.owner("93"), "93")
        assert "s3cret" not in service.log_text()


def create_until(stop, port, token, acknowledged):
    client = Client(port, token, timeout=20)
    while not stop.is_set():
        body = facts("92")
        try:
            answer = client.post("/v1/files", body, check=False)
        except OSError:
            client.close()
            continue
        if answer.status == 201:
            acknowledged[body["reference"]] = answer.json["id"]
        else:
            assert answer.status == 503, answer
            stop.wait(0.01)
    client.close()


def test_behind_sentinels_nothing_acknowledged_is_lost_with_the_master():
    with Watched() as redis, Service(as_of=AS_OF, args=["--redis", redis.url, "--wait-replicas", "1"]) as service:
        client, stop, acknowledged = service.client(), threading.Event(), {}
        threads = [threading.Thread(target=create_until, args=(
            stop, service.port, service.owner_token, acknowledged)) for _ in range(4)]
        try:
            for thread in threads:
                thread.start()
            eventually(lambda: len(acknowledged) > 200)

            redis.master.kill()

            eventually(lambda: redis.replica.ask("ROLE")[0] == "master")
            eventually(lambda: client.get("/v1/doctors", check=False).status == 200)
        finally:
            stop.set()
            for thread in threads:
                thread.join(60)
        kept = dict(zip(*[iter(redis.replica.ask("HGETALL", "{92}:references"))] * 2))
        lost = {name for name in acknowledged if kept.get(name) != acknowledged[name]}
        assert not lost, f"{len(lost)} of {len(acknowledged)} acknowledged files are lost"
        # Alone, the new master acknowledges nothing; with the old one behind it, all goes on.
        assert client.post("/v1/files", facts("92"), check=False).status == 503
        redis.master.start()
        eventually(lambda: client.post("/v1/files", facts("92"), check=False).status == 201)
        add_doctor(client)
        assert client.get("/v1/integrity").json["ok"]
        assert "s3cret" not in service.log_text()
