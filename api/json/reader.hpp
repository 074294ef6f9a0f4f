// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json/codec.hpp"

// Private to api/json: the one reader of JSON objects.
namespace echeance::codec {

enum class Presence : std::uint8_t { required, optional };
/// Who wrote a document: a caller, or this service (event data, which may say more).
enum class Origin : std::uint8_t { caller, event };

/// The code of a refused name, by its kind.
template <class N>
inline constexpr std::string_view invalid_name_code = "invalid_id";
template <>
inline constexpr std::string_view invalid_name_code<Reference> = "invalid_reference";
template <>
inline constexpr std::string_view invalid_name_code<DoctorId> = "invalid_doctor_id";
template <>
inline constexpr std::string_view invalid_name_code<Sector> = "invalid_sector";
template <>
inline constexpr std::string_view invalid_name_code<Skill> = "invalid_skill";

template <class E>
inline constexpr std::string_view unknown_word_code = "unknown_code";
template <>
inline constexpr std::string_view unknown_word_code<Right> = "unknown_right";

/// Collects what is wrong with one value at one place. Never echoes a value.
class Faults {
public:
    void add(std::string pointer, std::string_view code);
    [[nodiscard]] bool empty() const { return fields_.empty(); }
    [[nodiscard]] std::unexpected<Error> refusal() &&;
    void append(std::vector<FieldError> more);

private:
    std::vector<FieldError> fields_;
};

/// Reads the members of one object: kind, range, codes and names. A wrong value gives an empty
/// optional and a fault; an absent optional one only the former, so read everything, then look at
/// the faults once.
class Reader {
public:
    /// Both must outlive the reader. A `value` that is no object is a fault.
    Reader(const nlohmann::json& value, std::string pointer, Faults& faults);

    [[nodiscard]] std::optional<LegalDay> day(std::string_view name, Presence presence);
    [[nodiscard]] std::optional<int> integer(std::string_view name,
                                             int min,
                                             int max,
                                             Presence presence);
    [[nodiscard]] std::optional<bool> flag(std::string_view name, Presence presence);
    /// A text without a NIR, at most `max` bytes.
    [[nodiscard]] std::optional<std::string> text(std::string_view name,
                                                  std::size_t max,
                                                  Presence presence);
    template <class N>
    [[nodiscard]] std::optional<N> name(std::string_view member, Presence presence) {
        const auto value = find(member, presence);
        return value == nullptr ? std::nullopt : name_of<N>(*value, at(member));
    }
    template <class E>
    [[nodiscard]] std::optional<E> word(std::string_view member, Presence presence) {
        const auto value = find(member, presence);
        return value == nullptr ? std::nullopt : word_of<E>(*value, at(member));
    }
    /// The member as a list: `read(element, pointer)` gives an optional of the element. Empty when
    /// absent. `too_many` past `max`.
    template <class T, class Read>
    [[nodiscard]] std::vector<T> list(std::string_view member,
                                      std::size_t max,
                                      Presence presence,
                                      Read read) {
        std::vector<T> result;
        const auto* value = elements(member, max, presence);
        if (value == nullptr) return result;
        result.reserve(value->size());
        const std::string here = at(member);
        for (std::size_t i = 0; i < value->size(); ++i) {
            if (auto element = read((*value)[i], here + '/' + std::to_string(i))) {
                result.push_back(std::move(*element));
            }
        }
        return result;
    }
    template <class N>
    [[nodiscard]] std::vector<N> names(std::string_view member,
                                       std::size_t max,
                                       Presence presence) {
        return list<N>(member, max, presence, [this](const nlohmann::json& value, std::string at) {
            return name_of<N>(value, std::move(at));
        });
    }
    template <class E>
    [[nodiscard]] std::vector<E> words(std::string_view member,
                                       std::size_t max,
                                       Presence presence) {
        return list<E>(member, max, presence, [this](const nlohmann::json& value, std::string at) {
            return word_of<E>(value, std::move(at));
        });
    }

    /// The member, marked as known; null when absent.
    [[nodiscard]] const nlohmann::json* find(std::string_view name, Presence presence);
    [[nodiscard]] bool has(std::string_view name) const;
    /// Present and JSON's null: a Merge Patch that takes the member away.
    [[nodiscard]] bool is_removed(std::string_view name);
    /// Members that nobody asked for are faults (`unknown_member`).
    void refuse_others();
    [[nodiscard]] std::string at(std::string_view name) const;
    [[nodiscard]] Faults& faults() { return faults_; }

private:
    const std::string* text_of(const nlohmann::json& value, const std::string& at);
    const nlohmann::json* elements(std::string_view name, std::size_t max, Presence presence);
    template <class N>
    std::optional<N> name_of(const nlohmann::json& value, std::string at) {
        const auto* text = text_of(value, at);
        if (text == nullptr) return std::nullopt;
        if (auto parsed = N::parse(*text)) return std::move(*parsed);
        faults_.add(std::move(at), invalid_name_code<N>);
        return std::nullopt;
    }
    template <class E>
    std::optional<E> word_of(const nlohmann::json& value, std::string at) {
        const auto* text = text_of(value, at);
        if (text == nullptr) return std::nullopt;
        const auto word = from_text<E>(*text);
        if (!word) faults_.add(std::move(at), unknown_word_code<E>);
        return word;
    }

    const nlohmann::json& object_;
    std::string pointer_;
    Faults& faults_;
    std::vector<std::string_view> known_;
};

[[nodiscard]] std::optional<Suspension> read_suspension(Reader& reader,
                                                        std::optional<LegalDay> today);
[[nodiscard]] std::vector<RequestDecision> read_decisions(Reader& reader,
                                                          std::optional<LegalDay> today);
[[nodiscard]] std::optional<Registration> read_registration(Reader& reader, Origin origin);
[[nodiscard]] Amendment read_amendment(Reader& reader, Origin origin);
/// Members that are absent stay as in `base`; `bands` are replaced whole.
[[nodiscard]] PlanWeights read_plan_weights(Reader& reader, PlanWeights base);

inline constexpr std::size_t documents_max = 32;
inline constexpr std::size_t word_length_max = 64;
inline constexpr std::size_t reason_length_max = 500;
inline constexpr int expected_minutes_max = 600;

}  // namespace echeance::codec
