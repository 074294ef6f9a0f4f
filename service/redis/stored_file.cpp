// SPDX-License-Identifier: EUPL-1.2
#include <charconv>

#include "api/json/codec.hpp"
#include "domain/backlog.hpp"
#include "domain/capacity.hpp"
#include "domain/splitmix64.hpp"
#include "domain/whole_number.hpp"
#include "service/redis/store.hpp"

namespace echeance::redis::stored {
namespace {

constexpr std::int64_t day_offset = 32'768;  // keeps days before 1970 positive
constexpr std::int64_t no_day = 131'071;
constexpr unsigned tie_bits = 20;

void write_counts(UnitOfWork& work, const Keys& keys, const BacklogCounts& delta) {
    for (const auto& [key, count] : delta) {
        const auto hash = counter_hash(keys, key);
        if (count.files != 0 || count.requests != 0)
            work.write("HINCRBY", hash, key + "#n", pack(count.files, count.requests));
        if (count.overdue != 0 || count.minutes != 0)
            work.write("HINCRBY", hash, key + "#m", pack(count.overdue, count.minutes));
    }
}

void write_statistics(UnitOfWork& work, const Keys& keys, const StatisticCells& delta) {
    std::map<std::pair<StatisticTable, LegalDay>, std::int64_t> days;
    for (const auto& [cell, count] : delta) {
        work.write("COUNT", keys.statistics(cell.table, cell.day), cell.field, count);
        days[{cell.table, cell.day}] += count;
    }
    for (const auto& [day, count] : days)
        if (count != 0)
            work.write("COUNT", keys.statistics(), statistic_day(day.first, day.second), count);
}

void write_queue(UnitOfWork& work,
                 const Keys& keys,
                 const std::string& id,
                 const Placement* before,
                 const Placement& after) {
    const bool was = before != nullptr && before->lane != Lane::none;
    const bool is = after.lane != Lane::none;
    const bool same_queue =
        was && is && before->lane == after.lane && before->queue_class == after.queue_class;
    if (was && !same_queue) work.write("ZREM", keys.queue(before->lane, before->queue_class), id);
    if (!is || (same_queue && before->queue_score == after.queue_score)) return;
    work.write("ZADD", keys.queue(after.lane, after.queue_class), after.queue_score, id);
    if (!was || before->queue_class != after.queue_class)
        work.write("CLASS", keys.classes(), after.queue_class);
}

void write_turn(UnitOfWork& work,
                const Keys& keys,
                const std::string& id,
                const Placement* before,
                const Placement& after) {
    const auto old = before == nullptr ? std::optional<LegalDay>{} : before->turns_on;
    if (old == after.turns_on) return;
    if (after.turns_on)
        work.write("ZADD", keys.turns(), after.turns_on->number(), id);
    else
        work.write("ZREM", keys.turns(), id);
}

void write_holder(UnitOfWork& work,
                  const Keys& keys,
                  const StoredFile* before,
                  const CaseFile& after) {
    const bool was = before != nullptr && is_held(before->file.state);
    const bool is = is_held(after.state);
    const auto& id = after.id.text();
    const bool same = was && is && before->file.assignment->doctor == after.assignment->doctor;
    if (was && !same) work.write("ZREM", keys.open_files(before->file.assignment->doctor), id);
    if (is && !same) {
        const auto score = before == nullptr ? 0 : before->placement.queue_score;
        work.write("ZADD", keys.open_files(after.assignment->doctor), score, id);
    }
}

void write_held(UnitOfWork& work,
                const Keys& keys,
                const StoredFile* before,
                const CaseFile& after,
                const Placement& placement) {
    std::map<DoctorId, int> change;
    for (const auto& [doctor, minutes] : minutes_held(after, placement)) change[doctor] += minutes;
    if (before != nullptr)
        for (const auto& [doctor, minutes] : minutes_held(before->file, before->placement))
            change[doctor] -= minutes;
    for (const auto& [doctor, minutes] : change)
        if (minutes != 0) work.write("HINCRBY", keys.load(doctor), "held", minutes);
}

void write_indexes(UnitOfWork& work,
                   const Keys& keys,
                   const StoredFile* before,
                   const CaseFile& after,
                   const Placement& placement) {
    const auto& id = after.id.text();
    const auto* old = before == nullptr ? nullptr : &before->placement;
    if (before == nullptr || before->file.facts.filed_on != after.facts.filed_on)
        work.write("ZADD", keys.filed(), day_score(after.facts.filed_on, after.id), id);
    const bool moved = before == nullptr || before->file.state != after.state;
    if (before != nullptr && moved) work.write("ZREM", keys.state(before->file.state), id);
    if (moved || old->due_on != placement.due_on)
        work.write("ZADD", keys.state(after.state), day_score(placement.due_on, after.id), id);
    write_queue(work, keys, id, old, placement);
    write_turn(work, keys, id, old, placement);
    write_holder(work, keys, before, after);
    write_held(work, keys, before, after, placement);
    const auto counted = before == nullptr ? BacklogCounts{} : backlog_of(before->file, *old);
    write_counts(work, keys, difference(backlog_of(after, placement), counted));
    write_statistics(work,
                     keys,
                     before == nullptr ? statistics_of(after, placement.outcomes)
                                       : statistics_change({before->file, old->outcomes},
                                                           {after, placement.outcomes}));
}

/// A registration rests as its file's record does, a third as long as the contract's form: every
/// file has one. What cannot be read stays as it is, for the integrity check to find.
std::string registration_data(const StoredEvent& event) {
    auto id = FileId::parse(event.subject);
    if (!id) return event.data;
    auto file = codec::decode_record(std::move(*id), event.data, to_text(FileState::filed), "");
    if (!file) return event.data;
    return codec::encode_change(FileRegistered{std::move(file->facts)});
}

}  // namespace

std::int64_t pack(std::int64_t high, std::int64_t low) {
    return high * (1LL << 32) + low;
}

std::pair<std::int64_t, std::int64_t> unpack(std::int64_t packed) {
    const auto low = packed & 0xFFFFFFFFLL;
    return {(packed - low) >> 32, low};
}

std::string statistic_day(StatisticTable table, LegalDay day) {
    return to_text(table).front() + std::to_string(day.number());
}

std::optional<std::pair<StatisticTable, LegalDay>> statistic_day(std::string_view field) {
    const auto table = std::ranges::find_if(all_statistic_tables, [&](StatisticTable one) {
        return field.starts_with(to_text(one).front());
    });
    if (table == all_statistic_tables.end()) return std::nullopt;
    const auto number = whole_number(field.substr(1));
    if (!number) return std::nullopt;
    return std::pair{*table, LegalDay::from_number(*number)};
}

std::string counter_hash(const Keys& keys, std::string_view key) {
    if (key.starts_with("e:"))
        if (const auto day = due_day_of(key)) return keys.due_week(*day);
    return key.starts_with("d:") || key.starts_with("a:") ? keys.days() : keys.counts();
}

BacklogCounts backlog_counts(const Value& hash) {
    BacklogCounts counts;
    for (std::size_t n = 0; n + 1 < hash.size(); n += 2) {
        auto field = hash[n].text();
        if (field.size() < 3) continue;
        const bool people = field.ends_with("#n");
        const auto [high, low] = unpack(hash[n + 1].as_integer().value_or(0));
        field.remove_suffix(2);
        auto& count = counts[std::string{field}];
        (people ? count.files : count.overdue) = high;
        (people ? count.requests : count.minutes) = low;
    }
    return counts;
}

std::int64_t day_score(std::optional<LegalDay> day, const FileId& id) {
    const auto hash = splitmix64_of(id.text(), 0);
    const auto tie = static_cast<std::int64_t>(hash >> (64U - tie_bits));
    return ((day ? day->number() + day_offset : no_day) << tie_bits) | tie;
}

std::string closed_to(const CaseFile& file) {
    if (file.facts.excluded_doctors.empty()) return {};
    std::string text = ",";
    for (const auto& exclusion : file.facts.excluded_doctors) {
        const bool bars_supervisor = exclusion.reason != ExclusionReason::declined;
        text.append(exclusion.doctor.text()).append(bars_supervisor ? "!," : ",");
    }
    return text;
}

/// What `claim.lua` moves from one state's counter to the other: `lane|files and requests|overdue
/// and minutes|stage:procedure`.
std::string claim_counts(const CaseFile& file, const Placement& placement) {
    const auto own = state_key(file.state, file.facts.stage, file.facts.procedure);
    const auto count = backlog_of(file, placement).at(own);
    std::string text{to_text(placement.lane)};
    text.append("|").append(std::to_string(pack(count.files, count.requests)));
    text.append("|").append(std::to_string(pack(count.overdue, count.minutes)));
    text.append("|").append(to_text(file.facts.stage)).append(":");
    return text.append(to_text(file.facts.procedure));
}

Command read_file(const Keys& keys, const FileId& id) {
    return Command("HMGET", keys.file(id), "r", "s", "a", "d", "p", "h");
}

Result<std::optional<StoredFile>> file(const FileId& id, const Value& reply) {
    if (reply[0].is_nil()) return std::optional<StoredFile>{};
    const auto revision = reply[0].as_integer();
    auto decoded = codec::decode_record(id, reply[3].text(), reply[1].text(), reply[2].text());
    auto placement = codec::decode_placement(reply[4].text());
    if (!revision || *revision < 1 || !decoded || !placement)
        return refuse(Errc::unexpected, "A stored file cannot be read.");
    if (decoded->state != FileState::queued) {  // a claim takes from the queue without a word here
        placement->lane = Lane::none;
        placement->queue_class.clear();
    }
    return StoredFile{std::move(*decoded),
                      Revision{static_cast<std::uint64_t>(*revision)},
                      std::move(*placement),
                      std::string{reply[5].text()},
                      std::string{reply[4].text()}};
}

void write_file(UnitOfWork& work,
                const Keys& keys,
                const StoredFile* before,
                const CaseFile& after,
                const Placement& placement) {
    const auto revision = before == nullptr ? Revision{1} : next(before->revision);
    work.write("HSET",
               keys.file(after.id),
               "r",
               number(revision),
               "s",
               to_text(after.state),
               "a",
               codec::encode_assignment(after.assignment),
               "d",
               codec::encode_record(after),
               "x",
               closed_to(after),
               "p",
               codec::encode_placement(placement),
               "k",
               claim_counts(after, placement));
    if (before == nullptr)
        work.write("HSET", keys.references(), after.facts.reference.text(), after.id.text());
    write_indexes(work, keys, before, after, placement);
}

void write_placement(UnitOfWork& work,
                     const Keys& keys,
                     const StoredFile& before,
                     const Placement& placement) {
    work.write("HSET",
               keys.file(before.file.id),
               "p",
               codec::encode_placement(placement),
               "k",
               claim_counts(before.file, placement));
    write_indexes(work, keys, &before, before.file, placement);
}

WorkRecord work_record(const Value& hash) {
    WorkRecord work;
    for (std::size_t n = 0; n + 1 < hash.size(); n += 2) {
        const auto minutes = static_cast<int>(hash[n + 1].as_integer().value_or(0));
        auto name = hash[n].text();
        if (name == "held") {
            work.held = minutes;
            continue;
        }
        int monday = 0;
        name.remove_prefix(std::min<std::size_t>(name.size(), 1));
        std::from_chars(name.data(), name.data() + name.size(), monday);
        work.spent[LegalDay::from_number(monday)] = minutes;
    }
    return work;
}

std::string week_field(LegalDay day) {
    return "w" + std::to_string(monday_of(day).number());
}

void write_spending(UnitOfWork& work,
                    const Keys& keys,
                    const FileChange& change,
                    const CaseFile& after) {
    const auto spending = spending_of(change, after);
    if (!spending || spending->minutes == 0) return;
    work.write("HINCRBY", keys.load(spending->doctor), week_field(spending->on), spending->minutes);
}

void write_entry(UnitOfWork& work, const FileEvent& event, Revision revision) {
    const auto* const registered = std::get_if<FileRegistered>(&event.change);
    work.entry("t",
               type_of(event.change),
               "s",
               event.file.text(),
               "a",
               event.actor,
               "i",
               event.at.time_since_epoch().count(),
               "r",
               number(revision),
               "d",
               registered != nullptr
                   ? codec::encode_record(CaseFile{.id = event.file, .facts = registered->facts})
                   : codec::encode_change(event.change));
}

StoredEvent event(const Value& entry) {
    StoredEvent event;
    event.id = entry[0].text();
    const auto fields = entry[1];
    for (std::size_t n = 0; n + 1 < fields.size(); n += 2) {
        const auto name = fields[n].text();
        const auto value = fields[n + 1];
        if (name == "t") event.type = value.text();
        if (name == "s") event.subject = value.text();
        if (name == "a") event.actor = value.text();
        if (name == "d") event.data = value.text();
        if (name == "i")
            event.at = Instant{std::chrono::milliseconds{value.as_integer().value_or(0)}};
        if (name == "r")
            event.revision = static_cast<std::uint64_t>(value.as_integer().value_or(0));
    }
    if (event.type == "file.registered") event.data = registration_data(event);
    return event;
}

std::string kept(const IdempotentAnswer& answer) {
    return "done|" + answer.fingerprint + "|" + answer.answer;
}

}  // namespace echeance::redis::stored
