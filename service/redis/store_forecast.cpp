// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "domain/splitmix64.hpp"
#include "domain/whole_number.hpp"
#include "service/redis/store.hpp"

namespace echeance::redis {
namespace {

constexpr std::size_t files_a_bucket = 64;
constexpr std::size_t buckets_a_command = 100;
constexpr std::size_t risk_digits = 4;
constexpr int thousandths = 1'000;
constexpr std::size_t id_bytes = 16;
constexpr std::size_t risk_bytes = id_bytes + risk_digits;
/// Forecasts take a thirtieth of the time at most, and come no more often than that.
constexpr std::chrono::milliseconds between_forecasts{10'000};
constexpr int rest_times = 30;
/// A replica that dies while it makes one leaves its mark so long.
constexpr int forecasting_ms = 10 * 60 * 1000;

std::size_t bucket_of(const FileId& id, std::size_t buckets) {
    return splitmix64_of(id.text(), 0) % buckets;
}

std::string padded(int number, std::size_t digits) {
    auto text = std::to_string(number);
    return std::string(digits - std::min(digits, text.size()), '0') + text;
}

template <class Part>
std::string number_or_dash(const std::optional<Part>& value, auto number) {
    return value ? std::to_string(number(*value)) : std::string{"-"};
}

int breach_of(double probability) {
    return static_cast<int>(std::lround(probability * thousandths));
}

/// `<id> <files before> <p50> <p80> <breach>`, days by number, `-` for what is not said.
std::string line_of(const FileForecast& file) {
    const auto day = [](LegalDay one) { return one.number(); };
    const auto& estimate = file.estimate;
    return file.id.text() + ' ' +
           number_or_dash(estimate.files_before, [](int count) { return count; }) + ' ' +
           number_or_dash(estimate.decided_p50_on, day) + ' ' +
           number_or_dash(estimate.decided_p80_on, day) + ' ' +
           number_or_dash(file.breach, breach_of) + '\n';
}

std::optional<int> next_number(std::string_view& line) {
    const auto end = std::min(line.size(), line.find(' '));
    const auto number = whole_number(line.substr(0, end));
    line.remove_prefix(std::min(line.size(), end + 1));
    return number;
}

FileForecast file_in(const FileId& id, std::string_view line) {
    const auto day = [](std::optional<int> number) {
        return number ? std::optional{LegalDay::from_number(*number)} : std::nullopt;
    };
    FileForecast file{.id = id};
    file.estimate.files_before = next_number(line);
    file.estimate.decided_p50_on = day(next_number(line));
    file.estimate.decided_p80_on = day(next_number(line));
    if (const auto breach = next_number(line))
        file.breach = static_cast<double>(*breach) / thousandths;
    return file;
}

std::vector<Command> outlook_commands(const Keys& keys,
                                      const std::vector<FileForecast>& files,
                                      std::size_t buckets) {
    std::map<std::size_t, std::string> lines;
    for (const auto& file : files) lines[bucket_of(file.id, buckets)] += line_of(file);
    std::vector<Command> commands;
    commands.emplace_back("DEL", keys.new_outlooks());
    std::size_t count = 0;
    for (const auto& [bucket, text] : lines) {
        if (count++ % buckets_a_command == 0) commands.emplace_back("HSET", keys.new_outlooks());
        commands.back().arg(bucket).arg(text);
    }
    commands.emplace_back("DEL", keys.outlooks());
    if (!lines.empty()) commands.emplace_back("RENAME", keys.new_outlooks(), keys.outlooks());
    return commands;
}

std::string risks_of(const std::vector<FileForecast>& files) {
    std::vector<std::pair<int, std::string>> risks;
    for (const auto& file : files)
        if (file.breach && file.id.text().size() == id_bytes)
            risks.emplace_back(-breach_of(*file.breach), file.id.text());
    std::ranges::sort(risks);
    std::string text;
    text.reserve(risks.size() * risk_bytes);
    for (const auto& [breach, id] : risks) text.append(id).append(padded(-breach, risk_digits));
    return text;
}

/// Of a forecast's `day`, `at`, `meets`; empty: there is none.
std::optional<StandingForecast> head_of(const Value& fields) {
    const auto day_in = [&](std::size_t field) -> std::optional<LegalDay> {
        const auto number = fields[field].as_integer();
        if (!number) return std::nullopt;
        return LegalDay::from_number(static_cast<int>(*number));
    };
    const auto day = day_in(0);
    if (!day) return std::nullopt;
    return StandingForecast{
        .day = *day,
        .made_at = Instant{std::chrono::milliseconds{fields[1].as_integer().value_or(0)}},
        .meets_limit_on = day_in(2)};
}

}  // namespace

Task<ForecastTurn> RedisStore::begin_forecast(TenantId tenant,
                                              LegalDay day,
                                              Instant real_now,
                                              Deadline deadline) {
    const Keys keys{tenant};
    std::vector<Command> questions;
    questions.emplace_back("HMGET", keys.forecast(), "day", "at", "meets", "took", "events");
    questions.emplace_back("XLEN", keys.events());
    const auto replies = co_await client_.run_all(std::move(questions), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    const auto& fields = (*replies)[0];
    const auto events = (*replies)[1].integer();
    ForecastTurn turn{.last = head_of(fields)};
    if (turn.last && turn.last->day == day) {
        const std::chrono::milliseconds took{fields[3].as_integer().value_or(0)};
        const auto rest = std::max(between_forecasts, rest_times * took);
        if (real_now - turn.last->made_at < rest || fields[4].as_integer() == events)
            co_return turn;
    }
    if (events == 0) co_return turn;
    const auto mark = co_await client_.run(
        Command("SET", keys.forecasting(), events, "NX", "PX", forecasting_ms), deadline);
    if (!mark) co_return std::unexpected(mark.error());
    turn.is_ours = !mark->is_nil();
    co_return turn;
}

Task<bool> RedisStore::abandon_forecast(TenantId tenant, Deadline deadline) {
    const auto reply = co_await client_.run(Command("DEL", Keys{tenant}.forecasting()), deadline);
    if (!reply) co_return std::unexpected(reply.error());
    co_return true;
}

Task<bool> RedisStore::keep_forecast(TenantId tenant,
                                     StandingForecast forecast,
                                     std::chrono::milliseconds took,
                                     Deadline deadline) {
    const Keys keys{tenant};
    const auto mark = co_await client_.run(Command("GET", keys.forecasting()), deadline);
    if (!mark) co_return std::unexpected(mark.error());
    const auto buckets = forecast.files.size() / files_a_bucket + 1;
    auto commands = outlook_commands(keys, forecast.files, buckets);
    commands.emplace_back("SET", keys.risks(), risks_of(forecast.files));
    Command kept("HSET", keys.forecast());
    kept.arg("day").arg(forecast.day.number());
    kept.arg("at").arg(forecast.made_at.time_since_epoch().count());
    kept.arg("meets").arg(
        forecast.meets_limit_on ? std::to_string(forecast.meets_limit_on->number()) : "");
    kept.arg("result").arg(forecast.result).arg("backtest").arg(forecast.backtest);
    kept.arg("buckets").arg(buckets).arg("took").arg(took.count());
    kept.arg("events").arg(mark->as_integer().value_or(0));
    commands.push_back(std::move(kept));
    commands.emplace_back("DEL", keys.forecasting());
    const auto replies = co_await client_.run_all(std::move(commands), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    co_return true;
}

Task<std::optional<StandingForecast>> RedisStore::standing_forecast(TenantId tenant,
                                                                    Deadline deadline) {
    const auto reply = co_await client_.run(
        Command("HMGET", Keys{tenant}.forecast(), "day", "at", "meets", "result", "backtest"),
        deadline);
    if (!reply) co_return std::unexpected(reply.error());
    auto forecast = head_of(*reply);
    if (!forecast) co_return forecast;
    forecast->result = (*reply)[3].text();
    forecast->backtest = (*reply)[4].text();
    co_return forecast;
}

Task<std::optional<FileForecast>> RedisStore::file_forecast(TenantId tenant,
                                                            FileId id,
                                                            Deadline deadline) {
    const Keys keys{tenant};
    const auto buckets =
        co_await client_.run(Command("HGET", keys.forecast(), "buckets"), deadline);
    if (!buckets) co_return std::unexpected(buckets.error());
    const auto count = buckets->as_integer().value_or(0);
    if (count <= 0) co_return std::optional<FileForecast>{};
    const auto bucket = bucket_of(id, static_cast<std::size_t>(count));
    const auto lines = co_await client_.run(Command("HGET", keys.outlooks(), bucket), deadline);
    if (!lines) co_return std::unexpected(lines.error());
    if (lines->is_nil()) co_return std::optional<FileForecast>{};
    std::string_view text = lines->text();
    while (!text.empty()) {
        const auto end = std::min(text.size(), text.find('\n'));
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(text.size(), end + 1));
        if (!line.starts_with(id.text()) || line.size() <= id.text().size()) continue;
        line.remove_prefix(id.text().size() + 1);
        co_return std::optional{file_in(id, line)};
    }
    co_return std::optional<FileForecast>{};
}

Task<RiskPage> RedisStore::files_at_risk(
    TenantId tenant, double probability, std::size_t offset, std::size_t limit, Deadline deadline) {
    const auto first = offset * risk_bytes;
    const auto last = first + (limit + 1) * risk_bytes - 1;
    const auto reply =
        co_await client_.run(Command("GETRANGE", Keys{tenant}.risks(), first, last), deadline);
    if (!reply) co_return std::unexpected(reply.error());
    RiskPage page;
    const auto text = reply->text();
    for (std::size_t at = 0; at + risk_bytes <= text.size(); at += risk_bytes) {
        auto id = FileId::parse(text.substr(at, id_bytes));
        const auto breach = whole_number(text.substr(at + id_bytes, risk_digits));
        if (!id || !breach) continue;
        const double risk = static_cast<double>(*breach) / thousandths;
        if (risk < probability) break;
        if (page.files.size() == limit) {
            page.more = true;
            break;
        }
        page.files.emplace_back(std::move(*id), risk);
    }
    co_return page;
}

}  // namespace echeance::redis
