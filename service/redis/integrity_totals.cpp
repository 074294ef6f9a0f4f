// SPDX-License-Identifier: EUPL-1.2
#include "domain/capacity.hpp"
#include "service/redis/integrity.hpp"
#include "service/redis/store.hpp"

// What a walk reads before the files and compares after them.
namespace echeance::redis {

Task<bool> IntegrityWalk::read_office() {
    const auto members = co_await client_.run(Command("ZRANGE", keys_.doctors(), 0, -1), deadline_);
    if (!members) co_return std::unexpected(members.error());
    std::vector<Command> commands;
    for (const auto section : Keys::rule_sections)
        commands.emplace_back("LINDEX", keys_.configuration(section), -1);
    for (const auto& member : members->elements()) {
        const auto id = DoctorId::parse(member.text());
        if (id)
            doctors_.emplace(*id, std::nullopt);
        else
            violate("doctors_readable", std::string{member.text()});
    }
    for (const auto& [id, known] : doctors_) commands.push_back(stored::read_doctor(keys_, id));
    const auto replies = co_await client_.run_all(std::move(commands), deadline_);
    if (!replies) co_return std::unexpected(replies.error());
    std::size_t n = 0;
    for (; n < Keys::rule_sections.size(); ++n) {
        if ((*replies)[n].is_nil()) continue;
        const auto version = stored::configuration_version((*replies)[n].text());
        if (version && (!rules_changed_at_ || version->created_at > *rules_changed_at_))
            rules_changed_at_ = version->created_at;
    }
    std::vector<Doctor> doctors;
    for (auto& [id, known] : doctors_) {
        auto doctor = stored::doctor(id, (*replies)[n++]);
        if (!doctor) {
            violate("doctors_readable", id.text());
            continue;
        }
        doctors.push_back(doctor->doctor);
        known = std::move(*doctor);
    }
    office_.emplace(std::move(doctors), rules_->rules, today_);
    co_return true;
}

Task<bool> IntegrityWalk::check_totals() {
    std::vector<Command> commands;
    commands.emplace_back("HLEN", keys_.references());
    commands.emplace_back("SMEMBERS", keys_.classes());
    for (const auto state : all_file_states) commands.emplace_back("ZCARD", keys_.state(state));
    const auto replies = co_await client_.run_all(std::move(commands), deadline_);
    if (!replies) co_return std::unexpected(replies.error());
    const auto& all = *replies;
    if (all[0].integer() != files_) violate("reference_index", "total");
    for (std::size_t n = 0; n < all_file_states.size(); ++n)
        if (all[2 + n].integer() != in_state_[all_file_states[n]])
            violate("state_index", std::string{to_text(all_file_states[n])});

    std::vector<std::pair<std::string, std::int64_t>> expected;
    std::vector<Command> sizes;
    for (const auto& member : all[1].elements())
        for (const auto lane : {Lane::late, Lane::on_time}) {
            auto key = keys_.queue(lane, member.text());
            sizes.emplace_back("ZCARD", key);
            expected.emplace_back("queue_index", in_queue_[key]);
            in_queue_.erase(key);
        }
    for (const auto& [key, count] : in_queue_)
        if (count > 0) violate("visible_to_claims", key);  // a class nobody knows: no one is served
    for (const auto& [doctor, known] : doctors_) {
        sizes.emplace_back("ZCARD", keys_.open_files(doctor));
        expected.emplace_back("one_doctor_a_file", in_hand_[keys_.open_files(doctor)]);
    }
    if (sizes.empty()) co_return true;
    const auto counts = co_await client_.run_all(std::move(sizes), deadline_);
    if (!counts) co_return std::unexpected(counts.error());
    for (std::size_t n = 0; n < expected.size(); ++n)
        if ((*counts)[n].integer() != expected[n].second) violate(expected[n].first, "total");
    co_return co_await check_workloads();
}

Task<bool> IntegrityWalk::check_workloads() {
    std::vector<Command> commands;
    for (const auto& [doctor, known] : doctors_)
        commands.emplace_back("HGETALL", keys_.load(doctor));
    if (commands.empty()) co_return true;
    const auto replies = co_await client_.run_all(std::move(commands), deadline_);
    if (!replies) co_return std::unexpected(replies.error());
    std::size_t n = 0;
    for (const auto& [doctor, known] : doctors_) {
        const auto kept = stored::work_record((*replies)[n++]);
        const auto& found = work_[doctor];
        if (kept.held != found.held)
            violate("workload",
                    doctor.text() + ": held " + std::to_string(kept.held) + ", found " +
                        std::to_string(found.held));
        else if (kept.spent != found.spent)
            violate("workload", doctor.text() + ": spent");
        if (known) check_week(*known, found);
    }
    co_return true;
}

void IntegrityWalk::check_week(const StoredDoctor& known, const WorkRecord& work) {
    const auto& doctor = known.doctor;
    if (steps_count_ > integrity_steps_max)
        return office_->see_week(doctor.id, WeekVerdict::not_judged);
    const Week week{
        .capacity = weekly_capacity(doctor, monday_of(today_), rules_->rules.working_calendar()),
        .now = work.in_week_of(today_),
        .doctor_changed_at = known.changed_at,
        .rules_changed_at = rules_changed_at_};
    const auto verdict = judge(week, std::move(steps_[doctor.id]));
    if (verdict == WeekVerdict::silent)
        violate("capacity", doctor.id.text());
    else
        office_->see_week(doctor.id, verdict);
}

/// Where counters by due day and right may be: about today, and wherever a file says so.
std::set<std::string> IntegrityWalk::due_weeks() const {
    constexpr int weeks_about = 260;
    constexpr int days_a_week = 7;
    std::set<std::string> weeks;
    for (int week = -weeks_about; week <= weeks_about; ++week)
        weeks.insert(keys_.due_week(today_ + week * days_a_week));
    for (const auto& [key, count] : counted_)
        if (const auto day = due_day_of(key)) weeks.insert(keys_.due_week(*day));
    return weeks;
}

Task<bool> IntegrityWalk::check_counters() {
    std::vector<Command> commands;
    commands.emplace_back("HGETALL", keys_.counts());
    commands.emplace_back("HGETALL", keys_.days());
    for (const auto& key : due_weeks()) commands.emplace_back("HGETALL", key);
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

}  // namespace echeance::redis
