# SPDX-License-Identifier: EUPL-1.2
"""The contract's conventions, each by the answer a caller sees."""

import json
import re
import socket
import threading

import pytest

import extract
from echeance import ROOT, Service, contract

AS_OF = "2026-12-02"
CSV = {"Content-Type": "text/csv"}
NIR = "1 84 12 76 451 089 46"


@pytest.fixture(scope="module")
def service():
    with Service(as_of=AS_OF) as running:
        running.client().post("/v1/doctors:import", extract.tireless_doctors_csv(), headers=CSV)
        yield running


@pytest.fixture
def client(service):
    return service.client()


numbers = iter(range(1, 10**6))


def facts(**more):
    return {"reference": f"CONV-{next(numbers):06d}", "filed_on": "2026-09-01", "complete_on": "2026-09-03",
            "stage": "adult", "sector": "92004", "procedure": "normal",
            "requests": [{"right": "PCH", "nature": "first"}], **more}


def create(client, **more):
    answer = client.post("/v1/files", facts(**more))
    assert answer.status == 201, answer
    return answer.json


def code(answer):
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json["status"] == answer.status
    return answer.json["code"]


def test_creation_answers_where_the_file_is_and_is_idempotent_by_reference(client):
    body = facts()
    first = client.post("/v1/files", body)
    assert (first.status, first.headers["etag"]) == (201, '"1"')
    assert first.headers["location"] == f"/v1/files/{first.json['id']}"

    again = client.post("/v1/files", body)
    assert (again.status, again.json["id"]) == (200, first.json["id"])

    other = client.post("/v1/files", {**body, "stage": "child"})
    assert (other.status, code(other)) == (409, "already_exists")


def test_an_aah_opens_an_rqth_by_itself(client):
    file = create(client, requests=[{"right": "AAH", "nature": "first"}])
    opened = [r for r in file["requests"] if r["right"] == "RQTH"]
    assert opened == [{"right": "RQTH", "nature": "first", "opened_automatically": True}]


def test_every_wrong_field_is_named_at_once(client):
    answer = client.post("/v1/files", facts(
        filed_on="2026-02-30", sector="Nanterre", stage="senior", surprise=1,
        requests=[{"right": "RSA", "nature": "first"}]))
    assert (answer.status, code(answer)) == (422, "invalid_input")
    pointers = {error["pointer"] for error in answer.json["errors"]}
    assert {"/filed_on", "/sector", "/stage", "/surprise", "/requests/0/right"} <= pointers


def test_dates_in_the_future_or_out_of_order_are_refused(client):
    answer = client.post("/v1/files", facts(filed_on="2027-01-01", complete_on="2027-01-02"))
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, "in_the_future")
    answer = client.post("/v1/files", facts(filed_on="2026-09-05"))
    assert "/complete_on" in {error["pointer"] for error in answer.json["errors"]}


@pytest.mark.parametrize("place", ["reference", "documents", "query"])
def test_a_social_security_number_is_refused_and_never_logged(service, client, place):
    digits = NIR.replace(" ", "")
    if place == "reference":
        answer = client.post("/v1/files", facts(reference=digits))
    elif place == "query":
        answer = client.get(f"/v1/files?reference={digits}")
    else:
        file = create(client)
        answer = client.post(f"/v1/files/{file['id']}:assign", {"doctor": "M01", "reason": f"patient {NIR}"})
    assert answer.status == 422, answer
    assert "nir_refused" in {error["code"] for error in answer.json["errors"]}
    assert NIR not in answer.body.decode() and digits not in answer.body.decode()
    assert NIR not in service.log_text() and digits not in service.log_text()


def test_who_calls(service, client):
    assert service.client("").get("/v1/files").status == 401
    wrong = service.client("ech_92_" + "A" * 43).get("/v1/files")
    assert (wrong.status, code(wrong)) == (401, "unauthenticated")
    assert wrong.headers["www-authenticate"].startswith("Bearer")
    reader = service.client(service.token("reader", "files:read"))
    assert reader.get("/v1/files").status == 200
    refused = reader.post("/v1/files", facts())
    assert (refused.status, code(refused)) == (403, "forbidden")


def test_a_workstation_acts_for_its_doctor_only(service):
    desk = service.client(service.token("desk-m02", "evaluate", "files:read", doctor="M02"))
    assert desk.post("/v1/doctors/M01:claim", {"count": 1}).status == 403
    assert desk.post("/v1/doctors/M02:claim", {"count": 1}).status == 200


def test_another_tenants_file_is_not_there(service, client):
    file = create(client)
    stranger = service.client(service.token("stranger", "admin", tenant="93"))
    assert stranger.get(f"/v1/files/{file['id']}").status == 404
    assert stranger.post(f"/v1/files/{file['id']}:start", {}).status == 404
    assert stranger.get("/v1/events").json["events"] == []
    assert stranger.get("/v1/files").json["files"] == []


def test_a_revoked_token_stops_within_two_seconds(service):
    import subprocess
    from echeance import BINARY, ENVIRONMENT, eventually
    token = service.token("short-lived", "files:read")
    guest = service.client(token)
    assert guest.get("/v1/files").status == 200
    subprocess.run([BINARY, "token", "revoke", "short-lived", "--data-dir", str(service.data_dir)],
                   check=True, capture_output=True, timeout=60, env=ENVIRONMENT)
    eventually(lambda: guest.get("/v1/files", check=False).status == 401, within=10)


def test_only_the_hash_of_a_token_is_at_rest(service):
    for path in service.data_dir.rglob("*"):
        if path.is_file() and path.name != "owner.token" and not path.is_socket():
            assert service.owner_token.encode() not in path.read_bytes(), path
    assert oct((service.data_dir / "owner.token").stat().st_mode & 0o777) == "0o600"


def test_conditional_requests(client):
    file = create(client)
    path = f"/v1/files/{file['id']}"
    assert client.get(path).headers["etag"] == '"1"'
    assert client.get(path, headers={"If-None-Match": '"1"'}).status == 304
    edit = {"sector": "92012"}
    merge = {"Content-Type": "application/merge-patch+json"}
    missing = client.patch(path, json.dumps(edit), headers=merge)
    assert (missing.status, code(missing)) == (428, "precondition_required")
    stale = client.patch(path, json.dumps(edit), headers={**merge, "If-Match": '"9"'})
    assert (stale.status, code(stale)) == (412, "stale_revision")
    done = client.patch(path, json.dumps(edit), headers={**merge, "If-Match": '"1"'})
    assert (done.status, done.headers["etag"], done.json["sector"]) == (200, '"2"', "92012")
    stale = client.post(f"{path}:withdraw", {}, headers={"If-Match": '"1"'})
    assert stale.status == 412
    undeclared = client.get("/v1/files", headers={"If-Match": '"a","b"'})
    assert undeclared.status == 200, "an operation that takes no If-Match does not judge it"


def test_an_idempotency_key_replays_the_answer(service, client):
    body, key = facts(), {"Idempotency-Key": "order-66"}
    first = client.post("/v1/files", body, headers=key)
    again = client.post("/v1/files", body, headers=key)
    assert (first.status, again.status) == (201, 201)
    assert again.body == first.body and again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true" and "idempotency-replayed" not in first.headers
    other = client.post("/v1/files", facts(), headers=key)
    assert (other.status, code(other)) == (422, "idempotency_mismatch")
    neighbour = service.client(service.token("neighbour", "files:write"))
    assert neighbour.post("/v1/files", facts(), headers=key).status == 201


def test_a_claim_with_a_key_is_given_once(client):
    for _ in range(4):
        create(client)
    key = {"Idempotency-Key": "claim-1"}
    first = client.post("/v1/doctors/M01:claim", {"count": 2}, headers=key)
    again = client.post("/v1/doctors/M01:claim", {"count": 2}, headers=key)
    assert len(first.json["files"]) == 2
    assert again.json == first.json and again.headers["idempotency-replayed"] == "true"


def test_a_refused_request_may_be_tried_again_with_its_key(client):
    key = {"Idempotency-Key": "retry-1"}
    assert client.post("/v1/files", facts(stage="x"), headers=key).status == 422
    assert client.post("/v1/files", facts(), headers=key).status == 201


def test_two_at_once_with_one_key_make_one_file(service):
    body, answers = facts(), []

    def send():
        answers.append(service.client().post("/v1/files", body, headers={"Idempotency-Key": "twins"}))

    threads = [threading.Thread(target=send) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert {answer.status for answer in answers} <= {201, 409}
    assert len({answer.json["id"] for answer in answers if answer.status == 201}) == 1
    for answer in answers:
        if answer.status == 409:
            assert code(answer) == "idempotency_in_progress"


def test_a_dry_run_says_what_would_happen_and_writes_nothing(client):
    body = facts()
    answer = client.post("/v1/files?dry_run=true", body)
    assert answer.status in (200, 201) and answer.json["state"] == "queued"
    assert client.get(f"/v1/files?reference={body['reference']}").json["files"] == []
    file = create(client)
    assert client.post(f"/v1/files/{file['id']}:withdraw?dry_run=true", {}).json["state"] == "withdrawn"
    assert client.get(f"/v1/files/{file['id']}").json["state"] == "queued"
    assert client.post(f"/v1/files/{file['id']}:notify?dry_run=true", {}).status == 409


def test_methods_paths_and_types(client):
    answer = client.call("DELETE", "/v1/files")
    assert answer.status == 405 and {"GET", "POST"} <= set(answer.headers["allow"].replace(" ", "").split(","))
    assert client.get("/v1/nothing").status == 404
    assert client.get("/v1/files/not-an-id").status == 404
    wrong = client.call("POST", "/v1/files", "a=1", headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert (wrong.status, code(wrong)) == (415, "unsupported_media_type")
    picky = client.get("/v1/files", headers={"Accept": "image/png"})
    assert (picky.status, code(picky)) == (406, "not_acceptable")
    broken = client.call("POST", "/v1/files", "{", headers={"Content-Type": "application/json"})
    assert (broken.status, code(broken)) == (400, "malformed")
    twice = client.call("POST", "/v1/files", '{"reference":"A","reference":"B"}',
                        headers={"Content-Type": "application/json"})
    assert (twice.status, code(twice)) == (400, "malformed")
    deep = client.call("POST", "/v1/files", "[" * 5000, headers={"Content-Type": "application/json"})
    assert (deep.status, code(deep)) == (400, "malformed")


def test_unknown_and_wrong_query_parameters_are_named(client):
    answer = client.get("/v1/files?limit=9999&colour=blue")
    assert answer.status == 422
    assert {"/query/limit", "/query/colour"} <= {error["pointer"] for error in answer.json["errors"]}
    answer = client.get("/v1/files?cursor=nonsense")
    assert answer.status == 422


def test_titles_follow_the_language(client):
    french = client.get("/v1/files/none", headers={"Accept-Language": "fr"}).json["title"]
    english = client.get("/v1/files/none", headers={"Accept-Language": "en"}).json["title"]
    assert french != english


def test_head_and_request_ids(client):
    file = create(client)
    answer = client.call("HEAD", f"/v1/files/{file['id']}", headers={"X-Request-Id": "abc-123"})
    assert (answer.status, answer.body, answer.headers["x-request-id"]) == (200, b"", "abc-123")
    assert int(answer.headers["content-length"]) > 100
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    problem = client.get("/v1/files/none", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert problem.json["trace_id"] == trace
    assert problem.headers["cache-control"] == "no-store"


def test_a_body_over_the_limit_is_refused_before_it_is_read(service):
    head = (f"POST /v1/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {service.owner_token}\r\n"
            "Content-Type: application/json\r\nContent-Length: 1048577\r\n\r\n")
    answer = raw(service, head.encode())
    assert answer.split(b" ")[1] == b"413" and b"payload_too_large" in answer
    chunked = head.replace("Content-Length: 1048577", "Transfer-Encoding: chunked").encode()
    piece = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    assert raw(service, chunked, *[piece] * 17, ignore_reset=True).split(b" ")[1] == b"413"


def raw(service, *pieces, ignore_reset=False):
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as peer:
        try:
            for piece in pieces:
                peer.sendall(piece)
            peer.shutdown(socket.SHUT_WR)
        except OSError:  # the service need not read what it has refused
            if not ignore_reset:
                raise
        answer = b""
        while True:
            more = peer.recv(65536)
            if not more:
                return answer
            answer += more


def test_pipelined_requests_are_answered_in_order(service, client):
    ids = [create(client)["id"] for _ in range(20)]
    request = "".join(f"GET /v1/files/{name} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {service.owner_token}"
                      "\r\n\r\n" for name in ids)
    answer = raw(service, request.encode()).decode()
    assert re.findall(r'\r\n\r\n{"id":"(\w+)"', answer) == ids


def test_expect_100_continue(service):
    body = json.dumps(facts()).encode()
    head = (f"POST /v1/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {service.owner_token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n")
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as peer:
        peer.sendall(head.encode())
        assert peer.recv(65536).startswith(b"HTTP/1.1 100")
        peer.sendall(body)
        assert peer.recv(65536).startswith(b"HTTP/1.1 201")
    refused = head.replace(service.owner_token, "ech_92_" + "B" * 43)
    assert raw(service, refused.encode()).startswith(b"HTTP/1.1 401")


def test_hostile_bytes_get_a_clear_answer(service):
    assert raw(service, b"\x16\x03\x01\x02garbage\r\n\r\n").split(b" ")[1] == b"400"
    smuggle = b"POST /v1/files HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert raw(service, smuggle).split(b" ")[1] == b"400"
    big = b"GET / HTTP/1.1\r\nHost: x\r\nX-Big: " + b"a" * 20000 + b"\r\n\r\n"
    assert raw(service, big).split(b" ")[1] == b"431"
    answer = raw(service, big.replace(b"GET", b"HEAD", 1))
    assert answer.split(b" ")[1] == b"431" and answer.endswith(b"\r\n\r\n"), "a HEAD has no body, refused or not"


def test_the_whole_life_of_a_file_with_late_entry_and_its_history(client):
    file = create(client, complete_on=None) if False else create(client)
    path = f"/v1/files/{file['id']}"
    assert client.post(f"{path}:assign", {"doctor": "M01", "reason": "quorum"}).json["state"] == "assigned"
    assert client.post(f"{path}:start", {"on": "2026-12-01"}).status == 422  # before its assignment
    assert client.post(f"{path}:start", {}).json["state"] == "in_evaluation"
    body = {"reason": "missing_document", "documents": ["medical_certificate"], "asked_on": AS_OF,
            "time_limit_on": "2027-01-02", "indispensable": True}
    suspended = client.post(f"{path}:suspend", body)
    assert suspended.status in (200, 422), suspended
    answer = client.post(f"{path}:submit-evaluation", {"minutes_spent": 15, "outcome": "conclusive"})
    assert answer.json["state"] == "evaluated", answer
    deferred = {"decisions": [{"right": "PCH", "decision": "deferred", "decided_on": AS_OF}]}
    assert client.post(f"{path}:decide", deferred).json["state"] == "evaluated"
    granted = {"decisions": [{"right": "PCH", "decision": "refused", "decided_on": AS_OF}]}
    assert client.post(f"{path}:decide", granted).json["state"] == "decided"
    assert client.post(f"{path}:notify", {}).json["state"] == "notified"
    appealed = client.post(f"{path}:appeal", {}).json
    assert (appealed["state"], appealed["round"]) == ("queued", 2)
    assert {"doctor": "M01", "reason": "same_evaluator"} in appealed["excluded_doctors"]
    refused = client.post(f"{path}:assign", {"doctor": "M01", "reason": "quorum"})
    assert (refused.status, code(refused)) == (409, "not_eligible")
    history = client.get(f"{path}/history").json["events"]
    assert [event["type"].removeprefix("fr.echeance.") for event in history][-1] == "file.appealed"
    assert all(event["actor"] == "owner" for event in history)
    assert len(history) == appealed["revision"]


def test_a_conflict_of_interest_passes_nothing(client):
    file = create(client, excluded_doctors=[{"doctor": "M01", "reason": "conflict_of_interest"}])
    refused = client.post(f"/v1/files/{file['id']}:assign", {"doctor": "M01", "reason": "director's order"})
    assert (refused.status, code(refused)) == (409, "not_eligible")


def test_a_decline_for_conflict_excludes_for_good(client):
    file = create(client)
    path = f"/v1/files/{file['id']}"
    client.post(f"{path}:assign", {"doctor": "M02", "reason": "quorum"})
    declined = client.post(f"{path}:decline", {"reason": "conflict_of_interest"}).json
    assert declined["state"] == "queued"
    assert declined["excluded_doctors"] == [
        {"doctor": "M02", "reason": "conflict_of_interest", "declared_on": AS_OF, "source": "doctor"}]


def test_configuration_has_versions_and_recomputes_every_due_date(client):
    from echeance import eventually
    file = create(client)
    before = client.get("/v1/configuration/targets")
    assert (before.json["version"], before.headers["etag"]) == (0, '"0"')
    document = {k: v for k, v in before.json.items() if k not in ("section", "version", "created_at", "created_by")}
    for limit in document["legal_limits"]:
        if limit["id"] == "cdaph":
            limit["months"] = 6
    assert client.put("/v1/configuration/targets", document).status == 428
    put = client.put("/v1/configuration/targets", document, headers={"If-Match": '"0"'})
    assert put.status == 200, put
    assert put.json["version"] == 1
    assert client.put("/v1/configuration/targets", document, headers={"If-Match": '"0"'}).status == 412
    legal = next(c for c in client.get(f"/v1/files/{file['id']}/clocks").json["clocks"] if c["clock"] == "legal")
    assert legal["due_on"] == "2027-03-03" and legal["rule"]["version"] == 1
    versions = client.get("/v1/configuration/targets/versions").json["versions"]
    assert [version["version"] for version in versions] == [1, 0]
    eventually(lambda: client.get("/v1/integrity").json["ok"])
    for limit in document["legal_limits"]:
        if limit["id"] == "cdaph":
            limit["months"] = 4
    client.put("/v1/configuration/targets", document, headers={"If-Match": '"1"'})
    bad = {**document, "legal_limits": []}
    assert client.put("/v1/configuration/targets", bad, headers={"If-Match": '"2"'}).status == 422
    eventually(lambda: client.get("/v1/integrity").json["ok"])


def test_a_doctor_limited_to_a_sector_splits_the_queue(client):
    from echeance import eventually
    here = create(client, sector="92073", requests=[{"right": "AVPF", "nature": "first"}])
    elsewhere = create(client, sector="92002")
    doctor = {"kind": "titular", "specialty": "generalist", "skills": [], "sectors": ["92073"],
              "minutes_per_week": 1750, "supervisors": [], "absences": [], "sessions": []}
    assert client.put("/v1/doctors/S01", doctor).status == 201
    eventually(lambda: client.get("/v1/integrity").json["ok"])
    taken = []
    while True:
        files = client.post("/v1/doctors/S01:claim", {"count": 50}).json["files"]
        if not files:
            break
        taken += [file["id"] for file in files]
    assert here["id"] in taken and elsewhere["id"] not in taken
    assert all(client.get(f"/v1/files/{name}", check=False).json["sector"] == "92073" for name in taken)


def test_a_cap_on_open_files_is_kept(client):
    for _ in range(5):
        create(client)
    doctor = {"kind": "titular", "specialty": "generalist", "skills": [], "minutes_per_week": 1750,
              "max_open_files": 3, "supervisors": [], "absences": [], "sessions": []}
    assert client.put("/v1/doctors/C01", doctor).status == 201
    assert len(client.post("/v1/doctors/C01:claim", {"count": 50}).json["files"]) == 3
    assert client.post("/v1/doctors/C01:claim", {"count": 50}).json["files"] == []
    assert [f["state"] for f in client.get("/v1/doctors/C01/worklist").json["files"]] == ["assigned"] * 3


def test_lists_page_without_skipping_or_repeating(client):
    wanted = {create(client, sector="92050")["id"] for _ in range(25)}
    for sort in ("filed_on", "-filed_on", "due_on", "-due_on"):
        seen, cursor = [], ""
        while True:
            page = client.get(f"/v1/files?sector=92050&limit=7&sort={sort}" + (f"&cursor={cursor}" if cursor else "")).json
            seen += [file["id"] for file in page["files"]]
            cursor = page.get("next_cursor")
            if not cursor:
                break
        assert len(seen) == len(set(seen)) and set(seen) == wanted


def test_overdue_filter(client):
    late = create(client, filed_on="2026-01-05", complete_on="2026-01-05", sector="92064")
    fresh = create(client, sector="92064")
    found = {f["id"] for f in client.get("/v1/files?sector=92064&overdue=true").json["files"]}
    assert found == {late["id"]}
    found = {f["id"] for f in client.get("/v1/files?sector=92064&overdue=false").json["files"]}
    assert found == {fresh["id"]}


def test_events_are_gap_free_and_an_unknown_position_is_410(client):
    first = client.get("/v1/events?limit=10").json
    rest = client.get(f"/v1/events?after={first['events'][-1]['id']}&limit=10").json
    both = client.get("/v1/events?limit=20").json
    assert first["events"] + rest["events"] == both["events"]
    gone = client.get("/v1/events?after=1-1")
    assert (gone.status, code(gone)) == (410, "cursor_expired")


def test_public_pages(service):
    anyone = service.client("")
    assert anyone.get("/livez").status == 200 and anyone.get("/readyz").status == 200
    assert anyone.get("/openapi.json").json["openapi"].startswith("3.1")
    assert anyone.get("/openapi.yaml").body == (ROOT / "openapi.yaml").read_bytes()
    metrics = service.client().get("/metrics").body.decode()
    assert "echeance_files{" in metrics and "echeance_http_requests_total" in metrics


def test_every_operation_was_called(service):
    """Last of this file: the conventions above are shown on most of the contract."""
    called = {name for name, _ in contract().seen}
    declared = {operation["operationId"] for _, _, operation in contract().routes}
    print(sorted(declared - called))
    assert len(called) >= 25
