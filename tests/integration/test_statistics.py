# SPDX-License-Identifier: EUPL-1.2
"""A year replayed through the API, and every statistic recomputed from the exported events alone: they agree to
the last digit."""

import csv
import io
import json
import random
from datetime import date, timedelta

import pytest

from delays import Delays, bootstrap, decompose, figures, nearest_rank, product_limit
from echeance import Service, eventually

TODAY = date(2026, 12, 31)
FIRST, LAST = date(2026, 1, 1), TODAY
RIGHTS = ("AAH AEEH PCH RQTH CMI_INVALIDITE CMI_PRIORITE CMI_STATIONNEMENT ORIENTATION_ENFANT ORIENTATION_ADULTE "
          "SCOLARISATION AVPF AUTRE").split()
SECTORS = ("92004", "92012", "92026", "92050")
FILES = 260


class Year:
    """Lives of files, each step entered late, on the day it happened."""

    def __init__(self, client, seed):
        self.client, self.random = client, random.Random(seed)

    def register(self, number):
        chance = self.random.random
        filed_on = FIRST + timedelta(days=self.random.randrange(-200, 340))
        facts = {"reference": f"YEAR-{number:04d}", "filed_on": filed_on.isoformat(),
                 "stage": self.random.choice(("adult", "adult", "child")), "sector": self.random.choice(SECTORS),
                 "procedure": "normal",
                 "requests": [{"right": right, "nature": self.random.choice(("first", "review"))}
                              for right in self.random.sample(RIGHTS, self.random.randint(1, 3))]}
        if chance() < 0.9:
            facts["complete_on"] = self.later(filed_on, 40).isoformat()
        if chance() < 0.1:
            facts |= {"procedure": "urgent", "urgency_reason": "job", "urgency_requested_on": facts["filed_on"]}
        return self.client.post("/v1/files", facts).json

    def later(self, on, most):
        return min(TODAY, on + timedelta(days=self.random.randint(0, most)))

    def step(self, file, name, **body):
        answer = self.client.post(f"/v1/files/{file['id']}:{name}", body)
        assert answer.status == 200, (name, body, answer)
        file.update(answer.json)

    def live(self, file):
        """The whole life of a file, or as much of it as the year holds."""
        chance = self.random.random
        on = date.fromisoformat(file["filed_on"])
        if "complete_on" not in file:
            if chance() < 0.5:
                return
            on = self.later(on, 30)
            self.step(file, "complete", complete_on=on.isoformat())
        on = max(on, date.fromisoformat(file["complete_on"]))
        for _ in range(1 if chance() < 0.9 else 2):
            on = self.wait(file, self.later(on, 160))
            if on == TODAY or file["suspended"] or not self.evaluate(file, on):
                return
            on = date.fromisoformat(max(a.get("ended_on", "") for a in file["attempts"]))
            if "countersigned_on" in file["evaluation"]:
                on = max(on, date.fromisoformat(file["evaluation"]["countersigned_on"]))
            on = self.decide(file, self.later(on, 45))
            if on is None:
                return
            on = self.later(on, 20)
            if chance() < 0.9:
                self.step(file, "notify", on=on.isoformat())
            if chance() < 0.3:
                self.correct(file)
            if chance() > 0.25 or on == TODAY:
                return
            on = self.later(on, 60)
            self.step(file, "appeal", on=on.isoformat())

    def wait(self, file, on):
        if self.random.random() < 0.35:
            asked_on = max(date.fromisoformat(file["queued_on"]), on - timedelta(days=20))
            self.step(file, "suspend", asked_on=asked_on.isoformat(), documents=["medical_certificate"],
                      reason=self.random.choice(("missing_document", "outdated_document")),
                      time_limit_on=(asked_on + timedelta(days=self.random.randint(5, 90))).isoformat(),
                      indispensable=self.random.random() < 0.8)
            if self.random.random() < 0.7:
                on = self.later(on, 25)
                self.step(file, "resume", received_on=on.isoformat())
        if self.random.random() < 0.06:
            rights = [r["right"] for r in file["requests"] if "withdrawn_on" not in r and "decision" not in r]
            on = max(on, date.fromisoformat(file["queued_on"]))
            if len(rights) > 1:
                self.step(file, "withdraw", rights=rights[:1], on=on.isoformat())
        return on

    def evaluate(self, file, on):
        excluded = {one["doctor"] for one in file["excluded_doctors"]}
        names = [name for name in ("D1", "D2", "D3", "D4") if name not in excluded]
        if not names:
            return False
        answer = None
        if file["round"] == 1 and "T1" not in excluded and self.random.random() < 0.3:
            answer = self.client.post(f"/v1/files/{file['id']}:assign",
                                      {"doctor": "T1", "reason": "replay", "on": on.isoformat()})
        if answer is None or answer.status != 200:
            self.step(file, "assign", doctor=names[0], reason="replay", on=on.isoformat())
            if self.random.random() < 0.2:
                on = self.later(on, 9)
                self.step(file, "release", on=on.isoformat())
                on = self.later(on, 30)
                self.step(file, "assign", doctor=names[-1], reason="replay", on=on.isoformat())
        else:
            file.update(answer.json)
        on = self.later(on, 5)
        self.step(file, "start", on=on.isoformat())
        on = self.later(on, 15)
        self.step(file, "submit-evaluation", minutes_spent=12, outcome="conclusive", on=on.isoformat())
        if file["state"] == "awaiting_countersignature":
            on = self.later(on, 12)
            if self.random.random() < 0.3:
                self.step(file, "return", supervisor="D2", on=on.isoformat())
                on = self.later(on, 4)
                self.step(file, "submit-evaluation", minutes_spent=3, outcome="conclusive", on=on.isoformat())
            self.step(file, "countersign", supervisor="D2", on=on.isoformat())
        return self.random.random() < 0.92

    def decide(self, file, on):
        rights = [r["right"] for r in file["requests"] if "withdrawn_on" not in r
                  and r.get("decision") not in ("granted", "refused")]
        deferred = [right for right in rights if self.random.random() < 0.08]
        decision = lambda right: "deferred" if right in deferred else self.random.choice(("granted", "refused"))
        self.step(file, "decide", decisions=[{"right": right, "decision": decision(right), "decided_on": on.isoformat()}
                                             for right in rights])
        if deferred and self.random.random() < 0.5:
            on = self.later(on, 30)
            self.step(file, "decide", decisions=[
                {"right": right, "decision": "granted", "decided_on": on.isoformat()} for right in deferred])
        return on if file["state"] == "decided" else None

    def correct(self, file):
        decided = [r for r in file["requests"] if r.get("decision") in ("granted", "refused")]
        one = self.random.choice(decided)
        earlier = (date.fromisoformat(one["decided_on"]) - timedelta(days=1)).isoformat()
        answer = self.client.post(f"/v1/files/{file['id']}:correct-decisions", {
            "decisions": [{"right": one["right"], "decision": "granted", "decided_on": earlier}]})
        assert answer.status in (200, 422), answer


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    with Service(as_of=TODAY.isoformat(), data_dir=tmp_path_factory.mktemp("year") / "data") as service:
        client = service.client()
        for name in ("D1", "D2", "D3", "D4"):
            client.put(f"/v1/doctors/{name}", {"kind": "titular"})
        client.put("/v1/doctors/T1", {"kind": "supervised", "supervisors": ["D2"],
                                      "authorised": {"from": "2025-01-01", "until": "2027-01-01"}})
        replay = Year(client, 20261231)
        files = [replay.register(number) for number in range(FILES)]
        for file in files:
            replay.live(file)
        for file in replay.random.sample(files, 30):  # facts amended while the file is open
            etag = client.get(f"/v1/files/{file['id']}").headers["etag"]
            client.patch(f"/v1/files/{file['id']}", {"sector": "92073"}, headers={
                "If-Match": etag, "Content-Type": "application/merge-patch+json"})
        service.delays = Delays(exported(client), TODAY)
        service.files = files
        yield service


def exported(client):
    return [json.loads(line) for line in client.call("GET", "/v1/export").body.decode().splitlines()]


def test_the_year_holds_everything_that_may_happen(year):
    rounds = list(year.delays.all_rounds())
    assert sum(one.is_decided for one in rounds) > 200
    assert sum(bool(one.appealed_on) for one in rounds) > 15
    assert sum(bool(one.withdrawn_on) for one in rounds) > 3
    assert sum(bool(one.end_on("citizen")) and one.is_decided for one in rounds) > 150
    assert sum(one.elapsed("legal", one.decided_on) != (one.decided_on - one.start_on("legal")).days
               for one in rounds if one.is_decided) > 20, "suspended"


PERIODS = [(FIRST, LAST), (date(2026, 4, 7), date(2026, 9, 18))]


@pytest.mark.parametrize("first,last", PERIODS)
@pytest.mark.parametrize("clock", ["citizen", "legal", "barometer"])
@pytest.mark.parametrize("group_by", ["", "right", "sector", "right,nature,stage", "month", "sector,month",
                                      "sector,right", "stage,month,nature"])
def test_processing_times(year, first, last, clock, group_by):
    query = f"from={first}&until={last}&clock={clock}" + (f"&group_by={group_by}" if group_by else "")
    answer = year.client().get(f"/v1/statistics/processing-times?{query}").json
    dimensions = group_by.split(",") if group_by else []
    expected = year.delays.processing_times(first, last, clock, dimensions)
    with_waiting = "sector" not in dimensions or not set(dimensions) - {"sector", "month"}
    if not with_waiting:  # such a group exists for what ended since the period began
        expected = {key: group for key, group in expected.items() if group["days"]}
        answer["groups"] = [group for group in answer["groups"] if group["n"]]
    assert [tuple(group["key"].values()) for group in answer["groups"]] == sorted(expected)
    for group in answer["groups"]:
        told = expected[tuple(group.pop("key").values())]
        assert group == group_of(told, with_waiting)


def group_of(told, with_waiting):
    days, group = told["days"], {"n": len(told["days"])}
    if days:
        group |= {"mean_days": float(f"{sum(days) / len(days):.2f}"), "median_days": nearest_rank(days, 50),
                  "p90_days": nearest_rank(days, 90)}
    for name, values in (("within_limit_share", told["limit"]), ("within_target_share", told["target"])):
        if values:
            group[name] = float(f"{sum(values) / len(values):.4f}")
    if with_waiting:
        group["kaplan_meier"] = {"n_open": told["open"]}
        for name, percent in (("median_days", 50), ("p90_days", 90)):
            found = product_limit(told["risk"], percent)
            if found is not None:
                group["kaplan_meier"][name] = found
    return group


@pytest.mark.parametrize("length", ["day", "week", "month"])
def test_flow_reconciles(year, length):
    rows = year.client().get(f"/v1/statistics/flow?from=2026-02-03&until={LAST}&period={length}").json["periods"]
    assert rows[0]["from"] == "2026-02-03" and rows[-1]["until"] == LAST.isoformat()
    opening = year.delays.open_on(date(2026, 2, 2))
    for row in rows:
        first, last = date.fromisoformat(row["from"]), date.fromisoformat(row["until"])
        assert first <= last and row["opening"] == opening
        counts = year.delays.flow(first, last)
        assert {name: row[name] for name in ("received", "reopened", "decided", "withdrawn", "purged")} == {
            **dict.fromkeys(("received", "reopened", "decided", "withdrawn", "purged"), 0), **counts}
        opening = row["closing"]
        assert opening == year.delays.open_on(last)
    backlog = year.client().get("/v1/statistics/backlog").json["groups"][0]
    assert opening == backlog["requests"], "another counter tells the same"


def test_delay_reduction(year):
    periods = [(date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 1), LAST)]
    (old_from, old_until), (new_from, new_until) = periods
    for clock in ("citizen", "legal", "barometer"):
        answer = year.client().get(
            f"/v1/statistics/delay-reduction?baseline_from={old_from}&baseline_until={old_until}"
            f"&from={new_from}&until={new_until}&clock={clock}").json
        samples = [[(RIGHTS.index(one.right), one.elapsed(clock, one.end_on(clock)), one.within_limit())
                    for one in year.delays.all_rounds()
                    if one.is_decided and one.end_on(clock) and first <= one.end_on(clock) <= last]
                   for first, last in periods]
        told = [figures([(days, within) for _, days, within in sample]) for sample in samples]
        for name, sample, figure, (first, last) in zip(("baseline", "period"), samples, told, periods):
            assert answer[name] == {
                "from": first.isoformat(), "until": last.isoformat(), "n": len(sample),
                "mean_days": float(f"{figure[0]:.2f}"), "median_days": figure[1], "p90_days": figure[2],
                "overdue_share": float(f"{figure[3]:.4f}"), "backlog": year.delays.open_on(last)}
        intervals = bootstrap(*samples, answer["seed"], answer["replications"])
        for n, name in enumerate(("mean_days", "median_days", "p90_days", "overdue_share")):
            places = 4 if name == "overdue_share" else 2
            expected = [told[1][n] - told[0][n], *intervals[n]]
            assert list(answer["difference"][name].values()) == [
                pytest.approx(value, abs=0.51 * 10 ** -places) for value in expected]
        assert answer["difference"]["backlog"]["value"] == (
            year.delays.open_on(new_until) - year.delays.open_on(old_until))
        assert (answer["speed_effect_days"], answer["mix_effect_days"]) == tuple(
            pytest.approx(value, abs=0.0051) for value in decompose(*samples))


@pytest.mark.parametrize("first,last", PERIODS)
def test_stage_times_sum_to_the_whole(year, first, last):
    answer = year.client().get(f"/v1/statistics/stage-times?from={first}&until={last}").json
    stages, suspended = year.delays.stage_times(first, last)
    assert answer["files"] == len(stages["waiting"]) > 20
    assert sum(row["days"] for row in answer["stages"]) == answer["total_days"] == sum(map(sum, stages.values()))
    for row in answer["stages"]:
        days = stages[row["stage"]]
        assert row == {"stage": row["stage"], "days": sum(days), "median_days": nearest_rank(days, 50),
                       "share": float(f"{sum(days) / answer['total_days']:.4f}"), "p90_days": nearest_rank(days, 90),
                       "mean_days": float(f"{sum(days) / len(days):.2f}")}
    assert {row["reason"]: row["days"] for row in answer["suspended"]["reasons"]} == suspended
    assert answer["suspended"]["days"] == sum(suspended.values())


def test_every_statistic_opens_in_a_spreadsheet(year):
    client = year.client()
    for path, rows in (("processing-times", "groups"), ("flow", "periods"), ("stage-times", "stages"),
                       ("delay-reduction", None), ("capacity", "weeks"), ("backlog", "groups")):
        query = {"capacity": "", "backlog": "?group_by=right"}.get(path, f"?from={FIRST}&until={LAST}")
        query += f"&baseline_from={FIRST}&baseline_until={LAST}" if path == "delay-reduction" else ""
        told = client.get(f"/v1/statistics/{path}{query}").json
        sheet = client.get(f"/v1/statistics/{path}{query}", headers={"Accept": "text/csv"})
        assert sheet.headers["content-type"].startswith("text/csv")
        assert sheet.body.startswith(b"\xef\xbb\xbf") and b"\n" not in sheet.body.replace(b"\r\n", b"")
        table = list(csv.DictReader(io.StringIO(sheet.body.decode("utf-8-sig")), delimiter=";"))
        expected = told[rows] if rows else [told]
        assert len(table) == len(expected)
        for row, group in zip(table, expected):
            for name, value in group.items():
                if isinstance(value, (int, float)):
                    assert row[name] == str(value).replace(".", ",")


def test_small_groups_are_for_administrators(year):
    query = f"/v1/statistics/processing-times?from={FIRST}&until={LAST}&clock=citizen&group_by=right,sector,nature"
    all_groups = year.client().get(query).json["groups"]
    shown = year.client(year.token("reader", "statistics:read")).get(query).json["groups"]
    small = [group["key"] for group in all_groups if 0 < group["n"] < 5]
    assert small, "the year has none"
    assert [group["key"] for group in shown if group.get("suppressed")] == small
    assert all(set(group) == {"key", "suppressed"} for group in shown if group.get("suppressed"))
    assert [group for group in shown if "n" in group] == [group for group in all_groups if group["key"] not in small]


def test_the_counters_are_proven_and_survive_a_restore(year, tmp_path):
    eventually(lambda: year.client().get("/v1/integrity").json["ok"])
    export = tmp_path / "all.ndjson"
    export.write_bytes(year.client().call("GET", "/v1/export").body)
    with Service(as_of=TODAY.isoformat(), data_dir=tmp_path / "again") as again:
        client = again.client()
        assert client.call("POST", "/v1/import", export.read_bytes(),
                           headers={"Content-Type": "application/x-ndjson"}).status == 200
        query = f"/v1/statistics/processing-times?from={FIRST}&until={LAST}&clock=legal&group_by=right,month"
        assert client.get(query).json == year.client().get(query).json
        eventually(lambda: client.get("/v1/integrity").json["ok"])


def test_a_period_must_be_one(year):
    client = year.client()
    for query in ("from=2026-02-30&until=2026-03-01", "from=2026-03-02&until=2026-03-01",
                  "from=2010-01-01&until=2026-03-01", "from=2026-03-01"):
        assert client.get(f"/v1/statistics/flow?{query}").status in (400, 422), query
    ahead = client.get("/v1/statistics/flow?from=2026-12-01&until=2027-06-30").json["periods"]
    assert ahead[-1]["until"] == TODAY.isoformat()
