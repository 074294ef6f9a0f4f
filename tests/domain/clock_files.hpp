// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "domain/clocks.hpp"
#include "tests/domain/generators.hpp"

namespace echeance::testing {

inline const Rules rules = default_rules("92");
using Intervals = std::vector<DayInterval>;

/// A complete file of one right in the queue.
[[nodiscard]] inline CaseFile queued_file(Right right,
                                          const char* filed_on,
                                          const char* complete_on) {
    CaseFile file{.id = make_file_id(1, 1),
                  .facts = {.reference = Reference::parse("R-1").value(),
                            .filed_on = day(filed_on),
                            .complete_on = day(complete_on),
                            .sector = Sector::parse("92012").value(),
                            .requests = {{.right = right}}}};
    file.state = FileState::queued;
    file.queued_on = file.facts.complete_on;
    return file;
}

inline void decide_request(CaseFile& file, const char* on, Decision decision = Decision::granted) {
    file.facts.requests.front().decision = decision;
    file.facts.requests.front().decided_on = day(on);
    if (decision == Decision::deferred) return;
    file.state = FileState::decided;
    file.decided_on = day(on);
}

inline void suspend(CaseFile& file,
                    const char* asked_on,
                    const char* limit,
                    const char* received_on = nullptr) {
    Suspension suspension{"missing_document", {}, day(asked_on), day(limit), true, std::nullopt};
    if (received_on) suspension.received_on = day(received_on);
    file.suspensions.push_back(suspension);
}

[[nodiscard]] inline ClockReading legal(const CaseFile& file,
                                        const char* today,
                                        const Rules& under = rules) {
    return legal_clock(file, file.facts.requests.front(), under, day(today));
}
[[nodiscard]] inline ClockReading read(const CaseFile& file, ClockKind kind, const char* today) {
    for (const auto& reading : clocks(file, rules, day(today))) {
        if (reading.clock == kind) return reading;
    }
    ADD_FAILURE() << "no clock " << to_text(kind);
    return {};
}

}  // namespace echeance::testing
