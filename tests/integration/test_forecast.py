# SPDX-License-Identifier: EUPL-1.2
"""What other staff would change, what a person may expect, and what past forecasts were worth."""

import os
from datetime import date, timedelta

import pytest

from echeance import Service, eventually

TODAY = date(2026, 11, 23)
AS_OF = TODAY.isoformat()
#: More than the demonstration's doctors read within the year, once most of them have left.
FILES = int(os.environ.get("ECHEANCE_TEST_FILES", "9000"))
LEAVERS = [f"M{n:02d}" for n in range(5, 21)]
SOON = (TODAY + timedelta(days=30)).isoformat()
LEAVING = [{"doctor": doctor, "from": AS_OF} for doctor in LEAVERS]
SEVEN = {"horizon_days": 365, "replications": 20, "doctors_leaving": LEAVING, "inflow_factor": 5,
         "doctors_added": [{"kind": "titular", "count": 7, "from": SOON}],
         "comparisons": [{"name": "four doctors", "doctors_leaving": LEAVING, "inflow_factor": 5}]}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with Service(as_of=AS_OF, data_dir=tmp_path_factory.mktemp("forecast") / "data",
                 args=["--demo", "--demo-files", str(FILES)]) as running:
        yield running


@pytest.fixture(scope="module")
def standing(service):
    """The forecast that the service makes by itself, once it is there."""
    def made():
        answer = service.client().get("/v1/forecasts")
        return answer.json if answer.status == 200 else None
    return eventually(made, within=120)


def over(operation):
    assert operation["state"] != "failed", operation
    return operation if operation["state"] in ("done", "cancelled") else None


def forecast(client, **body):
    answer = client.post("/v1/forecasts", body)
    assert answer.status == 202, answer
    return eventually(lambda: over(client.get(answer.headers["location"]).json), within=120)


def bands(week):
    yield from (week[name] for name in ("backlog", "open_requests", "overdue", "decided"))
    for clock in week["clocks"].values():
        yield from clock.values()


@pytest.fixture(scope="module")
def seven(service, standing):
    return forecast(service.client(), **SEVEN)


def test_weeks_run_from_now_and_their_bands_are_in_order(seven):
    for name in ("today", "scenario"):
        weeks = seven[name]["weeks"]
        assert weeks[0]["on"] == AS_OF and len(weeks) in (52, 53)
        assert all(date.fromisoformat(later["on"]) - date.fromisoformat(week["on"]) == timedelta(7)
                   for week, later in zip(weeks, weeks[1:]))
        for week in weeks:
            for band in bands(week):
                assert band["p10"] <= band["p50"] <= band["p90"]


def test_the_first_week_is_about_the_queue_as_it_is(service, seven):
    open_requests = service.client().get("/v1/statistics/backlog").json["groups"][0]["requests"]
    first = seven["today"]["weeks"][0]["open_requests"]
    assert abs(first["p50"] - open_requests) < 0.25 * open_requests


def test_more_doctors_leave_fewer_files_and_each_has_an_effect(seven):
    today, scenario = seven["comparisons"][0]["result"]["weeks"], seven["scenario"]["weeks"]
    until_they_come = [week for week in today if week["on"] < (TODAY + timedelta(days=21)).isoformat()]
    for week, same in zip(until_they_come, scenario):
        assert week == same, "the same files before anybody arrives"
    assert scenario[-1]["backlog"]["p90"] < today[-1]["backlog"]["p10"]
    assert [effect["doctor"] for effect in seven["marginal"]] == [f"added-{n}" for n in range(1, 8)]
    for effect in seven["marginal"]:
        assert effect["backlog"]["low"] <= effect["backlog"]["mean"] <= effect["backlog"]["high"]
        assert effect["decided"]["mean"] >= 0


def test_a_limit_never_met_says_why(seven):
    for name in ("today", "scenario"):
        result = seven[name]
        if "meets_limit_on" in result:
            assert "why_never" not in result and result["meets_limit"]["share_reached"] >= 0.5
            continue
        why = result["why_never"]
        if why["verdict"] == "capacity_below_demand":
            assert why["capacity_minutes_per_week"] < why["demand_minutes_per_week"]
        if why["verdict"] == "structural_shortage":
            assert set(why["skills"]) == {row["skill"] for row in result["skills"] if row["is_short"]}


def test_the_same_question_has_the_same_answer_and_another_seed_another(service, seven):
    client = service.client()
    again = forecast(client, **SEVEN)
    for name in ("inflow", "today", "scenario", "marginal"):
        assert again[name] == seven[name]
    assert forecast(client, **SEVEN, seed=2)["today"] != seven["today"]


def test_scenarios_are_compared_in_one_call_and_the_least_staff_is_found(service, standing):
    answer = forecast(service.client(), horizon_days=180, replications=10,
                      comparisons=[{"name": "nobody comes"},
                                   {"name": "half as many files", "inflow_factor": 0.5},
                                   {"name": "ten times as many", "inflow_factor": 10},
                                   {"name": "and sixteen leave", "inflow_factor": 10, "doctors_leaving": LEAVING}],
                      least_staff={"by": (TODAY + timedelta(days=150)).isoformat(), "kind": "titular", "from": AS_OF})
    assert [each["name"] for each in answer["comparisons"]] == [
        "nobody comes", "half as many files", "ten times as many", "and sixteen leave"]
    nobody, half, ten, leaving = (each["result"]["weeks"][-1] for each in answer["comparisons"])
    assert nobody == answer["today"]["weeks"][-1] == answer["scenario"]["weeks"][-1]
    assert half["open_requests"]["p90"] < nobody["open_requests"]["p10"]
    assert leaving["backlog"]["p10"] > ten["backlog"]["p90"] >= nobody["backlog"]["p90"]
    least = answer["least_staff"]
    if "doctors" in least:
        enough = forecast(service.client(), horizon_days=180, replications=10, doctors_added=[
            {"kind": "titular", "count": least["doctors"], "from": AS_OF}] if least["doctors"] else [])
        assert enough["scenario"]["meets_limit_on"] <= least["by"]


def test_a_finished_forecast_is_a_sheet_too(service, standing):
    client = service.client()
    answer = client.post("/v1/forecasts", {"horizon_days": 28, "replications": 3})
    eventually(lambda: over(client.get(answer.headers["location"]).json))
    sheet = client.get(answer.headers["location"], headers={"Accept": "text/csv"})
    assert sheet.headers["content-type"].startswith("text/csv")
    lines = sheet.body.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("scenario;on;backlog_p10;backlog_p50;backlog_p90;")
    assert {line.split(";")[0] for line in lines[1:]} == {"today", "scenario"}


def test_a_cancelled_forecast_ends_early(service, standing):
    client = service.client()
    answer = client.post("/v1/forecasts", {
        "horizon_days": 1096, "replications": 1000, "doctors_added": [{"kind": "titular", "count": 20, "from": AS_OF}]})
    assert client.call("DELETE", answer.headers["location"]).json["state"] == "cancelled"
    # The pool is free again: another is answered.
    assert forecast(client, horizon_days=28, replications=2)["state"] == "done"
    assert client.get(answer.headers["location"]).json["state"] == "cancelled"


@pytest.mark.parametrize("body, pointer", [
    ({"horizon_days": 5}, "/horizon_days"),
    ({"replications": 0}, "/replications"),
    ({"inflow_factor": -1}, "/inflow_factor"),
    ({"doctors_added": [{"kind": "titular"}]}, "/doctors_added/0/from"),
    ({"doctors_added": [{"kind": "titular", "from": AS_OF, "until": "2026-01-01"}]}, "/doctors_added/0/until"),
    ({"doctors_added": [{"kind": "titular", "count": 40, "from": AS_OF}] * 2}, "/doctors_added"),
    ({"doctors_leaving": [{"doctor": "NOBODY", "from": AS_OF}]}, "/doctors_leaving/0/doctor"),
    ({"policy": {"on_time_share_percent": 101}}, "/policy/on_time_share_percent"),
    ({"weather": "fine"}, "/weather"),
])
def test_a_question_without_sense_is_refused_in_words(service, body, pointer):
    answer = service.client().post("/v1/forecasts", body)
    assert answer.status == 422
    assert pointer in [field["pointer"] for field in answer.json["errors"]]


def test_past_forecasts_are_held_against_what_happened(service, standing):
    backtest = service.client().get("/v1/forecasts/backtest").json
    assert backtest["forecasts"], "the demonstration has a past"
    weeks = sum(len(past["weeks"]) for past in backtest["forecasts"])
    for name in ("open_requests", "overdue", "decided"):
        accuracy = backtest[name]
        checks = [week[name] for past in backtest["forecasts"] for week in past["weeks"]]
        within = sum(check["p10"] <= check["observed"] <= check["p90"] for check in checks)
        assert accuracy["weeks"] == weeks
        assert accuracy["coverage"] == pytest.approx(within / weeks, abs=1e-4)
        assert standing["accuracy"][name] == accuracy
    breach = backtest["breach"]
    assert sum(bin["n"] for bin in breach["bins"]) == breach["n"]


def test_a_person_learns_what_to_expect_and_no_more(service, standing):
    client = service.client()
    file = next(one for one in client.get("/v1/files?state=queued&sort=due_on&limit=200").json["files"]
                if not one["suspended"])
    outlook = client.get(f"/v1/files/{file['id']}/outlook").json
    assert (outlook["state"], outlook["stage"]) == ("queued", "waiting")
    assert outlook["files_before"] >= 0
    codes = [note["code"] for note in outlook["notes"]]
    if "window" in outlook:
        assert AS_OF <= outlook["window"]["from"] <= outlook["window"]["until"] and "estimate_only" in codes
    else:
        assert "no_estimate" in codes
    english = client.get(f"/v1/files/{file['id']}/outlook", headers={"Accept-Language": "en"}).json
    assert english["text"] != outlook["text"] and [note["code"] for note in english["notes"]] == codes
    assert "M0" not in str(outlook), "no doctor is named"

    decided = client.get("/v1/files?state=notified&sort=due_on&limit=1").json["files"][0]
    over_now = client.get(f"/v1/files/{decided['id']}/outlook").json
    assert "window" not in over_now and "stage" not in over_now
    assert client.get("/v1/files/0000000000000000/outlook").status == 404


def test_files_at_risk_come_by_their_probability(service, standing):
    client = service.client()
    seen, cursor = [], ""
    while True:
        page = client.get(f"/v1/files?at_risk=0.2&limit=500{cursor and '&cursor=' + cursor}").json
        seen += page["files"]
        if "next_cursor" not in page:
            break
        cursor = page["next_cursor"]
    assert len({file["id"] for file in seen}) == len(seen) > 0
    risks = [file["breach_probability"] for file in seen]
    assert risks == sorted(risks, reverse=True) and risks[-1] >= 0.2
    likely = [file for file in seen if file["breach_probability"] >= 0.6]
    page = client.get("/v1/files?at_risk=0.6&limit=100").json
    assert [file["id"] for file in page["files"]] == [file["id"] for file in likely[:100]]
    assert ("next_cursor" in page) == (len(likely) > 100)
    on_time = next((file for file in seen if not file["overdue"] and not file["suspended"]), None)
    if on_time:
        clocks = client.get(f"/v1/files/{on_time['id']}/clocks").json["clocks"]
        said = [clock["breach_probability"] for clock in clocks if "breach_probability" in clock]
        assert said and set(said) == {on_time["breach_probability"]}
    assert client.get("/v1/files?at_risk=0.5&state=queued").status == 422
    assert client.get("/v1/files?at_risk=2").status == 422


def test_the_metrics_say_when_the_backlog_is_cleared(service, standing):
    def told():
        lines = [line for line in service.client().get("/metrics").body.decode().splitlines()
                 if line.startswith("echeance_forecast_clearance_timestamp_seconds ")]
        return lines and lines[0].split()[1]
    if "meets_limit_on" in standing["today"]:
        day = (date.fromisoformat(standing["today"]["meets_limit_on"]) - date(1970, 1, 1)).days * 86400
        eventually(lambda: float(told()) == day)
    else:
        assert told().lower() == "nan"


def test_the_office_that_changes_has_a_new_forecast(service, standing):
    client = service.client()
    file = next(one for one in client.get("/v1/files?state=queued&sort=due_on&limit=1").json["files"])
    new = client.post("/v1/files", {
        "reference": "NEW-1", "filed_on": AS_OF, "complete_on": AS_OF, "stage": file["stage"],
        "sector": file["sector"], "procedure": "normal", "requests": [{"right": "RQTH", "nature": "first"}]}).json
    outlook = eventually(lambda: (lambda told: told if "files_before" in told else None)(
        client.get(f"/v1/files/{new['id']}/outlook").json), within=120)
    assert outlook["files_before"] > 0
