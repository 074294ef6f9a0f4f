// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

#include "api/message.hpp"
#include "domain/flow_network.hpp"
#include "domain/forecast.hpp"

namespace echeance {

/// Where long work is done: tasks that outlive their request, and computing off the threads that
/// answer. One per thread; a task begun on it runs on that thread, between requests.
class Workshop {
public:
    virtual ~Workshop() = default;
    /// Runs `work` on a thread of its own kind, after what waits there. What it refers to must live
    /// until this returns.
    virtual Task<bool> compute(std::function<void()> work) = 0;
    /// Whether one more task may be begun.
    [[nodiscard]] virtual bool has_room() const = 0;
    /// Says once that a task is still worked on.
    using Attend = std::function<Task<bool>()>;
    static constexpr std::chrono::seconds attend_every{4};
    /// Begins a task that outlives the request, and calls `attend` every `attend_every` until it
    /// ends, also while it computes; a call that fails is made up for by the next. False: too many
    /// are under way; it was not begun.
    [[nodiscard]] virtual bool begin(std::string_view name, Task<bool> task, Attend attend) = 0;
    [[nodiscard]] virtual Instant now() const = 0;
    /// For one question to the store, from now.
    [[nodiscard]] virtual Deadline deadline() const = 0;
    /// For forecasts: on every core, at a lower priority than what answers requests. Stops early
    /// when the process does, and when `cancelled` is set.
    [[nodiscard]] virtual ParallelFor parallel_for(
        std::shared_ptr<const std::atomic<bool>> cancelled) = 0;
    /// For plans; stops early when the process does.
    [[nodiscard]] virtual FlowSolver flow_solver() = 0;
};

}  // namespace echeance
