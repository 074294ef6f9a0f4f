// SPDX-License-Identifier: EUPL-1.2
#include "api/csv/fields.hpp"

#include <algorithm>
#include <array>

namespace echeance::csv {
namespace {

constexpr std::array<std::string_view, 11> file_columns{"reference",
                                                        "depose_le",
                                                        "recevable_le",
                                                        "tatdem",
                                                        "typproc",
                                                        "motif_urgence",
                                                        "typpub",
                                                        "code_insee",
                                                        "demandes",
                                                        "competence",
                                                        "medecins_exclus"};
constexpr std::array<std::string_view, 12> doctor_columns{"medecin",
                                                          "statut",
                                                          "foncpluri",
                                                          "minutes_semaine",
                                                          "competences",
                                                          "secteurs",
                                                          "present_du",
                                                          "superviseurs",
                                                          "autorise_du",
                                                          "autorise_au",
                                                          "absences",
                                                          "vacations"};

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view spaces = " \t";
    const auto first = text.find_first_not_of(spaces);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

/// A sentence for a code: fixed, so that no input is ever echoed.
std::string_view detail_of(std::string_view code) {
    if (code == "required") return "This column must not be empty here.";
    if (code == "impossible_date") return "Not a day of the calendar as YYYY-MM-DD.";
    if (code == "unknown_right") return "No right has this code.";
    if (code == "unknown_code") return "This code is not one of those allowed.";
    if (code == "out_of_range") return "This number is missing or out of range.";
    if (code == "before_filed_on") return "This day is before the day of filing.";
    if (code == "inconsistent") return "This value does not agree with the line's other codes.";
    if (code == "duplicate_right") return "A right is asked for once in a file.";
    if (code == "too_many") return "This list is too long.";
    if (code == "field_count") return "This line has another number of fields than the heading.";
    if (code == "nir_refused")
        return "This looks like a social security number: none is kept here.";
    if (code == "empty") return "At least one right must be asked for.";
    return "This value is not valid.";
}

}  // namespace

Result<Heading> Heading::of(const std::vector<std::string>& names,
                            std::span<const std::string_view> wanted) {
    Heading result;
    result.size_ = names.size();
    Error error{Errc::invalid_input, "The heading line is not that of the extract.", {}};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto name = trimmed(names[i]);
        // Columns of their own are left alone.
        if (std::ranges::find(wanted, name) == wanted.end()) continue;
        if (!result.columns_.emplace(name, i).second) {
            error.fields.push_back(
                {"/" + std::string{name}, "duplicate_column", "This column comes twice."});
        }
    }
    for (const auto name : wanted) {
        if (!result.columns_.contains(name)) {
            error.fields.push_back(
                {"/" + std::string{name}, "missing_column", "This column is missing."});
        }
    }
    if (!error.fields.empty()) return std::unexpected(std::move(error));
    return result;
}

Result<Heading> Heading::files(const std::vector<std::string>& names) {
    return of(names, file_columns);
}

Result<Heading> Heading::doctors(const std::vector<std::string>& names) {
    return of(names, doctor_columns);
}

std::string_view Heading::field(const std::vector<std::string>& record,
                                std::string_view column) const {
    const auto position = columns_.find(column);
    if (position == columns_.end() || position->second >= record.size()) return {};
    return record[position->second];
}

Fields::Fields(const Heading& heading, const std::vector<std::string>& record)
    : heading_(heading), record_(record) {
    if (record.size() != heading.size()) add("", "field_count");
    // A NIR in a column that is not read would pass unseen: every field is looked at.
    const auto nir =
        std::ranges::find_if(record, [](const auto& field) { return looks_like_nir(field); });
    if (nir == record.end()) return;
    bool placed = false;
    for (const auto columns : {std::span<const std::string_view>{file_columns},
                               std::span<const std::string_view>{doctor_columns}}) {
        for (const auto column : columns) {
            if (!looks_like_nir(heading.field(record, column))) continue;
            add(column, "nir_refused");
            placed = true;
        }
    }
    if (!placed) add("", "nir_refused");
}

bool Fields::is_free_of_nir(std::string_view column) const {
    return !looks_like_nir(heading_.field(record_, column));
}

std::string_view Fields::text(std::string_view column) {
    return is_free_of_nir(column) ? trimmed(heading_.field(record_, column)) : std::string_view{};
}

std::string_view Fields::required(std::string_view column) {
    const auto field = text(column);
    if (field.empty() && is_free_of_nir(column)) add(column, "required");
    return field;
}

std::optional<LegalDay> Fields::day_of(std::string_view column, std::string_view text) {
    if (const auto day = LegalDay::parse(text)) return *day;
    add(column, "impossible_date");
    return std::nullopt;
}

std::optional<LegalDay> Fields::day(std::string_view column) {
    const auto field = text(column);
    return field.empty() ? std::nullopt : day_of(column, field);
}

std::optional<LegalDay> Fields::required_day(std::string_view column) {
    const auto field = required(column);
    return field.empty() ? std::nullopt : day_of(column, field);
}

std::optional<int> Fields::number_of(std::string_view column,
                                     std::string_view text,
                                     int min,
                                     int max) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size() && value >= min && value <= max) {
        return value;
    }
    add(column, "out_of_range");
    return std::nullopt;
}

void Fields::add(std::string_view column, std::string_view code) {
    std::string pointer = column.empty() ? "" : "/" + std::string{column};
    const bool known = std::ranges::any_of(faults_, [&](const FieldError& fault) {
        return fault.pointer == pointer && fault.code == code;
    });
    if (known) return;
    faults_.push_back({std::move(pointer), std::string{code}, std::string{detail_of(code)}});
}

std::unexpected<Error> Fields::refusal() && {
    return std::unexpected(
        Error{Errc::invalid_input, "Some columns are not valid.", std::move(faults_)});
}

}  // namespace echeance::csv
