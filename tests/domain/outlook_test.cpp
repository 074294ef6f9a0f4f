// SPDX-License-Identifier: EUPL-1.2
#include "domain/outlook.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/domain/file_states.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;
using Notes = std::vector<OutlookNote>;
using enum OutlookNote;

const Rules rules = default_rules("92");
const auto today = day("2026-03-01");  // the file is due on 2026-05-05
const OutlookEstimate estimate{
    .files_before = 41, .decided_p50_on = day("2026-06-20"), .decided_p80_on = day("2026-07-31")};

Outlook outlook(const CaseFile& file, LegalDay on = today) {
    return outlook_of(file, rules, on, estimate);
}

TEST(Outlook, OfAFileInTheQueueHasItsPlaceAndItsWindow) {
    const auto made = outlook(file_in(FileState::queued));
    EXPECT_EQ(made.stage, FileStage::waiting);
    EXPECT_EQ(made.files_before, 41);
    EXPECT_EQ(made.window, (OutlookWindow{day("2026-06-20"), day("2026-07-31")}));
    EXPECT_EQ(made.notes, (Notes{documents_may_be_asked, estimate_only}));
}

TEST(Outlook, NamesTheStageOfEveryState) {
    const std::array<std::optional<FileStage>, 9> stages{FileStage::intake,
                                                         FileStage::waiting,
                                                         FileStage::evaluation,
                                                         FileStage::evaluation,
                                                         FileStage::countersignature,
                                                         FileStage::decision,
                                                         FileStage::notification,
                                                         std::nullopt,
                                                         std::nullopt};
    for (const auto state : all_file_states) {
        const auto made = outlook(file_in(state));
        EXPECT_EQ(made.stage, stages[static_cast<std::size_t>(state)]) << to_text(state);
        EXPECT_EQ(made.files_before.has_value(), state == FileState::queued) << to_text(state);
        if (is_open(state)) continue;
        EXPECT_EQ(made.window, std::nullopt) << to_text(state);
        EXPECT_EQ(made.notes, Notes{}) << to_text(state);
    }
    EXPECT_EQ(outlook(file_in(FileState::awaiting_countersignature)).notes,
              (Notes{countersignature_awaited, estimate_only}));
    EXPECT_EQ(outlook(file_in(FileState::evaluated)).notes, Notes{estimate_only});
}

TEST(Outlook, GivesNoDateWhileADocumentIsMissing) {
    const auto incomplete = outlook(file_in(FileState::filed));
    EXPECT_EQ(incomplete.window, std::nullopt);
    EXPECT_EQ(incomplete.notes, (Notes{documents_missing, no_estimate}));

    auto suspended = file_in(FileState::queued);
    suspended.suspensions = {{"missing_document", {}, today - 3, today + 20, true, {}}};
    const auto made = outlook(suspended);
    EXPECT_EQ(made.window, std::nullopt);
    EXPECT_EQ(made.files_before, std::nullopt);
    EXPECT_EQ(made.notes, (Notes{documents_awaited, no_estimate}));
    EXPECT_TRUE(outlook(suspended, today + 20).window) << "the time limit has come";

    suspended.suspensions.front().indispensable = false;
    EXPECT_EQ(outlook(suspended).notes,
              (Notes{documents_expected, documents_may_be_asked, estimate_only}));
}

TEST(Outlook, GivesNoDateThatIsNotEstimated) {
    auto half = estimate;
    half.decided_p80_on.reset();
    const auto made = outlook_of(file_in(FileState::queued), rules, today, half);
    EXPECT_EQ(made.window, std::nullopt);
    EXPECT_EQ(made.notes, (Notes{documents_may_be_asked, no_estimate}));
}

TEST(Outlook, NeverExpectsADecisionInThePast) {
    const auto made = outlook(file_in(FileState::queued), day("2026-08-15"));
    EXPECT_EQ(made.window, (OutlookWindow{day("2026-08-15"), day("2026-08-15")}));
    EXPECT_EQ(made.notes, (Notes{documents_may_be_asked, limit_passed, estimate_only}));
}

TEST(Outlook, WarnsOfARightThatEndsBeforeTheWindowDoes) {
    auto file = file_in(FileState::queued);
    auto& ends_on = file.facts.requests.back().current_right_ends_on;
    ends_on = day("2026-07-31");
    EXPECT_EQ(outlook(file).notes,
              (Notes{documents_may_be_asked, right_ends_before, estimate_only}));
    EXPECT_EQ(outlook(file).right_ends_on, ends_on);
    ends_on = day("2026-08-01");
    EXPECT_EQ(outlook(file).right_ends_on, std::nullopt);
    ends_on = today - 1;
    EXPECT_EQ(outlook(file).notes, (Notes{documents_may_be_asked, right_has_ended, estimate_only}));
    file.facts.requests.back().withdrawn_on = today;
    EXPECT_EQ(outlook(file).right_ends_on, std::nullopt);
}

TEST(Outlook, SaysInWordsThatItIsAnEstimate) {
    const auto made = outlook(file_in(FileState::queued));
    EXPECT_EQ(window_text(made, Language::fr),
              "Estimation : une chance sur deux d'une décision d'ici au 20 juin 2026, quatre "
              "chances sur cinq d'ici au 31 juillet 2026.");
    EXPECT_EQ(window_text(made, Language::en),
              "Estimate: one chance in two of a decision by 20 June 2026, four in five by 31 July "
              "2026.");
    EXPECT_EQ(window_text(outlook(file_in(FileState::filed)), Language::fr), "");
    EXPECT_EQ(date_text(day("2027-03-01"), Language::fr), "1er mars 2027");
    EXPECT_TRUE(explanation(estimate_only).fr.contains("pas un engagement"));
}

TEST(Outlook, HasASentenceForEveryNoteAndStage) {
    std::set<std::string_view> texts;
    for (std::size_t n = 0; n < outlook_note_count; ++n) {
        const auto note = static_cast<OutlookNote>(n);
        EXPECT_EQ(from_text<OutlookNote>(to_text(note)), note);
        for (const auto language : {Language::fr, Language::en}) {
            const auto text = explanation(note).in(language);
            EXPECT_TRUE(text.ends_with('.')) << text;
            EXPECT_TRUE(texts.insert(text).second) << text;
        }
    }
    for (const auto state : all_file_states) {
        const auto& text = stage_text(outlook(file_in(state)));
        EXPECT_TRUE(text.fr.ends_with('.'));
        EXPECT_TRUE(text.en.ends_with('.'));
        if (state != FileState::in_evaluation) {
            EXPECT_TRUE(texts.insert(text.fr).second) << text.fr;
        }
    }
    EXPECT_EQ(from_text<OutlookNote>("promise"), std::nullopt);
}

}  // namespace
}  // namespace echeance
