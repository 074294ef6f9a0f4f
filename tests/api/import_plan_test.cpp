// SPDX-License-Identifier: EUPL-1.2
#include "api/import_plan.hpp"

#include <gtest/gtest.h>

#include "tests/domain/generators.hpp"

namespace echeance {
namespace {

using testing::day;
using enum ExclusionSource;

Exclusion conflict(std::string_view doctor,
                   std::optional<LegalDay> on = {},
                   std::optional<ExclusionSource> from = {}) {
    return {*DoctorId::parse(doctor), ExclusionReason::conflict_of_interest, on, from};
}

Registration excluding(std::vector<Exclusion> exclusions) {
    return {.reference = *Reference::parse("92-1"),
            .filed_on = day("2026-08-19"),
            .sector = *Sector::parse("92004"),
            .requests = {{.right = Right::pch}},
            .excluded_doctors = std::move(exclusions)};
}

TEST(AmendmentBetween, AnExtractThatKnowsNoDayChangesNothing) {
    for (const auto& known : {conflict("M01"),
                              conflict("M01", day("2026-08-20")),
                              conflict("M01", day("2026-08-20"), person),
                              conflict("M01", std::nullopt, extract)}) {
        EXPECT_EQ(amendment_between(excluding({known}),
                                    excluding({conflict("M01", std::nullopt, extract)})),
                  Amendment{});
    }
}

TEST(AmendmentBetween, ADayThatIsSaidIsAChange) {
    const auto changes = amendment_between(excluding({conflict("M01", std::nullopt, extract)}),
                                           excluding({conflict("M01", day("2026-08-20"))}));

    EXPECT_EQ(changes.excluded_doctors, (std::vector{conflict("M01", day("2026-08-20"), extract)}));
}

TEST(AmendmentBetween, AnotherConflictLeavesTheDayOfTheFirst) {
    const auto first = conflict("M01", day("2026-08-20"), person);

    const auto changes = amendment_between(excluding({first}),
                                           excluding({conflict("M01", std::nullopt, extract),
                                                      conflict("M02", std::nullopt, extract)}));

    EXPECT_EQ(changes.excluded_doctors,
              (std::vector{first, conflict("M02", std::nullopt, extract)}));
}

}  // namespace
}  // namespace echeance
