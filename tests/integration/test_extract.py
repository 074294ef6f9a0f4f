# SPDX-License-Identifier: EUPL-1.2
"""The real input: an MDPH's extract goes in whole, a dirty copy loses exactly its bad lines."""

import re

import pytest

import extract
from echeance import Service

CSV = {"Content-Type": "text/csv"}


@pytest.fixture(scope="module")
def service():
    with Service(as_of=extract.AS_OF) as running:
        answer = running.client().post("/v1/doctors:import", extract.doctors_csv(), headers=CSV)
        assert answer.lines[-1] == {"summary": {"created": 20, "unchanged": 0, "updated": 0, "rejected": 0}}
        yield running


def renumbered(text, year):
    """The same files under other references."""
    return re.sub(r"92-20\d\d-", f"92-{year}-", text)


def import_files(service, content, **more):
    answer = service.client().post("/v1/files:import", content, headers=CSV, **more)
    assert answer.status == 200
    return answer.lines[:-1], answer.lines[-1]["summary"]


def test_every_line_is_answered_in_order_and_a_second_import_changes_nothing(service):
    content = extract.files_csv()
    client = service.client()

    results, summary = import_files(service, content)

    assert summary == {"created": 18000, "unchanged": 0, "updated": 0, "rejected": 0}
    assert [row["line"] for row in results] == list(range(2, 18002))
    assert len({row["id"] for row in results}) == 18000
    position = client.get("/v1/events?limit=1").json["events"][0]["id"]
    before = count_events(client, position)

    results, summary = import_files(service, content)

    assert summary == {"created": 0, "unchanged": 18000, "updated": 0, "rejected": 0}
    assert count_events(client, position) == before == 18020


def count_events(client, position):
    count = 1
    while True:
        page = client.get(f"/v1/events?after={position}&limit=1000", check=False).json
        count += len(page["events"])
        if "next_cursor" not in page or not page["events"]:
            return count
        position = page["events"][-1]["id"]


def test_due_dates_and_places_are_those_of_an_independent_reading_of_the_law(service):
    today = extract.day(extract.AS_OF)
    client = service.client()
    for file in extract.files()[::45]:
        answer = client.get(f"/v1/files?reference={file.reference}", check=False).json["files"][0]
        due = file.due_on()
        assert answer.get("due_on") == (due.isoformat() if due else None), file.reference
        if file.complete_on:
            assert answer["effective_due_on"] == file.effective_due_on(today).isoformat(), file.reference
            assert answer["state"] == "queued"
        else:
            assert answer["state"] == "filed"
        legal = {(c["right"], c.get("due_on")) for c in client.get(
            f"/v1/files/{answer['id']}/clocks").json["clocks"] if c["clock"] == "legal"}
        expected = {(right, file.request_due_on(right)) for right, _, _ in file.requests}
        assert legal == {(right, due.isoformat() if due else None) for right, due in expected}


DIRTY = [
    # line of the input, what is wrong, the pointer that must be named
    ("92-2026-900001;2026-02-30;2026-03-01;2;1;;A;92004;AAH/1/;;", "/depose_le"),
    ("92-2026-900002;2026-08-19;2026-08-31;2;1;;A;92004;RSA/1/;;", "/demandes"),
    ("92-2026-900003;2026-08-19;2026-08-01;2;1;;A;92004;AAH/1/;;", "/recevable_le"),
    ("92-2026-900004;2026-08-19;2026-08-31;2;1;;A;184127645108946;AAH/1/;;", "/code_insee"),
    ("92-2026-900005;2026-08-19;2026-08-31;2;1;;A;92004;;;", "/demandes"),
    ("92-2026-900006;2026-08-19;2026-08-31;9;1;;A;92004;AAH/1/;;", "/tatdem"),
    ("92-2026-900007;2026-08-19;2026-08-31;2;7;;A;92004;AAH/1/;;", "/typproc"),
]


def test_a_dirty_copy_rejects_exactly_its_bad_lines_and_imports_the_rest(service):
    lines = extract.head(extract.files_csv(), 40).decode().splitlines()
    clean = [renumbered(line, 2027) for line in lines[1:]]
    duplicate = clean[0].replace(";A;", ";E;")
    bad = [line for line, _ in DIRTY] + [duplicate]
    mixed = clean[:10]
    for n, line in enumerate(bad):
        mixed += [line, *clean[10 + 3 * n: 13 + 3 * n]]
    mixed += clean[10 + 3 * len(bad):]

    results, summary = import_files(service, "\r\n".join([lines[0], *mixed]) + "\r\n")

    rejected = {row["line"]: row["problem"] for row in results if row["status"] == "rejected"}
    assert summary == {"created": len(clean), "unchanged": 0, "updated": 0, "rejected": len(bad)}
    assert set(rejected) == {mixed.index(line) + 2 for line in bad}
    for line, pointer in [*DIRTY, (duplicate, "/reference")]:
        problem = rejected[mixed.index(line) + 2]
        assert pointer in [error["pointer"] for error in problem["errors"]], (line, problem)
        assert "184127645108946" not in str(problem)
    assert "184127645108946" not in service.log_text()
    assert len(results) == len(mixed)


def test_a_repeated_reference_with_other_facts_never_makes_a_second_file(service):
    lines = extract.head(extract.files_csv(), 1).decode().splitlines()
    first = renumbered(lines[1], 2028)
    other = first.replace(";A;", ";E;")

    results, _ = import_files(service, "\n".join([lines[0], first, other]) + "\n")

    assert [row["status"] for row in results] == ["created", "rejected"]
    found = service.client().get("/v1/files?reference=92-2028-000001").json["files"]
    assert len(found) == 1


def test_a_byte_order_mark_quotes_and_another_order_of_columns_are_read(service):
    content = extract.head(extract.files_csv(), 30).decode()
    table = [line.split(";") for line in renumbered(content, 2029).splitlines()]
    turned = "\r\n".join(";".join(f'"{cell}"' for cell in reversed(row)) for row in table) + "\r\n"

    _, summary = import_files(service, b"\xef\xbb\xbf" + turned.encode())

    assert summary == {"created": 30, "unchanged": 0, "updated": 0, "rejected": 0}


def test_a_dry_run_imports_nothing(service):
    content = renumbered(extract.head(extract.files_csv(), 20).decode(), 2030)
    client = service.client()

    answer = client.post("/v1/files:import?dry_run=true", content, headers=CSV)

    assert answer.lines[-1]["summary"]["created"] == 20
    assert client.get("/v1/files?reference=92-2030-000001").json["files"] == []


def test_a_missing_column_is_named_and_nothing_is_read(service):
    content = extract.head(extract.files_csv(), 5).replace(b"tatdem", b"status", 1)

    answer = service.client().post("/v1/files:import", content, headers=CSV)

    assert answer.status == 422
    assert "/tatdem" in [error["pointer"] for error in answer.json["errors"]]


def test_the_indexes_agree_with_the_files(service):
    assert service.client().get("/v1/integrity").json["ok"] is True
