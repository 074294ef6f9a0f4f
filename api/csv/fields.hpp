// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/csv/extract.hpp"

// Private to api/csv: reads one record's fields and collects what is wrong, by column.
namespace echeance::csv {

/// Calls `read` for each part of `text` between `separator`s; not at all when `text` is empty.
template <class Read>
void for_each_part(std::string_view text, char separator, Read read) {
    if (text.empty()) return;
    while (true) {
        const auto end = text.find(separator);
        read(text.substr(0, end));
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

/// `a/b` into its two parts; the second is empty where there is no `separator`.
[[nodiscard]] inline std::pair<std::string_view, std::string_view> halves(std::string_view text,
                                                                          char separator) {
    const auto at = text.find(separator);
    if (at == std::string_view::npos) return {text, {}};
    return {text.substr(0, at), text.substr(at + 1)};
}

/// The fields of one record. A wrong one gives an empty value and a fault, never an echo.
class Fields {
public:
    Fields(const Heading& heading, const std::vector<std::string>& record);

    /// The field without spaces around it; empty also where it holds a NIR, which is a fault.
    [[nodiscard]] std::string_view text(std::string_view column);
    /// False where `text` is empty because of a NIR: no second fault is needed.
    [[nodiscard]] bool is_free_of_nir(std::string_view column) const;
    [[nodiscard]] std::string_view required(std::string_view column);
    [[nodiscard]] std::optional<LegalDay> day(std::string_view column);
    [[nodiscard]] std::optional<LegalDay> required_day(std::string_view column);
    [[nodiscard]] std::optional<LegalDay> day_of(std::string_view column, std::string_view text);
    [[nodiscard]] std::optional<int> number_of(std::string_view column,
                                               std::string_view text,
                                               int min,
                                               int max);
    template <class N>
    [[nodiscard]] std::optional<N> name_of(std::string_view column,
                                           std::string_view text,
                                           std::string_view code) {
        if (auto name = N::parse(text)) return std::move(*name);
        add(column, code);
        return std::nullopt;
    }
    template <class N>
    [[nodiscard]] std::optional<N> required_name(std::string_view column, std::string_view code) {
        const auto value = required(column);
        return value.empty() ? std::nullopt : name_of<N>(column, value, code);
    }
    /// Names joined by `|`.
    template <class N>
    [[nodiscard]] std::vector<N> names(std::string_view column,
                                       std::size_t max,
                                       std::string_view code) {
        std::vector<N> result;
        for_each_part(text(column), '|', [&](std::string_view part) {
            if (result.size() == max) return add(column, "too_many");
            if (auto name = name_of<N>(column, part, code)) result.push_back(std::move(*name));
        });
        return result;
    }

    /// One fault per column and code is enough.
    void add(std::string_view column, std::string_view code);
    [[nodiscard]] bool is_sound() const { return faults_.empty(); }
    [[nodiscard]] std::unexpected<Error> refusal() &&;

private:
    const Heading& heading_;
    const std::vector<std::string>& record_;
    std::vector<FieldError> faults_;
};

}  // namespace echeance::csv
