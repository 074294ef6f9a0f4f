// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "api/json/codec.hpp"
#include "domain/clocks.hpp"
#include "domain/eligibility.hpp"
#include "tests/domain/generators.hpp"

namespace echeance {
namespace {

using nlohmann::json;
using testing::day;
using testing::for_each_seed;
using testing::Generator;

json tree(std::string_view text) {
    return codec::parse(text).value();
}

/// Pointers to codes of a refusal.
template <class T>
std::map<std::string, std::string> faults_of(const Result<T>& result) {
    std::map<std::string, std::string> found;
    if (result) return found;
    for (const auto& fault : result.error().fields) found.emplace(fault.pointer, fault.code);
    return found;
}
using Faults = std::map<std::string, std::string>;

constexpr std::string_view body = R"({"reference":"92-1","filed_on":"2026-08-19",
    "complete_on":"2026-08-31","stage":"adult","sector":"92004","procedure":"urgent",
    "urgency_reason":"home","urgency_requested_on":"2026-08-20",
    "requests":[{"right":"AAH","nature":"review","current_right_ends_on":"2026-12-31"},
                {"right":"PCH","nature":"first"}],
    "required_skills":["vision","hearing","vision"],
    "excluded_doctors":[{"doctor":"M01","reason":"friend"}],"expected_minutes":15})";

TEST(ParseJson, RefusesWhatCouldHurtLater) {
    for (const char* text : {"",
                             "{",
                             "{} {}",
                             "nul",
                             R"({"a":1,"a":2})",
                             R"({"o":{"b":1,"c":2,"b":3}})",
                             "[1e400]",
                             "[18446744073709551616]",
                             "[-9223372036854775809]",
                             "\"\xff\"",
                             "[1,]",
                             "{\"a\":NaN}"}) {
        const auto value = codec::parse(text);
        ASSERT_FALSE(value) << text;
        EXPECT_EQ(value.error().code, Errc::malformed);
    }
}

TEST(ParseJson, ReadsThirtyTwoLevelsAndNoMore) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };

    EXPECT_TRUE(codec::parse(nested(32)));
    EXPECT_FALSE(codec::parse(nested(33)));
    EXPECT_FALSE(codec::parse(std::string(1'000'000, '[')));
}

TEST(ParseJson, BuildsTheValueThatWasWritten) {
    constexpr std::string_view text =
        R"({"a":[1,-2,2.5,true,null,"é\n",{"b":[]},[{}]],"c":18446744073709551615,"d":{"a":1}})";

    EXPECT_EQ(codec::dump(tree(text)), codec::dump(json::parse(text)));
}

TEST(QuotedText, IsJsonWhateverTheBytes) {
    for_each_seed(300, [](Generator& generator) {
        std::string text;
        for (int n = generator.between(0, 12); n > 0; --n)
            text += static_cast<char>(generator.between(0, 255));
        std::string quoted;
        codec::append_quoted(quoted, text);

        EXPECT_TRUE(codec::parse(quoted)) << quoted;
    });
}

TEST(QuotedText, KeepsEveryValidText) {
    const std::string text = "a\"\\\n\t\x01 é € 😀";
    std::string quoted;

    codec::append_quoted(quoted, text);

    EXPECT_EQ(tree(quoted).get<std::string>(), text);
}

TEST(ReadRegistration, TakesEveryMember) {
    const auto facts = codec::registration(tree(body)).value();

    EXPECT_EQ(facts.reference.text(), "92-1");
    EXPECT_EQ(facts.filed_on, day("2026-08-19"));
    EXPECT_EQ(facts.complete_on, day("2026-08-31"));
    EXPECT_EQ(facts.procedure, Procedure::urgent);
    EXPECT_EQ(facts.urgency_reason, UrgencyReason::home);
    EXPECT_EQ(facts.urgency_requested_on, day("2026-08-20"));
    ASSERT_EQ(facts.requests.size(), 2U);
    EXPECT_EQ(facts.requests[0].current_right_ends_on, day("2026-12-31"));
    ASSERT_EQ(facts.required_skills.size(), 2U);
    EXPECT_EQ(facts.required_skills[0].text(), "hearing");
    EXPECT_EQ(facts.excluded_doctors.at(0).reason, ExclusionReason::friend_of);
    EXPECT_EQ(facts.expected_minutes, 15);
}

TEST(ReadRegistration, NamesEveryFaultAtOnce) {
    const auto result =
        codec::registration(tree(R"({"reference":"1850792123456","filed_on":"2026-02-30",
        "complete_on":7,"stage":"elder","requests":[{"right":"ABC","nature":"first"},{"nature":"x"},3],
        "required_skills":["Vision"],"excluded_doctors":[{"doctor":"!","reason":"friend"}],
        "expected_minutes":601,"name":"x"})"));

    EXPECT_EQ(faults_of(result),
              (Faults{{"/reference", "nir_refused"},
                      {"/filed_on", "impossible_date"},
                      {"/complete_on", "wrong_kind"},
                      {"/stage", "unknown_code"},
                      {"/sector", "required"},
                      {"/requests/0/right", "unknown_right"},
                      {"/requests/1/right", "required"},
                      {"/requests/1/nature", "unknown_code"},
                      {"/requests/2", "wrong_kind"},
                      {"/required_skills/0", "invalid_skill"},
                      {"/excluded_doctors/0/doctor", "invalid_doctor_id"},
                      {"/expected_minutes", "out_of_range"},
                      {"/name", "unknown_member"}}));
}

TEST(ReadRegistration, TakesTheDayAndSourceOfAnExclusion) {
    auto document = tree(body);
    document["excluded_doctors"] =
        tree(R"([{"doctor":"M01","reason":"relative","declared_on":"2026-08-20","source":"person"},
                 {"doctor":"M02","reason":"relative"}])");

    EXPECT_EQ(codec::registration(document).value().excluded_doctors,
              (std::vector<Exclusion>{{*DoctorId::parse("M01"),
                                       ExclusionReason::relative,
                                       day("2026-08-20"),
                                       ExclusionSource::person},
                                      {*DoctorId::parse("M02"), ExclusionReason::relative}}));

    document["excluded_doctors"] = tree(
        R"([{"doctor":"M01","reason":"friend","declared_on":"2026-02-30","source":"rumour","by":1}])");
    EXPECT_EQ(faults_of(codec::registration(document)),
              (Faults{{"/excluded_doctors/0/declared_on", "impossible_date"},
                      {"/excluded_doctors/0/source", "unknown_code"},
                      {"/excluded_doctors/0/by", "unknown_member"}}));
}

TEST(ReadRegistration, NeverEchoesANir) {
    const auto result =
        codec::registration(tree(R"({"reference":"185079212345678","1850792123456":1})"));

    for (const auto& fault : result.error().fields) {
        EXPECT_EQ((fault.pointer + fault.detail).find("1850792123456"), std::string::npos);
    }
}

TEST(ReadRegistration, RefusesAnEmptyListOfRequestsAndOneTooLong) {
    auto document = tree(body);
    document["requests"] = json::array();
    EXPECT_EQ(faults_of(codec::registration(document)), (Faults{{"/requests", "empty"}}));

    document["requests"] = json(13, json{{"right", "AAH"}, {"nature", "first"}});
    EXPECT_EQ(faults_of(codec::registration(document)), (Faults{{"/requests", "too_many"}}));
}

TEST(ReadRegistration, LeavesWhatTheServiceOpenedToTheService) {
    auto document = tree(body);
    document["requests"][0]["opened_automatically"] = true;

    EXPECT_EQ(faults_of(codec::registration(document)),
              (Faults{{"/requests/0/opened_automatically", "unknown_member"}}));
}

TEST(ReadRegistration, SurvivesEveryShape) {
    for (const char* text : {"null",
                             "1",
                             "[]",
                             R"("x")",
                             R"({"requests":{}})",
                             R"({"requests":[[]]})",
                             R"({"required_skills":"vision"})",
                             R"({"expected_minutes":18446744073709551615})"}) {
        EXPECT_FALSE(codec::registration(tree(text))) << text;
    }
}

TEST(ReadAmendment, KeepsOnlyWhatChanges) {
    const auto facts = codec::registration(tree(body)).value();

    const auto changes =
        codec::amendment(
            tree(R"({"stage":"adult","sector":"92012","urgency_reason":null,"required_skills":null,
                 "expected_minutes":15})"),
            facts)
            .value();

    Amendment expected;
    expected.sector = *Sector::parse("92012");
    expected.urgency_reason.emplace();
    expected.required_skills.emplace();
    EXPECT_EQ(changes, expected);
}

TEST(ReadAmendment, TheSameConflictWithoutItsDayChangesNothing) {
    auto facts = codec::registration(tree(body)).value();
    facts.excluded_doctors = {{*DoctorId::parse("M01"),
                               ExclusionReason::conflict_of_interest,
                               day("2026-08-20"),
                               ExclusionSource::doctor}};
    const auto changes = [&](const char* patch) {
        return codec::amendment(tree(patch), facts).value();
    };

    EXPECT_EQ(changes(R"({"excluded_doctors":[{"doctor":"M01","reason":"conflict_of_interest"}]})"),
              Amendment{});
    EXPECT_TRUE(changes(R"({"excluded_doctors":[{"doctor":"M01","reason":"conflict_of_interest",
                            "declared_on":"2026-08-19"}]})")
                    .excluded_doctors);
}

TEST(ReadAmendment, RefusesWhatMayNotChange) {
    const auto facts = codec::registration(tree(body)).value();

    const auto result = codec::amendment(
        tree(R"({"reference":"x","complete_on":"2026-01-01","stage":null})"), facts);

    EXPECT_EQ(faults_of(result),
              (Faults{{"/reference", "unknown_member"},
                      {"/complete_on", "unknown_member"},
                      {"/stage", "wrong_kind"}}));
}

TEST(ReadSuspension, TakesTodayAndIndispensableByDefault) {
    const auto today = day("2026-11-22");

    const auto read = codec::suspension(
        tree(
            R"({"reason":"missing_document","documents":["medical_certificate"],"time_limit_on":"2026-12-22"})"),
        today);

    EXPECT_EQ(read.value(),
              (Suspension{"missing_document",
                          {"medical_certificate"},
                          today,
                          day("2026-12-22"),
                          true,
                          std::nullopt}));
}

TEST(ReadSuspension, TakesTheDayOfTheStepWhenItHasNoneOfItsOwn) {
    const auto read = codec::suspension(
        tree(R"({"reason":"missing_document","time_limit_on":"2026-12-22","on":"2026-11-20"})"),
        day("2026-11-22"));

    EXPECT_EQ(read.value().asked_on, day("2026-11-20"));
}

TEST(ReadSuspension, RefusesFreeText) {
    const auto read = codec::suspension(
        tree(R"({"reason":"he is ill","documents":["the letter of Mrs X"]})"), day("2026-11-22"));

    EXPECT_EQ(faults_of(read),
              (Faults{{"/reason", "unknown_code"},
                      {"/documents/0", "unknown_code"},
                      {"/time_limit_on", "required"}}));
}

TEST(ReadDecisions, NeedsAtLeastOne) {
    const auto today = day("2026-11-22");

    EXPECT_EQ(faults_of(codec::decisions(tree("{}"), today)), (Faults{{"/decisions", "required"}}));
    EXPECT_EQ(faults_of(codec::decisions(tree(R"({"decisions":[]})"), today)),
              (Faults{{"/decisions", "empty"}}));
    EXPECT_EQ(
        codec::decisions(tree(R"({"decisions":[{"right":"AAH","decision":"granted"}]})"), today)
            .value(),
        (std::vector<RequestDecision>{{Right::aah, Decision::granted, today}}));
    EXPECT_EQ(codec::decisions(
                  tree(R"({"on":"2026-11-20","decisions":[{"right":"PCH","decision":"refused"}]})"),
                  today)
                  .value(),
              (std::vector<RequestDecision>{{Right::pch, Decision::refused, day("2026-11-20")}}));
}

TEST(ReadMember, FallsBackWhenAbsent) {
    const auto document = tree(R"({"on":"2026-01-02","reason":"x","count":5,"rights":["AAH",1]})");
    const auto today = day("2026-11-22");

    EXPECT_EQ(codec::day_or(nullptr, "on", today).value(), today);
    EXPECT_EQ(codec::day_or(&document, "on", today).value(), day("2026-01-02"));
    EXPECT_EQ(faults_of(codec::day_or(&document, "reason", today)),
              (Faults{{"/reason", "impossible_date"}}));
    EXPECT_EQ(codec::text_or(&document, "reason", "y"), "x");
    EXPECT_EQ(codec::text_or(&document, "none", "y"), "y");
    EXPECT_EQ(codec::integer_or(&document, "count", 1), 5);
    EXPECT_EQ(codec::integer_or(nullptr, "count", 1), 1);
    EXPECT_EQ(codec::texts(&document, "rights"), (std::vector<std::string>{"AAH"}));
}

TEST(DoctorDocument, GivesBackEverySoundDoctor) {
    for_each_seed(500, [](Generator& generator) {
        const auto doctor = generator.doctor(day("2026-11-22"));
        if (!faults(doctor).empty()) return;
        const auto text = codec::encode_doctor_facts(doctor);

        const auto again = codec::doctor(tree(text), doctor.id);

        ASSERT_TRUE(again) << text;
        EXPECT_EQ(*again, doctor) << text;
        EXPECT_EQ(codec::amended_doctor(json::object(), doctor).value(), doctor);
    });
}

TEST(DoctorDocument, IsAmendedByMergePatch) {
    const auto before =
        codec::doctor(
            tree(
                R"({"kind":"titular","minutes_per_week":1750,"skills":["vision"],"max_open_files":5})"),
            *DoctorId::parse("M01"))
            .value();

    const auto after =
        codec::amended_doctor(
            tree(
                R"({"max_open_files":null,"absences":[{"from":"2026-12-21","until":"2027-01-03"}]})"),
            before)
            .value();

    EXPECT_EQ(after.max_open_files, std::nullopt);
    EXPECT_EQ(after.absences.size(), 1U);
    EXPECT_EQ(after.minutes_per_week, 1750);
    EXPECT_EQ(faults_of(codec::amended_doctor(tree(R"({"kind":null})"), before)),
              (Faults{{"/kind", "required"}}));
    EXPECT_FALSE(codec::amended_doctor(tree("[]"), before));
}

TEST(DoctorDocument, IsRefusedWithTheFaultsTheDomainFinds) {
    const auto result = codec::doctor(tree(R"({"kind":"supervised","minutes_per_week":1400})"),
                                      *DoctorId::parse("M18"));

    ASSERT_FALSE(result);
    EXPECT_TRUE(faults_of(result).contains("/supervisors"));
}

TEST(DoctorDocument, MayNameItsOwnDoctorAndNoOther) {
    const auto id = *DoctorId::parse("M01");

    EXPECT_TRUE(codec::doctor(tree(R"({"id":"M01","kind":"titular"})"), id));
    EXPECT_EQ(faults_of(codec::doctor(tree(R"({"id":"M02","kind":"titular"})"), id)),
              (Faults{{"/id", "invalid_doctor_id"}}));
}

TEST(ConfigurationDocuments, GiveBackTheDefaults) {
    for (const char* departement : {"92", "67", "971", "974"}) {
        const auto rules = default_rules(departement);

        EXPECT_EQ(codec::targets(tree(codec::encode_targets(rules.targets)), 0).value(),
                  rules.targets);
        EXPECT_EQ(codec::priorities(tree(codec::encode_priorities(rules.priorities)), 0).value(),
                  rules.priorities);
        EXPECT_EQ(codec::calendars(tree(codec::encode_calendars(rules.calendars)), 0).value(),
                  rules.calendars);
        EXPECT_EQ(codec::minutes(tree(codec::encode_minutes(rules.minutes)), 0).value(),
                  rules.minutes);
    }
}

TEST(ConfigurationDocuments, KeepWhatIsLearnedApartFromWhatIsWritten) {
    auto written = default_rules("92").minutes;
    written.learning = {
        .enabled = false, .prior_evaluations = 5, .since = LegalDay::parse("2026-11-01").value()};
    auto shown = tree(codec::encode_minutes(written));
    shown["learned"] = tree(codec::encode_estimates(written, estimate_minutes(written, {})));
    EXPECT_EQ(codec::minutes(shown, 0).value(), written) << "shown, then sent back";

    const LearnedMinutes learned{3, 2, {{Right::aah, Nature::first, 21}}};
    EXPECT_EQ(codec::learned_minutes(tree(codec::encode_learned_minutes(learned)), 3).value(),
              learned);
    shown["learning"] = tree(R"({"prior_evaluations":1001,"enabled":1})");
    EXPECT_EQ(faults_of(codec::minutes(shown, 0)),
              (Faults{{"/learning/enabled", "wrong_kind"},
                      {"/learning/prior_evaluations", "out_of_range"}}));
}

TEST(ConfigurationDocuments, PointAtTheWrongMember) {
    auto targets = tree(codec::encode_targets(default_rules("92").targets));
    targets["legal_limits"][0]["starts_at"] = "whenever";
    targets["stage_targets"]["waiting_days"] = 0;
    EXPECT_EQ(faults_of(codec::targets(targets, 1)),
              (Faults{{"/legal_limits/0/starts_at", "unknown_code"},
                      {"/stage_targets/waiting_days", "out_of_range"}}));

    EXPECT_EQ(
        faults_of(codec::calendars(
            tree(R"({"time_zone":"Europe/Paris","territory":"moon","closed_days":["2026-02-30"]})"),
            1)),
        (Faults{{"/territory", "unknown_code"}, {"/closed_days/0", "impossible_date"}}));
    EXPECT_EQ(
        faults_of(codec::minutes(tree(R"({"default_minutes":12,"table":[{"right":"AAH"}]})"), 1)),
        (Faults{{"/table/0/minutes", "required"}}));
}

TenantRules rules_of_92() {
    return {.rules = default_rules("92"), .partition = {}, .salt = 7};
}

TEST(EncodedFile, SaysWhatTheDomainSays) {
    const auto rules = rules_of_92();
    const auto today = day("2026-11-22");
    for_each_seed(200, [&](Generator& generator) {
        StoredFile stored{.file = generator.file(day("2026-05-01") + generator.between(0, 100)),
                          .revision = Revision{3}};

        const auto file = tree(codec::encode_file(stored, rules, today, codec::WithClocks::yes));

        EXPECT_EQ(file.at("id"), json(stored.file.id.text()));
        EXPECT_EQ(file.at("revision"), json(3));
        EXPECT_EQ(file.at("state"), json(to_text(stored.file.state)));
        EXPECT_EQ(file.at("suspended"), json(is_suspended(stored.file, today)));
        EXPECT_EQ(file.at("requests").size(), stored.file.facts.requests.size());
        EXPECT_EQ(file.contains("assignment"), stored.file.assignment.has_value());
        const auto due = due_on(stored.file, rules.rules, today);
        EXPECT_EQ(file.value("due_on", ""), due ? due->text() : "");
        const auto readings = clocks(stored.file, rules.rules, today);
        ASSERT_EQ(file.at("clocks").size(), readings.size());
        bool late = false;
        for (const auto& request : stored.file.facts.requests) {
            const auto clock = legal_clock(stored.file, request, rules.rules, today);
            late = late || (is_open(request) && clock.state == ClockState::breached);
        }
        EXPECT_EQ(file.at("overdue"), json(late));
        EXPECT_EQ(tree(codec::encode_clocks(stored, rules, today)).at("clocks"), file.at("clocks"));
    });
}

TEST(EncodedFile, LeavesOutWhatIsAbsentAndItsClocksWhenNotAsked) {
    const auto facts =
        codec::registration(tree(R"({"reference":"a","filed_on":"2026-11-20","stage":"child",
        "sector":"92004","requests":[{"right":"PCH","nature":"first"}]})"))
            .value();
    const StoredFile stored{.file = {.id = *FileId::parse("01K9ABCDEFGH0123"), .facts = facts},
                            .revision = Revision{1}};

    const auto text =
        codec::encode_file(stored, rules_of_92(), day("2026-11-22"), codec::WithClocks::no);

    EXPECT_EQ(text,
              R"({"id":"01K9ABCDEFGH0123","revision":1,"reference":"a","filed_on":"2026-11-20",)"
              R"("stage":"child","sector":"92004","procedure":"normal",)"
              R"("requests":[{"right":"PCH","nature":"first"}],"required_skills":[],)"
              R"("excluded_doctors":[],"modality":"on_file","state":"filed","suspended":false,)"
              R"("round":1,)"
              R"("suspensions":[],"attempts":[],"overdue":false})");
}

TEST(EncodedClaim, SaysWhy) {
    ClaimedFile claimed{
        .id = *FileId::parse("01K9ABCDEFGH0123"), .reference = "92-1", .revision = Revision{2}};
    claimed.due_on = day("2026-12-01");
    claimed.effective_due_on = day("2026-09-02");
    claimed.lane = Lane::on_time;
    claimed.credits = {{"urgent_home", 90}};

    const auto answer = tree(codec::encode_claim({claimed}, rules_of_92()));

    const auto& file = answer.at("files").at(0);
    EXPECT_EQ(file.at("revision"), json(2));
    EXPECT_EQ(file.at("why").at("credits").at(0), (json{{"id", "urgent_home"}, {"days", 90}}));
    EXPECT_EQ(file.at("why").at("rules_passed").size(), eligibility_rule_count);
    EXPECT_EQ(codec::encode_claim({}, rules_of_92()), R"({"files":[]})");
}

const std::vector<DoctorEligibility> one_without_a_skill{
    {*DoctorId::parse("M01"), {{EligibilityRule::sector, true}, {EligibilityRule::skill, false}}}};

TEST(EncodedEligibility, GivesACodeForEachFailedRuleAndATextForEveryOne) {
    const auto text = codec::encode_eligibility(*FileId::parse("01K9ABCDEFGH0123"),
                                                one_without_a_skill,
                                                {{{EligibilityRule::skill}}},
                                                Language::en);

    EXPECT_EQ(text,
              R"({"file":"01K9ABCDEFGH0123","doctors":[{"doctor":"M01","eligible":false,)"
              R"("rules":[{"rule":"sector","passed":true,)"
              R"("text":"The commune of this file is in this doctor's sector."},)"
              R"({"rule":"skill","passed":false,"code":"skill",)"
              R"("text":"This doctor lacks a skill that this file requires: an evaluation brings )"
              R"(together the skills that the disability calls for (CASF R.146-27)."}]}],)"
              R"("relaxations":[["skill"]]})");
}

TEST(EncodedEligibility, HasRelaxationsOnlyWhenNobodyIsEligible) {
    const auto encoded = [](const std::optional<std::vector<Relaxation>>& relaxations) {
        return tree(codec::encode_eligibility(
            *FileId::parse("01K9ABCDEFGH0123"), one_without_a_skill, relaxations, Language::fr));
    };

    EXPECT_FALSE(encoded(std::nullopt).contains("relaxations"));
    EXPECT_EQ(encoded(std::vector<Relaxation>{}).at("relaxations"), json::array());
    EXPECT_EQ(encoded(std::nullopt).at("doctors").at(0).at("rules").at(0).at("text"),
              json("La commune de ce dossier est dans le secteur de ce médecin."));
}

}  // namespace
}  // namespace echeance
