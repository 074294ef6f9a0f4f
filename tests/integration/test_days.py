# SPDX-License-Identifier: EUPL-1.2
"""Days go by: limits pass, rights end, suspensions run, and the indexes follow without being asked."""

import pytest

import extract
from echeance import Service, eventually

CSV = {"Content-Type": "text/csv"}
FILES = 1500


@pytest.fixture(scope="module")
def later(tmp_path_factory):
    """A store filled on one day and opened again a month later."""
    folder = tmp_path_factory.mktemp("days") / "data"
    with Service(as_of="2026-11-20", data_dir=folder) as first:
        client = first.client()
        client.post("/v1/doctors:import", extract.tireless_doctors_csv(), headers=CSV)
        client.post("/v1/files:import", extract.head(extract.files_csv(), FILES), headers=CSV)
        queued = client.get("/v1/files?state=queued&limit=1&sort=due_on").json["files"][0]
        suspended = client.post(f"/v1/files/{queued['id']}:suspend", {
            "reason": "missing_document", "documents": ["medical_certificate"], "asked_on": "2026-11-20",
            "time_limit_on": "2026-12-10"})
        assert suspended.json["suspended"] is True
        overdue = total_overdue(client)
    with Service(as_of="2026-12-22", data_dir=folder) as second:
        eventually(lambda: second.client().get("/v1/integrity").json["ok"])
        yield second, queued["id"], overdue


def total_overdue(client):
    groups = client.get("/v1/statistics/backlog?group_by=right").json["groups"]
    return sum(group["overdue"] for group in groups)


def test_overdue_requests_are_those_of_the_new_day(later):
    service, _, before = later
    client = service.client()
    today = extract.day("2026-12-22")
    expected = 0
    for file in extract.files()[:FILES]:
        expected += sum(1 for right, _, _ in file.requests
                        if file.request_due_on(right) and file.request_due_on(right) < today)
    assert total_overdue(client) in range(expected - 3, expected + 1)  # the suspended file's own
    assert total_overdue(client) > before


def test_a_suspension_past_its_limit_has_pushed_the_date_and_is_over(later):
    service, name, _ = later
    file = service.client().get(f"/v1/files/{name}").json
    legal = [clock for clock in file["clocks"] if clock["clock"] == "legal"]
    assert file["suspended"] is False and file["state"] == "queued"
    assert all(clock["state"] in ("running", "breached") for clock in legal)


def test_claims_follow_the_order_of_the_new_day(later):
    service, name, _ = later
    today = extract.day("2026-12-22")
    files = {file.reference: file for file in extract.files()[:FILES]}
    doctors = extract.doctors()
    suspended = service.client().get(f"/v1/files/{name}").json["reference"]
    got = service.client().post("/v1/doctors/M01:claim", {"count": 50}).json["files"]
    able = [f for f in files.values() if f.complete_on and f.reference != suspended
            and doctors["M01"].may_take(f, today, doctors)]
    best = {"late": [], "on_time": []}
    for file in able:
        best["late" if file.due_on() < today else "on_time"].append((file.effective_due_on(today), file.filed_on))
    taken = {"late": [], "on_time": []}
    for file in got:
        if file["id"] != name:
            theirs = files[file["reference"]]
            taken[file["why"]["lane"]].append((theirs.effective_due_on(today), theirs.filed_on))
    assert len(taken["on_time"]) == 15
    for lane in taken:
        assert taken[lane] == sorted(best[lane])[: len(taken[lane])]


def test_who_is_away_gets_nothing(later):
    service, _, _ = later
    client = service.client()
    assert client.post("/v1/doctors/M03:claim", {"count": 5}).json["files"] == []  # absent until 3 January
    assert client.post("/v1/doctors/M12:claim", {"count": 5}).json["files"] == []  # no session on a Tuesday
    assert client.post("/v1/doctors/M19:claim", {"count": 5}).json["files"] == []  # only supervisor: M03
    assert client.post("/v1/doctors/M20:claim", {"count": 5}).json["files"] != []
