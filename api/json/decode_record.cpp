// SPDX-License-Identifier: EUPL-1.2
#include <charconv>
#include <utility>

#include "api/json/record.hpp"

namespace echeance::codec {

namespace {

constexpr std::size_t documents_stored_max = 64;
constexpr std::size_t evaluators_max = 64;
constexpr std::int64_t minutes_stored_max = 1'000'000;

RightRequest request(RecordCursor& cursor) {
    RowCursor row(cursor);
    RightRequest result;
    if (row.must()) result.right = cursor.code<Right>();
    if (row.flag()) result.nature = Nature::review;
    result.current_right_ends_on = row.day();
    result.opened_automatically = row.flag();
    result.decision = row.code<Decision>();
    result.decided_on = row.day();
    result.withdrawn_on = row.day();
    result.appealed_on = row.day();
    result.notified_on = row.day();
    row.close();
    return result;
}

std::optional<Exclusion> exclusion(RecordCursor& cursor) {
    RowCursor row(cursor);
    auto doctor = row.must() ? cursor.name<DoctorId>() : std::nullopt;
    const auto reason =
        row.must() ? cursor.code<ExclusionReason>() : ExclusionReason::conflict_of_interest;
    const auto declared_on = row.day();
    const auto source = row.code<ExclusionSource>();
    row.close();
    if (!doctor) return std::nullopt;
    return Exclusion{std::move(*doctor), reason, declared_on, source};
}

std::optional<Suspension> suspension(RecordCursor& cursor) {
    RowCursor row(cursor);
    const auto asked_on = row.day();
    const auto limit = row.day();
    std::string reason = row.must() ? cursor.text() : "";
    std::vector<std::string> documents;
    if (row.must()) {
        cursor.list(documents_stored_max, [&] { documents.push_back(cursor.text()); });
    }
    const auto received_on = row.day();
    const bool indispensable = !row.flag();
    row.close();
    if (!asked_on || !limit) return cursor.fail(), std::nullopt;
    return Suspension{.reason = std::move(reason),
                      .documents = std::move(documents),
                      .asked_on = *asked_on,
                      .time_limit_on = *limit,
                      .indispensable = indispensable,
                      .received_on = received_on};
}

std::optional<Attempt> attempt(RecordCursor& cursor) {
    constexpr std::int64_t number_max = 1'000'000;
    RowCursor row(cursor);
    const int number = row.must() ? static_cast<int>(cursor.number(1, number_max)) : 0;
    auto doctor = row.must() ? cursor.name<DoctorId>() : std::nullopt;
    const auto mode = row.must() ? cursor.code<AssignmentMode>() : AssignmentMode::claim;
    const auto assigned_on = row.day();
    const auto ended_on = row.day();
    const auto outcome = row.code<AttemptOutcome>();
    row.close();
    if (!doctor || !assigned_on) return cursor.fail(), std::nullopt;
    return Attempt{.number = number,
                   .doctor = std::move(*doctor),
                   .mode = mode,
                   .assigned_on = *assigned_on,
                   .ended_on = ended_on,
                   .outcome = outcome.value_or(AttemptOutcome::open)};
}

std::optional<Evaluation> evaluation(RecordCursor& cursor) {
    RowCursor row(cursor);
    auto doctor = row.must() ? cursor.name<DoctorId>() : std::nullopt;
    if (!doctor) return cursor.fail(), std::nullopt;
    Evaluation result{.doctor = std::move(*doctor)};
    if (row.must()) result.minutes_spent = static_cast<int>(cursor.number(0, minutes_stored_max));
    result.outcome = row.code<Outcome>();
    result.submitted_on = row.day();
    if (row.next()) result.countersigned_by = cursor.name<DoctorId>();
    result.countersigned_on = row.day();
    row.close();
    return result;
}

/// Appends to `list` while the cursor is sound.
template <class T, class Read>
void read_all(RecordCursor& cursor, std::vector<T>& list, std::size_t max, Read read) {
    cursor.list(max, [&] {
        std::optional<T> element = read(cursor);
        if (element) list.push_back(std::move(*element));
    });
}

/// What must be there, until it is.
struct Identity {
    std::optional<Reference> reference;
    std::optional<LegalDay> filed_on;
    std::optional<Sector> sector;
};

bool read_fact(RecordCursor& cursor,
               std::string_view key,
               Identity& identity,
               Registration& facts) {
    if (key == "r") {
        identity.reference = cursor.name<Reference>();
    } else if (key == "f") {
        identity.filed_on = cursor.day();
    } else if (key == "c") {
        facts.complete_on = cursor.day();
    } else if (key == "e") {
        if (cursor.number(1, 1) == 1) facts.stage = StageOfLife::child;
    } else if (key == "s") {
        identity.sector = cursor.name<Sector>();
    } else if (key == "p") {
        if (cursor.number(1, 1) == 1) facts.procedure = Procedure::urgent;
    } else if (key == "u") {
        facts.urgency_reason = cursor.code<UrgencyReason>();
    } else if (key == "ur") {
        facts.urgency_requested_on = cursor.day();
    } else if (key == "q") {
        cursor.list(right_count, [&] { facts.requests.push_back(request(cursor)); });
    } else if (key == "k") {
        read_all(cursor, facts.required_skills, skills_max, [](RecordCursor& from) {
            return from.name<Skill>();
        });
    } else if (key == "x") {
        read_all(cursor, facts.excluded_doctors, exclusions_max + evaluators_max, exclusion);
    } else if (key == "m") {
        facts.expected_minutes = static_cast<int>(cursor.number(0, minutes_stored_max));
    } else {
        return false;
    }
    return true;
}

bool read_standing(RecordCursor& cursor, std::string_view key, CaseFile& file) {
    if (key == "S") {
        read_all(cursor, file.suspensions, suspensions_max, suspension);
    } else if (key == "E") {
        file.evaluation = evaluation(cursor);
    } else if (key == "n") {
        file.round = static_cast<int>(cursor.number(1, rounds_max));
    } else if (key == "Q") {
        file.queued_on = cursor.day();
    } else if (key == "D") {
        file.decided_on = cursor.day();
    } else if (key == "N") {
        file.notified_on = cursor.day();
    } else if (key == "A") {
        read_all(cursor, file.attempts, attempts_kept_max, attempt);
    } else if (key == "v") {
        read_all(cursor, file.evaluators, evaluators_max, [](RecordCursor& from) {
            return from.name<DoctorId>();
        });
    } else {
        return false;
    }
    return true;
}

/// A file whose facts are still to be read. The stand-ins never leave `decode_record`.
CaseFile unread(FileId id) {
    static const auto reference = *Reference::parse("0");
    static const auto sector = *Sector::parse("00000");
    return CaseFile{.id = std::move(id),
                    .facts = {.reference = reference,
                              .filed_on = LegalDay::from_number(0),
                              .sector = sector,
                              .requests = {}}};
}

bool read_record(RecordCursor& cursor, CaseFile& file) {
    Identity identity;
    cursor.expect('{');
    do {
        const auto key = cursor.plain();
        cursor.expect(':');
        if (!read_fact(cursor, key, identity, file.facts) && !read_standing(cursor, key, file)) {
            return false;
        }
    } while (cursor.take(','));
    cursor.expect('}');
    if (!cursor.is_sound() || !cursor.at_end()) return false;
    if (!identity.reference || !identity.filed_on || !identity.sector) return false;
    file.facts.reference = std::move(*identity.reference);
    file.facts.filed_on = *identity.filed_on;
    file.facts.sector = std::move(*identity.sector);
    return true;
}

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

std::optional<Assignment> assignment_of(std::string_view text) {
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

std::optional<Lane> lane_of(std::string_view text) {
    if (text.empty()) return Lane::none;
    for (const auto lane : {Lane::none, Lane::on_time, Lane::late}) {
        if (to_text(lane) == text) return lane;
    }
    return std::nullopt;
}

}  // namespace

Result<CaseFile> decode_record(FileId id,
                               std::string_view record,
                               std::string_view state,
                               std::string_view assignment) {
    CaseFile file = unread(std::move(id));
    RecordCursor cursor(record);
    const auto known_state = from_text<FileState>(state);
    if (!known_state || !read_record(cursor, file)) {
        return refuse(Errc::unexpected, "A stored file is not of the form it should be.");
    }
    file.state = *known_state;
    if (!assignment.empty()) {
        file.assignment = assignment_of(assignment);
        if (!file.assignment) {
            return refuse(Errc::unexpected, "A stored assignment is not of the form it should be.");
        }
        // A claim writes the assignment and leaves the record as it was.
        if (file.state == FileState::assigned) begin_attempt(file);
    }
    return file;
}

Result<Placement> decode_placement(std::string_view text) {
    // Credits, limits and suspensions move a due date beyond the days that can be entered.
    constexpr int derived_slack = 40'000;
    constexpr std::uint64_t score_max = std::uint64_t{1} << 53U;
    constexpr std::uint32_t rights_mask = (1U << right_count) - 1;
    Parts parts(text);
    Placement result;
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
    if (!lane || !parts.is_whole()) {
        return refuse(Errc::unexpected, "A stored placement is not of the form it should be.");
    }
    return result;
}

}  // namespace echeance::codec
