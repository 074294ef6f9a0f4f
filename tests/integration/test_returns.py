# SPDX-License-Identifier: EUPL-1.2
"""Files come back by themselves: from a doctor who is away, and from an assignment that nobody starts."""

import pytest

from echeance import Service, eventually

TITULAR = {"kind": "titular"}


def register(client, number, **facts):
    return client.post("/v1/files", {
        "reference": f"RET-{number:04d}", "filed_on": "2026-08-01", "complete_on": "2026-08-02", "stage": "adult",
        "sector": "92004", "procedure": "normal", "requests": [{"right": "PCH", "nature": "first"}], **facts}).json


@pytest.fixture()
def folder(tmp_path):
    return tmp_path / "data"


def test_a_doctor_who_becomes_away_gives_back_what_is_not_begun(folder):
    with Service(as_of="2026-11-23", data_dir=folder) as service:
        client = service.client()
        for name in ("D1", "D2"):
            client.put(f"/v1/doctors/{name}", TITULAR)
        for number in range(6):
            register(client, number)
        taken = client.post("/v1/doctors/D1:claim", {"count": 5}).json["files"]
        begun, rest = taken[0]["id"], {file["id"] for file in taken[1:]}
        client.post(f"/v1/files/{begun}:start", {})
        absent = {"absences": [{"from": "2026-11-23", "until": "2026-11-27"}]}

        shown = client.patch("/v1/doctors/D1?dry_run=true", absent, headers=patch_of(client, "D1"))
        assert set(shown.json["returned_files"]) == rest
        assert client.get(f"/v1/files/{taken[1]['id']}").json["state"] == "assigned"

        answer = client.patch("/v1/doctors/D1", absent, headers=patch_of(client, "D1"))

        assert set(answer.json["returned_files"]) == rest
        assert answer.json["kept_files"] == [begun]
        assert answer.json["open_files"] == 1
        for name in rest:
            file = client.get(f"/v1/files/{name}").json
            assert file["state"] == "queued"
            assert [a["outcome"] for a in file["attempts"]] == ["doctor_away"]
        again = [file["id"] for file in client.post("/v1/doctors/D2:claim", {"count": 50}).json["files"]]
        assert again[:4] == [file["id"] for file in taken[1:]], "they keep their place"
        eventually(lambda: client.get("/v1/integrity").json["ok"])


def patch_of(client, doctor):
    return {"Content-Type": "application/merge-patch+json",
            "If-Match": client.get(f"/v1/doctors/{doctor}").headers["etag"]}


def test_days_bring_absences_and_end_assignments(folder):
    with Service(as_of="2026-11-23", data_dir=folder) as service:  # a Monday
        client = service.client()
        client.put("/v1/doctors/D1", TITULAR)
        client.put("/v1/doctors/D2", {**TITULAR, "absences": [{"from": "2026-11-25", "until": "2026-11-25"}]})
        for number in range(4):
            register(client, number)
        slow = client.post("/v1/doctors/D1:claim", {"count": 2}).json["files"]
        away = client.post("/v1/doctors/D2:claim", {"count": 2}).json["files"]
        client.post(f"/v1/files/{slow[0]['id']}:start", {})

    with Service(as_of="2026-11-25", data_dir=folder) as service:
        client = service.client()
        eventually(lambda: {state(client, file) for file in away} == {"queued"})
        assert client.get(f"/v1/files/{away[0]['id']}/history").json["events"][-1]["data"]["reason"] == "doctor_away"
        assert state(client, slow[1]) == "assigned"

    with Service(as_of="2026-11-30", data_dir=folder) as service:  # the fifth working day
        client = service.client()
        eventually(lambda: client.get("/v1/integrity").json["ok"])
        assert state(client, slow[1]) == "assigned"

    with Service(as_of="2026-12-02", data_dir=folder) as service:
        client = service.client()
        eventually(lambda: state(client, slow[1]) == "queued")
        assert state(client, slow[0]) == "in_evaluation"
        file = client.get(f"/v1/files/{slow[1]['id']}").json
        assert file["attempts"] == [{"id": f"{file['id']}-1", "doctor": "D1", "mode": "claim",
                                     "assigned_on": "2026-11-23", "ended_on": "2026-12-01", "outcome": "not_started"}]
        eventually(lambda: client.get("/v1/integrity").json["ok"])


def state(client, file):
    return client.get(f"/v1/files/{file['id']}", check=False).json["state"]
