# SPDX-License-Identifier: EUPL-1.2
"""Two services before one Redis: decision 2 says that nothing else changes."""

import itertools
import shutil
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import extract
from echeance import Service, eventually
from redis_servers import durable_redis

CSV = {"Content-Type": "text/csv"}
AS_OF = "2026-12-02"
FILES = 2000


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    with durable_redis(tmp_path_factory.mktemp("redis")) as address:
        yield address


@pytest.fixture(scope="module")
def replicas(redis, tmp_path_factory):
    folders = [tmp_path_factory.mktemp(f"replica{n}") / "data" for n in range(2)]
    with Service(as_of=AS_OF, data_dir=folders[0], args=["--redis", redis]) as first:
        client = first.client()
        client.post("/v1/doctors:import", extract.tireless_doctors_csv(), headers=CSV)
        client.post("/v1/files:import", extract.head(extract.files_csv(), FILES), headers=CSV)
        with first.replica(folders[1]) as second:
            yield first, second


def test_both_give_the_same_answers(replicas):
    answers = [service.client().get("/v1/files?limit=200&sort=due_on").json for service in replicas]
    assert answers[0] == answers[1]
    backlogs = [service.client().get("/v1/statistics/backlog?group_by=state").json for service in replicas]
    assert backlogs[0]["groups"] == backlogs[1]["groups"]


def test_a_change_through_one_is_seen_by_the_other(replicas):
    first, second = (service.client() for service in replicas)
    doctor = {"kind": "titular", "minutes_per_week": 1750}
    assert first.put("/v1/doctors/R01", doctor).status == 201
    assert second.get("/v1/doctors/R01").status == 200
    gone = {**doctor, "active": {"from": "2020-01-01", "until": "2020-12-31"}}
    assert second.post("/v1/doctors/R01:claim", {"count": 1}).json["files"]
    assert first.put("/v1/doctors/R01", gone, headers={"If-Match": '"1"'}).status == 200
    assert second.post("/v1/doctors/R01:claim", {"count": 1}).json["files"] == []


def test_claims_through_both_never_give_a_file_twice(replicas):
    taken, lock = {}, threading.Lock()

    def work(service, name):
        client = service.client()
        for n in itertools.count():
            files = client.post(f"/v1/doctors/{name}:claim", {"count": 1 + n % 9}, check=False).json["files"]
            if not files:
                return
            with lock:
                for file in files:
                    assert file["id"] not in taken, "given twice"
                    taken[file["id"]] = name

    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(work, replicas[n % 2], name)
                for n, name in enumerate(["M01", "M02", "M03", "M04", "M05", "M06", "M07", "M20"])]
        for job in jobs:
            job.result()
    assert taken
    assert replicas[0].client().get("/v1/integrity").json["ok"]


def test_minutes_are_learned_once_and_by_both(replicas):
    first, second = (service.client() for service in replicas)
    first.put("/v1/doctors/R02", {"kind": "titular"})
    for n in range(40):
        client = (first, second)[n % 2]
        file = client.post("/v1/files", {
            "reference": f"SPENT-{n}", "filed_on": "2026-08-01", "complete_on": "2026-08-02", "stage": "adult",
            "sector": "92004", "requests": [{"right": "AVPF", "nature": "first"}]}, check=False).json["id"]
        for verb, body in (("assign", {"doctor": "R02", "reason": "quorum"}), ("start", {}),
                           ("submit-evaluation", {"minutes_spent": 10, "outcome": "conclusive"})):
            assert client.post(f"/v1/files/{file}:{verb}", body, check=False).status == 200

    def learned(client):
        rows = client.get("/v1/configuration/minutes").json["learned"]["table"]
        return next(row for row in rows if (row["right"], row["nature"]) == ("AVPF", "first"))

    eventually(lambda: learned(first)["learned_minutes"] == 8)  # 5 minutes, twice as long: 5 * (20 + 80) / 60
    eventually(lambda: learned(second) == learned(first))
    events, after = [], ""
    while page := first.get(f"/v1/events?limit=500{after}", check=False).json["events"]:
        events += [event for event in page if event["subject"] == "learned_minutes"]
        after = f"&after={page[-1]['id']}"
    assert [event["revision"] for event in events] == list(range(1, len(events) + 1))
    assert all(one["data"] != other["data"] for one, other in zip(events, events[1:])), "written twice"


def test_a_stale_revision_loses_whichever_replica_it_comes_through(replicas):
    first, second = (service.client() for service in replicas)
    name = first.get("/v1/files?state=assigned&limit=1").json["files"][0]["id"]
    etag = first.get(f"/v1/files/{name}").headers["etag"]
    statuses = sorted(client.post(f"/v1/files/{name}:release", {}, headers={"If-Match": etag}).status
                      for client in (first, second))
    assert statuses == [200, 412]


def test_an_operation_fails_with_its_process_whoever_is_asked(redis, replicas, tmp_path):
    other = replicas[0].client()
    folder = tmp_path / "third"
    folder.mkdir()
    shutil.copy(replicas[0].data_dir / "owner.token", folder / "owner.token")
    third = Service(as_of=AS_OF, data_dir=folder, args=["--redis", redis, "--threads", "1"])
    third.start()
    client = third.client()
    # The second waits for the first: it cannot be done when the process is killed.
    begun = [client.post("/v1/assignment-plans", {"horizon_days": 31}).json for _ in range(2)][-1]
    third.kill()

    def ended():
        operation = other.get(f"/v1/operations/{begun['id']}").json
        return operation if operation["state"] not in ("pending", "running") else None

    operation = eventually(ended)
    assert operation["state"] == "failed" and operation["reason"] == "interrupted"
    assert other.post(f"/v1/assignment-plans/{begun['id']}:commit").status == 409


def test_a_redis_that_may_lose_writes_is_refused(tmp_path):
    socket = tmp_path / "redis.sock"
    server = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", str(socket), "--dir", str(tmp_path),
                               "--save", ""], stdout=subprocess.DEVNULL)
    try:
        eventually(socket.exists)
        with pytest.raises(RuntimeError, match="appendfsync always"):
            Service(data_dir=tmp_path / "data", args=["--redis", f"unix:{socket}"]).start()
    finally:
        server.kill()
        server.wait()
