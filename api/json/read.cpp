// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "api/json/reader.hpp"

namespace echeance::codec {

using nlohmann::json;

namespace {

/// A sentence for a code: fixed, so that no input is ever echoed.
std::string_view detail_of(std::string_view code) {
    if (code == "required") return "This member is required.";
    if (code == "wrong_kind") return "This member has another kind of value.";
    if (code == "impossible_date") return "Not a day of the calendar as YYYY-MM-DD.";
    if (code == "out_of_range") return "This number is out of range.";
    if (code == "too_many") return "This list is too long.";
    if (code == "too_long") return "This text is too long.";
    if (code == "empty") return "This list must not be empty.";
    if (code == "unknown_member") return "This member is not known here.";
    if (code == "unknown_right") return "No right has this code.";
    if (code == "unknown_code") return "This code is not one of those allowed.";
    if (code == "nir_refused")
        return "This looks like a social security number: none is kept here.";
    return "This value is not valid.";
}

/// RFC 6901: `~` and `/` of a name are escaped.
void append_token(std::string& pointer, std::string_view name) {
    for (const char c : name) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
}

const json* member_of(const json* body, std::string_view name) {
    if (body == nullptr || !body->is_object()) return nullptr;
    const auto member = body->find(name);
    return member == body->end() ? nullptr : &*member;
}

}  // namespace

void Faults::add(std::string pointer, std::string_view code) {
    // A hostile body of a million wrong elements gives a short answer all the same.
    constexpr std::size_t faults_max = 100;
    if (fields_.size() == faults_max) return;
    fields_.push_back({std::move(pointer), std::string{code}, std::string{detail_of(code)}});
}

std::unexpected<Error> Faults::refusal() && {
    return std::unexpected(
        Error{Errc::invalid_input, "Some fields are not valid.", std::move(fields_)});
}

void Faults::append(std::vector<FieldError> more) {
    for (auto& fault : more) fields_.push_back(std::move(fault));
}

Reader::Reader(const json& value, std::string pointer, Faults& faults)
    : object_(value), pointer_(std::move(pointer)), faults_(faults) {
    if (!object_.is_object()) faults_.add(pointer_, "wrong_kind");
}

std::string Reader::at(std::string_view name) const {
    std::string pointer = pointer_ + '/';
    append_token(pointer, name);
    return pointer;
}

const json* Reader::find(std::string_view name, Presence presence) {
    known_.push_back(name);
    const auto* member = member_of(&object_, name);
    if (member == nullptr && presence == Presence::required && object_.is_object()) {
        faults_.add(at(name), "required");
    }
    return member;
}

bool Reader::has(std::string_view name) const {
    return member_of(&object_, name) != nullptr;
}

bool Reader::is_removed(std::string_view name) {
    const auto* member = member_of(&object_, name);
    if (member == nullptr || !member->is_null()) return false;
    known_.push_back(name);
    return true;
}

void Reader::refuse_others() {
    if (!object_.is_object()) return;
    for (const auto& [name, value] : object_.items()) {
        if (std::ranges::find(known_, name) == known_.end()) {
            // The name of an unknown member is input as well: it could be a person's number.
            faults_.add(looks_like_nir(name) ? pointer_ : at(name), "unknown_member");
        }
    }
}

const std::string* Reader::text_of(const json& value, const std::string& at) {
    const auto* text = value.get_ptr<const std::string*>();
    if (text == nullptr) {
        faults_.add(at, "wrong_kind");
    } else if (looks_like_nir(*text)) {
        faults_.add(at, "nir_refused");
        return nullptr;
    }
    return text;
}

const json* Reader::elements(std::string_view name, std::size_t max, Presence presence) {
    const auto* value = find(name, presence);
    if (value == nullptr) return nullptr;
    if (!value->is_array()) {
        faults_.add(at(name), "wrong_kind");
        return nullptr;
    }
    if (value->size() > max) {
        faults_.add(at(name), "too_many");
        return nullptr;
    }
    return value;
}

std::optional<LegalDay> Reader::day(std::string_view name, Presence presence) {
    const auto* value = find(name, presence);
    if (value == nullptr) return std::nullopt;
    const auto* text = text_of(*value, at(name));
    if (text == nullptr) return std::nullopt;
    if (const auto day = LegalDay::parse(*text)) return *day;
    faults_.add(at(name), "impossible_date");
    return std::nullopt;
}

std::optional<int> Reader::integer(std::string_view name, int min, int max, Presence presence) {
    const auto* value = find(name, presence);
    if (value == nullptr) return std::nullopt;
    if (!value->is_number_integer()) {
        faults_.add(at(name), "wrong_kind");
        return std::nullopt;
    }
    // Unsigned above 2^63 would wrap to a negative number.
    const bool huge = value->is_number_unsigned() &&
                      value->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
    const auto number = huge ? INT64_MAX : value->get<std::int64_t>();
    if (number < min || number > max) {
        faults_.add(at(name), "out_of_range");
        return std::nullopt;
    }
    return static_cast<int>(number);
}

std::optional<bool> Reader::flag(std::string_view name, Presence presence) {
    const auto* value = find(name, presence);
    if (value == nullptr) return std::nullopt;
    if (value->is_boolean()) return value->get<bool>();
    faults_.add(at(name), "wrong_kind");
    return std::nullopt;
}

std::optional<std::string> Reader::text(std::string_view name, std::size_t max, Presence presence) {
    const auto* value = find(name, presence);
    if (value == nullptr) return std::nullopt;
    const auto* text = text_of(*value, at(name));
    if (text == nullptr) return std::nullopt;
    if (text->size() <= max) return *text;
    faults_.add(at(name), "too_long");
    return std::nullopt;
}

Result<LegalDay> day_or(const json* body, std::string_view name, LegalDay fallback) {
    const auto* member = member_of(body, name);
    if (member == nullptr) return fallback;
    Faults faults;
    Reader reader(*body, "", faults);
    const auto day = reader.day(name, Presence::required);
    if (!day) return std::move(faults).refusal();
    return *day;
}

std::string text_or(const json* body, std::string_view name, std::string_view fallback) {
    const auto* member = member_of(body, name);
    if (member == nullptr || !member->is_string()) return std::string{fallback};
    return member->get<std::string>();
}

std::int64_t integer_or(const json* body, std::string_view name, std::int64_t fallback) {
    const auto* member = member_of(body, name);
    if (member == nullptr || !member->is_number_integer()) return fallback;
    if (member->is_number_unsigned() &&
        member->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX)) {
        return INT64_MAX;
    }
    return member->get<std::int64_t>();
}

std::vector<std::string> texts(const json* body, std::string_view name) {
    std::vector<std::string> result;
    const auto* member = member_of(body, name);
    if (member == nullptr || !member->is_array()) return result;
    for (const auto& element : *member) {
        if (element.is_string()) result.push_back(element.get<std::string>());
    }
    return result;
}

}  // namespace echeance::codec
