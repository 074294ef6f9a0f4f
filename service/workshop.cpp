// SPDX-License-Identifier: EUPL-1.2
#include "service/workshop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "service/flow_solver.hpp"

namespace echeance {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds question_within{10};

asio::awaitable<void> run(std::function<void()> work) {
    work();
    co_return;
}

}  // namespace

Task<bool> ThreadWorkshop::compute(std::function<void()> work) {
    co_await asio::co_spawn(pool_.pool(), run(std::move(work)), asio::use_awaitable);
    co_return true;
}

bool ThreadWorkshop::begin(std::string_view name, Task<bool> task) {
    if (!has_room()) return false;
    ++tasks_;
    const auto on_end = [this, name = std::string{name}](const std::exception_ptr& thrown,
                                                         const Result<bool>& result) {
        --tasks_;
        if (thrown || !result)
            log_.write(LogLevel::warn, "task_failed", {{"task", std::string_view{name}}});
    };
    asio::co_spawn(io_, std::move(task), on_end);
    return true;
}

Deadline ThreadWorkshop::deadline() const {
    return Deadline{SystemClock::steady_now() + question_within};
}

FlowSolver ThreadWorkshop::flow_solver() {
    return lemon_flow_solver(pool_.stopping());
}

}  // namespace echeance
