# SPDX-License-Identifier: EUPL-1.2
"""Files that need a visit: planned into visit sessions first, and left to who will visit while they are on time."""

import pytest

from echeance import Service, eventually

MONDAY = "2026-11-23"
WEDNESDAY = "2026-11-25"
PATCH = {"Content-Type": "application/merge-patch+json"}
NDJSON = {"Content-Type": "application/x-ndjson"}


@pytest.fixture()
def service(tmp_path):
    with Service(as_of=MONDAY, data_dir=tmp_path / "data") as running:
        client = running.client()
        client.put("/v1/doctors/OFFICE", {"kind": "titular", "minutes_per_week": 600})
        client.put("/v1/doctors/VISITOR", {"kind": "sessional", "sessions": [
            {"on": MONDAY, "minutes": 200},
            {"on": WEDNESDAY, "minutes": 200, "sectors": ["92004"], "modality": "visit"}]})
        yield running


def register(client, reference, **facts):
    answer = client.post("/v1/files", {
        "reference": reference, "filed_on": "2026-11-02", "complete_on": "2026-11-03", "stage": "adult",
        "sector": "92004", "procedure": "normal", "expected_minutes": 20,
        "requests": [{"right": "PCH", "nature": "first"}], **facts})
    assert answer.status == 201, answer
    return answer.json["id"]


def claimed(client, doctor):
    return [file["id"] for file in client.post(f"/v1/doctors/{doctor}:claim", {"count": 50}).json["files"]]


def amend(client, path, **changes):
    answer = client.patch(path, changes, headers={**PATCH, "If-Match": client.get(path).headers["etag"]})
    assert answer.status == 200, answer


def planned(client, **body):
    answer = client.post("/v1/assignment-plans", body)
    assert answer.status == 202, answer
    return eventually(lambda: over(client.get(answer.headers["location"]).json))


def over(operation):
    assert operation["state"] != "failed", operation
    return operation if operation["state"] == "done" else None


def doctors_of(plan):
    return {each["file"]: each["doctor"] for each in plan["assignments"]}


def test_claims_leave_it_to_who_will_visit_while_it_is_on_time(service):
    client = service.client()
    visit = register(client, "V-1", modality="visit")
    office = register(client, "V-2")
    late = register(client, "V-3", modality="visit", filed_on="2026-01-05", complete_on="2026-01-06")

    assert sorted(claimed(client, "OFFICE")) == sorted([office, late])
    assert claimed(client, "VISITOR") == [visit]
    assert client.get(f"/v1/files/{visit}").json["modality"] == "visit"
    eventually(lambda: client.get("/v1/integrity").json["ok"])


def test_nobody_waits_for_a_visit_that_nobody_makes(service):
    client = service.client()
    visit = register(client, "V-1", modality="visit")
    assert claimed(client, "OFFICE") == []

    amend(client, "/v1/doctors/VISITOR", sessions=[{"on": WEDNESDAY, "minutes": 200}])

    assert claimed(client, "OFFICE") == [visit]


def test_an_evaluation_may_find_that_one_is_needed(service):
    client = service.client()
    file = register(client, "V-1")
    path = f"/v1/files/{file}"
    assert claimed(client, "OFFICE") == [file]
    client.post(f"{path}:start", {})
    client.post(f"{path}:submit-evaluation", {"minutes_spent": 10, "outcome": "needs_visit"})
    assert client.get(path).json["modality"] == "visit"
    client.post(f"{path}:release", {})

    assert claimed(client, "OFFICE") == []
    assert doctors_of(planned(client, horizon_days=5)) == {file: "VISITOR"}
    again = client.post("/v1/files", {
        "reference": "V-1", "filed_on": "2026-11-02", "complete_on": "2026-11-03", "stage": "adult",
        "sector": "92004", "procedure": "normal", "expected_minutes": 20,
        "requests": [{"right": "PCH", "nature": "first"}]})
    assert again.status == 200 and again.json["modality"] == "visit"

    amend(client, path, modality="on_file")
    assert claimed(client, "OFFICE") == [file]
    events = client.get(f"{path}/history").json["events"]
    assert [event["data"]["modality"] for event in events if "modality" in event["data"]] == ["visit", "on_file"]
    eventually(lambda: client.get("/v1/integrity").json["ok"])


def test_a_plan_fills_visit_sessions_with_visits_first(service):
    client = service.client()
    visits = {register(client, f"V-{n}", modality="visit") for n in range(4)}
    near = {register(client, f"N-{n}") for n in range(3)}
    far = {register(client, f"F-{n}", sector="92050") for n in range(3)}

    given = doctors_of(planned(client, horizon_days=5))

    assert {given[file] for file in visits} == {"VISITOR"}
    assert {given[file] for file in near} == {"VISITOR"}
    assert set(given) == visits | near | far


def test_it_survives_import_and_restore(service, tmp_path):
    client = service.client()
    register(client, "V-1")
    line = ('{"reference": "V-1", "filed_on": "2026-11-02", "complete_on": "2026-11-03", "stage": "adult",'
            ' "sector": "92004", "procedure": "normal", "expected_minutes": 20,'
            ' "requests": [{"right": "PCH", "nature": "first"}]%s}')
    lines = [client.post("/v1/files:import", line % more, headers=NDJSON).lines[0]["status"]
             for more in (', "modality": "visit"', "")]
    assert lines == ["updated", "unchanged"]

    export = client.get("/v1/export", check=False).body
    with Service(as_of=MONDAY, data_dir=tmp_path / "other") as other:
        restored = other.client()
        assert restored.post("/v1/import", export, headers=NDJSON).status == 200
        assert [file["modality"] for file in restored.get("/v1/files").json["files"]] == ["visit"]
        eventually(lambda: restored.get("/v1/integrity").json["ok"])
