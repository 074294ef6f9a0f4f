// SPDX-License-Identifier: EUPL-1.2
#include "domain/transitions.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>

#include "tests/domain/file_states.hpp"
#include "tests/domain/refusals.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;
using enum FileState;

const Targets& targets() {
    static const Rules rules = default_rules("92");
    return rules.targets;
}

struct Row {
    const char* change;
    std::function<Result<FileChange>(const CaseFile&)> attempt;
    std::vector<FileState> allowed;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
    return out << row.change;
}

const std::vector<FileState> open_states{
    filed, queued, assigned, in_evaluation, awaiting_countersignature, evaluated};

Result<FileChange> amend_sector(const CaseFile& file) {
    Amendment changes;
    changes.sector = sector_named("92050");
    return amend(file, changes, targets(), a_today);
}
Result<FileChange> amend_requests(const CaseFile& file) {
    Amendment changes;
    changes.requests = {{.right = Right::pch}};
    return amend(file, changes, targets(), a_today);
}
Suspension a_suspension() {
    return {"missing_document", {"x"}, day("2026-05-01"), day("2026-07-01"), true, {}};
}
Result<FileChange> receive(CaseFile file) {
    file.suspensions.push_back(a_suspension());
    return receive_documents(file, a_today, a_today);
}
Result<FileChange> assign_d2(const CaseFile& file) {
    const auto doctor = titular("d2");
    return assign_by_hand(file, {doctor, {}, 0}, {}, "", a_today, default_rules("92"), a_today);
}
Result<FileChange> decide_all(const CaseFile& file) {
    return decide(file,
                  {{Right::pch, Decision::granted, a_today},
                   {Right::cmi_priorite, Decision::refused, a_today}},
                  a_today);
}

const std::vector<Row> table{
    {"amended", amend_sector, open_states},
    {"requests amended", amend_requests, {filed, queued, assigned}},
    {"completed", [](const CaseFile& f) { return complete(f, a_today, a_today); }, {filed}},
    {"documents requested",
     [](const CaseFile& f) { return request_documents(f, a_suspension(), a_today); },
     open_states},
    {"documents received", receive, open_states},
    {"assigned", assign_d2, {queued}},
    {"released",
     [](const CaseFile& f) { return release(f, a_today, a_today); },
     {assigned, in_evaluation}},
    {"declined",
     [](const CaseFile& f) { return decline(f, DeclineReason::other, a_today, a_today); },
     {assigned, in_evaluation}},
    {"started",
     [](const CaseFile& f) { return start_evaluation(f, a_today, a_today); },
     {assigned}},
    {"submitted",
     [](const CaseFile& f) {
         return submit_evaluation(
             f, 9, Outcome::conclusive, Countersignature::not_needed, a_today, a_today);
     },
     {in_evaluation}},
    {"countersigned",
     [](const CaseFile& f) {
         return countersign(f, supervised("t1"), doctor_named("s1"), a_today, a_today);
     },
     {awaiting_countersignature}},
    {"returned",
     [](const CaseFile& f) {
         return return_evaluation(
             f, supervised("t1"), doctor_named("s1"), ReturnTo::queue, a_today, a_today);
     },
     {awaiting_countersignature}},
    {"decided", decide_all, {evaluated}},
    {"notified", [](const CaseFile& f) { return notify(f, a_today, a_today); }, {decided}},
    {"withdrawn", [](const CaseFile& f) { return withdraw(f, {}, a_today, a_today); }, open_states},
    {"appealed",
     [](const CaseFile& f) { return appeal(f, {}, a_today, a_today); },
     {decided, notified}},
};

class EveryTransition : public ::testing::TestWithParam<Row> {};

TEST_P(EveryTransition, IsAllowedFromItsStatesAndRefusedFromEveryOther) {
    for (const auto state : all_file_states) {
        const auto file = file_in(state);
        ASSERT_EQ(file.state, state);

        const auto change = GetParam().attempt(file);

        const bool allowed =
            std::ranges::find(GetParam().allowed, state) != GetParam().allowed.end();
        EXPECT_EQ(change.has_value(), allowed) << to_text(state);
        if (!allowed) EXPECT_EQ(refusal(change), Errc::state_conflict) << to_text(state);
    }
}

INSTANTIATE_TEST_SUITE_P(Table, EveryTransition, ::testing::ValuesIn(table));

/// Steps dated `on`, each from a state that allows it and whose last step was on 2 February 2026 or
/// later.
struct Dated {
    const char* change;
    FileState from;
    std::function<Result<FileChange>(const CaseFile&, LegalDay)> attempt;
    const char* pointer;
    const char* previous_step_on;
};
std::ostream& operator<<(std::ostream& out, const Dated& row) {
    return out << row.change;
}

const std::vector<Dated> dated{
    {"assigned",
     queued,
     [](const CaseFile& f, LegalDay on) {
         const auto doctor = titular("d2");
         return assign_by_hand(f, {doctor, {}, 0}, {}, "", on, default_rules("92"), a_today);
     },
     "/on",
     "2026-01-05"},
    {"received",
     queued,
     [](CaseFile f, LegalDay on) {
         f.suspensions = {a_suspension()};
         return receive_documents(f, on, a_today);
     },
     "/received_on",
     "2026-05-01"},
    {"released",
     assigned,
     [](const CaseFile& f, LegalDay on) { return release(f, on, a_today); },
     "/on",
     "2026-02-01"},
    {"declined",
     assigned,
     [](const CaseFile& f, LegalDay on) { return decline(f, DeclineReason::other, on, a_today); },
     "/on",
     "2026-02-01"},
    {"started",
     assigned,
     [](const CaseFile& f, LegalDay on) { return start_evaluation(f, on, a_today); },
     "/on",
     "2026-02-01"},
    {"submitted",
     in_evaluation,
     [](const CaseFile& f, LegalDay on) {
         return submit_evaluation(f, 9, Outcome::conclusive, Countersignature::needed, on, a_today);
     },
     "/on",
     "2026-02-02"},
    {"countersigned",
     awaiting_countersignature,
     [](const CaseFile& f, LegalDay on) {
         return countersign(f, supervised("t1"), doctor_named("s1"), on, a_today);
     },
     "/on",
     "2026-02-02"},
    {"returned",
     awaiting_countersignature,
     [](const CaseFile& f, LegalDay on) {
         return return_evaluation(
             f, supervised("t1"), doctor_named("s2"), ReturnTo::doctor, on, a_today);
     },
     "/on",
     "2026-02-02"},
    {"decided",
     evaluated,
     [](const CaseFile& f, LegalDay on) {
         return decide(f, {{Right::pch, Decision::granted, on}}, a_today);
     },
     "/decisions/0/decided_on",
     "2026-02-02"},
    {"notified",
     decided,
     [](const CaseFile& f, LegalDay on) { return notify(f, on, a_today); },
     "/on",
     "2026-03-01"},
    {"withdrawn",
     evaluated,
     [](const CaseFile& f, LegalDay on) { return withdraw(f, {}, on, a_today); },
     "/on",
     "2026-02-02"},
    {"appealed",
     notified,
     [](const CaseFile& f, LegalDay on) { return appeal(f, {}, on, a_today); },
     "/on",
     "2026-03-01"},
};

class EveryDatedStep : public ::testing::TestWithParam<Dated> {};

TEST_P(EveryDatedStep, LiesBetweenThePreviousStepAndToday) {
    const auto& row = GetParam();
    const auto file = file_in(row.from);
    const auto first = day(row.previous_step_on);

    EXPECT_TRUE(row.attempt(file, first).has_value());
    EXPECT_TRUE(row.attempt(file, a_today).has_value());
    EXPECT_EQ(faults_of(row.attempt(file, first - 1)),
              Texts{row.pointer + std::string{" before_previous_step"}});
    EXPECT_EQ(faults_of(row.attempt(file, a_today + 1)),
              Texts{row.pointer + std::string{" in_the_future"}});
}

INSTANTIATE_TEST_SUITE_P(Table, EveryDatedStep, ::testing::ValuesIn(dated));

}  // namespace
}  // namespace echeance
