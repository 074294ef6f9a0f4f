// SPDX-License-Identifier: EUPL-1.2
#include "service/demo_history.hpp"

#include <algorithm>
#include <random>

#include "domain/transitions.hpp"
#include "service/demo.hpp"
#include "service/system_clock.hpp"

namespace echeance {
namespace {

constexpr int days_back = 540;
constexpr std::size_t history_max = 50'000;
constexpr std::chrono::seconds budget{30};

/// Days of one past file, in order.
struct Course {
    LegalDay filed_on;
    LegalDay complete_on;
    LegalDay assigned_on;
    LegalDay submitted_on;
    LegalDay decided_on;
    LegalDay notified_on;
};

class Past {
public:
    Past(LegalDay today, const Targets& targets, Instant now)
        : today_(today), targets_(targets), now_(now) {}

    PastFile make(Registration facts, std::size_t number, FileId id) {
        const auto course = this->course();
        auto digits = std::to_string(number);
        digits.insert(0, 6 - std::min<std::size_t>(6, digits.size()), '0');
        facts.reference = *Reference::parse("PAST-" + digits);
        facts.filed_on = course.filed_on;
        facts.complete_on = course.complete_on;
        if (facts.urgency_requested_on) facts.urgency_requested_on = course.filed_on;
        for (auto& request : facts.requests) request.current_right_ends_on.reset();
        const auto doctor = doctor_for(facts);
        PastFile past{CaseFile{.id = std::move(id), .facts = facts}, {}};
        enter(past, register_file(std::move(facts), targets_, today_).value(), course.filed_on);
        if (below(8) == 0) documents(past, course);
        enter(past, FileAssigned{.doctor = doctor, .on = course.assigned_on}, course.assigned_on);
        enter(past, EvaluationStarted{course.assigned_on}, course.assigned_on);
        enter(past,
              EvaluationSubmitted{.minutes_spent = 6 + below(15), .on = course.submitted_on},
              course.submitted_on);
        decide_all(past, course.decided_on);
        if (course.notified_on <= today_)
            enter(past, FileNotified{course.notified_on}, course.notified_on);
        return past;
    }

private:
    int below(int bound) { return static_cast<int>(random_() % static_cast<std::uint64_t>(bound)); }

    Course course() {
        const int ago = below(days_back);
        const auto decided_on = today_ - ago;
        const int usual = 205 + ago * 70 / days_back;  // shorter and shorter
        const int barometer = usual * (30 + below(141)) / 100;
        const auto complete_on = decided_on - barometer;
        const auto filed_on = complete_on - (below(100) < 45 ? 0 : below(45));
        const auto submitted_on = decided_on - (18 + below(22));
        return {filed_on,
                complete_on,
                submitted_on - below(9),
                submitted_on,
                decided_on,
                decided_on + 2 + below(14)};
    }

    static DoctorId doctor_for(const Registration& facts) {
        const auto skill =
            facts.required_skills.empty() ? std::string{} : facts.required_skills.front().text();
        const auto named = [](std::string_view name) { return *DoctorId::parse(name); };
        auto doctor = named("M01");
        if (skill == "psychiatry") doctor = named("M02");
        if (skill == "neurology" || skill == "paediatrics") doctor = named("M03");
        if (skill == "hearing" || skill == "vision") doctor = named("M04");
        return doctor;
    }

    void enter(PastFile& past, FileChange change, LegalDay on) {
        // Noon of the day, so that an event is never entered before it happened.
        const auto at = now_ - std::chrono::days{today_ - on};
        past.events.push_back({past.file.id, at, "demo", std::move(change)});
        past.file = past.events.size() == 1 ? begin_file(past.events.back())
                                            : apply(std::move(past.file), past.events.back());
    }

    void documents(PastFile& past, const Course& course) {
        const int room = course.assigned_on - course.complete_on;
        if (room < 30) return;
        const auto asked_on = course.complete_on + below(room - 25);
        const auto received_on = asked_on + 5 + below(20);
        enter(
            past,
            DocumentsRequested{{.reason = below(3) == 0 ? "outdated_document" : "missing_document",
                                .documents = {"medical_certificate"},
                                .asked_on = asked_on,
                                .time_limit_on = asked_on + 30,
                                .indispensable = true,
                                .received_on = {}}},
            asked_on);
        enter(past, DocumentsReceived{received_on}, received_on);
    }

    void decide_all(PastFile& past, LegalDay on) {
        RequestsDecided change;
        for (const auto& request : past.file.facts.requests)
            change.decisions.push_back(
                {request.right, below(100) < 63 ? Decision::granted : Decision::refused, on});
        enter(past, std::move(change), on);
    }

    LegalDay today_;
    const Targets& targets_;
    Instant now_;
    std::mt19937_64 random_{1975};
};

}  // namespace

std::vector<PastFile> demo_history(LegalDay today,
                                   std::size_t count,
                                   const Targets& targets,
                                   Instant now,
                                   std::uint32_t first_id) {
    // A millisecond of their own: the backlog's ids begin anywhere in theirs.
    const auto unix_ms = static_cast<std::uint64_t>(now.time_since_epoch().count()) + 1;
    Past past{today, targets, now};
    std::vector<PastFile> files;
    auto facts = demo_files(today, count);
    for (std::size_t n = 0; n < facts.size(); ++n) {
        facts[n].excluded_doctors.clear();
        files.push_back(past.make(std::move(facts[n]),
                                  n + 1,
                                  make_file_id(unix_ms, first_id + static_cast<std::uint32_t>(n))));
    }
    return files;
}

std::size_t demo_history_size(std::size_t backlog_files) {
    return std::min(history_max, backlog_files);
}

Task<std::size_t> load_demo_history(Store& store,
                                    const TenantCalendar& calendar,
                                    Randomness& randomness,
                                    TenantId tenant,
                                    Instant now,
                                    std::size_t count) {
    constexpr std::size_t batch_files = 64;
    const auto soon = [] { return Deadline{SystemClock::steady_now() + budget}; };
    const auto rules = co_await store.rules(tenant, soon());
    if (!rules) co_return std::unexpected(rules.error());
    const auto today = calendar.today((*rules)->rules.calendars.time_zone, now);
    auto files = demo_history(
        today, count, (*rules)->rules.targets, now, static_cast<std::uint32_t>(randomness.next()));
    std::vector<FileCommit> batch;
    for (std::size_t n = 0; n < files.size(); ++n) {
        batch.push_back({.after = std::move(files[n].file), .events = std::move(files[n].events)});
        if (batch.size() < batch_files && n + 1 < files.size()) continue;
        const auto results = co_await store.commit(tenant, std::exchange(batch, {}), soon());
        if (!results) co_return std::unexpected(results.error());
        for (const auto& result : *results)
            if (!result) co_return std::unexpected(result.error());
    }
    co_return files.size();
}

}  // namespace echeance
