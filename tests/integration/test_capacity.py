# SPDX-License-Identifier: EUPL-1.2
"""A doctor's week bounds what they are given; a person may go beyond, with a reason that is kept and counted."""

import re
import threading

import pytest

from echeance import Service, eventually

MONDAY = "2026-11-23"


@pytest.fixture()
def service(tmp_path):
    with Service(as_of=MONDAY, data_dir=tmp_path / "data") as running:
        yield running


def register(client, count, **facts):
    for number in range(count):
        answer = client.post("/v1/files", {
            "reference": f"CAP-{number:04d}", "filed_on": "2026-08-01", "complete_on": "2026-08-02",
            "stage": "adult", "sector": "92004", "procedure": "normal", "expected_minutes": 20,
            "requests": [{"right": "PCH", "nature": "first"}], **facts}, check=number == 0)
        assert answer.status == 201


def week(client, doctor):
    return client.get(f"/v1/doctors/{doctor}").json["week"]


def claim(client, doctor, count=50):
    return [file["id"] for file in client.post(f"/v1/doctors/{doctor}:claim", {"count": count}).json["files"]]


def counted(client, name):
    return {label: float(value) for label, value in re.findall(
        rf'^{name}{{\w+="(\w+)"}} (\S+)$', client.get("/metrics").body.decode(), re.M)}


def test_claims_end_with_the_week_even_when_many_come_at_once(service):
    client = service.client()
    client.put("/v1/doctors/D1", {"kind": "titular", "minutes_per_week": 150})
    register(client, 12)
    taken, lock = [], threading.Lock()

    def work():
        mine = claim(service.client(), "D1", 1)
        with lock:
            taken.extend(mine)

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == len(set(taken)) == 7, "seven times twenty minutes of 150"
    assert claim(client, "D1") == []
    assert week(client, "D1") == {"from": MONDAY, "capacity_minutes": 150, "held_minutes": 140, "spent_minutes": 0}
    client.post(f"/v1/files/{taken[0]}:start", {})
    client.post(f"/v1/files/{taken[0]}:submit-evaluation", {"minutes_spent": 5, "outcome": "conclusive"})
    assert week(client, "D1")["spent_minutes"] == 5 and week(client, "D1")["held_minutes"] == 120
    assert len(claim(client, "D1")) == 1
    eventually(lambda: client.get("/v1/integrity").json["ok"])


def test_a_person_goes_beyond_it_with_a_reason(service):
    client = service.client()
    client.put("/v1/doctors/D1", {"kind": "titular", "minutes_per_week": 20})
    register(client, 2)
    assert len(claim(client, "D1")) == 1
    other = client.get("/v1/files?state=queued").json["files"][0]["id"]
    rules = client.get(f"/v1/files/{other}/eligible-doctors").json["doctors"][0]["rules"]
    assert [rule["rule"] for rule in rules if not rule["passed"]] == ["no_capacity"]

    assert client.post(f"/v1/files/{other}:assign", {"doctor": "D1"}).status == 422
    assert client.post(f"/v1/files/{other}:assign", {"doctor": "D1", "reason": "knows_the_file"}).status == 200

    event = client.get(f"/v1/files/{other}/history").json["events"][-1]
    assert event["data"]["overridden"] == ["no_capacity"]
    eventually(lambda: counted(client, "echeance_overrides_total").get("no_capacity") == 1)
    assert counted(client, "echeance_assignments_total") == {"claim": 1, "plan": 0, "manual": 1}


def test_claims_and_assignments_by_hand_at_once_never_go_beyond_it_together(service):
    client = service.client()
    client.put("/v1/doctors/D1", {"kind": "titular", "minutes_per_week": 400, "max_open_files": 15})
    register(client, 60)
    waiting = [file["id"] for file in client.get("/v1/files?state=queued&limit=60").json["files"]]
    start, refused = threading.Barrier(12), []

    def by_hand(part):
        desk = service.client()
        start.wait()
        for name in part:
            answer = desk.post(f"/v1/files/{name}:assign", {"doctor": "D1"}, check=False)
            assert answer.status in (200, 409, 422), answer
            refused.append(answer.status != 200)

    def by_claim():
        desk = service.client()
        start.wait()
        for _ in range(5):
            claim(desk, "D1", 1)

    threads = [threading.Thread(target=by_hand, args=(waiting[n::6],)) for n in range(6)]
    threads += [threading.Thread(target=by_claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    doctor = client.get("/v1/doctors/D1").json
    assert doctor["open_files"] == 15 and doctor["week"]["held_minutes"] == 300
    assert any(refused)
    eventually(lambda: client.get("/v1/integrity").json["ok"])


def test_supervision_is_reserved_and_bounds_the_supervised(service):
    client = service.client()
    client.put("/v1/doctors/S1", {"kind": "titular", "minutes_per_week": 12})
    client.put("/v1/doctors/S2", {"kind": "titular", "minutes_per_week": 6})
    client.put("/v1/doctors/T1", {"kind": "supervised", "minutes_per_week": 1000, "supervisors": ["S1", "S2"],
                                  "authorised": {"from": "2026-01-01"}})
    register(client, 6)

    taken = claim(client, "T1")  # a quarter of twenty minutes each: two at S1, one at S2

    assert len(taken) == 3
    supervisors = [client.get(f"/v1/files/{name}").json["assignment"]["supervisor"] for name in taken]
    assert supervisors == ["S1", "S1", "S2"]
    assert week(client, "S1")["held_minutes"] == 10
    client.post(f"/v1/files/{taken[0]}:start", {})
    client.post(f"/v1/files/{taken[0]}:submit-evaluation", {"minutes_spent": 18, "outcome": "conclusive"})
    assert week(client, "T1")["held_minutes"] == 40 and week(client, "S1")["held_minutes"] == 10
    client.post(f"/v1/files/{taken[0]}:countersign", {"supervisor": "S1"})
    assert week(client, "S1") == {"from": MONDAY, "capacity_minutes": 12, "held_minutes": 5, "spent_minutes": 5}
    client.post(f"/v1/files/{taken[1]}:release", {})
    assert week(client, "S1")["held_minutes"] == 0
    assert len(claim(client, "T1")) == 1
    eventually(lambda: client.get("/v1/integrity").json["ok"])


def test_the_next_week_begins_anew(tmp_path):
    folder = tmp_path / "data"
    with Service(as_of="2026-11-27", data_dir=folder) as service:
        client = service.client()
        client.put("/v1/doctors/D1", {"kind": "titular", "minutes_per_week": 40})
        register(client, 5)
        for name in claim(client, "D1"):
            client.post(f"/v1/files/{name}:start", {})
            client.post(f"/v1/files/{name}:submit-evaluation", {"minutes_spent": 20, "outcome": "conclusive"})
        assert claim(client, "D1") == []
    with Service(as_of="2026-11-30", data_dir=folder) as service:
        client = service.client()
        assert len(claim(client, "D1")) == 2
        eventually(lambda: client.get("/v1/integrity").json["ok"])


def test_files_that_nobody_can_take_are_counted_with_the_reason(service):
    client = service.client()
    client.put("/v1/doctors/D1", {"kind": "titular", "stages": ["adult"]})
    register(client, 2)
    client.post("/v1/files", {"reference": "CAP-EYES", "filed_on": "2026-08-01", "complete_on": "2026-08-02",
                              "stage": "adult", "sector": "92004", "required_skills": ["vision"],
                              "requests": [{"right": "PCH", "nature": "first"}]})
    client.post("/v1/files", {"reference": "CAP-CHILD", "filed_on": "2026-08-01", "complete_on": "2026-08-02",
                              "stage": "child", "sector": "92004", "requests": [{"right": "PCH", "nature": "first"}]})

    eventually(lambda: counted(client, "echeance_files_unassignable")["skill"] == 1)
    assert counted(client, "echeance_files_unassignable")["stage"] == 1
    client.put("/v1/doctors/D2", {"kind": "titular", "skills": ["vision"]})
    eventually(lambda: sum(counted(client, "echeance_files_unassignable").values()) == 0)
