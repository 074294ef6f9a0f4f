// SPDX-License-Identifier: EUPL-1.2
#include <charconv>
#include <utility>

#include "api/json/record.hpp"

namespace echeance::codec {

StageAccount stages_before_any_attempt(const CaseFile& file) {
    StageAccount account{.stage = FileStage::intake, .since = LegalDay::from_number(0)};
    if (file.queued_on) enter_stage(account, FileStage::waiting, *file.queued_on);
    return account;
}

namespace {

constexpr std::size_t documents_stored_max = 64;
constexpr std::size_t evaluators_max = 64;
constexpr std::int64_t days_stored_max = 200'000;  // more than `LegalDay` has

StageAccount stages(RecordCursor& cursor, RowCursor& row) {
    StageAccount account;
    if (row.must()) account.stage = cursor.code<FileStage>();
    if (row.must()) account.since = cursor.day();
    for (int& days : account.days)
        if (row.must()) days = static_cast<int>(cursor.number(0, days_stored_max));
    return account;
}

std::optional<EarlierRound> earlier_round(RecordCursor& cursor) {
    RowCursor row(cursor);
    const auto began_on = row.day();
    const auto notified_on = row.day();
    const auto account = stages(cursor, row);
    row.close();
    if (!began_on) return cursor.fail(), std::nullopt;
    return EarlierRound{*began_on, notified_on, account};
}

std::optional<EarlierDecision> earlier_decision(RecordCursor& cursor) {
    RowCursor row(cursor);
    const auto decision = row.code<Decision>();
    const auto decided_on = row.day();
    const auto notified_on = row.day();
    const auto appealed_on = row.day();
    row.close();
    if (!decision || !decided_on) return cursor.fail(), std::nullopt;
    return EarlierDecision{*decision, *decided_on, notified_on, appealed_on};
}

/// Appends to `list` while the cursor is sound.
template <class T, class Read>
void read_all(RecordCursor& cursor, std::vector<T>& list, std::size_t max, Read read) {
    cursor.list(max, [&] {
        std::optional<T> element = read(cursor);
        if (element) list.push_back(std::move(*element));
    });
}

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
    if (row.next())
        read_all(cursor, result.earlier, static_cast<std::size_t>(rounds_max), earlier_decision);
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
    } else if (key == "V") {
        if (cursor.number(1, 1) == 1) facts.modality = Modality::visit;
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
    } else if (key == "g") {
        RowCursor row(cursor);
        file.stages = stages(cursor, row);
        row.close();
    } else if (key == "R") {
        read_all(cursor, file.earlier_rounds, static_cast<std::size_t>(rounds_max), earlier_round);
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
    bool has_stages = false;
    cursor.expect('{');
    do {
        const auto key = cursor.plain();
        cursor.expect(':');
        has_stages = has_stages || key == "g";
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
    if (!has_stages) file.stages = stages_before_any_attempt(file);
    return true;
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
        file.assignment = decode_assignment(assignment);
        if (!file.assignment) {
            return refuse(Errc::unexpected, "A stored assignment is not of the form it should be.");
        }
        // A claim writes the assignment and leaves the record as it was.
        if (file.state == FileState::assigned) begin_attempt(file);
    }
    return file;
}

}  // namespace echeance::codec
