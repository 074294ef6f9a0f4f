// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/integrity.hpp"

#include <algorithm>
#include <charconv>
#include <ranges>

#include "api/json/codec.hpp"
#include "domain/capacity.hpp"
#include "service/redis/store.hpp"

namespace echeance::redis {
namespace {

constexpr std::size_t page_files = 64;
constexpr std::size_t examples_max = 10;
/// Replies per file before its events: state index, queue, holder, reference, fields of a claim.
constexpr std::size_t fixed_replies = 5;

std::vector<std::string> trail(const StoredFile& stored) {
    std::vector<std::string> positions;
    for (const auto part : std::views::split(stored.history, ','))
        positions.emplace_back(part.begin(), part.end());
    return positions;
}

/// `ms-seq`.
std::pair<std::uint64_t, std::uint64_t> position_of(std::string_view text) {
    std::pair<std::uint64_t, std::uint64_t> position;
    const auto dash = text.find('-');
    if (dash == text.npos) return position;
    std::from_chars(text.data(), text.data() + dash, position.first);
    std::from_chars(text.data() + dash + 1, text.data() + text.size(), position.second);
    return position;
}

std::int64_t open_attempts(const CaseFile& file) {
    return std::ranges::count(file.attempts, AttemptOutcome::open, &Attempt::outcome);
}

}  // namespace

IntegrityWalk::IntegrityWalk(Client& client, IntegritySubject subject, Deadline deadline)
    : client_(client),
      keys_(subject.tenant),
      rules_(std::move(subject.rules)),
      today_(subject.today),
      day_of_(std::move(subject.day_of)),
      deadline_(deadline) {
    for (const auto name : integrity_checks)
        checks_[std::string{name}] = {std::string{name}, 0, {}};
}

void IntegrityWalk::violate(std::string_view check, std::string example) {
    auto& row = checks_.find(check)->second;
    ++row.violations;
    if (row.examples.size() < examples_max) row.examples.push_back(std::move(example));
}

void IntegrityWalk::check_history(const StoredFile& stored, std::span<const Reply> entries) {
    std::optional<CaseFile> rebuilt;
    for (const auto& entry : entries) {
        const auto event = entry.size() == 1 ? stored::event(entry[0]) : StoredEvent{};
        auto change = codec::change(event.type, event.data);
        if (!change || event.subject != stored.file.id.text()) {
            violate("history_rebuilds_file", stored.file.id.text());
            return;
        }
        const FileEvent step{stored.file.id, event.at, event.actor, std::move(*change)};
        const bool first = std::holds_alternative<FileRegistered>(step.change);
        if (first != !rebuilt.has_value()) {
            violate("history_rebuilds_file", stored.file.id.text());
            return;
        }
        const bool is_of_week = day_of_(event.at) >= monday_of(today_);
        const auto before = is_of_week ? rebuilt : std::nullopt;
        rebuilt = first ? begin_file(step) : apply(std::move(*rebuilt), step);
        if (is_of_week) note_steps(before, event.id, step, *rebuilt);
        if (const auto spending = spending_of(step.change, *rebuilt))
            work_[spending->doctor].spent[monday_of(spending->on)] += spending->minutes;
        minutes_.count(step.change, *rebuilt);
    }
    if (!rebuilt || !(*rebuilt == stored.file))
        violate("history_rebuilds_file", stored.file.id.text());
}

void IntegrityWalk::note_steps(const std::optional<CaseFile>& before,
                               std::string_view position,
                               const FileEvent& event,
                               const CaseFile& after) {
    for (auto& [doctor, step] :
         work_steps(before ? &*before : nullptr, event, after, rules_->rules, monday_of(today_))) {
        step.position = position_of(position);
        if (++steps_count_ <= integrity_steps_max) steps_[doctor].push_back(step);
    }
}

void IntegrityWalk::check_claim_fields(const StoredFile& stored, const Value& fields) {
    if (stored.placement.lane == Lane::none) return;
    if (fields[0].text() != stored::closed_to(stored.file) ||
        fields[1].text() != stored::claim_counts(stored.file, stored.placement))
        violate("claim_fields", stored.file.id.text());
}

void IntegrityWalk::check_one(const StoredFile& stored, std::span<const Reply> replies) {
    const auto& file = stored.file;
    const auto& id = file.id.text();
    ++files_;
    ++in_state_[file.state];
    const auto score = [](const Reply& reply) { return reply.as_integer().value_or(-1); };
    if (score(replies[0]) != stored::day_score(stored.placement.due_on, file.id))
        violate("state_index", id);
    if (stored.placement.lane != Lane::none) {
        ++in_queue_[keys_.queue(stored.placement.lane, stored.placement.queue_class)];
        if (score(replies[1]) != static_cast<std::int64_t>(stored.placement.queue_score))
            violate("queue_index", id);
    }
    if (is_held(file.state)) {
        ++in_hand_[keys_.open_files(file.assignment->doctor)];
        if (replies[2].is_nil()) violate("one_doctor_a_file", id);
    }
    for (const auto& [doctor, minutes] : minutes_held(file, stored.placement))
        work_[doctor].held += minutes;
    if (replies[3].text() != id) violate("reference_index", id);
    check_claim_fields(stored, replies[4]);
    if (open_attempts(file) != (is_held(file.state) ? 1 : 0)) violate("one_open_attempt", id);
    check_history(stored, replies.subspan(fixed_replies));

    auto expected = placement(file, rules_->rules, rules_->partition, today_, rules_->salt);
    if (expected.lane != Lane::none && (stored.placement.lane == Lane::none || replies[1].is_nil()))
        violate("visible_to_claims", id);
    office_->see(file, expected, rules_->partition);
    auto kept = stored.placement;
    if (expected.lane == Lane::none) kept.queue_score = expected.queue_score;
    kept.turns_on = expected.turns_on;  // only when it will next be looked at
    if (!(kept == expected)) violate("placement", id);
    for (const auto& [key, count] : backlog_of(file, stored.placement)) counted_[key] += count;
    statistics_.add(stored);
}

Task<bool> IntegrityWalk::check_page(std::vector<StoredFile> files) {
    std::vector<Command> commands;
    for (const auto& stored : files) {
        const auto& id = stored.file.id.text();
        const auto& place = stored.placement;
        const auto holder = is_held(stored.file.state)
                                ? keys_.open_files(stored.file.assignment->doctor)
                                : keys_.turns();
        commands.emplace_back("ZSCORE", keys_.state(stored.file.state), id);
        commands.emplace_back("ZSCORE", keys_.queue(place.lane, place.queue_class), id);
        commands.emplace_back("ZSCORE", holder, id);
        commands.emplace_back("HGET", keys_.references(), stored.file.facts.reference.text());
        commands.emplace_back("HMGET", keys_.file(stored.file.id), "x", "k");
        for (const auto& position : trail(stored))
            commands.emplace_back("XRANGE", keys_.events(), position, position);
    }
    if (commands.empty()) co_return true;
    const auto replies = co_await client_.run_all(std::move(commands), deadline_);
    if (!replies) co_return std::unexpected(replies.error());
    std::span<const Reply> rest{*replies};
    for (const auto& stored : files) {
        const auto count = fixed_replies + trail(stored).size();
        check_one(stored, rest.first(count));
        rest = rest.subspan(count);
    }
    co_return true;
}

Task<bool> IntegrityWalk::walk_page(const std::vector<std::string>& ids) {
    std::vector<Command> commands;
    std::vector<FileId> valid;
    for (const auto& text : ids) {
        auto id = FileId::parse(text);
        if (!id) {
            violate("files_readable", text);
            continue;
        }
        commands.push_back(stored::read_file(keys_, *id));
        valid.push_back(std::move(*id));
    }
    if (commands.empty()) co_return true;
    const auto replies = co_await client_.run_all(std::move(commands), deadline_);
    if (!replies) co_return std::unexpected(replies.error());
    std::vector<StoredFile> files;
    for (std::size_t n = 0; n < valid.size(); ++n) {
        auto file = stored::file(valid[n], (*replies)[n]);
        if (file && *file)
            files.push_back(std::move(**file));
        else
            violate("files_readable", valid[n].text());
    }
    co_return co_await check_page(std::move(files));
}

Task<IntegrityReport> IntegrityWalk::run() {
    if (const auto read = co_await read_office(); !read) co_return std::unexpected(read.error());
    std::string from = "-inf";
    std::string last;
    while (true) {
        const auto rows = co_await client_.run(Command("ZRANGE",
                                                       keys_.filed(),
                                                       from,
                                                       "+inf",
                                                       "BYSCORE",
                                                       "LIMIT",
                                                       0,
                                                       page_files,
                                                       "WITHSCORES"),
                                               deadline_);
        if (!rows) co_return std::unexpected(rows.error());
        std::vector<std::string> ids;
        bool repeated = !last.empty();  // the page begins with the last entry of the one before
        for (std::size_t n = 0; n + 1 < rows->size(); n += 2) {
            if (!repeated) ids.emplace_back((*rows)[n].text());
            if ((*rows)[n].text() == last) repeated = false;
        }
        const auto walked = co_await walk_page(ids);
        if (!walked) co_return std::unexpected(walked.error());
        if (rows->size() < 2 * page_files) break;
        last = (*rows)[rows->size() - 2].text();
        from = (*rows)[rows->size() - 1].text();
    }
    const auto totals = co_await check_totals();
    if (!totals) co_return std::unexpected(totals.error());
    const auto counters = co_await check_counters();
    if (!counters) co_return std::unexpected(counters.error());
    const auto disagreeing = co_await statistics_.faults(client_, keys_, deadline_);
    if (!disagreeing) co_return std::unexpected(disagreeing.error());
    for (const auto& day : *disagreeing) violate("statistics", day);
    const auto miscounted = co_await minutes_.faults(client_, keys_, today_, deadline_);
    if (!miscounted) co_return std::unexpected(miscounted.error());
    for (const auto& fault : *miscounted) violate("minutes_spent", fault);
    IntegrityReport report{.checks = {}, .findings = office_->findings()};
    for (const auto name : integrity_checks) report.checks.push_back(checks_.find(name)->second);
    co_return report;
}

Task<IntegrityReport> RedisStore::check_integrity(TenantId tenant, Instant at, Deadline deadline) {
    // A walk is no snapshot: what others write meanwhile looks like a violation once, not each
    // time.
    constexpr int walks_max = 3;
    IntegrityReport least;
    for (int n = 0; n < walks_max; ++n) {
        // Rules change by themselves (minutes that are learned): what they move is moved first, and
        // what cannot be moved is for the walk to tell.
        static_cast<void>(co_await finish_reindex(tenant, at, deadline));
        const auto rules_now = co_await read_rules(tenant, deadline);
        if (!rules_now) co_return std::unexpected(rules_now.error());
        const auto day_of = [this, used = *rules_now](Instant instant) {
            return today(*used, instant);
        };
        IntegrityWalk walk{client_, {tenant, *rules_now, day_of(at), day_of}, deadline};
        auto found = co_await walk.run();
        if (!found) co_return std::unexpected(found.error());
        if (n == 0) least.checks = found->checks;
        least.findings = std::move(found->findings);
        for (std::size_t i = 0; i < least.checks.size(); ++i)
            if (found->checks[i].violations < least.checks[i].violations)
                least.checks[i] = std::move(found->checks[i]);
        if (std::ranges::all_of(least.checks,
                                [](const auto& each) { return each.violations == 0; }))
            break;
    }
    co_return least;
}

}  // namespace echeance::redis
