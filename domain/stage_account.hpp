// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/legal_day.hpp"

namespace echeance {

/// Where a file's time goes, from filing (or an appeal) to notification. A file is in one stage at
/// a time, so that the days of all of them sum to the whole.
enum class FileStage : std::uint8_t {
    intake,            ///< a mandatory document is missing
    waiting,           ///< for a doctor
    evaluation,        ///< by a doctor, from the assignment on
    countersignature,  ///< by a supervisor
    decision,          ///< by the commission (CDAPH)
    notification,      ///< decided, and not sent yet
};
inline constexpr std::array all_file_stages{FileStage::intake,
                                            FileStage::waiting,
                                            FileStage::evaluation,
                                            FileStage::countersignature,
                                            FileStage::decision,
                                            FileStage::notification};
inline constexpr std::size_t file_stage_count = all_file_stages.size();
[[nodiscard]] std::string_view to_text(FileStage stage);

/// The days of one round of a file by stage. Kept while events are folded, since a file does not
/// keep the days of all of them.
struct StageAccount {
    FileStage stage = FileStage::intake;
    LegalDay since = LegalDay::from_number(0);  ///< the day `stage` began
    /// Of the stages that have ended, all times in each. Not of `intake`: it is what is left of
    /// the whole, since the day of filing may still be amended.
    std::array<int, file_stage_count> days{};
    bool operator==(const StageAccount&) const = default;
};
/// Ends the stage on `on`, never before it began, and begins `next`.
void enter_stage(StageAccount& account, FileStage next, LegalDay on);
/// The days of each stage of a round from `began_on` to `ended_on`; they sum to `ended_on -
/// began_on`. Precondition: the account's last stage ended on `ended_on`.
[[nodiscard]] std::array<int, file_stage_count> stage_days(const StageAccount& account,
                                                           LegalDay began_on,
                                                           LegalDay ended_on);

/// A round that an appeal has ended, as far as it concerns the whole file.
struct EarlierRound {
    LegalDay began_on;                      ///< filing, or the appeal before
    std::optional<LegalDay> notified_on{};  ///< empty: appealed before anything was sent
    StageAccount stages{};
    bool operator==(const EarlierRound&) const = default;
};

}  // namespace echeance
