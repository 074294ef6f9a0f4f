// SPDX-License-Identifier: EUPL-1.2
#include "service/forecast_command.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace echeance {
namespace {

using nlohmann::json;

TEST(ForecastCommand, AnAdditionIsKindCountDayAndMinutes) {
    const auto body = forecast_body({.added = {"titular:7@2027-01", "sessional@2027-02-15:420"},
                                     .leaving = {"M01@2027-03"},
                                     .by = "2027-12-31"});
    ASSERT_TRUE(body);
    const auto asked = json::parse(*body);
    EXPECT_EQ(asked["doctors_added"],
              json::parse(R"([{"kind":"titular","count":7,"from":"2027-01-01"},
                              {"kind":"sessional","count":1,"from":"2027-02-15",
                               "minutes_per_week":420}])"));
    EXPECT_EQ(asked["doctors_leaving"], json::parse(R"([{"doctor":"M01","from":"2027-03-01"}])"));
    EXPECT_EQ(asked["least_staff"]["by"], "2027-12-31");
}

TEST(ForecastCommand, WordsOfAnotherFormAreNamed) {
    for (const auto* words :
         {"titular", "titular:x@2027-01", "titular:7@january", "titular@2027-01:x"}) {
        const auto body = forecast_body({.added = {words}});
        ASSERT_FALSE(body) << words;
        EXPECT_EQ(body.error().fields.front().pointer, "--add");
        EXPECT_NE(body.error().fields.front().detail.find(words), std::string::npos);
    }
    EXPECT_FALSE(forecast_body({.leaving = {"M01"}}));
    EXPECT_FALSE(forecast_body({.by = "soon"}));
}

json week(int backlog) {
    const json band{{"p10", backlog - 1}, {"p50", backlog}, {"p90", backlog + 1}};
    return {{"on", "2026-11-23"}, {"backlog", band}, {"overdue", band}, {"decided", band}};
}

TEST(ForecastText, DrawsBothCoursesAndSaysWhatComesOfThem) {
    json answer;
    for (int n = 0; n < 52; ++n) {
        answer["today"]["weeks"].push_back(week(18'000 + n * 100));
        answer["scenario"]["weeks"].push_back(week(18'000 - n * 300));
    }
    answer["today"]["why_never"] = {{"verdict", "capacity_below_demand"},
                                    {"demand_minutes_per_week", 12'980},
                                    {"capacity_minutes_per_week", 6'240},
                                    {"backlog_files_per_week", 402.5}};
    answer["scenario"]["meets_limit_on"] = "2027-10-04";
    answer["marginal"] =
        json::array({{{"doctor", "added-1"},
                      {"kind", "titular"},
                      {"backlog", {{"mean", -812.4}, {"low", -830.1}, {"high", -794.7}}}}});
    const auto text = forecast_text(answer.dump());
    EXPECT_NE(text.find("Today's staff never meets the limit: 6 240 minutes a week for 12 980"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("The scenario meets the legal limit from 2027-10-04 on"),
              std::string::npos);
    EXPECT_NE(text.find("added-1 (titular): -812.4 files [-830.1, -794.7]"), std::string::npos);
    EXPECT_NE(text.find("23 100 (23 099 to 23 101) files wait"), std::string::npos) << text;
    std::size_t begin = 0;
    std::size_t stars = 0;
    std::size_t dots = 0;
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
        const auto line = text.substr(begin, end - begin);
        EXPECT_LE(line.size(), 80U) << line;
        if (line.find(" |") != std::string::npos) {
            stars += static_cast<std::size_t>(std::ranges::count(line, '*'));
            dots += static_cast<std::size_t>(std::ranges::count(line, '.'));
        }
        begin = end + 1;
    }
    EXPECT_EQ(stars, 52U) << "each week once";
    EXPECT_GT(dots, 40U) << "and today's beside them, where they differ";
}

TEST(ForecastText, AnotherAnswerIsNoForecast) {
    EXPECT_EQ(forecast_text("{}"), "");
    EXPECT_EQ(forecast_text("nonsense"), "");
}

}  // namespace
}  // namespace echeance
