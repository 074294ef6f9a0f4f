# SPDX-License-Identifier: EUPL-1.2
"""The books of an office, kept a second time: from `GET /v1/events` alone, in their order. A step that no rule allows
is an error on the spot."""

import datetime
from collections import Counter, defaultdict

HELD = ("assigned", "in_evaluation")


def week_of(day):
    date = datetime.date.fromisoformat(day)
    monday = date - datetime.timedelta(date.weekday())
    return [(monday + datetime.timedelta(n)).isoformat() for n in range(7)]


def is_away(doctor, day):
    active = doctor.get("active", {})
    if active and not active["from"] <= day <= active.get("until", day):
        return True
    return any(one["from"] <= day <= one["until"] for one in doctor["absences"])


def minutes_of_week(doctor, today):
    """A fifth each working day; the tests' week has no holiday."""
    whole, week = doctor["minutes_per_week"], week_of(today)
    return sum(whole * (n + 1) // 5 - whole * n // 5 for n in range(5) if not is_away(doctor, week[n]))


class File:
    def __init__(self, facts):
        self.minutes, self.state = facts["expected_minutes"], "queued" if "complete_on" in facts else "filed"
        self.assignment, self.spent = None, 0
        self.declined, self.conflicts, self.done_by = set(), set(), []

    def left(self):
        return max(0, self.minutes - self.spent)


class Books:
    def __init__(self, client, today):
        self.today, self.files, self.doctors, self.cursor = today, {}, {}, ""
        self.spent = Counter()
        self.modes, self.declines, self.overrides, self.claims = Counter(), Counter(), Counter(), Counter()
        self.fullest = defaultdict(int)
        for event in self.every_event(client):
            step = getattr(self, event["type"].removeprefix("fr.echeance.").replace(".", "_"))
            step(event["subject"], event["data"])

    @staticmethod
    def every_event(client):
        after = ""
        while True:
            page = client.get(f"/v1/events?limit=500{after}", check=False).json
            yield from page["events"]
            if "next_cursor" not in page:
                return
            after = f"&after={page['next_cursor']}"

    def held(self, doctor):
        minutes = 0
        for file in self.files.values():
            given = file.assignment
            if given and file.state in HELD and given["doctor"] == doctor:
                minutes += file.left()
            watched = file.state in HELD + ("awaiting_countersignature",)
            if given and watched and given.get("supervisor") == doctor:
                minutes += given["supervision_minutes"]
        return minutes

    def expect_room(self, doctor, more):
        load = self.held(doctor) + self.spent[doctor] + more
        assert load <= minutes_of_week(self.doctors[doctor], self.today), f"{doctor} is given {load} minutes"
        self.fullest[doctor] = max(self.fullest[doctor], load)

    def doctor_put(self, doctor, facts):
        self.doctors[doctor] = facts

    def file_registered(self, file, facts):
        assert file not in self.files
        self.files[file] = File(facts)

    def file_assigned(self, name, given):
        file, doctor = self.files[name], self.doctors[given["doctor"]]
        assert file.state == "queued", f"{name} is {file.state}, and given to {given['doctor']}"
        assert given["doctor"] not in file.declined | file.conflicts
        assert not is_away(doctor, self.today), f"{given['doctor']} is away"
        overridden = set(given.get("overridden", []))
        assert not overridden or (given["mode"] == "manual" and given["reason"])
        supervisor = given.get("supervisor")
        assert bool(supervisor) == (doctor["kind"] == "supervised")
        if supervisor:
            assert supervisor in doctor["supervisors"] and supervisor not in file.conflicts
            assert not is_away(self.doctors[supervisor], self.today)
            assert given["supervision_minutes"] == -(-file.minutes // 4)
        mine = sum(1 for one in self.files.values()
                   if one.state in HELD and one.assignment["doctor"] == given["doctor"])
        if "open_files_cap" not in overridden:
            assert mine < doctor.get("max_open_files", 10**6), f"{given['doctor']} holds {mine}"
        if "no_capacity" not in overridden:
            self.expect_room(given["doctor"], file.left())
            if supervisor:
                self.expect_room(supervisor, given["supervision_minutes"])
        file.state, file.assignment, file.spent = "assigned", given, 0
        self.modes[given["mode"]] += 1
        self.overrides.update(overridden)
        if given["mode"] == "claim":
            self.claims[name, given["doctor"]] += 1

    def back(self, name):
        file = self.files[name]
        assert file.state in HELD, f"{name} is {file.state}"
        file.state, doctor = "queued", file.assignment["doctor"]
        file.assignment = None
        return file, doctor

    def file_released(self, name, data):
        assert data.get("reason") != "doctor_away" or self.files[name].state == "assigned"
        self.back(name)

    def assignment_declined(self, name, data):
        file, doctor = self.back(name)
        assert data["doctor"] == doctor
        file.declined.add(doctor)
        if data["reason"] == "conflict_of_interest":
            file.conflicts.add(doctor)
        self.declines[data["reason"]] += 1

    def evaluation_started(self, name, _):
        assert self.files[name].state == "assigned"
        self.files[name].state = "in_evaluation"

    def evaluation_submitted(self, name, data):
        file = self.files[name]
        assert file.state == "in_evaluation"
        doctor = file.assignment["doctor"]
        file.spent += data["minutes_spent"]
        self.spent[doctor] += data["minutes_spent"]
        if data["outcome"] == "conclusive":
            supervised = self.doctors[doctor]["kind"] == "supervised"
            file.state = "awaiting_countersignature" if supervised else "evaluated"
            file.done_by.append(doctor)

    def evaluation_countersigned(self, name, data):
        file = self.files[name]
        assert file.state == "awaiting_countersignature" and data["by"] not in file.conflicts
        file.state = "evaluated"
        self.spent[data["by"]] += file.assignment["supervision_minutes"]

    def states(self):
        return Counter(file.state for file in self.files.values())
