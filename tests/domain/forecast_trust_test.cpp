// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_trust.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

#include "domain/capacity.hpp"
#include "domain/transitions.hpp"
#include "tests/domain/file_states.hpp"
#include "tests/support/reference_flow.hpp"

namespace echeance::testing {
namespace {

/// An office of one doctor who reads the oldest first, on record for `days`: as many files come as
/// they read, and a decision follows some three weeks after.
class Office {
public:
    Office(unsigned seed, int days, double files_a_day)
        : today_(day("2026-11-23")), first_(today_ - days), random_(seed) {
        doctor_.minutes_per_week = 1'500;
        std::poisson_distribution<int> filed(files_a_day);
        int left = 0;
        for (auto on = first_; on < today_; on = on + 1) {
            const int minutes = capacity_on(doctor_, on, calendar_).value_or(0);
            if (minutes > 0)
                for (int n = filed(random_); n > 0; --n) file(on);
            left = minutes > 0 ? left + minutes : 0;
            while (left >= minutes_a_file && !waiting_.empty()) {
                read(waiting_.front(), on);
                waiting_.pop_front();
                left -= minutes_a_file;
            }
            left = std::min(left, minutes_a_file);
        }
    }

    [[nodiscard]] Result<Trust> trust() const {
        HistoryReader reader{rules_, partition_};
        for (auto at = files_.rbegin(); at != files_.rend(); ++at) EXPECT_TRUE(reader.add(*at));
        const auto history = std::move(reader).take();
        const std::vector<PlanningDoctor> doctors{{doctor_}};
        return past_forecasts(
            {.history = history, .doctors = doctors, .rules = rules_, .today = today_},
            {serial_for, reference_flow});
    }

private:
    static constexpr int minutes_a_file = 30;

    void enter(CaseFile& file, FileChange change, LegalDay on) {
        file = apply(std::move(file), {file.id, noon(on), "test", std::move(change)});
    }
    void file(LegalDay on) {
        auto facts = plain_registration();
        facts.filed_on = on;
        facts.complete_on = on;
        facts.requests = {{.right = Right::pch}};
        facts.expected_minutes = minutes_a_file;
        const auto at = static_cast<std::uint64_t>(noon(on).time_since_epoch().count());
        const FileEvent event{make_file_id(at, static_cast<std::uint32_t>(files_.size())),
                              noon(on),
                              "test",
                              register_file(std::move(facts), rules_.targets, today_).value()};
        waiting_.push_back(files_.size());
        files_.push_back(begin_file(event));
    }
    void read(std::size_t index, LegalDay on) {
        auto& file = files_[index];
        enter(file, FileAssigned{.doctor = doctor_.id, .on = on}, on);
        enter(file, EvaluationStarted{on}, on);
        enter(file, EvaluationSubmitted{.minutes_spent = minutes_a_file, .on = on}, on);
        auto decided_on = on + 14 + static_cast<int>(random_() % 15);
        while (!calendar_.is_working(decided_on)) decided_on = decided_on + 1;
        if (decided_on >= today_) return;
        enter(file, RequestsDecided{{{Right::pch, Decision::granted, decided_on}}}, decided_on);
    }

    LegalDay today_;
    LegalDay first_;
    std::mt19937 random_;
    const Rules rules_ = default_rules("92");
    const Partition partition_;
    const WorkingCalendar calendar_ = rules_.working_calendar();
    Doctor doctor_ = titular("d1");
    std::vector<CaseFile> files_;
    std::deque<std::size_t> waiting_;
};

TEST(ForecastTrust, TheBandOfEightyPercentHoldsMostWeeksOfSyntheticOffices) {
    double weeks = 0;
    double within = 0;
    double error = 0;
    for (unsigned seed = 1; seed <= 8; ++seed) {
        const auto trust = Office(seed, 540, 10.2).trust();
        ASSERT_TRUE(trust);
        ASSERT_EQ(trust->forecasts.size(), static_cast<std::size_t>(past_forecasts_max));
        for (const auto& accuracy : {trust->open_requests, trust->decided}) {
            weeks += static_cast<double>(accuracy.weeks);
            within += accuracy.coverage * static_cast<double>(accuracy.weeks);
        }
        error += trust->open_requests.mean_absolute_error_percent / 8;
    }
    const double coverage = within / weeks;
    EXPECT_GE(coverage, 0.7) << coverage;
    EXPECT_LE(coverage, 0.9) << coverage;
    EXPECT_LT(error, 20);
}

TEST(ForecastTrust, OfTooShortAPastNothingIsSaid) {
    const auto trust = Office(1, 40, 10.2).trust();
    ASSERT_TRUE(trust);
    EXPECT_TRUE(trust->forecasts.empty());
    EXPECT_EQ(trust->open_requests.weeks, 0U);
}

}  // namespace
}  // namespace echeance::testing
