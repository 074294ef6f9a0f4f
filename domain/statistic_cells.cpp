// SPDX-License-Identifier: EUPL-1.2
#include "domain/statistic_cells.hpp"

#include <algorithm>

#include "domain/clocks.hpp"
#include "domain/enum_names.hpp"
#include "domain/whole_number.hpp"

namespace echeance {
namespace {

constexpr std::array<std::string_view, all_statistic_tables.size()> table_names{
    "flow", "ended", "citizen", "legal", "barometer"};

// Codes of one character, pinned by tests: they rest in the store.
constexpr char end_codes[] = {'d', 'n', 'w'};
constexpr std::size_t group_size = 3;
constexpr std::size_t sector_size = 5;

char code_of(Right right) {
    return static_cast<char>('a' + static_cast<int>(right));
}

/// `a1c`: right, NATDEM, child or adult.
std::string group_code(const RequestGroup& group) {
    return {code_of(group.right),
            group.nature == Nature::first ? '1' : '2',
            group.stage == StageOfLife::child ? 'c' : 'a'};
}

std::optional<RequestGroup> group_in(std::string_view code, Sector sector) {
    if (code.size() != group_size) return std::nullopt;
    const auto right = static_cast<std::size_t>(static_cast<unsigned char>(code[0]) - 'a');
    if (right >= right_count || (code[1] != '1' && code[1] != '2')) return std::nullopt;
    if (code[2] != 'c' && code[2] != 'a') return std::nullopt;
    return RequestGroup{static_cast<Right>(right),
                        code[1] == '1' ? Nature::first : Nature::review,
                        code[2] == 'c' ? StageOfLife::child : StageOfLife::adult,
                        std::move(sector)};
}

char code_of(const std::optional<bool>& in_time) {
    if (!in_time) return '-';
    return *in_time ? 'm' : 'b';
}
std::optional<bool> in_time(char code) {
    if (code == '-') return std::nullopt;
    return code == 'm';
}

/// Adds what one file counts for.
class Counting {
public:
    Counting(const CaseFile& file, StatisticCells& cells) : file_(file), cells_(cells) {}

    void request(const RightRequest& request, std::span<const RuleOutcome> outcomes) {
        flow('r', file_.facts.filed_on, request.right);
        std::size_t n = 0;
        for_each_round(request,
                       [&](const RightRequest& round) { this->round(round, outcomes[n++]); });
    }

    void whole_file() {
        cells_[{StatisticTable::flow, file_.facts.filed_on, "f"}] += 1;
        for (const auto& earlier : file_.earlier_rounds)
            if (earlier.notified_on)
                notified_round(earlier.began_on, *earlier.notified_on, earlier.stages);
        if (file_.notified_on)
            notified_round(round_began_on(file_), *file_.notified_on, file_.stages);
    }

private:
    void flow(char kind, LegalDay day, Right right) {
        cells_[{StatisticTable::flow, day, {kind, code_of(right)}}] += 1;
    }

    void round(const RightRequest& round, const RuleOutcome& outcome) {
        const auto& facts = file_.facts;
        EndedRequest ended{
            .group = {round.right, round.nature, facts.stage, facts.sector},
            .within_limit = outcome.within_limit,
            .within_target = outcome.within_target,
        };
        const ClockSpan citizen{round.appealed_on.value_or(facts.filed_on)};
        std::optional<ClockSpan> barometer;
        if (const auto start = round.appealed_on ? round.appealed_on : facts.complete_on)
            barometer = ClockSpan{*start};
        if (round.appealed_on) flow('a', *round.appealed_on, round.right);

        if (round.withdrawn_on) {
            flow('w', *round.withdrawn_on, round.right);
            ended.end = RequestEnd::withdrawn;
            ended.citizen = citizen;
            ended.legal = outcome.legal;
            ended.barometer = barometer;
            add(ended, *round.withdrawn_on);
            return;
        }
        if (is_open(round)) {
            waits(StatisticTable::citizen, ended.group, citizen);
            if (outcome.legal) waits(StatisticTable::legal, ended.group, *outcome.legal);
            if (barometer) waits(StatisticTable::barometer, ended.group, *barometer);
            return;
        }
        flow('d', *round.decided_on, round.right);
        ended.decision = round.decision;
        ended.legal = outcome.legal;
        ended.barometer = barometer;
        add(ended, *round.decided_on);
        if (round.notified_on) {
            ended.end = RequestEnd::notified;
            ended.citizen = citizen;
            ended.legal.reset();
            ended.barometer.reset();
            add(ended, *round.notified_on);
        } else if (!is_earlier(round)) {
            waits(StatisticTable::citizen, ended.group, citizen);
        }
    }

    /// The citizen of a round that was appealed before it was notified waits in the next one.
    [[nodiscard]] bool is_earlier(const RightRequest& round) const {
        const auto& requests = file_.facts.requests;
        const auto present = std::ranges::find(requests, round.right, &RightRequest::right);
        return present == requests.end() || present->appealed_on != round.appealed_on;
    }

    void add(const EndedRequest& ended, LegalDay day) {
        cells_[{StatisticTable::ended, day, field_of(ended, day)}] += 1;
    }

    void waits(StatisticTable table, const RequestGroup& group, const ClockSpan& span) {
        const auto stops = stops_text(span);
        cells_[{table, span.start_on, group_code(group) + stops}] += 1;
        cells_[{table, span.start_on, "z" + group.sector.text() + stops}] += 1;
    }

    void notified_round(LegalDay began_on, LegalDay notified_on, const StageAccount& stages) {
        const auto days = stage_days(stages, began_on, notified_on);
        for (std::size_t n = 0; n < days.size(); ++n)
            cells_[{StatisticTable::ended,
                    notified_on,
                    "t" + std::to_string(n) + "." + std::to_string(days[n])}] += 1;
        suspended(began_on, notified_on);
    }

    /// A day that several suspensions cover goes to the one asked for first.
    void suspended(LegalDay from, LegalDay until) {
        std::vector<std::pair<LegalDay, std::size_t>> asked;
        for (std::size_t n = 0; n < file_.suspensions.size(); ++n)
            asked.emplace_back(file_.suspensions[n].asked_on, n);
        std::ranges::sort(asked);
        LegalDay counted_until = from;
        for (const auto& [day, n] : asked) {
            const auto& one = file_.suspensions[n];
            for (const auto& stop : suspended_intervals({&one, 1}, until)) {
                const auto begin = std::max(stop.from, counted_until);
                if (begin >= stop.until) continue;
                cells_[{StatisticTable::ended, until, "s" + one.reason}] += stop.until - begin;
                counted_until = stop.until;
            }
        }
    }

    const CaseFile& file_;
    StatisticCells& cells_;
};

}  // namespace

std::string_view to_text(StatisticTable table) {
    return name_in(table_names, table);
}

StatisticCells statistics_of(const CaseFile& file, std::span<const RuleOutcome> outcomes) {
    StatisticCells cells;
    if (outcomes.empty()) return cells;
    Counting counting{file, cells};
    std::size_t next = 0;
    for (const auto& request : file.facts.requests) {
        const auto rounds = request.earlier.size() + 1;
        if (next + rounds > outcomes.size()) return {};
        counting.request(request, outcomes.subspan(next, rounds));
        next += rounds;
    }
    counting.whole_file();
    return cells;
}

StatisticCells statistics_change(CountedFile before, CountedFile after) {
    // All that `statistics_of` looks at; stages count from the notification on.
    const bool is_same = std::ranges::equal(before.outcomes, after.outcomes) &&
                         before.file.facts == after.file.facts &&
                         before.file.suspensions == after.file.suspensions &&
                         before.file.notified_on == after.file.notified_on &&
                         (!after.file.notified_on || before.file.stages == after.file.stages) &&
                         before.file.earlier_rounds == after.file.earlier_rounds;
    if (is_same) return {};
    return difference(statistics_of(after.file, after.outcomes),
                      statistics_of(before.file, before.outcomes));
}

StatisticCells difference(const StatisticCells& after, const StatisticCells& before) {
    auto result = after;
    for (const auto& [cell, count] : before) result[cell] -= count;
    std::erase_if(result, [](const auto& cell) { return cell.second == 0; });
    return result;
}

DayFlow& DayFlow::operator+=(const DayFlow& other) {
    files_received += other.files_received;
    received += other.received;
    reopened += other.reopened;
    decided += other.decided;
    withdrawn += other.withdrawn;
    return *this;
}

bool add_flow(DayFlow& flow, std::string_view field, std::int64_t count) {
    if (field == "f") {
        flow.files_received += count;
        return true;
    }
    if (field.size() != 2) return false;
    switch (field.front()) {
        case 'r':
            flow.received += count;
            return true;
        case 'a':
            flow.reopened += count;
            return true;
        case 'd':
            flow.decided += count;
            return true;
        case 'w':
            flow.withdrawn += count;
            return true;
        default:
            return false;
    }
}

std::string field_of(const EndedRequest& ended, LegalDay day) {
    std::string field{end_codes[static_cast<std::size_t>(ended.end)]};
    field += group_code(ended.group);
    field += ended.group.sector.text();
    field += '.';
    field += ended.decision ? (*ended.decision == Decision::granted ? 'g' : 'r') : '-';
    field += code_of(ended.within_limit);
    field += code_of(ended.within_target);
    for (const auto* span : {&ended.citizen, &ended.legal, &ended.barometer})
        field.append(".").append(text_before(day, *span));
    return field;
}

std::optional<EndedRequest> ended_request(LegalDay day, std::string_view field) {
    constexpr std::size_t results_at = 1 + group_size + sector_size + 1;
    const auto end = std::ranges::find(end_codes, field.empty() ? ' ' : field.front());
    if (end == std::end(end_codes) || field.size() < results_at + 3) return std::nullopt;
    auto sector = Sector::parse(field.substr(1 + group_size, sector_size));
    if (!sector) return std::nullopt;
    auto group = group_in(field.substr(1, group_size), std::move(*sector));
    if (!group) return std::nullopt;
    EndedRequest ended{.end = static_cast<RequestEnd>(end - std::begin(end_codes)),
                       .group = std::move(*group)};
    const char decision = field[results_at];
    if (decision != '-') ended.decision = decision == 'g' ? Decision::granted : Decision::refused;
    ended.within_limit = in_time(field[results_at + 1]);
    ended.within_target = in_time(field[results_at + 2]);
    auto rest = field.substr(results_at + 3);
    for (auto* span : {&ended.citizen, &ended.legal, &ended.barometer}) {
        if (rest.empty() || rest.front() != '.') return std::nullopt;
        rest.remove_prefix(1);
        const auto part = std::min(rest.find('.'), rest.size());
        auto read = span_before(day, rest.substr(0, part));
        if (!read) return std::nullopt;
        *span = std::move(*read);
        rest.remove_prefix(part);
    }
    if (!rest.empty()) return std::nullopt;
    return ended;
}

std::optional<StageTime> stage_time(std::string_view field) {
    if (field.size() < 4 || field[0] != 't' || field[2] != '.') return std::nullopt;
    const auto stage = static_cast<std::size_t>(field[1] - '0');
    const auto days = whole_number(field.substr(3));
    if (stage >= file_stage_count || !days) return std::nullopt;
    return StageTime{static_cast<FileStage>(stage), *days};
}

std::optional<std::string_view> suspension_reason(std::string_view field) {
    if (field.size() < 2 || field.front() != 's') return std::nullopt;
    return field.substr(1);
}

std::optional<WaitingRequest> waiting_request(LegalDay start_on, std::string_view field) {
    static const auto no_sector = *Sector::parse("00000");
    const bool by_sector = field.starts_with('z');
    const auto own_size = by_sector ? 1 + sector_size : group_size;
    if (field.size() < own_size) return std::nullopt;
    auto span = span_from(start_on, field.substr(own_size));
    if (!span) return std::nullopt;
    WaitingRequest waiting{.span = std::move(*span)};
    if (by_sector) {
        auto sector = Sector::parse(field.substr(1, sector_size));
        if (!sector) return std::nullopt;
        waiting.sector = std::move(*sector);
        return waiting;
    }
    waiting.group = group_in(field.substr(0, group_size), no_sector);
    if (!waiting.group) return std::nullopt;
    return waiting;
}

}  // namespace echeance
