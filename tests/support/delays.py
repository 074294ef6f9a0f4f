# SPDX-License-Identifier: EUPL-1.2
"""Every statistic told a second time, from the exported events alone: who waited how long, in plain Python."""

import math
from collections import Counter, defaultdict
from datetime import date, timedelta

from extract import add_months, add_working_days, day

MASK = (1 << 64) - 1


class Round:
    """One round of one request: from filing, or an appeal, to its end."""

    def __init__(self, file, request, appealed_on=None):
        self.file, self.right, self.nature, self.appealed_on = file, request["right"], request["nature"], appealed_on
        self.decision = self.decided_on = self.notified_on = self.withdrawn_on = None

    @property
    def is_decided(self):
        return self.decision in ("granted", "refused") and not self.withdrawn_on

    def limit(self):
        """The start of the legal clock, and its last day, before any suspension."""
        file = self.file
        if self.appealed_on:
            return self.appealed_on, add_months(self.appealed_on, 2)
        if self.right == "PCH" and file.procedure == "urgent" and file.urgency_requested_on:
            return file.urgency_requested_on, add_working_days(file.urgency_requested_on, 15)
        if self.right == "AEEH" or self.right.startswith("CMI_"):
            return file.filed_on, add_months(file.filed_on, 4)
        if not file.complete_on:
            return None, None
        return file.complete_on, add_months(file.complete_on, 4)

    def stopped_days(self, end):
        """The days before `end` on which the legal clock stood still, and its last day."""
        start, due = self.limit()
        stopped = set()
        for first, last in union(self.file.suspensions, end):
            first = max(first, start)
            if first < last and first <= due:  # afterwards the clock has run out
                days = days_between(first, last)
                stopped |= set(days)
                due += timedelta(days=len(days))
        return stopped, due

    def end_on(self, clock):
        if self.withdrawn_on:
            return self.withdrawn_on
        if clock == "citizen":
            return self.notified_on if self.is_decided else None
        return self.decided_on if self.is_decided else None

    def start_on(self, clock):
        if clock == "legal":
            return self.limit()[0]
        if self.appealed_on:
            return self.appealed_on
        return self.file.filed_on if clock == "citizen" else self.file.complete_on

    def elapsed(self, clock, on):
        start = self.start_on(clock)
        if on <= start:
            return 0
        days = (on - start).days
        if clock == "legal":
            end = self.end_on("legal") or date(2199, 1, 1)
            days -= sum(1 for one in self.stopped_days(max(start, end))[0] if one < on)
        return days

    def within_limit(self):
        start, _ = self.limit()
        return self.decided_on <= self.stopped_days(max(start, self.decided_on))[1] if start else None

    def within_target(self):
        start = self.start_on("barometer")
        return self.decided_on <= add_months(start, 3 if self.right == "AAH" else 4) if start else None


def union(suspensions, until):
    """Disjoint intervals, touching ones joined, in order; the second day is not in them."""
    joined = []
    for asked_on, last in sorted((s["asked_on"], s["ends_on"]()) for s in suspensions if s["indispensable"]):
        last = min(last, until)
        if asked_on >= last:
            continue
        if joined and asked_on <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], last)
        else:
            joined.append([asked_on, last])
    return joined


def days_between(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days)]


STAGE = {"filed": "intake", "queued": "waiting", "assigned": "evaluation", "in_evaluation": "evaluation",
         "awaiting_countersignature": "countersignature", "evaluated": "decision", "decided": "notification"}


class File:
    def __init__(self, data):
        self.filed_on, self.complete_on = day(data["filed_on"]), day(data.get("complete_on"))
        self.stage, self.sector, self.procedure = data["stage"], data["sector"], data.get("procedure", "normal")
        self.urgency_requested_on = day(data.get("urgency_requested_on"))
        self.suspensions, self.rounds = [], {}
        for request in data["requests"]:
            self.rounds[request["right"]] = [Round(self, request)]
        self.moves, self.began_on, self.finished = [], None, []  # [(day, stage)], of the present round
        if self.complete_on:
            self.move(self.complete_on, "queued")

    def move(self, on, state):
        self.moves.append((on, STAGE.get(state, "end")))

    def open(self, each):
        return not each.withdrawn_on and each.decision not in ("granted", "refused")

    def settle(self, fallback):
        present = [rounds[-1] for rounds in self.rounds.values()]
        if any(self.open(each) for each in present):
            return
        days = [each.decided_on for each in present if each.decided_on and not each.withdrawn_on]
        self.move(max([fallback, *days]), "decided")

    def stage_days(self, notified_on):
        began = self.began_on or self.filed_on
        moves = [(began, "waiting" if self.began_on else "intake"), *self.moves, (notified_on, "end")]
        days = Counter()
        for (since, stage), (until, _) in zip(moves, moves[1:]):
            days[stage] += (until - since).days
        return days

    def suspended_days(self, notified_on):
        began, counted, days = self.began_on or self.filed_on, set(), Counter()
        for suspension in sorted(self.suspensions, key=lambda one: one["asked_on"]):
            if suspension["indispensable"]:
                own = {one for one in days_between(suspension["asked_on"], suspension["ends_on"]())
                       if began <= one < notified_on} - counted
                counted |= own
                days[suspension["reason"]] += len(own)
        return +days

    def notified(self, on):
        for rounds in self.rounds.values():
            if rounds[-1].decision and not rounds[-1].notified_on:
                rounds[-1].notified_on = on
        self.finished.append([on, self.began_on, list(self.moves)])

    def apply(self, kind, data):
        on = day(data.get("on"))
        if kind == "file.amended":
            for name in ("filed_on", "urgency_requested_on"):
                if data.get(name):
                    setattr(self, name, day(data[name]))
            for name in ("stage", "sector", "procedure"):
                setattr(self, name, data.get(name, getattr(self, name)))
        elif kind == "file.completed":
            self.complete_on = day(data["complete_on"])
            self.move(self.complete_on, "queued")
        elif kind == "documents.requested":
            one = {"asked_on": day(data["asked_on"]), "limit": day(data["time_limit_on"]), "received_on": None,
                   "indispensable": data["indispensable"], "reason": data["reason"]}
            one["ends_on"] = lambda: min(one["limit"], one["received_on"] or one["limit"])
            self.suspensions.append(one)
        elif kind == "documents.received":
            for one in self.suspensions:
                one["received_on"] = one["received_on"] or day(data["received_on"])
        elif kind == "file.assigned":
            self.move(on, "assigned")
        elif kind in ("file.released", "assignment.declined"):
            self.move(on, "queued")
        elif kind == "evaluation.submitted" and data["outcome"] == "conclusive":
            self.move(on, "awaiting_countersignature" if data["countersignature"] == "needed" else "evaluated")
        elif kind == "evaluation.countersigned":
            self.move(on, "evaluated")
        elif kind == "evaluation.returned":
            self.move(on, "queued" if data["to"] == "queue" else "in_evaluation")
        elif kind in ("requests.decided", "decisions.corrected"):
            for each in data["decisions"]:
                present = self.rounds[each["right"]][-1]
                present.decision, present.decided_on = each["decision"], day(each["decided_on"])
            if kind == "decisions.corrected" and self.moves[-1][1] == "notification":
                self.moves.pop()
                present = [rounds[-1] for rounds in self.rounds.values()]
                self.settle(max((each.withdrawn_on for each in present if each.withdrawn_on), default=date.min))
                if self.finished and self.finished[-1][1] == self.began_on:
                    self.finished[-1][2] = list(self.moves)
            else:
                self.settle(day(data["decisions"][0]["decided_on"]))
        elif kind == "file.notified":
            self.notified(on)
        elif kind == "file.withdrawn":
            for right in data["rights"]:
                self.rounds[right][-1].withdrawn_on = on
            self.settle(on)
        elif kind == "file.appealed":
            for right in data["rights"]:
                rounds = self.rounds[right]
                rounds.append(Round(self, {"right": right, "nature": rounds[-1].nature}, on))
            for one in self.suspensions:
                if not one["received_on"]:
                    one["limit"] = min(one["limit"], on)
            self.began_on, self.moves = on, []


class Delays:
    def __init__(self, events, today):
        self.files, self.today = {}, today
        for event in events:
            kind = event.get("type", "").removeprefix("fr.echeance.")
            if kind == "file.registered":
                self.files[event["subject"]] = File(event["data"])
            elif event.get("subject") in self.files:
                self.files[event["subject"]].apply(kind, event["data"])

    def all_rounds(self):
        for file in self.files.values():
            for rounds in file.rounds.values():
                yield from rounds

    def waits_on(self, each, clock, on):
        """Whether the clock had started and not ended on the evening of that day."""
        start, end = each.start_on(clock), each.end_on(clock)
        if start is None or start > on:
            return False
        if end is None and clock == "citizen" and each is not each.file.rounds[each.right][-1]:
            return False  # appealed before it was sent: the person waits in the next round
        return end is None or end > on

    def processing_times(self, first, last, clock, group_by=()):
        groups = defaultdict(lambda: {"days": [], "limit": [], "target": [], "open": 0, "risk": []})
        if not group_by:
            groups[()]
        windows = [(first, last)]
        if "month" in group_by:
            months = sorted({(one.year, one.month) for one in days_between(first, last + timedelta(days=1))})
            windows = [(max(first, date(*month, 1)), min(last, add_months(date(*month, 1), 1) - timedelta(days=1)))
                       for month in months]
        for each in self.all_rounds():
            for begin, end in windows:
                names = {"right": each.right, "nature": each.nature, "stage": each.file.stage,
                         "sector": each.file.sector, "month": begin.isoformat()[:7]}
                group = lambda: groups[tuple(names[name] for name in group_by)]
                self.count(each, clock, begin, end, group)
        return groups

    def count(self, each, clock, begin, end, group):
        ended = each.end_on(clock)
        waits = self.waits_on(each, clock, end)
        if each.start_on(clock) is None or not waits and not (ended and begin <= ended <= end):
            return
        days = each.elapsed(clock, end if waits else ended)
        entered = -1 if each.start_on(clock) >= begin else min(
            each.elapsed(clock, begin - timedelta(days=1)), days - 1)
        decided = not waits and not each.withdrawn_on
        group()["risk"].append((entered, days, decided))
        group()["open"] += waits
        if decided:
            group()["days"].append(days)
            group()["limit"] += [] if each.within_limit() is None else [each.within_limit()]
            group()["target"] += [] if each.within_target() is None else [each.within_target()]

    def flow(self, first, last):
        counts = Counter()
        for file in self.files.values():
            for rounds in file.rounds.values():
                counts["received"] += first <= file.filed_on <= last
                for each in rounds:
                    counts["reopened"] += bool(each.appealed_on and first <= each.appealed_on <= last)
                    counts["withdrawn"] += bool(each.withdrawn_on and first <= each.withdrawn_on <= last)
                    counts["decided"] += bool(each.is_decided and first <= each.decided_on <= last)
        return counts

    def open_on(self, on):
        return sum(
            (each.appealed_on or each.file.filed_on) <= on
            and not (each.withdrawn_on and each.withdrawn_on <= on)
            and not (each.is_decided and each.decided_on <= on)
            for each in self.all_rounds())

    def stage_times(self, first, last):
        stages, suspended = defaultdict(list), Counter()
        for file in self.files.values():
            for notified_on, began_on, moves in file.finished:
                if not first <= notified_on <= last:
                    continue
                past = File.__new__(File)
                past.filed_on, past.began_on, past.moves = file.filed_on, began_on, moves
                past.suspensions = file.suspensions
                days = past.stage_days(notified_on)
                for stage in dict.fromkeys(STAGE.values()):
                    stages[stage].append(days[stage])
                suspended.update(past.suspended_days(notified_on))
        return stages, suspended


def nearest_rank(values, percent):
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]


def product_limit(risk, percent):
    """The day on which at most `100 - percent` of a hundred still wait."""
    waiting = 1.0
    for days in sorted({days for _, days, decided in risk if decided}):
        at_risk = sum(entered < days <= left for entered, left, _ in risk)
        events = sum(decided and left == days for _, left, decided in risk)
        waiting *= 1 - events / at_risk
        if waiting <= (100 - percent) / 100 + 1e-9:
            return days
    return None


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        value = self.state
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
        return ((value ^ (value >> 31)) * bound) >> 64


def figures(sample):
    """Of (days, within limit or None): mean, median, p90, share late."""
    days = [one for one, _ in sample]
    limits = [within for _, within in sample if within is not None]
    late = sum(not within for within in limits) / len(limits) if limits else 0.0
    return sum(days) / len(days), float(nearest_rank(days, 50)), float(nearest_rank(days, 90)), late


def bootstrap(baseline, period, seed, replications):
    """Both are (right's place, days, within limit or None), sorted as the service sorts them."""
    numbers, differences = SplitMix64(seed), [[], [], [], []]
    order = lambda one: (one[0], one[1], one[2] is not None, bool(one[2]))
    samples = [[(days, within) for _, days, within in sorted(each, key=order)] for each in (baseline, period)]
    for _ in range(replications):
        before, after = (figures([sample[numbers.below(len(sample))] for _ in sample]) for sample in samples)
        for n in range(4):
            differences[n].append(after[n] - before[n])
    return [(nearest_rank(each, 2.5), nearest_rank(each, 97.5)) for each in differences]


def decompose(baseline, period):
    speed = mix = 0.0
    for right in {right for right, *_ in baseline + period}:
        old = [days for name, days, _ in baseline if name == right]
        new = [days for name, days, _ in period if name == right]
        share = [len(old) / len(baseline), len(new) / len(period)]
        mean = [sum(each) / len(each) if each else None for each in (old, new)]
        mean = [mean[0] if old else mean[1], mean[1] if new else mean[0]]
        speed += (mean[1] - mean[0]) * (share[0] + share[1]) / 2
        mix += (share[1] - share[0]) * (mean[0] + mean[1]) / 2
    return speed, mix
