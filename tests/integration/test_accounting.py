# SPDX-License-Identifier: EUPL-1.2
"""Two hundred claims, plans, declines, absences and the rest at once, through two services: at the end every file is
accounted for, exactly, by books that are kept from the events alone."""

import os
import random
import re
import threading
from collections import Counter

import pytest

from accounting import HELD, Books, is_away
from echeance import eventually
from redis_servers import Replicas

MONDAY = "2026-11-23"
#: Each mixes the operations in another way; what then meets what is chance.
SEEDS = [int(os.environ["ECHEANCE_SEED"])] if "ECHEANCE_SEED" in os.environ else [1, 2, 3]
FILES, CALLERS = 150, 12
OPERATIONS = {"claim": 80, "plan": 10, "decline": 26, "assign": 24, "release": 12, "evaluate": 28, "away": 10,
              "back": 10}
TITULARS, SUPERVISED = ["D1", "D2", "D3", "D4", "D5", "D6"], ["T1", "T2"]
REASONS = ["conflict_of_interest", "missing_skill", "too_complex", "unavailable", "other"]


def set_up(client, chance):
    for n, doctor in enumerate(TITULARS):
        facts = {"kind": "titular", "minutes_per_week": 220 + 40 * n}
        if n == 1:
            facts["max_open_files"] = 6
        assert client.put(f"/v1/doctors/{doctor}", facts).status == 201
    for n, doctor in enumerate(SUPERVISED):
        assert client.put(f"/v1/doctors/{doctor}", {
            "kind": "supervised", "minutes_per_week": 300, "supervisors": TITULARS[n:n + 2],
            "authorised": {"from": "2026-01-01"}}).status == 201
    for number in range(FILES):
        body = {"reference": f"ACC-{number:04d}", "filed_on": f"2026-{chance.randint(4, 10):02d}-01", "stage": "adult",
                "sector": "92004", "procedure": "normal", "expected_minutes": chance.randint(8, 30),
                "requests": [{"right": "PCH", "nature": "first"}]}
        assert client.post("/v1/files", {**body, "complete_on": body["filed_on"]}, check=number == 0).status == 201


class Caller:
    """One of those who call at once; each has its part of the operations, and its own chance."""

    def __init__(self, service, operations, seed):
        self.client, self.operations, self.chance = service.client(), operations, random.Random(seed)
        self.claimed, self.planned, self.done, self.failure = Counter(), 0, Counter(), None

    def run(self, start):
        start.wait()
        try:
            for kind in self.operations:
                getattr(self, kind)(self.chance.choice(TITULARS + SUPERVISED))
        except BaseException as failure:  # told by the test, not by a dead thread
            self.failure = failure

    def ask(self, kind, call, target, *arguments, **more):
        """A refusal is an answer here; anything else than it or success is not."""
        answer = call(target, *arguments, check=False, **more)
        assert answer.status in (200, 202, 404, 409, 412, 422), (kind, answer)
        self.done[kind] += answer.status < 300
        return answer

    def claim(self, doctor):
        body = {"count": self.chance.randint(1, 5)}
        answer = self.ask("claim", self.client.post, f"/v1/doctors/{doctor}:claim", body)
        self.claimed.update((file["id"], doctor) for file in answer.json.get("files", []))

    def plan(self, _):
        """Two are worked out at a time: the rest are told to come again."""
        body = {"horizon_days": 5, "mode": "commit"}
        answer = eventually(lambda: self.unless_busy(self.client.post("/v1/assignment-plans", body, check=False)))
        assert answer.status == 202, answer
        self.done["plan"] += 1
        over = eventually(lambda: self.finished(answer.headers["location"]), within=60)
        assert over["state"] == "done", over
        self.planned += over["assigned"]

    @staticmethod
    def unless_busy(answer):
        return None if answer.status == 503 and "retry-after" in answer.headers else answer

    def finished(self, target):
        operation = self.client.get(target, check=False).json
        return operation if operation["state"] in ("done", "failed") else None

    def mine(self, doctor):
        files = self.client.get(f"/v1/doctors/{doctor}/worklist", check=False).json["files"]
        return self.chance.choice(files)["id"] if files else None

    def decline(self, doctor):
        if name := self.mine(doctor):
            self.ask("decline", self.client.post, f"/v1/files/{name}:decline", {"reason": self.chance.choice(REASONS)})

    def release(self, doctor):
        if name := self.mine(doctor):
            self.ask("release", self.client.post, f"/v1/files/{name}:release", {})

    def assign(self, doctor):
        waiting = self.client.get("/v1/files?state=queued&limit=40", check=False).json["files"]
        if waiting:
            body = {"doctor": doctor, **({"reason": "knows_the_file"} if self.chance.random() < 0.5 else {})}
            self.ask("assign", self.client.post, f"/v1/files/{self.chance.choice(waiting)['id']}:assign", body)

    def evaluate(self, doctor):
        name = self.mine(doctor)
        if not name:
            return
        self.ask("start", self.client.post, f"/v1/files/{name}:start", {})
        self.ask("evaluate", self.client.post, f"/v1/files/{name}:submit-evaluation",
                 {"minutes_spent": self.chance.randint(3, 40), "outcome": "conclusive"})
        for supervisor in TITULARS[:3] if doctor in SUPERVISED else []:
            self.ask("countersign", self.client.post, f"/v1/files/{name}:countersign", {"supervisor": supervisor})

    def change(self, kind, doctor, absences):
        etag = self.client.get(f"/v1/doctors/{doctor}", check=False).headers["etag"]
        self.ask(kind, self.client.patch, f"/v1/doctors/{doctor}", {"absences": absences},
                 headers={"Content-Type": "application/merge-patch+json", "If-Match": etag})

    def away(self, doctor):
        self.change("away", doctor, [{"from": MONDAY, "until": "2026-11-25"}])

    def back(self, doctor):
        self.change("back", doctor, [])


def all_at_once(replicas, seed):
    chance = random.Random(seed)
    set_up(replicas.services[0].client(), chance)
    operations = [kind for kind, count in OPERATIONS.items() for _ in range(count)]
    assert len(operations) == 200
    chance.shuffle(operations)
    callers = [Caller(replicas.services[n % 2], operations[n::CALLERS], seed * 1000 + n) for n in range(CALLERS)]
    start = threading.Barrier(CALLERS)
    threads = [threading.Thread(target=caller.run, args=(start,)) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for caller in callers:
        if caller.failure:
            raise caller.failure
    return callers


def counted(replicas, name):
    """What each service tells: they are to tell the same."""
    return [Counter({label: int(float(value)) for label, value in re.findall(
        rf'^{name}{{\w+="(\w+)"}} (\S+)$', service.client().get("/metrics").body.decode(), re.M) if float(value)})
        for service in replicas.services]


def states_of(client):
    groups = client.get("/v1/statistics/backlog?group_by=state").json["groups"]
    return Counter({group["key"]["state"]: group["files"] for group in groups if group["files"]})


@pytest.mark.parametrize("seed", SEEDS)
def test_two_hundred_operations_at_once_are_accounted_for(tmp_path, seed):
    with Replicas(tmp_path, MONDAY) as replicas:
        callers = all_at_once(replicas, seed)
        client = replicas.services[1].client()
        # An absence that came between a claim's reading and its giving back is seen to by a job.
        eventually(lambda: nobody_away_holds_what_is_not_begun(client))

        books = Books(client, MONDAY)

        done = sum((caller.done for caller in callers), Counter())
        assert all(done[kind] for kind in OPERATIONS), done
        assert sum(books.states().values()) == FILES
        assert states_of(client) == books.states()
        for name, file in books.files.items():
            told = client.get(f"/v1/files/{name}", check=False).json
            assert told["state"] == file.state
            if file.state in HELD:
                assert told["assignment"]["doctor"] == file.assignment["doctor"]
        assert books.claims == sum((caller.claimed for caller in callers), Counter()), "each to whom it was answered"
        assert books.modes["plan"] == sum(caller.planned for caller in callers)
        for name, expected in (("assignments", books.modes), ("declines", books.declines),
                               ("overrides", books.overrides)):
            eventually(lambda: counted(replicas, f"echeance_{name}_total") == [expected] * len(replicas.services))
        for doctor in books.doctors:
            week = client.get(f"/v1/doctors/{doctor}").json["week"]
            assert (week["held_minutes"], week["spent_minutes"]) == (books.held(doctor), books.spent[doctor]), doctor
        proof = eventually(lambda: sound(client))
        assert {row["finding"] for row in proof["findings"]} <= {"over_capacity", "doctor_away", "no_doctor",
                                                                 "late_out_of_reach", "holder_barred",
                                                                 "no_countersigner"}, proof


def nobody_away_holds_what_is_not_begun(client):
    doctors = client.get("/v1/doctors", check=False).json["doctors"]
    away = [doctor["id"] for doctor in doctors if is_away(doctor, MONDAY)]
    held = [file for doctor in away for file in client.get(f"/v1/doctors/{doctor}/worklist", check=False).json["files"]]
    return all(file["state"] != "assigned" for file in held)


def sound(client):
    proof = client.get("/v1/integrity").json
    return proof if proof["ok"] else None
