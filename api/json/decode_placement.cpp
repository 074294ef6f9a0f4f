// SPDX-License-Identifier: EUPL-1.2
#include <charconv>
#include <utility>

#include "api/json/record.hpp"

namespace echeance::codec {
namespace {

/// The next of the parts that `|` ends, or the last; `parts_left` is false past it.
class Parts {
public:
    explicit Parts(std::string_view text) : rest_(text) {}
    std::string_view next() {
        if (ended_) {
            sound_ = false;
            return {};
        }
        const auto end = rest_.find('|');
        const auto part = rest_.substr(0, end);
        ended_ = end == std::string_view::npos;
        if (!ended_) rest_.remove_prefix(end + 1);
        return part;
    }
    [[nodiscard]] bool has_more() const { return !ended_; }
    std::string_view remainder() {
        ended_ = true;
        return rest_;
    }
    template <class I>
    I number(I min, I max) {
        const auto value = optional_number(min, max);
        if (!value) sound_ = false;
        return value.value_or(min);
    }
    template <class I>
    std::optional<I> optional_number(I min, I max) {
        const auto part = next();
        if (part.empty()) return std::nullopt;
        I value{};
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
        if (error == std::errc{} && end == part.data() + part.size() && value >= min &&
            value <= max) {
            return value;
        }
        sound_ = false;
        return std::nullopt;
    }
    /// `slack`: how far a derived day may lie outside the calendar of `LegalDay`.
    std::optional<LegalDay> optional_day(int slack) {
        const auto number = optional_number(first_day_number - slack, last_day_number + slack);
        if (!number) return std::nullopt;
        return LegalDay::from_number(*number);
    }
    void fail() { sound_ = false; }
    [[nodiscard]] bool is_whole() const { return sound_ && ended_; }

private:
    std::string_view rest_;
    bool sound_ = true;
    bool ended_ = false;
};

constexpr std::int64_t instant_max = 8'000'000'000'000;  // past the year 2199

std::optional<Lane> lane_of(std::string_view text) {
    if (text.empty()) return Lane::none;
    for (const auto lane : {Lane::none, Lane::on_time, Lane::late}) {
        if (to_text(lane) == text) return lane;
    }
    return std::nullopt;
}

/// Takes off what `encode_placement` ends with: `@20512~3:9;=;20530/MB;`. Nothing for a placement
/// from before statistics were kept. No queue class has an `@`.
std::optional<std::vector<RuleOutcome>> take_outcomes(std::string_view& text) {
    std::vector<RuleOutcome> outcomes;
    const auto begin = text.find('@');
    if (begin == std::string_view::npos) return outcomes;
    auto rest = text.substr(begin + 1);
    text = text.substr(0, begin);
    while (!rest.empty()) {
        const auto stop = rest.find(';');
        if (stop == std::string_view::npos) return std::nullopt;
        const auto own = rest.substr(0, stop);
        if (own == "=" && outcomes.empty()) return std::nullopt;
        auto outcome = own == "=" ? outcomes.back() : RuleOutcome::parse(own);
        if (!outcome) return std::nullopt;
        outcomes.push_back(std::move(*outcome));
        rest.remove_prefix(stop + 1);
    }
    return outcomes;
}

}  // namespace

std::optional<Assignment> decode_assignment(std::string_view text) {
    Parts parts(text);
    auto doctor = DoctorId::parse(parts.next());
    const auto mode = from_text<AssignmentMode>(parts.next());
    const auto on = parts.optional_day(0);
    const auto at = parts.number<std::int64_t>(-instant_max, instant_max);
    const auto started_on = parts.optional_day(0);
    const auto started_at = parts.optional_number<std::int64_t>(-instant_max, instant_max);
    std::optional<DoctorId> supervisor;
    int supervision_minutes = 0;
    if (parts.has_more()) {
        auto named = DoctorId::parse(parts.next());
        if (!named) return std::nullopt;
        supervisor = std::move(*named);
        supervision_minutes = parts.number<int>(0, static_cast<int>(minutes_stored_max));
    }
    if (!doctor || !mode || !on || !parts.is_whole()) return std::nullopt;
    Assignment result{.doctor = std::move(*doctor),
                      .mode = *mode,
                      .assigned_on = *on,
                      .assigned_at = Instant{std::chrono::milliseconds{at}},
                      .started_on = started_on,
                      .supervisor = std::move(supervisor),
                      .supervision_minutes = supervision_minutes};
    if (started_at) result.started_at = Instant{std::chrono::milliseconds{*started_at}};
    return result;
}

Result<Placement> decode_placement(std::string_view text) {
    // Credits, limits and suspensions move a due date beyond the days that can be entered.
    constexpr int derived_slack = 40'000;
    constexpr std::uint64_t score_max = std::uint64_t{1} << 53U;
    constexpr std::uint32_t rights_mask = (1U << right_count) - 1;
    Placement result;
    auto outcomes = take_outcomes(text);
    if (outcomes) result.outcomes = std::move(*outcomes);
    Parts parts(text);
    result.due_on = parts.optional_day(derived_slack);
    result.effective_due_on = parts.optional_day(derived_slack);
    const auto lane = lane_of(parts.next());
    result.lane = lane.value_or(Lane::none);
    result.queue_score = parts.number<std::uint64_t>(0, score_max);
    result.open_requests = parts.number<int>(0, static_cast<int>(right_count));
    result.overdue_rights = parts.number<std::uint32_t>(0, rights_mask);
    result.expected_minutes = parts.number<int>(0, static_cast<int>(minutes_stored_max));
    result.turns_on = parts.optional_day(derived_slack);
    result.queue_class = parts.remainder();
    if (!outcomes || !lane || !parts.is_whole()) {
        return refuse(Errc::unexpected, "A stored placement is not of the form it should be.");
    }
    return result;
}

}  // namespace echeance::codec
