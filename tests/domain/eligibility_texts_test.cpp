// SPDX-License-Identifier: EUPL-1.2
#include "domain/eligibility_texts.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace echeance {
namespace {

constexpr std::size_t length_max = 400;  // as openapi.yaml has it

template <class Check>
void for_each_result(Check check) {
    for (std::size_t i = 0; i < eligibility_rule_count; ++i) {
        for (const bool passed : {true, false}) {
            const RuleResult result{static_cast<EligibilityRule>(i), passed};
            SCOPED_TRACE(std::string{to_text(result.rule)} + (passed ? " passed" : " failed"));
            check(result);
        }
    }
}

/// `(CSP R.4127-105)`, parentheses included; empty when no source of law is named.
std::string source_in(std::string_view text) {
    for (const std::string_view code : {"(CSP ", "(CASF ", "(CRPA ", "(CSS "}) {
        const auto at = text.find(code);
        if (at != text.npos) return std::string{text.substr(at, text.find(')', at) - at + 1)};
    }
    return {};
}

TEST(EligibilityTexts, EveryResultIsASentenceOfItsOwnInBothLanguages) {
    std::set<std::string_view> seen;
    for_each_result([&](const RuleResult& result) {
        for (const auto language : {Language::fr, Language::en}) {
            const auto text = explanation(result).in(language);
            EXPECT_TRUE(text.ends_with('.'));
            EXPECT_LE(text.size(), length_max);
            EXPECT_TRUE(seen.insert(text).second) << text;
        }
    });
}

TEST(EligibilityTexts, BothLanguagesNameTheSameSourceOfLaw) {
    for_each_result([](const RuleResult& result) {
        const auto& wording = explanation(result);
        EXPECT_EQ(source_in(wording.fr), source_in(wording.en));
    });
}

TEST(EligibilityTexts, ARuleThatTheLawMakesNamesIt) {
    const auto source = [](EligibilityRule rule) {
        return source_in(explanation({rule, false}).fr);
    };

    EXPECT_EQ(source(EligibilityRule::conflict_of_interest), "(CSP R.4127-105)");
    EXPECT_EQ(source(EligibilityRule::same_evaluator), "(CRPA L.100-2)");
    EXPECT_EQ(source(EligibilityRule::no_supervisor), "(CSP R.4127-105)");
    EXPECT_EQ(source(EligibilityRule::skill), "(CASF R.146-27)");
    EXPECT_EQ(source(EligibilityRule::open_files_cap), "");
}

}  // namespace
}  // namespace echeance
