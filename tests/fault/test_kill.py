# SPDX-License-Identifier: EUPL-1.2
"""kill -9 at random moments under load: every acknowledged write is there, no file has two doctors, and the
indexes agree with the files."""

import os
import random
import signal
import threading
import time

import pytest

import extract
from echeance import Client, Service, eventually

CSV = {"Content-Type": "text/csv"}
AS_OF = "2026-12-02"
ROUNDS = int(os.environ.get("ECHEANCE_KILL_ROUNDS", "50"))
SEED = int(os.environ.get("ECHEANCE_SEED", str(random.randrange(10**6))))


class Ledger:
    """What the service has acknowledged."""

    def __init__(self):
        self.lock = threading.Lock()
        self.created = {}    # reference -> id
        self.claimed = {}    # id -> doctor
        self.revision = {}   # id -> revision of the last acknowledged change
        self.number = 0

    def next_reference(self):
        with self.lock:
            self.number += 1
            return f"KILL-{self.number:06d}"

    def create(self, client):
        reference = self.next_reference()
        answer = client.post("/v1/files", {
            "reference": reference, "filed_on": "2026-08-01", "complete_on": "2026-08-02", "stage": "adult",
            "sector": "92004", "procedure": "normal", "requests": [{"right": "PCH", "nature": "first"}]}, check=False)
        if answer.status == 201:
            with self.lock:
                self.created[reference] = answer.json["id"]
                self.revision[answer.json["id"]] = 1

    def claim(self, client, doctor):
        answer = client.post(f"/v1/doctors/{doctor}:claim", {"count": 2}, check=False)
        if answer.status != 200:
            return
        with self.lock:
            for file in answer.json["files"]:
                assert file["id"] not in self.claimed, f"given twice: {file['id']}"
                self.claimed[file["id"]] = doctor
                self.revision[file["id"]] = file["revision"]

    def advance(self, client, random_source, revision, verb, body):
        with self.lock:
            mine = [name for name, known in self.revision.items() if known == revision]
        if not mine:
            return
        name = random_source.choice(mine[-20:])
        answer = client.post(f"/v1/files/{name}:{verb}", body, check=False)
        if answer.status == 200:
            with self.lock:
                self.revision[name] = max(self.revision[name], answer.json["revision"])

    def start(self, client, random_source):
        self.advance(client, random_source, 2, "start", {})

    def submit(self, client, random_source):
        minutes = random_source.randrange(10, 60)
        self.advance(client, random_source, 3, "submit-evaluation", {"minutes_spent": minutes, "outcome": "conclusive"})


def load(port, token, ledger, stop, seed, failures):
    source = random.Random(seed)
    client = Client(port, token, timeout=20)
    while not stop.is_set():
        try:
            draw = source.random()
            if draw < 0.5:
                ledger.create(client)
            elif draw < 0.7:
                ledger.claim(client, source.choice(["M01", "M02", "M05", "M06"]))
            elif draw < 0.85:
                ledger.start(client, source)
            else:
                ledger.submit(client, source)
        except AssertionError as failure:
            failures.append(failure)
            return
        except Exception:  # the service is down, or went down with this request unanswered
            client.close()
            stop.wait(0.01)
    client.close()


def verify(client, ledger):
    for reference, name in list(ledger.created.items())[-400:]:
        found = client.get(f"/v1/files?reference={reference}", check=False).json["files"]
        assert [file["id"] for file in found] == [name], f"lost: {reference}"
    for name, doctor in list(ledger.claimed.items())[-400:]:
        file = client.get(f"/v1/files/{name}", check=False).json
        assert file["assignment"]["doctor"] == doctor, f"another doctor: {name}"
        assert file["revision"] >= ledger.revision[name], f"older than acknowledged: {name}"
    integrity = client.get("/v1/integrity", check=False).json
    assert integrity["ok"], integrity


def test_nothing_acknowledged_is_lost_over_many_kills():
    print(f"seed {SEED}")
    source, ledger, failures = random.Random(SEED), Ledger(), []
    service = Service(as_of=AS_OF).start()
    try:
        service.client().post("/v1/doctors:import", extract.tireless_doctors_csv(), headers=CSV)
        for number in range(ROUNDS):
            stop = threading.Event()
            threads = [threading.Thread(target=load, args=(
                service.port, service.owner_token, ledger, stop, SEED + 100 * number + n, failures))
                for n in range(6)]
            for thread in threads:
                thread.start()
            time.sleep(source.uniform(0.02, 0.3))  # the moment is the experiment, not a wait
            victim = ("service", "redis", "both")[number % 3]
            redis = service.redis_pids()
            assert redis, "no embedded Redis runs"
            if victim in ("redis", "both"):
                os.kill(redis[0], signal.SIGKILL)
            if victim in ("service", "both"):
                service.kill()
            else:
                eventually(lambda: set(service.redis_pids()) - set(redis))
                eventually(lambda: service.client("").get("/readyz", check=False).status == 200)
            stop.set()
            for thread in threads:
                thread.join(60)
            assert not failures, failures
            if victim in ("service", "both"):
                service.clients = []
                service.start()
            verify(service.client(), ledger)
        assert len(ledger.created) > ROUNDS and len(ledger.claimed) > ROUNDS
        full = {file: doctor for file, doctor in ledger.claimed.items()}
        client = service.client()
        for name, doctor in full.items():
            assert client.get(f"/v1/files/{name}", check=False).json["assignment"]["doctor"] == doctor
    finally:
        service.__exit__(None, None, None)


def test_without_its_store_the_service_answers_503_and_comes_back():
    with Service(as_of=AS_OF) as service:
        client = service.client()
        pid = service.redis_pids()[0]
        os.kill(pid, signal.SIGSTOP)
        try:
            answer = client.get("/v1/doctors", check=False)
            assert answer.status == 503
            assert answer.headers["retry-after"].isdigit()
            assert answer.json["code"] in ("store_unavailable", "deadline_exceeded")
            assert client.get("/livez").status == 200
        finally:
            os.kill(pid, signal.SIGKILL)
        eventually(lambda: client.get("/v1/doctors", check=False).status == 200)
        assert service.redis_pids() != [pid]


def test_the_embedded_redis_dies_with_its_parent():
    service = Service(as_of=AS_OF).start()
    pid = service.redis_pids()[0]
    service.kill()
    eventually(lambda: not os.path.exists(f"/proc/{pid}") or
               open(f"/proc/{pid}/stat").read().split(")")[1].split()[0] == "Z")
    service.start()
    service.__exit__(None, None, None)


def test_two_services_on_one_folder_are_refused():
    with Service(as_of=AS_OF) as service:
        second = Service(data_dir=service.data_dir)
        second.port_file = service.data_dir.parent / "second.port"
        with pytest.raises(RuntimeError, match="another|in use|lock"):
            second.start()
        assert service.client().get("/readyz").status == 200


def test_a_newer_format_stops_the_start_and_touches_nothing():
    with Service(as_of=AS_OF) as service:
        service.stop()
        marker = service.data_dir / "format"
        original = marker.read_text()
        marker.write_text("echeance 99\n")
        before = {path: path.stat().st_mtime_ns for path in service.data_dir.rglob("*") if path.is_file()}

        with pytest.raises(RuntimeError, match="format"):
            service.start()

        assert {path: path.stat().st_mtime_ns for path in before} == before
        marker.write_text(original)
        service.start()


def test_a_drain_finishes_what_is_in_flight_and_readiness_goes_first():
    with Service(as_of=AS_OF) as service:
        client = service.client()
        client.post("/v1/doctors:import", extract.tireless_doctors_csv(), headers=CSV)
        content = extract.head(extract.files_csv(), 3000)
        results = []
        thread = threading.Thread(target=lambda: results.append(
            Client(service.port, service.owner_token).post("/v1/files:import", content, headers=CSV, check=False)))
        thread.start()
        eventually(lambda: client.get("/v1/statistics/backlog", check=False).json["groups"])

        service.process.send_signal(signal.SIGTERM)
        thread.join(30)
        code = service.process.wait(30)

        assert code == 0
        assert results[0].lines[-1]["summary"]["created"] == 3000
        service.start()
        groups = service.client().get("/v1/statistics/backlog").json["groups"]
        assert sum(group["files"] for group in groups) == 3000
