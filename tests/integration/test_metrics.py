# SPDX-License-Identifier: EUPL-1.2
"""A real Prometheus over two replicas: they tell the same truth, it outlives a restart, it is the API's, and every
rule, alert and panel of deploy/ finds its data."""

import json
import math
import subprocess
from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml

from delays import Delays
from echeance import ROOT, Service, eventually
from prometheus import RULES, Prometheus, series
from redis_servers import durable_redis

#: Prometheus knows no other day than today; the office's, which begins before ours does in UTC.
TODAY = datetime.now(ZoneInfo("Europe/Paris")).date()
DASHBOARDS = sorted((ROOT / "deploy/grafana/dashboards").glob("*.json"))
#: What each process tells of itself; everything else describes the queue.
OWN = ("echeance_http_", "echeance_redis_", "echeance_job_", "echeance_claims_", "echeance_files_claimed_",
       "echeance_idempotent_", "echeance_rate_limited_", "echeance_nir_", "echeance_log_", "echeance_metrics_", "process_")
#: An office plans in minutes and counts delays in days, as the law does: promtool would have seconds.
IN_UNITS_OF_THE_FIELD = {"echeance_backlog_minutes", "echeance_capacity_minutes", "echeance_capacity_used_minutes",
                         "echeance_skill_backlog_minutes", "echeance_skill_capacity_minutes",
                         "echeance_delay_reduction_days"}


def live(client, number, filed_on, decided_on):
    """The life of one file, until its decision was sent, entered afterwards."""
    filed_on, decided_on = TODAY - timedelta(days=filed_on), TODAY - timedelta(days=decided_on)
    file = client.post("/v1/files", {
        "reference": f"LIFE-{number:03d}", "filed_on": filed_on.isoformat(), "complete_on": filed_on.isoformat(),
        "stage": "adult", "sector": "92050", "procedure": "normal",
        "requests": [{"right": "AAH", "nature": "first"}, {"right": "PCH", "nature": "review"}]}).json
    for step, body in (
            ("suspend", {"asked_on": filed_on, "reason": "missing_document", "time_limit_on": filed_on + timedelta(60)}),
            ("resume", {"received_on": filed_on + timedelta(2)}),
            ("assign", {"doctor": "L01", "reason": "replay", "on": filed_on + timedelta(3)}),
            ("start", {"on": filed_on + timedelta(3)}),
            ("submit-evaluation", {"minutes_spent": 12, "outcome": "conclusive", "on": filed_on + timedelta(4)}),
            ("decide", {"decisions": [{"right": one["right"], "decision": "granted", "decided_on": decided_on}
                                      for one in file["requests"]]}),
            ("notify", {"on": decided_on + timedelta(1)})):
        answer = client.post(f"/v1/files/{file['id']}:{step}", json.loads(json.dumps(body, default=str)))
        assert answer.status == 200, (step, answer)


@pytest.fixture(scope="module")
def replicas(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replicas")
    with durable_redis(folder) as redis, Service(
            data_dir=folder / "first", args=["--redis", redis, "--demo", "--demo-files", "400"]) as first:
        client = first.client()
        client.put("/v1/doctors/L01", {"kind": "titular", "minutes_per_week": 1750})
        for number in range(8):
            live(client, number, filed_on=460 - number, decided_on=380 - number)
        live(client, 8, filed_on=30, decided_on=9)
        assert client.get("/v1/integrity").json["ok"]
        with first.replica(folder / "second") as second:
            yield first, second


@pytest.fixture(scope="module")
def prometheus(replicas, tmp_path_factory):
    with Prometheus(tmp_path_factory.mktemp("prometheus"), [service.port for service in replicas]) as server:
        eventually(lambda: len(server.query("echeance_requests_open")) >= 96 and
                   len(server.query("echeance_delay_reduction_days")) >= 18, within=60)
        # What happens while it looks, so that rates are of something.
        live(replicas[0].client(), 100, filed_on=200, decided_on=20)
        live(replicas[1].client(), 101, filed_on=40, decided_on=5)
        assert replicas[1].client().post("/v1/doctors/L01:claim", {"count": 2}).json["files"]
        eventually(lambda: any(value > 0 for _, value in server.query("echeance:requests_decided:increase4w")),
                   within=60)
        yield server


def scrape(service):
    return service.client().get("/metrics").body.decode()


def queue_series(service):
    return {key: repr(value) for key, value in series(scrape(service)).items()
            if not key[0].startswith(OWN) and key[0] != "echeance_store_up"}


def value(service, name, **labels):
    return series(scrape(service))[name, tuple(sorted(labels.items()))]


def everything(client):
    files, cursor = [], ""
    while True:
        page = client.get(f"/v1/files?limit=100{cursor and '&cursor=' + cursor}").json
        files += page["files"]
        if "next_cursor" not in page:
            return files
        cursor = page["next_cursor"]


def by_label(service, name, label):
    counts = Counter()
    for (found, labels), number in series(scrape(service)).items():
        if found == name:
            counts[dict(labels)[label]] += number
    return {key: number for key, number in counts.items() if number}


def test_promtool_finds_no_fault_in_the_text(replicas):
    done = subprocess.run(["promtool", "check", "metrics"], input=scrape(replicas[0]), capture_output=True, text=True)
    assert {line.split()[0] for line in done.stderr.splitlines() if line.strip()} <= IN_UNITS_OF_THE_FIELD, done.stderr
    assert all("use base unit" in line for line in done.stderr.splitlines() if line.strip()), done.stderr


def test_both_replicas_tell_the_same(prometheus, replicas):
    eventually(lambda: queue_series(replicas[0]) == queue_series(replicas[1]))
    assert len(queue_series(replicas[0])) > 900


def test_the_figures_are_those_of_the_api(prometheus, replicas):
    first, client = replicas[0], replicas[0].client()

    def groups(key, field):
        rows = client.get(f"/v1/statistics/backlog?group_by={key}").json["groups"]
        return {row["key"][key]: row[field] for row in rows if row[field]}

    def agree():
        return (by_label(first, "echeance_files", "state") == groups("state", "files")
                and by_label(first, "echeance_requests_open", "right") == groups("right", "requests")
                and by_label(first, "echeance_requests_overdue", "right") == groups("right", "overdue")
                and by_label(first, "echeance_requests_by_due", "due") == groups("due", "requests")
                and by_label(first, "echeance_backlog_minutes", "stage") == groups("stage", "expected_minutes"))
    eventually(agree)
    breached = {labels["right"]: number for labels, number in prometheus.query(
        'max without (instance) (echeance_requests_open{clock_state="breached"}) > 0')}
    assert breached == groups("right", "overdue") and breached

    files = everything(client)
    for state in ("queued", "assigned", "evaluated"):
        filed = [date.fromisoformat(file["filed_on"]) for file in files if file["state"] == state]
        told = value(first, "echeance_oldest_file_filed_timestamp_seconds", state=state)
        assert told == (min(filed) - date(1970, 1, 1)).days * 86400 if filed else math.isnan(told), state
    for within, days in (("7d", 7), ("30d", 30)):
        due = Counter(one["right"] for file in files for one in file["requests"] if "decision" not in one
                      and TODAY <= date.fromisoformat(file.get("due_on", "1970-01-01")) <= TODAY + timedelta(days))
        told = {right: value(first, "echeance_requests_due_within", right=right, within=within) for right in due}
        assert told == due and len(due) > 3, within

    skills = {row["skill"]: row for row in client.get("/v1/statistics/capacity?weeks=1").json["skills"]}
    assert by_label(first, "echeance_skill_backlog_minutes", "skill") == groups("skill", "expected_minutes")
    assert by_label(first, "echeance_skill_capacity_minutes", "skill") == {
        skill: row["capacity_minutes_per_week"] for skill, row in skills.items() if row["capacity_minutes_per_week"]}
    assert {skill: row["backlog_minutes"] for skill, row in skills.items() if row["backlog_minutes"]} == (
        groups("skill", "expected_minutes"))

    capacity = client.get("/v1/statistics/capacity?weeks=1").json
    for row in capacity["kinds"]:
        for state, number in row["doctors"].items():
            assert value(first, "echeance_doctors", kind=row["kind"], state=state) == number

    waiting = client.get(f"/v1/statistics/processing-times?clock=citizen&from={TODAY}&until={TODAY}").json["groups"]
    open_requests = waiting[0]["kaplan_meier"]["n_open"]
    assert open_requests > 400
    # Read every five seconds.
    eventually(lambda: sum(by_label(first, "echeance_requests_by_age", "age_band").values()) == open_requests)


def test_reductions_are_those_of_the_api(prometheus, replicas):
    first, client = replicas[0], replicas[0].client()
    days, year, expected = timedelta(days=89), timedelta(days=365), {}
    for clock in ("citizen", "legal", "barometer"):
        told = client.get(f"/v1/statistics/delay-reduction?clock={clock}&from={TODAY - days}&until={TODAY}"
                          f"&baseline_from={TODAY - days - year}&baseline_until={TODAY - year}").json
        for name in ("mean", "median", "p90"):
            before, now = (told[period][f"{name}_days"] for period in ("baseline", "period"))
            expected["echeance_delay_reduction_days", clock, name] = before - now
            expected["echeance_delay_reduction_ratio", clock, name] = (before - now) / before
    backlog = 1 - told["period"]["backlog"] / told["baseline"]["backlog"]

    def agree():
        text = series(scrape(first))
        found = {(name, clock, statistic): text[name, (("clock", clock), ("statistic", statistic))]
                 for name, clock, statistic in expected}
        return found == pytest.approx(expected, abs=0.011) and text["echeance_backlog_reduction_ratio", ()] == (
            pytest.approx(backlog))
    eventually(agree)


def test_totals_are_what_happened(prometheus, replicas):
    events = [json.loads(line) for line in replicas[0].client().call("GET", "/v1/export").body.splitlines()]
    kinds = Counter(event.get("type", "").removeprefix("fr.echeance.") for event in events)
    decided = [decision for event in events if event.get("type", "").endswith(".requests.decided")
               for decision in event["data"]["decisions"]]
    eventually(lambda: value(replicas[1], "echeance_files_received_total") == kinds["file.registered"])
    assert sum(by_label(replicas[1], "echeance_requests_decided_total", "right").values()) == len(decided) >= 22
    assert by_label(replicas[1], "echeance_transitions_total", "to")["assigned"] == kinds["file.assigned"] > 10
    assert by_label(replicas[1], "echeance_transitions_total", "to")["notified"] == kinds["file.notified"] >= 11
    results = by_label(replicas[1], "echeance_limit_results_total", "result")
    assert sum(results.values()) == len(decided) and set(results) == {"met", "breached"}
    text = series(scrape(replicas[1]))
    for right in ("AAH", "PCH"):
        count = text["echeance_processing_time_seconds_count", (("clock", "barometer"), ("right", right))]
        assert count == sum(one["right"] == right for one in decided)
    stages, suspended = Delays(events, TODAY).stage_times(date.min, TODAY)
    for stage, days in stages.items():
        assert text["echeance_stage_duration_seconds_sum", (("stage_clock", stage),)] == sum(days) * 86400
    for reason in ("missing_document", "outdated_document"):
        assert text["echeance_suspended_seconds_total", (("reason", reason),)] == suspended[reason] * 86400


def test_a_restart_changes_no_total(prometheus, replicas):
    first, second = replicas
    eventually(lambda: queue_series(first) == queue_series(second))
    before = {key: number for key, number in queue_series(second).items() if key[0].endswith(("_total", "_count", "_sum"))}
    with second.replica(second.data_dir.parent / "again") as again:
        eventually(lambda: "echeance_files_received_total" in scrape(again))
        after = queue_series(again)
        assert {key: after[key] for key in before} == before


def operands(expression):
    """The parts of an alert between its comparisons: what they compare must be there."""
    parts, depth, begin, words = [], 0, 0, (" and ", " > ", " == ", "\n> ", "\nand ")
    for at, character in enumerate(expression):
        depth += (character in "({[") - (character in ")}]")
        word = next((word for word in words if depth == 0 and expression.startswith(word, at)), None)
        if word:
            parts.append(expression[begin:at])
            begin = at + len(word)
    return parts + [expression[begin:]]


def of_a_young_prometheus(expression):
    """Two things a Prometheus of some seconds cannot have: a value of a week ago, and `absent` of what is there."""
    expression = expression.replace("offset 1w", "offset 1s").replace("$__rate_interval", "1m")
    return expression.removeprefix("absent(").removesuffix(")") if expression.startswith("absent(") else expression


def missing_data(prometheus, expressions):
    return [one for one in expressions if not prometheus.query(of_a_young_prometheus(one))]


def rules(file):
    return [rule for group in yaml.safe_load((RULES / file).read_text())["groups"] for rule in group["rules"]]


def test_every_recording_rule_has_data(prometheus):
    names = [rule["record"] for rule in rules("recording.rules.yml")]
    eventually(lambda: not missing_data(prometheus, names + [rule["expr"] for rule in rules("recording.rules.yml")]))
    assert not any(math.isnan(number) for name in ("echeance:requests_overdue:sum", "echeance:limit_met:ratio_increase4w",
                                                   "echeance:http_errors:ratio_rate5m")
                   for _, number in prometheus.query(name))


def test_every_alert_has_data(prometheus):
    parts = [part for rule in rules("alerts.rules.yml") for part in operands(rule["expr"])]
    eventually(lambda: not missing_data(prometheus, parts))


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_every_panel_has_data_a_unit_and_a_description(prometheus, path):
    board = json.loads(path.read_text())
    for panel in board["panels"]:
        assert panel["description"] and panel["fieldConfig"]["defaults"]["unit"], panel["title"]
    queries = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    assert len(queries) > 10
    eventually(lambda: not missing_data(prometheus, queries))


def test_every_alert_has_a_paragraph_and_a_test():
    headings = {line[3:].strip().lower() for line in (RULES / "runbook.md").read_text().splitlines()
                if line.startswith("## ")}
    tested = [check for file in RULES.glob("*.test.yml") for test in yaml.safe_load(file.read_text())["tests"]
              for check in test["alert_rule_test"]]
    for rule in rules("alerts.rules.yml"):
        anchor = rule["annotations"]["runbook"].removeprefix("runbook.md#")
        assert anchor in headings, anchor
        fires = {bool(check["exp_alerts"]) for check in tested if check["alertname"] == rule["alert"]}
        assert fires == {True, False}, f"{rule['alert']}: not seen both firing and quiet"


@pytest.mark.parametrize("arguments", [
    ["check", "config", "prometheus.yml"], ["check", "rules", "recording.rules.yml", "alerts.rules.yml"],
    ["test", "rules", "service.test.yml"], ["test", "rules", "delays.test.yml"]], ids=" ".join)
def test_promtool_accepts_the_rules(arguments):
    done = subprocess.run(["promtool", *arguments], cwd=RULES, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
