// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/integrity.hpp"

#include <algorithm>
#include <ranges>

#include "api/json/codec.hpp"
#include "domain/capacity.hpp"
#include "service/redis/store.hpp"

namespace echeance::redis {
namespace {

constexpr std::size_t page_files = 64;
constexpr std::size_t examples_max = 10;
/// Replies per file before its events: state index, queue, holder, reference.
constexpr std::size_t fixed_replies = 4;

constexpr std::array<std::string_view, 10> check_names{"files_readable",
                                                       "history_rebuilds_file",
                                                       "state_index",
                                                       "queue_index",
                                                       "one_doctor_a_file",
                                                       "reference_index",
                                                       "placement",
                                                       "workload",
                                                       "counters",
                                                       "statistics"};

std::vector<std::string> trail(const StoredFile& stored) {
    std::vector<std::string> positions;
    for (const auto part : std::views::split(stored.history, ','))
        positions.emplace_back(part.begin(), part.end());
    return positions;
}

}  // namespace

IntegrityWalk::IntegrityWalk(Client& client,
                             const TenantId& tenant,
                             std::shared_ptr<const TenantRules> rules,
                             LegalDay today,
                             Deadline deadline)
    : client_(client), keys_(tenant), rules_(std::move(rules)), today_(today), deadline_(deadline) {
    for (const auto name : check_names) checks_[std::string{name}] = {std::string{name}, 0, {}};
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
        rebuilt = first ? begin_file(step) : apply(std::move(*rebuilt), step);
        if (const auto spending = spending_of(step.change, *rebuilt))
            work_[spending->doctor].spent[monday_of(spending->on)] += spending->minutes;
    }
    if (!rebuilt || !(*rebuilt == stored.file))
        violate("history_rebuilds_file", stored.file.id.text());
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
    check_history(stored, replies.subspan(fixed_replies));

    auto expected = placement(file, rules_->rules, rules_->partition, today_, rules_->salt);
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

Task<bool> IntegrityWalk::check_totals() {
    std::vector<Command> commands;
    commands.emplace_back("HLEN", keys_.references());
    commands.emplace_back("SMEMBERS", keys_.classes());
    commands.emplace_back("ZRANGE", keys_.doctors(), 0, -1);
    for (const auto state : all_file_states) commands.emplace_back("ZCARD", keys_.state(state));
    const auto replies = co_await client_.run_all(std::move(commands), deadline_);
    if (!replies) co_return std::unexpected(replies.error());
    const auto& all = *replies;
    if (all[0].integer() != files_) violate("reference_index", "total");
    for (std::size_t n = 0; n < all_file_states.size(); ++n)
        if (all[3 + n].integer() != in_state_[all_file_states[n]])
            violate("state_index", std::string{to_text(all_file_states[n])});

    std::vector<std::pair<std::string, std::int64_t>> expected;
    std::vector<DoctorId> doctors;
    std::vector<Command> sizes;
    for (const auto& member : all[1].elements())
        for (const auto lane : {Lane::late, Lane::on_time}) {
            auto key = keys_.queue(lane, member.text());
            sizes.emplace_back("ZCARD", key);
            expected.emplace_back("queue_index", in_queue_[key]);
            in_queue_.erase(key);
        }
    for (const auto& [key, count] : in_queue_)
        if (count > 0) violate("queue_index", key);  // a class nobody knows is served to nobody
    for (const auto& member : all[2].elements())
        if (const auto doctor = DoctorId::parse(member.text())) {
            doctors.push_back(*doctor);
            sizes.emplace_back("ZCARD", keys_.open_files(*doctor));
            expected.emplace_back("one_doctor_a_file", in_hand_[keys_.open_files(*doctor)]);
        }
    if (sizes.empty()) co_return true;
    const auto counts = co_await client_.run_all(std::move(sizes), deadline_);
    if (!counts) co_return std::unexpected(counts.error());
    for (std::size_t n = 0; n < expected.size(); ++n)
        if ((*counts)[n].integer() != expected[n].second) violate(expected[n].first, "total");
    co_return co_await check_workloads(std::move(doctors));
}

Task<bool> IntegrityWalk::check_workloads(std::vector<DoctorId> doctors) {
    std::vector<Command> commands;
    for (const auto& doctor : doctors) commands.emplace_back("HGETALL", keys_.load(doctor));
    if (commands.empty()) co_return true;
    const auto replies = co_await client_.run_all(std::move(commands), deadline_);
    if (!replies) co_return std::unexpected(replies.error());
    for (std::size_t n = 0; n < doctors.size(); ++n) {
        const auto kept = stored::work_record((*replies)[n]);
        const auto& found = work_[doctors[n]];
        if (kept.held != found.held)
            violate("workload",
                    doctors[n].text() + ": held " + std::to_string(kept.held) + ", found " +
                        std::to_string(found.held));
        else if (kept.spent != found.spent)
            violate("workload", doctors[n].text() + ": spent");
    }
    co_return true;
}

Task<bool> IntegrityWalk::check_counters() {
    std::vector<Command> commands;
    commands.emplace_back("HGETALL", keys_.counts());
    commands.emplace_back("HGETALL", keys_.days());
    const auto replies = co_await client_.run_all(std::move(commands), deadline_);
    if (!replies) co_return std::unexpected(replies.error());
    std::map<std::string, std::int64_t> expected;
    for (const auto& [key, count] : counted_) {
        expected[key + "#n"] = stored::pack(count.files, count.requests);
        expected[key + "#m"] = stored::pack(count.overdue, count.minutes);
    }
    for (const auto& reply : *replies)
        for (std::size_t n = 0; n + 1 < reply.size(); n += 2) {
            const std::string field{reply[n].text()};
            if (reply[n + 1].as_integer().value_or(-1) != expected[field])
                violate("counters", field);
            expected.erase(field);
        }
    for (const auto& [field, value] : expected)
        if (value != 0) violate("counters", field);
    co_return true;
}

Task<std::vector<IntegrityCheck>> IntegrityWalk::run() {
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
    std::vector<IntegrityCheck> rows;
    for (const auto name : check_names) rows.push_back(checks_.find(name)->second);
    co_return rows;
}

Task<std::vector<IntegrityCheck>> RedisStore::check_integrity(TenantId tenant,
                                                              Instant at,
                                                              Deadline deadline) {
    const auto rules_now = co_await read_rules(tenant, deadline);
    if (!rules_now) co_return std::unexpected(rules_now.error());
    // A walk is no snapshot: what others write meanwhile looks like a violation once, not each
    // time.
    constexpr int walks_max = 3;
    std::vector<IntegrityCheck> least;
    for (int n = 0; n < walks_max; ++n) {
        IntegrityWalk walk{client_, tenant, *rules_now, today(**rules_now, at), deadline};
        auto found = co_await walk.run();
        if (!found) co_return std::unexpected(found.error());
        if (least.empty()) least = *found;
        for (std::size_t i = 0; i < least.size(); ++i)
            if ((*found)[i].violations < least[i].violations) least[i] = std::move((*found)[i]);
        if (std::ranges::all_of(least, [](const auto& each) { return each.violations == 0; }))
            break;
    }
    co_return least;
}

}  // namespace echeance::redis
