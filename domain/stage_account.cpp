// SPDX-License-Identifier: EUPL-1.2
#include "domain/stage_account.hpp"

#include <algorithm>
#include <numeric>

#include "domain/enum_names.hpp"

namespace echeance {
namespace {

constexpr std::array<std::string_view, file_stage_count> stage_names{
    "intake", "waiting", "evaluation", "countersignature", "decision", "notification"};

}  // namespace

std::string_view to_text(FileStage stage) {
    return name_in(stage_names, stage);
}

void enter_stage(StageAccount& account, FileStage next, LegalDay on) {
    const bool counted = account.stage != FileStage::intake;
    if (counted) {
        on = std::max(on, account.since);
        account.days[static_cast<std::size_t>(account.stage)] += on - account.since;
    }
    account.stage = next;
    account.since = on;
}

std::array<int, file_stage_count> stage_days(const StageAccount& account,
                                             LegalDay began_on,
                                             LegalDay ended_on) {
    auto days = account.days;
    days[static_cast<std::size_t>(account.stage)] += ended_on - account.since;
    days[static_cast<std::size_t>(FileStage::intake)] = 0;
    days[static_cast<std::size_t>(FileStage::intake)] =
        ended_on - began_on - std::accumulate(days.begin(), days.end(), 0);
    return days;
}

}  // namespace echeance
