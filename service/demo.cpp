// SPDX-License-Identifier: EUPL-1.2
#include "service/demo.hpp"

#include <algorithm>
#include <array>
#include <random>

#include "domain/transitions.hpp"
#include "service/system_clock.hpp"

namespace echeance {
namespace {

using Random = std::mt19937_64;

constexpr std::chrono::seconds budget{30};

/// INSEE codes of the 36 communes of Hauts-de-Seine.
constexpr std::array<std::string_view, 36> communes{
    "92002", "92004", "92007", "92009", "92012", "92014", "92019", "92020", "92022",
    "92023", "92024", "92025", "92026", "92032", "92033", "92035", "92036", "92040",
    "92044", "92046", "92047", "92048", "92049", "92050", "92051", "92060", "92062",
    "92063", "92064", "92071", "92072", "92073", "92075", "92076", "92077", "92078"};

template <class T>
struct Weighted {
    T value;
    int weight;
};
constexpr std::array<Weighted<Right>, 9> adult_rights{{{Right::cmi_stationnement, 16},
                                                       {Right::cmi_priorite, 13},
                                                       {Right::cmi_invalidite, 7},
                                                       {Right::rqth, 23},
                                                       {Right::aah, 18},
                                                       {Right::pch, 9},
                                                       {Right::orientation_adulte, 11},
                                                       {Right::avpf, 1},
                                                       {Right::autre, 2}}};
constexpr std::array<Weighted<Right>, 5> child_rights{{{Right::aeeh, 38},
                                                       {Right::scolarisation, 30},
                                                       {Right::orientation_enfant, 19},
                                                       {Right::cmi_priorite, 8},
                                                       {Right::pch, 5}}};

int below(Random& random, int bound) {
    return static_cast<int>(random() % static_cast<std::uint64_t>(bound));
}
bool chance(Random& random, int percent) {
    return below(random, 100) < percent;
}

template <class T, std::size_t N>
T pick(Random& random, const std::array<Weighted<T>, N>& table) {
    int total = 0;
    for (const auto& row : table) total += row.weight;
    int drawn = below(random, total);
    for (const auto& row : table) {
        if (drawn < row.weight) return row.value;
        drawn -= row.weight;
    }
    return table.back().value;
}

/// Days since filing: most of the queue is younger than nine months, a tail reaches 21 months.
int age_in_days(Random& random) {
    if (chance(random, 62)) return below(random, 150);
    if (chance(random, 80)) return 150 + below(random, 120);
    return 270 + below(random, 370);
}

std::vector<RightRequest> requests(Random& random, StageOfLife stage, LegalDay today) {
    const int wanted = 1 + below(random, 2) + (chance(random, 55) ? below(random, 3) : 0);
    const bool review = chance(random, 49);
    std::vector<RightRequest> requests;
    for (int n = 0; n < wanted; ++n) {
        RightRequest request;
        request.right =
            stage == StageOfLife::adult ? pick(random, adult_rights) : pick(random, child_rights);
        request.nature = review ? Nature::review : Nature::first;
        if (review && chance(random, 70))
            request.current_right_ends_on = today + (below(random, 300) - 90);
        if (std::ranges::find(requests, request.right, &RightRequest::right) == requests.end())
            requests.push_back(request);
    }
    return requests;
}

std::vector<Skill> skills(Random& random, StageOfLife stage) {
    constexpr std::array<Weighted<std::string_view>, 5> adult{
        {{"", 71}, {"psychiatry", 16}, {"neurology", 5}, {"hearing", 4}, {"vision", 4}}};
    constexpr std::array<Weighted<std::string_view>, 4> child{
        {{"", 70}, {"paediatrics", 18}, {"psychiatry", 8}, {"neurology", 4}}};
    const auto name = stage == StageOfLife::adult ? pick(random, adult) : pick(random, child);
    if (name.empty()) return {};
    return {*Skill::parse(name)};
}

void make_urgent(Random& random, Registration& facts) {
    facts.procedure = Procedure::urgent;
    facts.urgency_reason = static_cast<UrgencyReason>(below(random, 8));
    facts.urgency_requested_on = facts.filed_on;
}

DoctorId doctor_id(int number) {
    return *DoctorId::parse((number < 10 ? "M0" : "M") + std::to_string(number));
}

Registration demo_file(Random& random, LegalDay today, std::size_t number) {
    auto digits = std::to_string(number);
    digits.insert(0, 6 - std::min<std::size_t>(6, digits.size()), '0');
    const auto filed_on = today - age_in_days(random);
    Registration facts{.reference = *Reference::parse("DEMO-" + digits),
                       .filed_on = filed_on,
                       .stage = chance(random, 77) ? StageOfLife::adult : StageOfLife::child,
                       .sector = *Sector::parse(communes[random() % communes.size()]),
                       .requests = {}};
    const int intake = chance(random, 45) ? 0 : below(random, 45);
    if (filed_on + intake <= today && !chance(random, 3)) facts.complete_on = filed_on + intake;
    facts.requests = requests(random, facts.stage, today);
    facts.required_skills = skills(random, facts.stage);
    if (chance(random, 4)) make_urgent(random, facts);
    if (chance(random, 3))
        facts.excluded_doctors.push_back(
            {doctor_id(1 + below(random, 20)), ExclusionReason::conflict_of_interest});
    return facts;
}

Doctor titular(int number,
               LegalDay today,
               int arrives_in_days,
               std::vector<std::string_view> names) {
    constexpr int week = 1'750;
    Doctor doctor{doctor_id(number)};
    doctor.minutes_per_week = week;
    for (const auto name : names) doctor.skills.push_back(*Skill::parse(name));
    if (arrives_in_days > 0) doctor.active = DayRange{today + arrives_in_days};
    return doctor;
}

Doctor sessional(int number, LegalDay today, std::vector<std::string_view> names) {
    Doctor doctor{doctor_id(number), DoctorKind::sessional};
    for (const auto name : names) doctor.skills.push_back(*Skill::parse(name));
    for (int day = number % 3; day < 180; day += 3) doctor.sessions.push_back({today + day, 210});
    return doctor;
}

Doctor supervised(int number, LegalDay today, std::vector<int> supervisors) {
    Doctor doctor{doctor_id(number), DoctorKind::supervised};
    doctor.minutes_per_week = 1'400;
    for (const int supervisor : supervisors) doctor.supervisors.push_back(doctor_id(supervisor));
    doctor.authorised = DayRange{today - 60, today + 300};
    return doctor;
}

/// Registers a batch; the files of a batch have distinct references.
Task<std::size_t> write_batch(Store& store, TenantId tenant, std::vector<FileCommit> batch) {
    const auto count = batch.size();
    const auto results = co_await store.commit(
        tenant, std::move(batch), Deadline{SystemClock::steady_now() + budget});
    if (!results) co_return std::unexpected(results.error());
    for (const auto& result : *results)
        if (!result) co_return std::unexpected(result.error());
    co_return count;
}

}  // namespace

std::vector<Registration> demo_files(LegalDay today, std::size_t count) {
    Random random{92};
    std::vector<Registration> files;
    files.reserve(count);
    for (std::size_t n = 1; n <= count; ++n) files.push_back(demo_file(random, today, n));
    return files;
}

std::vector<Doctor> demo_doctors(LegalDay today) {
    std::vector<Doctor> doctors{
        titular(1, today, 0, {}),
        titular(2, today, 0, {"psychiatry"}),
        titular(3, today, 0, {"neurology", "paediatrics"}),
        titular(4, today, 0, {"hearing", "vision"}),
    };
    for (int number = 5; number <= 11; ++number)
        doctors.push_back(titular(number, today, 30 * (number - 4), {}));
    for (int number = 12; number <= 17; ++number)
        doctors.push_back(number % 2 == 0 ? sessional(number, today, {"psychiatry"})
                                          : sessional(number, today, {"paediatrics"}));
    for (int number = 18; number <= 20; ++number)
        doctors.push_back(supervised(number, today, {number - 17, 4}));
    return doctors;
}

Task<DemoLoad> load_demo(Store& store,
                         const TenantCalendar& calendar,
                         Randomness& randomness,
                         TenantId tenant,
                         Instant now,
                         std::size_t count,
                         std::function<void(std::size_t)> progress) {
    constexpr std::size_t batch_files = 128;
    const auto soon = [] { return Deadline{SystemClock::steady_now() + budget}; };
    const auto empty = co_await store.is_empty(tenant, soon());
    if (!empty) co_return std::unexpected(empty.error());
    if (!*empty) co_return refuse(Errc::state_conflict, "The tenant holds data already.");
    const auto rules = co_await store.rules(tenant, soon());
    if (!rules) co_return std::unexpected(rules.error());
    const auto today = calendar.today((*rules)->rules.calendars.time_zone, now);

    DemoLoad load;
    for (auto& doctor : demo_doctors(today)) {
        const auto put = co_await store.put_doctor(
            tenant, std::move(doctor), Revision{0}, "demo", now, std::nullopt, soon());
        if (!put) co_return std::unexpected(put.error());
        ++load.doctors;
    }
    std::vector<FileCommit> batch;
    const auto unix_ms = static_cast<std::uint64_t>(now.time_since_epoch().count());
    const auto first_id = static_cast<std::uint32_t>(randomness.next());
    auto files = demo_files(today, count);
    for (std::size_t n = 0; n < files.size(); ++n) {
        auto change = register_file(std::move(files[n]), (*rules)->rules.targets, today);
        if (!change) co_return std::unexpected(change.error());
        // One after the other: so many random ones of one millisecond would meet.
        const auto id = make_file_id(unix_ms, first_id + static_cast<std::uint32_t>(n));
        const FileEvent event{id, now, "demo", std::move(*change)};
        batch.push_back({std::nullopt, begin_file(event), {event}, {}, std::nullopt});
        if (batch.size() < batch_files && n + 1 < files.size()) continue;
        const auto written = co_await write_batch(store, tenant, std::exchange(batch, {}));
        if (!written) co_return std::unexpected(written.error());
        load.files += *written;
        if (progress) progress(load.files);
    }
    co_return load;
}

}  // namespace echeance
