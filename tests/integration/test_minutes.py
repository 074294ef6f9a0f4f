# SPDX-License-Identifier: EUPL-1.2
"""Expected minutes learn from minutes really spent, and everything that counts minutes follows."""

import pytest

from echeance import Service, eventually

MONDAY = "2026-11-23"
NDJSON = {"Content-Type": "application/x-ndjson"}
MINUTES = "/v1/configuration/minutes"


@pytest.fixture()
def service(tmp_path):
    with Service(as_of=MONDAY, data_dir=tmp_path / "data") as running:
        running.client().put("/v1/doctors/D1", {"kind": "titular"})
        yield running


def register(client, reference, right="PCH", nature="first", **facts):
    answer = client.post("/v1/files", {
        "reference": reference, "filed_on": "2026-08-01", "complete_on": "2026-08-02", "stage": "adult",
        "sector": "92004", "requests": [{"right": right, "nature": nature}], **facts})
    assert answer.status == 201
    return answer.json["id"]


def evaluate(client, name, *minutes, doctor="D1"):
    """All but the last submission without a conclusion."""
    steps = [("assign", {"doctor": doctor}), ("start", {})]
    steps += [("submit-evaluation", {"minutes_spent": each, "outcome": "needs_visit"}) for each in minutes[:-1]]
    steps += [("submit-evaluation", {"minutes_spent": minutes[-1], "outcome": "conclusive"})]
    for verb, body in steps:
        answer = client.post(f"/v1/files/{name}:{verb}", body)
        assert answer.status == 200, answer


def evaluate_many(client, count, minutes):
    for number in range(count):
        evaluate(client, register(client, f"DONE-{number:03d}"), minutes)


def row(client, right="PCH", nature="first"):
    rows = client.get(MINUTES).json["learned"]["table"]
    return next(each for each in rows if (each["right"], each["nature"]) == (right, nature))


def backlog_minutes(client):
    return sum(group["expected_minutes"] for group in client.get("/v1/statistics/backlog?group_by=state").json["groups"])


def waiting(client):
    """Three at the table's minutes, one with its own, one of a kind that nobody has evaluated."""
    for number in range(3):
        register(client, f"WAITS-{number}")
    register(client, "WAITS-OWN", expected_minutes=10)
    register(client, "WAITS-REVIEW", nature="review")


def change(client, **document):
    tag = client.get(MINUTES).headers["etag"]
    return client.put(MINUTES, {"default_minutes": 12, "table": [{"right": "PCH", "minutes": 20}], **document},
                      headers={"If-Match": tag})


def test_what_is_spent_moves_what_is_expected_everywhere(service):
    client = service.client()
    waiting(client)
    assert backlog_minutes(client) == 3 * 20 + 10 + 15
    assert row(client) == {"right": "PCH", "nature": "first", "configured_minutes": 20, "estimated_minutes": 20.0,
                           "learned_minutes": 20, "evaluations": 0, "weight": 0.0}

    evaluate_many(client, 40, 30)

    eventually(lambda: row(client)["learned_minutes"] in (26, 27))  # 20 * (20 + 40 * 1.5) / 60
    learned = eventually(lambda: settled(client))
    assert row(client) == {"right": "PCH", "nature": "first", "configured_minutes": 20, "estimated_minutes": 26.7,
                           "learned_minutes": learned, "evaluations": 40, "weight": 40.0}
    assert row(client, nature="review")["learned_minutes"] == 15, "nobody has evaluated one"
    shown = client.get(MINUTES).json
    assert shown["version"] == 0 and {"right": "PCH", "nature": "first", "minutes": 20} in shown["table"]
    assert shown["learned"]["version"] >= 1 and shown["learned"]["prior_evaluations"] == 20
    plan = client.post("/v1/assignment-plans", {"horizon_days": 7, "mode": "preview"})
    made = eventually(lambda: done(client, plan))
    assert sorted(each["minutes"] for each in made["assignments"]) == sorted([10, 15, learned, learned, learned])
    client.put("/v1/doctors/D2", {"kind": "titular", "minutes_per_week": 10 + 15 + 3 * learned - 1})
    taken = client.post("/v1/doctors/D2:claim", {"count": 5}).json["files"]
    assert len(taken) == 4, "one minute is missing for the last"
    own = {"WAITS-OWN": 10, "WAITS-REVIEW": 15}
    assert client.get("/v1/doctors/D2").json["week"]["held_minutes"] == sum(
        own.get(file["reference"], learned) for file in taken)
    assert client.get("/v1/integrity").json["ok"]


def settled(client):
    """The minutes in force, once every file has been placed by them."""
    learned = row(client)["learned_minutes"]
    return learned if backlog_minutes(client) == 3 * learned + 10 + 15 else None


def done(client, answer):
    if answer.status == 200:
        return answer.json
    operation = client.get(answer.headers["location"]).json
    assert operation["state"] != "failed", operation
    return operation if operation["state"] == "done" else None


def test_it_outlives_the_process_and_comes_back_from_an_export(service):
    client = service.client()
    waiting(client)
    evaluate_many(client, 30, 40)
    learned = eventually(lambda: settled(client) if row(client)["learned_minutes"] > 25 else None)

    service.stop()
    service.start()

    client = service.client()
    kept = row(client)
    assert kept["evaluations"] == 30 and kept["learned_minutes"] >= learned
    eventually(lambda: settled(client))
    assert client.get("/v1/integrity").json["ok"]
    kept, export = row(client), client.get("/v1/export", check=False).body
    with Service(as_of=MONDAY) as empty:
        restored = empty.client()
        assert restored.post("/v1/import", export, headers=NDJSON).status == 200
        assert row(restored) == kept
        assert eventually(lambda: settled(restored)) == kept["learned_minutes"]
        assert restored.get("/v1/integrity").json["ok"]


def test_late_entries_are_not_taken_back_when_minutes_move_the_queue(service):
    """An assignment of long ago, entered today, is there to be begun."""
    client = service.client()
    late = register(client, "LATE", expected_minutes=10)
    assert client.post(f"/v1/files/{late}:assign", {"doctor": "D1", "on": "2026-09-01"}).status == 200
    register(client, "WAITS")
    evaluate_many(client, 30, 40)
    eventually(lambda: backlog_minutes(client) == 10 + row(client)["learned_minutes"] > 10 + 20)
    assert client.post(f"/v1/files/{late}:start", {"on": "2026-09-02"}).status == 200


def test_an_evaluation_counts_once_with_all_its_minutes(service):
    client = service.client()
    client.put("/v1/doctors/S1", {"kind": "titular"})
    client.put("/v1/doctors/T1", {"kind": "supervised", "supervisors": ["S1"], "authorised": {"from": "2026-01-01"}})
    evaluate(client, register(client, "VISITED"), 10, 20)
    returned = register(client, "RETURNED", nature="review")
    evaluate(client, returned, 15, doctor="T1")
    assert row(client, nature="review")["evaluations"] == 0, "not countersigned"
    client.post(f"/v1/files/{returned}:return", {"supervisor": "S1", "to": "doctor"})
    client.post(f"/v1/files/{returned}:submit-evaluation", {"minutes_spent": 15, "outcome": "conclusive"})
    client.post(f"/v1/files/{returned}:countersign", {"supervisor": "S1"})
    evaluate(client, register(client, "OWN", right="AVPF", expected_minutes=60), 60)

    assert (row(client)["evaluations"], row(client)["estimated_minutes"]) == (1, 20.5)  # 20 * (20 + 1.5) / 21
    review = row(client, nature="review")
    assert (review["evaluations"], review["estimated_minutes"]) == (1, 15.7)  # twice as long: 15 * 22 / 21
    assert row(client, right="AVPF")["evaluations"] == 0, "a person had stated its minutes"
    assert client.get("/v1/integrity").json["ok"]


def test_a_new_table_is_a_new_prior_and_learning_may_be_switched_off(service):
    client = service.client()
    evaluate_many(client, 30, 40)
    eventually(lambda: row(client)["learned_minutes"] > 25)
    before = client.get(MINUTES).json["learned"]["version"]

    assert change(client, table=[{"right": "PCH", "minutes": 40}]).json["learning"] == {
        "enabled": True, "prior_evaluations": 20}
    now = row(client)
    assert (now["configured_minutes"], now["estimated_minutes"], now["learned_minutes"]) == (40, 40.0, 40)
    assert change(client, learning={"enabled": False}).status == 200
    off = row(client)
    assert (off["estimated_minutes"], off["learned_minutes"]) == (32.0, 20), "shown, and not in force"
    assert change(client, learning={"prior_evaluations": 10}).status == 200
    eventually(lambda: row(client)["learned_minutes"] == 35)  # 20 * (10 + 60) / 40
    assert client.get(MINUTES).json["learned"]["version"] > before
    assert change(client, learning={"since": "2026-12-01"}).status == 200
    assert (row(client)["evaluations"], row(client)["learned_minutes"]) == (0, 20)

    for learning, pointer in (({"prior_evaluations": 0}, "/learning/prior_evaluations"),
                              ({"since": "2026-12-02"}, "/learning/since"), ({"speed": 1}, "/learning/speed")):
        refused = change(client, learning=learning)
        assert refused.status == 422 and refused.json["errors"][0]["pointer"] == pointer, refused


def test_the_tag_is_of_the_version_and_a_document_may_be_sent_back(service):
    client = service.client()
    evaluate(client, register(client, "ONE"), 30)
    shown = client.get(MINUTES)
    tag = shown.headers["etag"]
    evaluate(client, register(client, "TWO"), 30)
    again = client.get(MINUTES, headers={"If-None-Match": tag})
    assert (tag, again.status, again.headers["etag"]) == ('"0"', 200, '"0"') and again.json != shown.json
    assert client.get("/v1/configuration/targets", headers={"If-None-Match": tag}).status == 304

    document = {name: value for name, value in shown.json.items() if name not in ("section", "version")}
    put = client.put(MINUTES, document, headers={"If-Match": tag})

    assert put.status == 200 and put.json["version"] == 1 and put.json["table"] == shown.json["table"]
    assert client.put(MINUTES, document, headers={"If-Match": tag}).status == 412
