// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/json/statistics.hpp"

namespace echeance::codec {
namespace {

using Ordered = nlohmann::ordered_json;
using Cells = std::vector<std::pair<std::string, std::string>>;  // by column, in order

std::string quoted(const std::string& text) {
    if (text.find_first_of(";\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    return out + '"';
}

std::string cell_of(const Ordered& value) {
    if (value.is_string()) return quoted(value.get<std::string>());
    auto text = value.dump();
    if (value.is_number_float()) std::ranges::replace(text, '.', ',');
    return text;
}

/// A list in a list has no place in a sheet: its rows are columns with a number.
void flatten(const Ordered& value, const std::string& name, Cells& cells) {
    const auto inner = [&](const std::string& member) {
        return name.empty() ? member : name + "_" + member;
    };
    if (value.is_object()) {
        for (const auto& [member, element] : value.items()) flatten(element, inner(member), cells);
    } else if (value.is_array()) {
        for (std::size_t n = 0; n < value.size(); ++n)
            flatten(value[n], inner(std::to_string(n + 1)), cells);
    } else {
        cells.emplace_back(name, cell_of(value));
    }
}

}  // namespace

std::string csv_sheet(std::string_view answer, std::string_view list) {
    const auto document = Ordered::parse(answer);
    std::vector<Cells> rows;
    if (list.empty()) {
        flatten(document, {}, rows.emplace_back());
    } else {
        for (const auto& element : document.at(std::string{list}))
            flatten(element, {}, rows.emplace_back());
    }
    std::vector<std::string> columns;
    for (const auto& row : rows)
        for (const auto& [name, cell] : row)
            if (std::ranges::find(columns, name) == columns.end()) columns.push_back(name);
    std::string out = "\xEF\xBB\xBF";
    const auto line = [&](const auto& text_of) {
        for (std::size_t n = 0; n < columns.size(); ++n)
            out.append(n == 0 ? "" : ";").append(text_of(columns[n]));
        out += "\r\n";
    };
    line([](const std::string& column) { return column; });
    for (const auto& row : rows)
        line([&](const std::string& column) {
            const auto found = std::ranges::find(row, column, &Cells::value_type::first);
            return found == row.end() ? std::string{} : found->second;
        });
    return out;
}

}  // namespace echeance::codec
