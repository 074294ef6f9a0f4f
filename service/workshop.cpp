// SPDX-License-Identifier: EUPL-1.2
#include "service/workshop.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "service/flow_solver.hpp"

namespace echeance {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds question_within{10};

/// What the end of a task tells those who attend to it. Used on the task's thread.
struct Attendance {
    explicit Attendance(asio::io_context& io) : timer(io) {}
    asio::steady_timer timer;
    bool has_ended = false;
};

asio::awaitable<void> attend_until_ended(std::shared_ptr<Attendance> attendance,
                                         Workshop::Attend attend,
                                         std::chrono::milliseconds every) {
    constexpr auto as_value = asio::as_tuple(asio::use_awaitable);
    while (!attendance->has_ended) {
        attendance->timer.expires_after(every);
        co_await attendance->timer.async_wait(as_value);
        if (!attendance->has_ended) co_await attend();
    }
}

/// This thread gives way to those that answer requests: Linux keeps a priority a thread.
void yield_to_requests() {
    constexpr int nice = 10;
    // Where it is refused, the thread works all the same.
    static_cast<void>(setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), nice));
}

asio::awaitable<void> run(std::function<void()> work) {
    work();
    co_return;
}

}  // namespace

Task<bool> ThreadWorkshop::compute(std::function<void()> work) {
    co_await asio::co_spawn(pool_.pool(), run(std::move(work)), asio::use_awaitable);
    co_return true;
}

bool ThreadWorkshop::begin(std::string_view name, Task<bool> task, Attend attend) {
    if (!has_room()) return false;
    ++tasks_;
    const auto attendance = std::make_shared<Attendance>(io_);
    const auto on_end = [this, attendance, name = std::string{name}](
                            const std::exception_ptr& thrown, const Result<bool>& result) {
        --tasks_;
        attendance->has_ended = true;
        attendance->timer.cancel();
        if (thrown || !result)
            log_.write(LogLevel::warn, "task_failed", {{"task", std::string_view{name}}});
    };
    const auto on_end_of_attendance = [this](const std::exception_ptr& thrown) {
        if (thrown) log_.write(LogLevel::error, "attendance_failed", {});
    };
    asio::co_spawn(io_,
                   attend_until_ended(attendance, std::move(attend), attend_every_),
                   on_end_of_attendance);
    asio::co_spawn(io_, std::move(task), on_end);
    return true;
}

Deadline ThreadWorkshop::deadline() const {
    return Deadline{SystemClock::steady_now() + question_within};
}

ParallelFor ThreadWorkshop::parallel_for(std::shared_ptr<const std::atomic<bool>> cancelled) {
    return [stop = pool_.stopping(), cancelled = std::move(cancelled)](
               std::size_t count, const std::function<void(std::size_t)>& body) {
        std::atomic<std::size_t> next{0};
        const auto work = [&] {
            yield_to_requests();
            while (!stop.stop_requested() && !*cancelled) {
                const auto n = next.fetch_add(1);
                if (n >= count) return;
                body(n);
            }
        };
        {
            std::vector<std::jthread> helpers;
            const auto cores = std::max(1U, std::thread::hardware_concurrency());
            for (unsigned core = 0; core < cores; ++core) helpers.emplace_back(work);
        }
        return !stop.stop_requested() && !*cancelled;
    };
}

FlowSolver ThreadWorkshop::flow_solver() {
    return lemon_flow_solver(pool_.stopping());
}

}  // namespace echeance
