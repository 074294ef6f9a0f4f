# SPDX-License-Identifier: EUPL-1.2
"""A plan of who gets which files: proposed, then assigned within every rule, whatever happens meanwhile."""

import threading

import pytest

import extract
from echeance import Service, eventually

CSV = {"Content-Type": "text/csv"}
#: A Monday.
AS_OF = "2026-11-23"
FILES = 1500


@pytest.fixture()
def service(tmp_path):
    with Service(as_of=AS_OF, data_dir=tmp_path / "data") as running:
        client = running.client()
        client.post("/v1/doctors:import", extract.doctors_csv(), headers=CSV)
        client.post("/v1/files:import", extract.head(extract.files_csv(), FILES), headers=CSV, check=False)
        yield running


def finished(client, answer):
    assert answer.status == 202, answer
    assert answer.headers["location"] == f"/v1/operations/{answer.json['id']}"
    return eventually(lambda: over(client.get(answer.headers["location"]).json))


def over(operation):
    assert operation["state"] != "failed", operation
    return operation if operation["state"] in ("done", "cancelled") else None


def plan(client, **body):
    return finished(client, client.post("/v1/assignment-plans", body))


def backlog(client):
    groups = client.get("/v1/statistics/backlog?group_by=state", check=False).json["groups"]
    return {group["key"]["state"]: group["files"] for group in groups}


def test_a_preview_is_sound_and_writes_nothing(service):
    client = service.client()
    before = backlog(client)
    doctors, files = extract.doctors(), {f.reference: f for f in extract.files()[:FILES]}

    made = plan(client, horizon_days=7)

    assert made["bound"] <= made["objective"]
    assert (made["objective"] - made["bound"]) / max(1, abs(made["bound"])) < 0.01
    assert len(made["assignments"]) + made["unassigned_count"] == before["queued"]
    assert sum(made["unassigned_reasons"].values()) == made["unassigned_count"]
    loads = {load["doctor"]: load for load in made["loads"]}
    for load in loads.values():
        assert load["minutes"] + load["supervision_minutes"] <= load["capacity_minutes"], load
    today = extract.day(AS_OF)
    for each in made["assignments"][::20]:
        file = files[client.get(f"/v1/files/{each['file']}", check=False).json["reference"]]
        doctor = doctors[each["doctor"]]
        assert doctor.id not in file.excluded and (not file.skill or file.skill in doctor.skills)
        if doctor.kind == "supervised":
            assert not file.closed_to_supervised() and each["supervisor"] not in file.excluded
    assert doctors["M01"].works(today) and loads["M01"]["files"] > 0
    assert backlog(client) == before


def test_a_plan_is_assigned_and_what_changed_meanwhile_is_told(service):
    client = service.client()
    made = plan(client, horizon_days=5)
    first, second = made["assignments"][0], made["assignments"][1]
    client.post(f"/v1/files/{first['file']}:withdraw", {})
    client.patch("/v1/doctors/M04", {"absences": [{"from": AS_OF, "until": "2026-12-31"}]},
                 headers={"Content-Type": "application/merge-patch+json",
                          "If-Match": client.get("/v1/doctors/M04").headers["etag"]})

    done = finished(client, client.post(f"/v1/assignment-plans/{made['id']}:commit"))

    changed = {each["file"]: each for each in done["changed"]}
    assert changed[first["file"]]["reasons"] == ["state_conflict"]
    assert all("not_working" in each["reasons"] for each in done["changed"] if each["doctor"] == "M04")
    assert done["assigned"] + len(changed) == len(made["assignments"])
    assert backlog(client)["assigned"] == done["assigned"] > 100
    file = client.get(f"/v1/files/{second['file']}").json
    if second["file"] not in changed:
        assert file["assignment"]["mode"] == "plan" and file["assignment"]["doctor"] == second["doctor"]
    eventually(lambda: client.get("/v1/integrity").json["ok"])


def test_claims_at_the_same_time_leave_no_doctor_beyond_their_week(service):
    client = service.client()
    stop = threading.Event()

    def claim(name):
        desk = service.client()
        while not stop.is_set():
            if not desk.post(f"/v1/doctors/{name}:claim", {"count": 3}, check=False).json["files"]:
                return

    threads = [threading.Thread(target=claim, args=(name,)) for name in ("M01", "M02", "M05", "M20")]
    for thread in threads:
        thread.start()
    done = plan(client, horizon_days=5, mode="commit")
    stop.set()
    for thread in threads:
        thread.join()

    assert done["assigned"] + len(done["changed"]) == len(done["assignments"])
    for doctor in client.get("/v1/doctors?limit=100").json["doctors"]:
        week = doctor["week"]
        assert week["held_minutes"] + week["spent_minutes"] <= week.get("capacity_minutes", 10**6), doctor
    eventually(lambda: client.get("/v1/integrity").json["ok"])


def test_only_the_doctors_named_are_planned_for(service):
    made = plan(service.client(), horizon_days=7, doctors=["M01", "M18"])

    assert {each["doctor"] for each in made["assignments"]} <= {"M01", "M18"}
    assert made["assignments"]


@pytest.fixture()
def two_doctors(tmp_path):
    """Two alike, but one holds a session for the sector of every file."""
    with Service(as_of=AS_OF, data_dir=tmp_path / "data") as running:
        client = running.client()
        client.put("/v1/doctors/D1", {"kind": "titular", "minutes_per_week": 600})
        client.put("/v1/doctors/D2", {"kind": "titular", "minutes_per_week": 600, "sessions": [
            {"on": AS_OF, "minutes": 300, "sectors": ["92004"]}]})
        for number in range(20):
            client.post("/v1/files", {
                "reference": f"W-{number}", "filed_on": "2026-08-01", "complete_on": "2026-08-02",
                "stage": "adult", "sector": "92004", "procedure": "normal", "expected_minutes": 15,
                "requests": [{"right": "PCH", "nature": "first"}]})
        yield client


LEVEL = {"preference_per_minute": 0, "bands": [{"up_to_percent": 25, "per_minute": 0},
                                               {"up_to_percent": 100, "per_minute": 10}]}


def minutes_given(made):
    return [load["minutes"] for load in made["loads"]]


def test_an_objective_changes_this_plan_only(two_doctors):
    client = two_doctors
    by_default = plan(client)
    assert minutes_given(by_default) == [0, 300], "preference, and the first half of a week is free"

    level = plan(client, objective=LEVEL)

    assert minutes_given(level) == [150, 150]
    assert level["weights"] == {**by_default["weights"], **LEVEL}
    assert minutes_given(plan(client)) == [0, 300]


def test_the_priorities_hold_the_weights_of_every_plan(two_doctors):
    client = two_doctors
    path = "/v1/configuration/priorities"
    before = client.get(path)
    weights = before.json["plan_weights"]
    assert weights == plan(client)["weights"]
    section = {name: value for name, value in before.json.items() if name not in ("section", "version")}

    put = client.put(path, {**section, "plan_weights": LEVEL}, headers={"If-Match": before.headers["etag"]})

    assert put.status == 200 and put.json["plan_weights"] == {**weights, **LEVEL}
    made = plan(client)
    assert minutes_given(made) == [150, 150] and made["weights"] == put.json["plan_weights"]
    other = plan(client, objective={"preference_per_minute": 20})
    assert other["weights"] == {**made["weights"], "preference_per_minute": 20}
    assert minutes_given(other) == [0, 300]


def faults(answer):
    assert answer.status == 422, answer
    return {fault["pointer"] for fault in answer.json["errors"]}


def test_weights_that_make_no_sound_whole_are_refused(two_doctors):
    client = two_doctors
    assert faults(client.post("/v1/assignment-plans", {"objective": {"left_out_per_minute": 40}})) == {
        "/objective/left_out_per_minute"}
    assert faults(client.post("/v1/assignment-plans", {"objective": {"lateness_square": 0}})) == {
        "/objective/lateness_square"}
    section = client.get("/v1/configuration/priorities")
    body = {"credits": section.json["credits"], "plan_weights": {"bands": [{"up_to_percent": 50, "per_minute": 1}]}}
    put = client.put("/v1/configuration/priorities", body, headers={"If-Match": section.headers["etag"]})
    assert faults(put) == {"/plan_weights/bands"}


def test_operations_that_are_unknown_or_over(service):
    client = service.client()
    assert client.get("/v1/operations/0123456789ABCDEF").status == 404
    assert client.get("/v1/operations/x").status == 404
    assert client.post("/v1/assignment-plans", {"horizon_days": 0}).status == 422
    made = plan(client)
    assert client.call("DELETE", f"/v1/operations/{made['id']}").status == 409
    commit = finished(client, client.post(f"/v1/assignment-plans/{made['id']}:commit"))
    assert client.post(f"/v1/assignment-plans/{commit['id']}:commit").status == 404
    key = {"Idempotency-Key": "plan-once"}
    once = client.post("/v1/assignment-plans", {}, headers=key)
    again = client.post("/v1/assignment-plans", {}, headers=key)
    assert again.json["id"] == once.json["id"] and again.headers["idempotency-replayed"] == "true"
    finished(client, once)


def test_a_cancelled_plan_assigns_no_more(service):
    client = service.client()
    answer = client.post("/v1/assignment-plans", {"horizon_days": 7, "mode": "commit"})
    cancelled = client.call("DELETE", answer.headers["location"])

    assert cancelled.status in (200, 409)
    if cancelled.status == 200:
        assert cancelled.json["state"] == "cancelled"
        assert client.get(answer.headers["location"]).json["state"] == "cancelled"
    eventually(lambda: client.get("/v1/integrity").json["ok"])


def test_too_many_plans_at_once_are_turned_away_and_the_others_end(service):
    answers = []

    def ask():
        answers.append(service.client().post("/v1/assignment-plans", {"horizon_days": 31}, check=False))

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    begun = [answer for answer in answers if answer.status == 202]
    turned_away = [answer for answer in answers if answer.status == 503]
    assert len(begun) + len(turned_away) == 12 and begun and turned_away
    assert all(answer.headers["retry-after"].isdigit() for answer in turned_away)
    for answer in begun:
        assert finished(service.client(), answer)["state"] == "done"
