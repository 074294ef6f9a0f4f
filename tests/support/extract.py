# SPDX-License-Identifier: EUPL-1.2
"""The extract of an MDPH's own system (made up, no real person), and the law told a second time in Python."""

import calendar
import csv
import gzip
import io
import re
from datetime import date, timedelta
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data/mdph92"
AS_OF = "2026-11-20"


def files_csv():
    return gzip.decompress((DATA / "dossiers.csv.gz").read_bytes())


def doctors_csv():
    return (DATA / "medecins.csv").read_bytes()


def tireless_doctors_csv():
    """The same doctors without their weekly minutes: they take files until none is left, in one day."""
    return re.sub(rb"(?m)^((?:[^;]*;){3})[0-9]+;", rb"\1;", doctors_csv())


def head(content, lines):
    """The heading and the first `lines` lines."""
    return b"".join(content.splitlines(keepends=True)[: lines + 1])


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def day(text):
    return date.fromisoformat(text) if text else None


def add_months(start, months):
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


HOLIDAYS = {date.fromisoformat(text) for text in (
    "2025-01-01 2025-04-21 2025-05-01 2025-05-08 2025-05-29 2025-06-09 2025-07-14 2025-08-15 2025-11-01 "
    "2025-11-11 2025-12-25 2026-01-01 2026-04-06 2026-05-01 2026-05-08 2026-05-14 2026-05-25 2026-07-14 "
    "2026-08-15 2026-11-01 2026-11-11 2026-12-25 2027-01-01").split()}


def add_working_days(start, count):
    while count:
        start += timedelta(days=1)
        if start.weekday() < 5 and start not in HOLIDAYS:
            count -= 1
    return start


class File:
    """One line of the extract, with the due date and place it must get."""

    def __init__(self, row):
        self.reference = row["reference"]
        self.filed_on, self.complete_on = day(row["depose_le"]), day(row["recevable_le"])
        self.cancelled = row["tatdem"] == "4"
        self.urgency = row["motif_urgence"] if row["typproc"] == "2" else None
        self.stage = {"E": "child", "A": "adult"}[row["typpub"]]
        self.requests = []
        for text in row["demandes"].split("|"):
            right, nature, end = text.split("/")
            self.requests.append((right, {"1": "first", "2": "review"}[nature], day(end)))
        rights = [right for right, _, _ in self.requests]
        if "AAH" in rights and "RQTH" not in rights:
            nature = next(nature for right, nature, _ in self.requests if right == "AAH")
            self.requests.append(("RQTH", nature, None))
        self.sector = row["code_insee"]
        self.skill = row["competence"]
        self.excluded = set(filter(None, row["medecins_exclus"].split("|")))
        # What the file's life adds, told by the test that makes it happen.
        self.declined, self.took_part, self.appealed = set(), set(), False

    def due_on(self):
        return min(filter(None, (self.request_due_on(right) for right, _, _ in self.requests)), default=None)

    def request_due_on(self, right):
        if right == "PCH" and self.urgency:
            return add_working_days(self.filed_on, 15)
        if right == "AEEH" or right.startswith("CMI_"):
            return add_months(self.filed_on, 4)
        return add_months(self.complete_on, 4) if self.complete_on else None

    def credit(self, today):
        days = [0]
        if self.urgency in ("hospital_discharge", "home", "establishment", "school"):
            days.append(90)
        if self.urgency in ("job", "new_job", "training"):
            days.append(60)
        for _, _, end in self.requests:
            if end and end < today:
                days.append(75)
            elif end and (end - today).days <= 60:
                days.append(45)
        return max(days)

    def effective_due_on(self, today):
        return self.due_on() - timedelta(days=self.credit(today))

    def closed_to_supervised(self):
        return any(right == "AAH" and nature == "first" for right, nature, _ in self.requests)


def files():
    return [File(row) for row in rows(files_csv())]


class Doctor:
    def __init__(self, row):
        self.id, self.kind = row["medecin"], row["statut"]
        self.skills = set(filter(None, row["competences"].split("|")))
        self.supervisors = list(filter(None, row["superviseurs"].split("|")))
        self.present_from = day(row["present_du"])
        self.authorised = (day(row["autorise_du"]), day(row["autorise_au"]))
        self.absences = [tuple(map(day, text.split("/"))) for text in filter(None, row["absences"].split("|"))]
        self.sessions = {day(text.split(":")[0]) for text in filter(None, row["vacations"].split("|"))}
        # Limits that the extract does not have; None is no limit.
        self.rights = self.stages = self.sectors = self.max_open_files = None
        self.open_files = 0

    def works(self, today):
        if self.present_from and today < self.present_from:
            return False
        if any(start <= today <= end for start, end in self.absences):
            return False
        return self.kind != "sessional" or today in self.sessions

    def works_in_week(self, today):
        """Whether the week has any time of this doctor: no test fills one."""
        monday = today - timedelta(days=today.weekday())
        return any(self.works(on) and (self.kind == "sessional" or (on.weekday() < 5 and on not in HOLIDAYS))
                   for on in (monday + timedelta(days=n) for n in range(7)))

    def may_claim(self, today, doctors):
        if not self.works(today):
            return False
        if self.kind != "supervised":
            return True
        return self.authorised[0] <= today <= self.authorised[1] and any(
            doctors[name].works(today) for name in self.supervisors)

    def may_take(self, file, today, doctors):
        if self.id in file.excluded or (file.skill and file.skill not in self.skills):
            return False
        if self.kind != "supervised":
            return True
        return not file.closed_to_supervised() and any(
            doctors[name].works(today) and name not in file.excluded for name in self.supervisors)


    def failed(self, file, today, doctors):
        """The code of every rule that this doctor fails for the file."""
        rights = {right for right, _, _ in file.requests}
        supervised = self.kind == "supervised"
        barred = file.excluded | file.took_part
        passed = {
            "conflict_of_interest": self.id not in file.excluded,
            "declined_before": self.id not in file.declined,
            "same_evaluator": self.id not in file.took_part,
            "right": self.rights is None or rights <= self.rights,
            "stage": self.stages is None or file.stage in self.stages,
            "skill": not file.skill or file.skill in self.skills,
            "sector": self.sectors is None or file.sector in self.sectors,
            "not_authorised": not supervised or (
                self.authorised[0] <= today <= self.authorised[1]
                and not file.closed_to_supervised() and not file.appealed),
            "no_supervisor": not supervised or any(
                doctors[name].works(today) and name not in barred for name in self.supervisors),
            "not_working": self.works(today),
            "open_files_cap": self.max_open_files is None or self.open_files < self.max_open_files,
            "no_capacity": self.works_in_week(today),
        }
        assert list(passed) == RULES
        return {rule for rule, is_passed in passed.items() if not is_passed}


#: Every rule, in the order of the contract.
RULES = ("conflict_of_interest declined_before same_evaluator right stage skill sector not_authorised "
         "no_supervisor not_working open_files_cap no_capacity").split()
NEVER_RELAXED = {"conflict_of_interest", "same_evaluator"}


def relaxations(failures):
    """The smallest sets of rules without which somebody could take the file; None when somebody can."""
    if not all(failures):
        return None
    sets = {frozenset(failed) for failed in failures if not failed & NEVER_RELAXED}
    smallest = [sorted(one) for one in sets if not any(other < one for other in sets)]
    return sorted(smallest, key=lambda one: (len(one), one))[:16]


def doctors():
    return {row["medecin"]: Doctor(row) for row in rows(doctors_csv())}
