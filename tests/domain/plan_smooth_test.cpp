// SPDX-License-Identifier: EUPL-1.2
#include "domain/plan_smooth.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "domain/plan_draft.hpp"
#include "tests/domain/plan_checks.hpp"
#include "tests/support/plan_problems.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

/// Prices anywhere near where they could be.
SmoothBound::Prices random_prices(Generator& random,
                                  const SmoothBound& smooth,
                                  const PlanModel& m) {
    auto prices = smooth.from(no_prices(m));
    for (double& price : prices) price = random.between(-100, 3'000);
    return prices;
}

TEST(SymmetricMatrix, IsSolved) {
    for_each_seed(200, [](Generator& random) {
        const auto size = static_cast<std::size_t>(random.between(0, 9));
        std::vector<std::vector<double>> root(size, std::vector<double>(size));
        for (auto& row : root) {
            for (double& value : row) value = random.between(-9, 9);
        }
        SymmetricMatrix matrix(size);
        std::vector<std::vector<double>> whole(size, std::vector<double>(size, 0));
        std::vector<double> x;
        for (std::size_t i = 0; i < size; ++i) {
            x.push_back(random.between(-5, 5));
            for (std::size_t j = 0; j < size; ++j) {
                for (std::size_t k = 0; k < size; ++k) whole[i][j] += root[i][k] * root[j][k];
                if (i == j) whole[i][j] += 1;
                if (j <= i) matrix.at(i, j) = whole[i][j];
            }
        }
        std::vector<double> right(size, 0);
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t j = 0; j < size; ++j)
                right[i] += whole[std::max(i, j)][std::min(i, j)] * x[j];
        }

        const auto found = solved(matrix, right);

        for (std::size_t i = 0; i < size; ++i) EXPECT_NEAR(found[i], x[i], 1e-6);
    });
}

TEST(SmoothBound, IsBelowTheBoundAndNearsItAsItCools) {
    for_each_seed(300, [](Generator& random) {
        const auto problem = small_problem(random);
        const PlanModel model(problem);
        const SmoothBound smooth(model);
        auto prices = random_prices(random, smooth, model);
        for (double& price : prices) price = std::max(0.0, price);
        const auto bound = static_cast<double>(PricedFiles(model, smooth.exact(prices)).bound());

        EXPECT_LE(smooth.at(prices, 500).bound, bound);
        EXPECT_LE(smooth.at(prices, 0.01).bound, bound);
        EXPECT_NEAR(smooth.at(prices, 0.01).bound, bound, 3);
    });
}

TEST(SmoothBound, HasTheSlopeAndCurvatureThatItTells) {
    for_each_seed(300, [](Generator& random) {
        const auto problem = small_problem(random);
        const PlanModel model(problem);
        const SmoothBound smooth(model);
        const auto prices = random_prices(random, smooth, model);
        constexpr double temperature = 1'000;
        constexpr double step = 0.01;
        SymmetricMatrix curvature(prices.size());
        const auto here = smooth.at(prices, temperature, curvature);
        for (std::size_t i = 0; i < prices.size(); ++i) {
            auto next = prices;
            next[i] += step;
            const auto there = smooth.at(next, temperature);
            auto before = prices;
            before[i] -= step;
            const auto back = smooth.at(before, temperature);
            EXPECT_NEAR((there.bound - back.bound) / (2 * step), here.slope[i], 0.01);
            for (std::size_t j = 0; j <= i; ++j) {
                const double bent = (back.slope[j] - there.slope[j]) / (2 * step);
                EXPECT_NEAR(bent, curvature.at(i, j), 1e-4 + 0.01 * std::abs(bent));
            }
        }
    });
}

TEST(BestPrices, AreNoWorseThanAnyOthers) {
    for_each_seed(300, [](Generator& random) {
        const auto problem = small_problem(random);
        const PlanModel model(problem);
        const auto found = best_prices(model, no_prices(model));
        EXPECT_EQ(found.bound, PricedFiles(model, found.prices).bound());
        for (int i = 0; i < 30; ++i) {
            auto prices = found.prices;
            for (auto* const of : {&prices.minute, &prices.file, &prices.supervision}) {
                for (auto& price : *of) {
                    price = std::max<std::int64_t>(0, price + random.between(-20'000, 20'000));
                }
            }
            const auto slack = 50 + std::abs(found.bound) / 1'000;
            EXPECT_LE(PricedFiles(model, prices).bound(), found.bound + slack);
        }
    });
}

TEST(BestPrices, GiveEachFileOnceAtMost) {
    PlanProblemMaker maker(3);
    const auto problem =
        maker.problem({.files = 300, .doctors = 6, .capacity_percent = 50, .capped_percent = 50});
    const PlanModel model(problem);

    const auto found = best_prices(model, no_prices(model));

    std::vector<double> files(problem.doctors.size(), 0);
    for (const auto& parts : found.parts) {
        double all = 0;
        for (const auto& [doctor, part] : parts) {
            all += part;
            files[doctor] += part;
        }
        EXPECT_LE(all, 1.001);
    }
    for (std::size_t doctor = 0; doctor < files.size(); ++doctor) {
        const auto& files_max = problem.doctors[doctor].files_max;
        if (files_max) EXPECT_LE(files[doctor], *files_max * 1.05 + 1);
    }
}

/// Two who may countersign: the one whose minutes are worth less does, also with less time left.
TEST(PlanDraft, CountersignsWhereMinutesAreWorthLeast) {
    PlanProblem problem;
    for (const int capacity : {50, 100, 100}) {
        problem.doctors.push_back(
            {.id = DoctorId::parse("d").value(), .capacity_minutes = capacity});
    }
    problem.doctors[2].supervisors = {0, 1};
    problem.requirements.push_back({{std::nullopt, std::nullopt, 0}});
    problem.files.push_back({.id = make_file_id(1, 1), .minutes = 20});
    const PlanModel model(problem);
    const auto supervisor = [&](std::vector<std::int64_t> worth) {
        PlanDraft draft(model, std::move(worth));
        draft.give(0, 2);
        return draft.plan().assignments.front().supervisor;
    };

    EXPECT_EQ(supervisor({1'000, 2'000, 0}), 0U);
    EXPECT_EQ(supervisor({2'000, 1'000, 0}), 1U);
    EXPECT_EQ(supervisor({1'000, 1'010, 0}), 1U) << "hardly more, and more time left";
}

}  // namespace
}  // namespace echeance
