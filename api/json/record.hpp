// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/json/codec.hpp"

// Private to api/json: the form in which files rest in the store.
namespace echeance::codec {

// Stored numbers: an enumerator's number is never given to another.
static_assert(static_cast<int>(Right::aah) == 0 && static_cast<int>(Right::aeeh) == 1 &&
              static_cast<int>(Right::pch) == 2 && static_cast<int>(Right::rqth) == 3 &&
              static_cast<int>(Right::cmi_invalidite) == 4 &&
              static_cast<int>(Right::cmi_priorite) == 5 &&
              static_cast<int>(Right::cmi_stationnement) == 6 &&
              static_cast<int>(Right::orientation_enfant) == 7 &&
              static_cast<int>(Right::orientation_adulte) == 8 &&
              static_cast<int>(Right::scolarisation) == 9 && static_cast<int>(Right::avpf) == 10 &&
              static_cast<int>(Right::autre) == 11);
static_assert(static_cast<int>(UrgencyReason::home) == 0 &&
              static_cast<int>(UrgencyReason::school) == 1 &&
              static_cast<int>(UrgencyReason::establishment) == 2 &&
              static_cast<int>(UrgencyReason::job) == 3 &&
              static_cast<int>(UrgencyReason::hospital_discharge) == 4 &&
              static_cast<int>(UrgencyReason::training) == 5 &&
              static_cast<int>(UrgencyReason::new_job) == 6 &&
              static_cast<int>(UrgencyReason::rights_ending) == 7);
static_assert(static_cast<int>(ExclusionReason::conflict_of_interest) == 0 &&
              static_cast<int>(ExclusionReason::own_patient) == 1 &&
              static_cast<int>(ExclusionReason::relative) == 2 &&
              static_cast<int>(ExclusionReason::friend_of) == 3 &&
              static_cast<int>(ExclusionReason::declined) == 4 &&
              static_cast<int>(ExclusionReason::same_evaluator) == 5);
static_assert(static_cast<int>(AssignmentMode::claim) == 0 &&
              static_cast<int>(AssignmentMode::plan) == 1 &&
              static_cast<int>(AssignmentMode::manual) == 2);
static_assert(static_cast<int>(AttemptOutcome::open) == 0 &&
              static_cast<int>(AttemptOutcome::evaluated) == 1 &&
              static_cast<int>(AttemptOutcome::released) == 2 &&
              static_cast<int>(AttemptOutcome::not_started) == 3 &&
              static_cast<int>(AttemptOutcome::doctor_away) == 4 &&
              static_cast<int>(AttemptOutcome::declined) == 5 &&
              static_cast<int>(AttemptOutcome::returned) == 6 &&
              static_cast<int>(AttemptOutcome::settled) == 7);
static_assert(static_cast<int>(ExclusionSource::doctor) == 0 &&
              static_cast<int>(ExclusionSource::person) == 1 &&
              static_cast<int>(ExclusionSource::office) == 2 &&
              static_cast<int>(ExclusionSource::extract) == 3);
static_assert(static_cast<int>(Decision::granted) == 0 &&
              static_cast<int>(Decision::refused) == 1 &&
              static_cast<int>(Decision::deferred) == 2);
static_assert(static_cast<int>(Outcome::conclusive) == 0 &&
              static_cast<int>(Outcome::needs_documents) == 1 &&
              static_cast<int>(Outcome::needs_visit) == 2);

static_assert(static_cast<int>(FileStage::intake) == 0 &&
              static_cast<int>(FileStage::waiting) == 1 &&
              static_cast<int>(FileStage::evaluation) == 2 &&
              static_cast<int>(FileStage::countersignature) == 3 &&
              static_cast<int>(FileStage::decision) == 4 &&
              static_cast<int>(FileStage::notification) == 5);

/// What a record says nothing of: the stages of a file that no doctor has had yet.
[[nodiscard]] StageAccount stages_before_any_attempt(const CaseFile& file);

inline constexpr std::int64_t minutes_stored_max = 1'000'000;

/// Empty for what `encode_assignment` does not write.
[[nodiscard]] std::optional<Assignment> decode_assignment(std::string_view text);

/// How many enumerators a stored number may name.
template <class E>
inline constexpr int enumerator_count = 0;
template <>
inline constexpr int enumerator_count<Right> = static_cast<int>(right_count);
template <>
inline constexpr int enumerator_count<UrgencyReason> = 8;
template <>
inline constexpr int enumerator_count<ExclusionReason> = 6;
template <>
inline constexpr int enumerator_count<ExclusionSource> = 4;
template <>
inline constexpr int enumerator_count<Decision> = 3;
template <>
inline constexpr int enumerator_count<FileStage> = static_cast<int>(file_stage_count);
template <>
inline constexpr int enumerator_count<Outcome> = 3;
template <>
inline constexpr int enumerator_count<AssignmentMode> = 3;
template <>
inline constexpr int enumerator_count<AttemptOutcome> = 8;

inline constexpr int first_day_number = -25'567;  ///< 1900-01-01
inline constexpr int last_day_number = 84'005;    ///< 2199-12-31

/// Reads a record's text from left to right, with no tree between. Once something is not of the
/// form, `is_sound` is false for good and everything read is empty. Strings are read as
/// `append_quoted` writes them.
class RecordCursor {
public:
    explicit RecordCursor(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool is_sound() const { return sound_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    void fail() { sound_ = false; }

    /// Takes `c` if it comes next.
    bool take(char c) {
        if (!sound_ || rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void expect(char c) {
        if (!take(c)) fail();
    }
    bool take_null() {
        if (!sound_ || !rest_.starts_with("null")) return false;
        rest_.remove_prefix(4);
        return true;
    }
    [[nodiscard]] std::int64_t number(std::int64_t min, std::int64_t max);
    [[nodiscard]] LegalDay day() {
        return LegalDay::from_number(static_cast<int>(number(first_day_number, last_day_number)));
    }
    template <class E>
    [[nodiscard]] E code() {
        return static_cast<E>(number(0, enumerator_count<E> - 1));
    }
    [[nodiscard]] std::string text();
    /// A text without escapes, as a view into the record: keys and names.
    [[nodiscard]] std::string_view plain();
    template <class N>
    [[nodiscard]] std::optional<N> name() {
        auto parsed = N::parse(plain());
        if (parsed && sound_) return std::move(*parsed);
        fail();
        return std::nullopt;
    }
    /// `[a,b]`: `read()` for each, at most `max`.
    template <class Read>
    void list(std::size_t max, Read read) {
        expect('[');
        if (take(']')) return;
        for (std::size_t n = 0; sound_; ++n) {
            if (n == max) return fail();
            read();
            if (take(']')) return;
            expect(',');
        }
    }

private:
    std::string_view rest_;
    bool sound_ = true;
};

/// One row of a record: an array, null where an element is absent, the absent ones at its end left
/// out.
class RowCursor {
public:
    explicit RowCursor(RecordCursor& cursor) : cursor_(cursor) { cursor_.expect('['); }
    /// Whether the next element is there: if so, read it.
    [[nodiscard]] bool next() {
        if (ended_ || !cursor_.is_sound()) return false;
        if (cursor_.take(']')) {
            ended_ = true;
            return false;
        }
        if (!first_) cursor_.expect(',');
        first_ = false;
        return cursor_.is_sound() && !cursor_.take_null();
    }
    /// An element that must be there.
    [[nodiscard]] bool must() {
        if (next()) return true;
        cursor_.fail();
        return false;
    }
    [[nodiscard]] std::optional<LegalDay> day() {
        if (!next()) return std::nullopt;
        return cursor_.day();
    }
    template <class E>
    [[nodiscard]] std::optional<E> code() {
        if (!next()) return std::nullopt;
        return cursor_.code<E>();
    }
    [[nodiscard]] bool flag() { return next() && cursor_.number(1, 1) == 1; }
    void close() {
        if (!ended_) cursor_.expect(']');
    }

private:
    RecordCursor& cursor_;
    bool first_ = true;
    bool ended_ = false;
};

}  // namespace echeance::codec
