# SPDX-License-Identifier: EUPL-1.2
"""Who may evaluate a file, and why, on the extract: every rule of every doctor against an independent reading."""

import json
from datetime import date

import pytest

import extract
from echeance import Service, eventually

CSV = {"Content-Type": "text/csv"}
#: A Tuesday on which M03, the one supervisor of M19, is away; M14 and M16 have a session.
AS_OF = "2026-12-22"
TODAY = date.fromisoformat(AS_OF)
COUNT = 3000
#: What the extract does not limit, so that every rule has a doctor who fails it.
LIMITS = {
    "M05": {"sectors": ["92009", "92033"]},
    "M06": {"rights": ["AAH", "RQTH", "AEEH"]},
    "M07": {"stages": ["child"]},
    "M08": {"max_open_files": 1},
    "M09": {"absences": [{"from": AS_OF, "until": AS_OF}]},
    "M10": {"max_open_files": 1},
}


class World:
    """The service, and what an independent reading knows of the same files and doctors."""

    def __init__(self, service):
        self.client = service.client()
        self.files = extract.files()[:COUNT]
        self.doctors = extract.doctors()
        self.client.post("/v1/doctors:import", extract.doctors_csv(), headers=CSV)
        content = extract.head(extract.files_csv(), COUNT)
        lines = self.client.post("/v1/files:import", content, headers=CSV).lines
        assert lines[-1]["summary"]["created"] == COUNT
        self.ids = {file.reference: line["id"] for file, line in zip(self.files, lines)}
        for name, limits in LIMITS.items():
            self.limit(name, limits)

    def limit(self, name, limits):
        path = f"/v1/doctors/{name}"
        etag = self.client.get(path).headers["etag"]
        patch = {"If-Match": etag, "Content-Type": "application/merge-patch+json"}
        assert self.client.patch(path, json.dumps(limits), headers=patch).status == 200
        doctor = self.doctors[name]
        for limit in {"rights", "stages", "sectors"} & set(limits):
            setattr(doctor, limit, set(limits[limit]))
        doctor.max_open_files = limits.get("max_open_files")
        doctor.absences += [(extract.day(a["from"]), extract.day(a["until"])) for a in limits.get("absences", [])]

    def pick(self, wanted):
        """The first file of that kind that nobody has touched."""
        return next(file for file in self.files
                    if file.complete_on and not file.cancelled and file.reference in self.ids
                    and not (file.declined or file.took_part) and wanted(file))

    def step(self, file, verb, body):
        answer = self.client.post(f"/v1/files/{self.ids[file.reference]}:{verb}", body)
        assert answer.status == 200, (verb, answer)
        return answer.json

    def assign(self, file, name):
        self.step(file, "assign", {"doctor": name, "reason": "known_file"})
        self.doctors[name].open_files += 1

    def appeal(self, file, name, countersigned_by=None):
        """Evaluated, decided, notified and contested."""
        self.assign(file, name)
        self.step(file, "start", {})
        self.step(file, "submit-evaluation", {"minutes_spent": 12, "outcome": "conclusive"})
        if countersigned_by:
            self.step(file, "countersign", {"supervisor": countersigned_by})
        decisions = [{"right": right, "decision": "refused", "decided_on": AS_OF} for right, _, _ in file.requests]
        self.step(file, "decide", {"decisions": decisions})
        self.step(file, "notify", {})
        self.step(file, "appeal", {})
        self.doctors[name].open_files -= 1
        file.took_part, file.appealed = {name, countersigned_by} - {None}, True

    def explain(self, file_id, language="fr"):
        answer = self.client.get(f"/v1/files/{file_id}/eligible-doctors", headers={"Accept-Language": language})
        assert (answer.status, answer.headers["content-language"]) == (200, language)
        return answer.json

    def failures(self, file):
        return {name: one.failed(file, TODAY, self.doctors) for name, one in self.doctors.items()}

    def check(self, file):
        """Holds both languages' answers to the independent reading, and gives that."""
        expected = self.failures(file)
        french, english = (self.explain(self.ids[file.reference], language) for language in ("fr", "en"))
        for answer in (french, english):
            assert {d["doctor"]: codes_of(d) for d in answer["doctors"]} == expected, file.reference
            assert {d["doctor"] for d in answer["doctors"] if d["eligible"]} == {
                name for name, failed in expected.items() if not failed}
            assert answer.get("relaxations") == extract.relaxations(list(expected.values()))
        check_texts(french, english)
        return expected


def codes_of(doctor):
    assert [rule["rule"] for rule in doctor["rules"]] == extract.RULES
    for rule in doctor["rules"]:
        assert rule.get("code") == (None if rule["passed"] else rule["rule"])
    return {rule["code"] for rule in doctor["rules"] if not rule["passed"]}


def texts_of(answer):
    return {(rule["rule"], rule["passed"], rule["text"]) for doctor in answer["doctors"] for rule in doctor["rules"]}


def check_texts(french, english):
    """One text for each rule and outcome in each language, and never the same in both."""
    ours = [{(rule, passed): text for rule, passed, text in texts_of(answer)} for answer in (french, english)]
    assert len(ours[0]) == len(texts_of(french)) and len(ours[1]) == len(texts_of(english))
    assert ours[0].keys() == ours[1].keys()
    for outcome, text in ours[0].items():
        assert text and ours[1][outcome] and text != ours[1][outcome], outcome
        if outcome[0] == "conflict_of_interest":
            assert "CSP R.4127-105" in text and "CSP R.4127-105" in ours[1][outcome]


@pytest.fixture(scope="module")
def service():
    with Service(as_of=AS_OF) as running:
        yield running


@pytest.fixture(scope="module")
def world(service):
    return World(service)


def is_plain(file):
    return file.stage == "adult" and not file.skill and not file.excluded and not file.closed_to_supervised()


def test_a_plain_adult_file(world):
    expected = world.check(world.pick(is_plain))

    assert not expected["M01"] and not expected["M18"]
    assert "not_working" in expected["M03"], "absent"
    assert "not_working" not in expected["M14"], "a session on the day"
    assert "not_working" in expected["M12"], "a session on another day"
    assert "no_supervisor" in expected["M19"], "the supervisor is absent"
    assert "stage" in expected["M07"]


def test_a_childs_file(world):
    near = LIMITS["M05"]["sectors"]
    expected = world.check(world.pick(lambda f: f.stage == "child" and not f.skill and f.sector not in near))

    assert "stage" not in expected["M07"]
    assert "sector" in expected["M05"]


def test_a_file_in_the_sector_and_of_the_rights_of_limited_doctors(world):
    kind = {"AAH", "RQTH"}
    expected = world.check(world.pick(lambda f: f.sector == "92009" and {r for r, _, _ in f.requests} <= kind))

    assert not {"sector"} & expected["M05"] and not {"right"} & expected["M06"]


def test_a_conflict_with_one_doctor(world):
    file = world.pick(lambda f: f.excluded and "M01" not in f.excluded)
    expected = world.check(file)

    for name in file.excluded:
        assert "conflict_of_interest" in expected[name]


def test_a_conflict_with_a_supervisor(world):
    expected = world.check(world.pick(lambda f: "M01" in f.excluded))

    assert "conflict_of_interest" in expected["M01"]
    assert "no_supervisor" in expected["M20"], "M01 is the only one"
    assert "no_supervisor" not in expected["M18"], "M02 is left"


def test_a_rare_skill(world):
    expected = world.check(world.pick(lambda f: f.skill == "neurology"))

    assert {name for name, failed in expected.items() if "skill" not in failed} == {"M03", "M04", "M17"}


def test_a_skill_that_nobody_has_today_names_what_would_help(world):
    file = world.pick(lambda f: f.skill == "vision" and f.stage == "adult")
    expected = world.check(file)

    assert all(expected.values())
    assert world.explain(world.ids[file.reference])["relaxations"][:2] == [["not_working"], ["skill"]]


def test_a_first_aah_and_a_review_before_a_supervised_doctor(world):
    first = world.check(world.pick(lambda f: f.closed_to_supervised()))
    review = world.check(world.pick(lambda f: any(r[:2] == ("AAH", "review") for r in f.requests) and not f.skill))

    assert "not_authorised" in first["M18"]
    assert "not_authorised" not in review["M18"]


def test_a_cap_of_open_files(world):
    held = world.pick(is_plain)
    world.assign(held, "M10")
    del world.ids[held.reference]
    expected = world.check(world.pick(is_plain))

    assert "open_files_cap" in expected["M10"] and "open_files_cap" not in expected["M08"]


def test_a_file_that_a_doctor_declined(world):
    file = world.pick(is_plain)
    world.assign(file, "M04")
    declined = world.step(file, "decline", {"reason": "too_complex"})
    world.doctors["M04"].open_files -= 1
    file.declined.add("M04")

    assert declined["excluded_doctors"] == [{"doctor": "M04", "reason": "declined"}]
    assert world.check(file)["M04"] == {"declined_before"}


def test_an_appeal_goes_to_another_doctor(world):
    file = world.pick(is_plain)
    world.appeal(file, "M01")
    expected = world.check(file)

    assert expected["M01"] == {"same_evaluator"}
    assert expected["M18"] == {"not_authorised"}
    assert expected["M20"] == {"not_authorised", "no_supervisor"}, "M01 took part"


def test_an_appeal_of_a_countersigned_evaluation_goes_to_a_third_doctor(world):
    file = world.pick(is_plain)
    world.appeal(file, "M18", countersigned_by="M02")
    expected = world.check(file)

    assert expected["M02"] == {"same_evaluator"}
    assert expected["M18"] == {"same_evaluator", "not_authorised"}


def test_texts_are_french_unless_asked_otherwise(world):
    file_id = world.ids[world.pick(is_plain).reference]

    plain = world.client.get(f"/v1/files/{file_id}/eligible-doctors")

    assert (plain.headers["content-language"], plain.headers["vary"]) == ("fr", "Accept-Language")
    assert plain.json == world.explain(file_id, "fr") != world.explain(file_id, "en")


def facts(world, reference, **more):
    file = world.pick(is_plain)
    return {"reference": reference, "filed_on": AS_OF, "complete_on": AS_OF, "stage": "adult",
            "sector": file.sector, "requests": [{"right": "PCH", "nature": "first"}], **more}


def test_a_conflict_with_everybody_is_never_relaxed(world):
    everybody = [{"doctor": name, "reason": "relative"} for name in world.doctors]
    created = world.client.post("/v1/files", facts(world, "E-1", excluded_doctors=everybody))

    answer = world.explain(created.json["id"])

    assert not any(doctor["eligible"] for doctor in answer["doctors"])
    assert answer["relaxations"] == []


def test_a_conflict_says_when_and_by_whom(world):
    conflict = {"doctor": "M04", "reason": "own_patient"}
    dated = {**conflict, "declared_on": "2026-12-01", "source": "person"}
    body = facts(world, "E-2", excluded_doctors=[dated])
    created = world.client.post("/v1/files", body)
    assert (created.status, created.json["excluded_doctors"]) == (201, [dated])

    for same in ([dated], [conflict], [{**conflict, "source": "person"}]):
        again = world.client.post("/v1/files", {**body, "excluded_doctors": same})
        assert (again.status, again.json["excluded_doctors"]) == (200, [dated])
    for other in ({**dated, "declared_on": "2026-12-02"}, {**dated, "source": "office"}):
        assert world.client.post("/v1/files", {**body, "excluded_doctors": [other]}).status == 409


def test_a_conflict_of_tomorrow_is_refused(world):
    tomorrow = {"doctor": "M04", "reason": "own_patient", "declared_on": "2026-12-23"}
    refused = world.client.post("/v1/files", facts(world, "E-3", excluded_doctors=[tomorrow]))

    assert refused.status == 422
    assert [(e["pointer"], e["code"]) for e in refused.json["errors"]] == [
        ("/excluded_doctors/0/declared_on", "in_the_future")]


def test_an_extract_says_where_its_conflicts_come_from_and_a_decline_dates_its_own(world):
    file = world.pick(lambda f: "M04" in f.excluded and not f.skill)
    path = f"/v1/files/{world.ids[file.reference]}"
    assert world.client.get(path).json["excluded_doctors"] == [
        {"doctor": name, "reason": "conflict_of_interest", "source": "extract"} for name in file.excluded]

    world.assign(file, "M01")
    declined = world.step(file, "decline", {"reason": "conflict_of_interest"})
    world.doctors["M01"].open_files -= 1
    file.excluded.add("M01")

    assert declined["excluded_doctors"][-1] == {
        "doctor": "M01", "reason": "conflict_of_interest", "declared_on": AS_OF, "source": "doctor"}
    assert "conflict_of_interest" in world.check(file)["M01"]


def test_a_second_import_changes_nothing_and_histories_rebuild_the_files(world):
    content = extract.head(extract.files_csv(), COUNT)
    summary = world.client.post("/v1/files:import", content, headers=CSV).lines[-1]["summary"]
    assert summary == {"created": 0, "unchanged": COUNT, "updated": 0, "rejected": 0}

    eventually(lambda: world.client.get("/v1/integrity").json["ok"])
