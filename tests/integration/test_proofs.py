# SPDX-License-Identifier: EUPL-1.2
"""The store proves itself: what the program owes (checks) apart from what the office is to see to (findings)."""

import json
import re
import subprocess

import pytest

from echeance import Service, eventually
from redis_servers import Replicas

MONDAY = "2026-11-23"
TITULAR = {"kind": "titular"}


@pytest.fixture()
def service(tmp_path):
    with Service(as_of=MONDAY, data_dir=tmp_path / "data") as running:
        yield running


def ask(service, *words):
    """As an operator would by hand, past the program."""
    done = subprocess.run(["redis-cli", "-s", service.data_dir / "redis.sock", *map(str, words)],
                          capture_output=True, text=True, timeout=30, check=True)
    return done.stdout.splitlines()


def register(client, number, **facts):
    file = {
        "reference": f"PROOF-{number:04d}", "filed_on": "2026-10-01", "complete_on": "2026-10-02", "stage": "adult",
        "sector": "92004", "procedure": "normal", "expected_minutes": 20,
        "requests": [{"right": "PCH", "nature": "first"}], **facts}
    answer = client.post("/v1/files", {key: value for key, value in file.items() if value is not None})
    assert answer.status == 201, answer
    return answer.json["id"]


def put(client, doctor, **facts):
    answer = client.put(f"/v1/doctors/{doctor}", {**TITULAR, **facts})
    assert answer.status == 201, answer


def patch(client, doctor, **changes):
    answer = client.patch(f"/v1/doctors/{doctor}", changes, headers={
        "Content-Type": "application/merge-patch+json",
        "If-Match": client.get(f"/v1/doctors/{doctor}").headers["etag"]})
    assert answer.status == 200, answer


def claim(client, doctor, count=50):
    return [file["id"] for file in client.post(f"/v1/doctors/{doctor}:claim", {"count": count}).json["files"]]


def proof(client):
    """What is violated, by check, and what is found, by kind and reason."""
    answer = client.get("/v1/integrity").json
    violated = {row["check"]: row["examples"] for row in answer["checks"] if row["violations"]}
    assert answer["ok"] == (not violated)
    return violated, {(row["finding"], row["reason"]): row["examples"] for row in answer["findings"]}


def gauges(client, name):
    return {label: float(value) for label, value in re.findall(
        rf'^{name}{{\w+="(\w+)"}} (\S+)$', client.get("/metrics").body.decode(), re.M)}


def lines(service, event):
    found = (json.loads(line) for line in service.log_text().splitlines() if line.startswith("{"))
    return [line for line in found if line["event"] == event]


def told_by_metrics(client):
    return (gauges(client, "echeance_integrity_violations"), gauges(client, "echeance_integrity_findings"),
            gauges(client, "echeance_job_last_success_timestamp_seconds").get("integrity"))


def over(state):
    return state if state in ("done", "failed") else None


def test_one_replica_proves_each_day_and_all_tell_it(tmp_path):
    with Replicas(tmp_path, MONDAY) as replicas:
        clients = [service.client() for service in replicas.services]
        eventually(lambda: all(told_by_metrics(client)[2] for client in clients))
        first = told_by_metrics(clients[0])
        assert first == told_by_metrics(clients[1])
        assert set(first[0].values()) == {0} and len(first[0]) == 16
        proved = [line for service in replicas.services for line in lines(service, "integrity_proved")]
        assert [(line["tenant"], line["day"], line["violations"]) for line in proved] == [("92", MONDAY, 0)]

        replicas.restart(MONDAY)
        clients = [service.client() for service in replicas.services]
        eventually(lambda: all(told_by_metrics(client) == first for client in clients))

        put(clients[0], "D1")
        name = register(clients[0], 1, excluded_doctors=[{"doctor": "D1", "reason": "own_patient"}])
        replicas.ask("HSET", "{92}:f:" + name, "x", "")  # a claim would now give it to D1
        replicas.restart("2026-11-24")
        clients = [service.client() for service in replicas.services]
        eventually(lambda: all(told_by_metrics(client)[0]["claim_fields"] == 1 for client in clients))
        second = told_by_metrics(clients[0])
        assert second == told_by_metrics(clients[1]) and second[2] > first[2]
        assert second[1]["no_doctor"] == 1
        assert gauges(clients[1], "echeance_files_unassignable")["conflict_of_interest"] == 1
        violated = [line for service in replicas.services for line in lines(service, "integrity_violated")]
        assert [(line["check"], line["level"], line["example"]) for line in violated] == [
            ("claim_fields", "error", name)]
        proved = [line for service in replicas.services for line in lines(service, "integrity_proved")]
        assert sorted(line["day"] for line in proved) == [MONDAY, "2026-11-24"], "one a day, by whichever replica"


def test_each_tenant_that_calls_is_proved(service):
    other = service.client(service.token("other", "admin", tenant="93"))
    assert other.get("/v1/doctors").status == 200
    eventually(lambda: {line["tenant"] for line in lines(service, "integrity_proved")} == {"92", "93"})


@pytest.mark.parametrize("field,content", [("d", "not a record"), ("p", ""), ("r", "many"), ("s", "lost")])
def test_a_file_that_cannot_be_read_is_listed_and_stops_nothing(service, field, content):
    client = service.client()
    put(client, "D1")
    names = {register(client, n) for n in range(3)}
    (bad,) = claim(client, "D1", 1)
    rest = names - {bad}
    ask(service, "HSET", "{92}:f:" + bad, field, content)
    ask(service, "HSET", "{92}:doctor:D1", "d", "{}") if field == "d" else None

    violated, _ = proof(client)

    assert violated["files_readable"] == [bad]
    assert violated.get("doctors_readable") == (["D1"] if field == "d" else None)
    assert {client.get(f"/v1/files/{name}").status for name in rest} == {200}
    put(client, "D2")
    assert set(claim(client, "D2")) == rest


def test_a_file_that_cannot_be_read_holds_up_neither_the_days_nor_their_proof(tmp_path):
    with Service(as_of=MONDAY, data_dir=tmp_path / "data") as service:
        client = service.client()
        put(client, "D1")
        bad, good = (register(client, n) for n in range(2))
        eventually(lambda: told_by_metrics(client)[2])
        ask(service, "HSET", "{92}:f:" + bad, "d", "not a record")
    with Service(as_of="2027-02-08", data_dir=tmp_path / "data") as service:  # both past their limit
        client = service.client()
        eventually(lambda: told_by_metrics(client)[0]["files_readable"] == 1)
        assert lines(service, "integrity_violated")[0]["example"] == bad
        eventually(lambda: ask(service, "ZSCORE", ask(service, "KEYS", "{92}:late:*")[0], good))
        put(client, "D2", sectors=["92004"])  # a new queue: every file is placed anew
        eventually(lambda: not ask(service, "HGET", "{92}:meta", "reindex")[0])
        assert claim(client, "D2", 1) == [good]
        plan = client.post("/v1/assignment-plans", {}).json["id"]
        assert eventually(lambda: over(client.get(f"/v1/operations/{plan}").json["state"])) == "done"
        assert not lines(service, "job_failed")


def test_a_file_of_another_type_or_gone_is_listed(service):
    client = service.client()
    kinds = [register(client, n) for n in range(3)]
    ask(service, "DEL", "{92}:f:" + kinds[0])
    ask(service, "SET", "{92}:f:" + kinds[1], "text")
    assert sorted(proof(client)[0]["files_readable"]) == sorted(kinds[:2])


def test_a_file_that_no_claim_can_see_is_a_violation(service):
    client = service.client()
    put(client, "D1")
    name = register(client, 1)
    (queue,) = ask(service, "KEYS", "{92}:on_time:*")
    assert proof(client) == ({}, {})
    ask(service, "ZREM", queue, name)
    assert proof(client)[0]["visible_to_claims"] == [name]
    ask(service, "ZADD", queue, 1, name)
    ask(service, "SREM", "{92}:classes", queue.removeprefix("{92}:on_time:"))
    assert proof(client)[0]["visible_to_claims"] == [queue]


def test_capacity_is_exceeded_loudly_or_it_is_a_violation(service):
    client = service.client()
    for name in ("D1", "D2", "D3", "D4"):
        put(client, name, minutes_per_week=60)
    for number in range(14):
        register(client, number)
    for name in ("D1", "D2", "D3", "D4"):
        assert len(claim(client, name)) == 3
    assert proof(client) == ({}, {})

    left = client.get("/v1/files?state=queued").json["files"][0]["id"]
    assert client.post(f"/v1/files/{left}:assign", {"doctor": "D1", "reason": "knows_the_file"}).status == 200
    patch(client, "D2", absences=[{"from": "2026-11-26", "until": "2026-11-27"}])
    mine = client.get("/v1/doctors/D3/worklist").json["files"][0]["id"]
    client.post(f"/v1/files/{mine}:start", {})
    client.post(f"/v1/files/{mine}:submit-evaluation", {"minutes_spent": 90, "outcome": "conclusive"})
    assert proof(client) == ({}, {("over_capacity", "overridden"): ["D1"], ("over_capacity", "doctor_changed"): ["D2"],
                                  ("over_capacity", "work_grew"): ["D3"]})

    # As if D4 had been given three files of a week that holds two, long after it was made.
    doctor = json.loads(ask(service, "HGET", "{92}:doctor:D4", "d")[0])
    ask(service, "HSET", "{92}:doctor:D4", "d", json.dumps({**doctor, "minutes_per_week": 40}), "t", 1)
    assert proof(client)[0] == {"capacity": ["D4"]}


def test_a_longer_table_of_minutes_explains_a_week(service):
    client = service.client()
    put(client, "D1", minutes_per_week=60)
    for number in range(4):
        register(client, number, expected_minutes=None)
    taken = len(claim(client, "D1"))
    minutes = client.get("/v1/configuration/minutes")
    longer = {key: value for key, value in minutes.json.items() if key in ("default_minutes", "table")}
    for row in longer["table"]:
        row["minutes"] = 90
    answer = client.put("/v1/configuration/minutes", longer, headers={"If-Match": minutes.headers["etag"]})
    assert taken and answer.status == 200, answer
    ask(service, "HSET", "{92}:doctor:D1", "t", 1)
    eventually(lambda: proof(client) == ({}, {("over_capacity", "rules_changed"): ["D1"]}))


def test_files_out_of_every_doctors_reach_are_found_with_the_reason(service):
    client = service.client()
    put(client, "D1", stages=["adult"])
    child = register(client, 1, stage="child")
    own = register(client, 2, filed_on="2026-01-05", complete_on="2026-01-06",
                   excluded_doctors=[{"doctor": "D1", "reason": "own_patient"}])
    card = register(client, 3, filed_on="2026-01-05", complete_on=None,
                    requests=[{"right": "CMI_PRIORITE", "nature": "first"}])
    register(client, 4)
    assert proof(client) == ({}, {
        ("no_doctor", "stage"): [child], ("no_doctor", "conflict_of_interest"): [own],
        ("late_out_of_reach", "conflict_of_interest"): [own], ("late_out_of_reach", "incomplete"): [card]})
    put(client, "D2")
    assert proof(client) == ({}, {("late_out_of_reach", "incomplete"): [card]})


def test_what_a_doctor_who_is_away_has_begun_is_flagged_until_they_are_back(service):
    client = service.client()
    put(client, "D1")
    put(client, "D2")
    for number in range(5):
        register(client, number)
    begun = claim(client, "D1", 2)
    other = claim(client, "D2", 1)
    for name in (*begun, *other):
        client.post(f"/v1/files/{name}:start", {})

    def flagged(target):
        return [file["id"] for file in client.get(target).json["files"]
                if file.get("assignment", {}).get("doctor_away")]

    assert flagged("/v1/files") == flagged("/v1/doctors/D1/worklist") == []
    patch(client, "D1", absences=[{"from": MONDAY, "until": "2026-11-27"}])

    assert client.get(f"/v1/files/{begun[0]}").json["assignment"]["doctor_away"] is True
    assert "doctor_away" not in client.get(f"/v1/files/{other[0]}").json["assignment"]
    assert sorted(flagged("/v1/files")) == sorted(flagged("/v1/doctors/D1/worklist")) == sorted(begun)
    assert sorted(flagged("/v1/files?doctor_away=true")) == sorted(begun)
    assert len(client.get("/v1/files?doctor_away=true").json["files"]) == 2
    assert len(client.get("/v1/files?doctor_away=false").json["files"]) == 3
    assert client.get("/v1/files?doctor_away=perhaps").status == 422
    violated, found = proof(client)
    assert not violated and set(found) == {("doctor_away", "absent"), ("over_capacity", "doctor_changed")}
    assert sorted(found["doctor_away", "absent"]) == sorted(begun)

    patch(client, "D1", absences=[])
    assert flagged("/v1/files") == [] and proof(client) == ({}, {})
    assert client.get("/v1/files?doctor_away=true").json["files"] == []
