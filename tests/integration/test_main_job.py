# SPDX-License-Identifier: EUPL-1.2
"""The main job on real input: twenty doctors claim until nothing is left, every file goes to its
notification, and the event stream alone rebuilds every file."""

import itertools
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import extract
from echeance import Service

CSV = {"Content-Type": "text/csv"}
NDJSON = {"Content-Type": "application/x-ndjson"}
#: A Wednesday on which every skill has a working doctor.
AS_OF = "2026-12-02"
COUNT = int(os.environ.get("ECHEANCE_TEST_FILES", "18000"))


@pytest.fixture(scope="module")
def service():
    with Service(as_of=AS_OF) as running:
        client = running.client()
        client.post("/v1/doctors:import", extract.tireless_doctors_csv(), headers=CSV)
        content = extract.head(extract.files_csv(), COUNT)
        summary = client.post("/v1/files:import", content, headers=CSV, check=False).lines[-1]["summary"]
        assert summary["created"] == COUNT
        yield running


@pytest.fixture(scope="module")
def world():
    return {file.reference: file for file in extract.files()[:COUNT]}, extract.doctors()


def expected_order(files, today, share, taken):
    """Which (effective due date, filing date) each claim of an unlimited doctor must get."""
    lanes = {"late": [], "on_time": []}
    for file in files:
        lane = "late" if file.due_on() < today else "on_time"
        lanes[lane].append((file.effective_due_on(today), file.filed_on))
    for lane in lanes.values():
        lane.sort(reverse=True)
    for n in itertools.count(taken):
        first = "on_time" if (n + 1) * share // 100 > n * share // 100 else "late"
        second = "late" if first == "on_time" else "on_time"
        lane = lanes[first] or lanes[second]
        if not lane:
            return
        yield lane.pop()


def test_claims_come_in_the_documented_order(service, world):
    files, doctors = world
    today = extract.day(AS_OF)
    client = service.client()
    able = [f for f in files.values() if f.complete_on and doctors["M01"].may_take(f, today, doctors)]
    order = expected_order(able, today, 30, 0)
    claimed = []
    while len(claimed) < 500:
        claimed += client.post("/v1/doctors/M01:claim", {"count": 50}).json["files"]
    for got, expected in zip(claimed, order):
        file = files[got["reference"]]
        assert (file.effective_due_on(today), file.filed_on) == expected
        assert got["due_on"] == file.due_on().isoformat()
        assert got["effective_due_on"] == expected[0].isoformat()
        credit = max([c["days"] for c in got["why"]["credits"]], default=0)
        assert credit == file.credit(today)
    for got in claimed:
        assert client.post(f"/v1/files/{got['id']}:release", {}, check=False).status == 200


def test_twenty_doctors_claim_until_nothing_is_left(service, world):
    files, doctors = world
    today = extract.day(AS_OF)
    taken, lock = {}, threading.Lock()

    def work(name):
        client = service.client(service.token(f"desk-{name}", "evaluate", "files:read", doctor=name))
        for n in itertools.count():
            answer = client.post(f"/v1/doctors/{name}:claim", {"count": 1 + n % 50}, check=n % 20 == 0)
            assert answer.status == 200, answer
            claimed = answer.json["files"]
            if not claimed:
                return
            with lock:
                for file in claimed:
                    assert file["reference"] not in taken, "a file given twice"
                    taken[file["reference"]] = name

    with ThreadPoolExecutor(20) as pool:
        for future in [pool.submit(work, name) for name in doctors]:
            future.result()

    for reference, name in taken.items():
        assert doctors[name].may_claim(today, doctors), name
        assert doctors[name].may_take(files[reference], today, doctors), (reference, name)
    takers = [d for d in doctors.values() if d.may_claim(today, doctors)]
    claimable = {f.reference for f in files.values()
                 if f.complete_on and any(d.may_take(f, today, doctors) for d in takers)}
    assert set(taken) == claimable
    integrity = service.client().get("/v1/integrity").json
    assert integrity["ok"], integrity


def advance(client, doctors, file, check):
    """One file from assigned to notified."""
    name = file["assignment"]["doctor"]
    path = f"/v1/files/{file['id']}"
    steps = [("start", {}), ("submit-evaluation", {"minutes_spent": 12, "outcome": "conclusive"})]
    if doctors[name].kind == "supervised":
        supervisor = next(s for s in doctors[name].supervisors
                          if s not in [e["doctor"] for e in file.get("excluded_doctors", [])])
        steps.append(("countersign", {"supervisor": supervisor}))
    decisions = [{"right": r["right"], "decision": "granted", "decided_on": AS_OF} for r in file["requests"]]
    steps += [("decide", {"decisions": decisions}), ("notify", {})]
    for verb, body in steps:
        answer = client.post(f"{path}:{verb}", body, check=check)
        assert answer.status == 200, (verb, answer)
    return answer


def pages(client, target):
    cursor = ""
    while True:
        page = client.get(target + (f"&cursor={cursor}" if cursor else ""), check=False).json
        yield from page["files"]
        if "next_cursor" not in page:
            return
        cursor = page["next_cursor"]


def test_every_file_goes_to_notified(service, world):
    _, doctors = world
    assigned = list(pages(service.client(), "/v1/files?state=assigned&limit=500"))
    assert assigned
    chunks = [assigned[n::8] for n in range(8)]

    def work(chunk):
        client = service.client()
        for n, file in enumerate(chunk):
            last = advance(client, doctors, file, check=n % 50 == 0)
            assert last.json["state"] == "notified"

    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(work, chunk) for chunk in chunks]:
            future.result()

    groups = {g["key"]["state"]: g["files"] for g in
              service.client().get("/v1/statistics/backlog?group_by=state").json["groups"]}
    assert groups["notified"] == len(assigned)
    assert "assigned" not in groups


def test_the_event_stream_alone_rebuilds_every_file(service):
    integrity = service.client().get("/v1/integrity").json
    rebuilt = {check["check"]: check for check in integrity["checks"]}["history_rebuilds_file"]
    assert rebuilt["violations"] == 0
    assert integrity["ok"], integrity

    export = service.client().get("/v1/export", check=False).body
    with Service(as_of=AS_OF) as empty:
        patient = empty.client()
        patient.timeout = 600  # every step of 18,000 files is taken again, in one request
        answer = patient.post("/v1/import", export, headers=NDJSON)
        assert answer.status == 200, answer
        ours = {f["id"]: f for f in pages(service.client(), "/v1/files?sort=filed_on&limit=500")}
        theirs = {f["id"]: f for f in pages(empty.client(), "/v1/files?sort=filed_on&limit=500")}
        assert len(ours) == COUNT
        assert ours == theirs
        assert empty.client().get("/v1/integrity").json["ok"]
        again = [line for line in empty.client().get("/v1/export", check=False).lines if "specversion" in line]
        first = [line for line in service.client().get("/v1/export", check=False).lines if "specversion" in line]
        for event in first + again:
            del event["id"]  # the position in a stream, not part of what happened
        assert again == first
