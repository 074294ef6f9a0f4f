// SPDX-License-Identifier: EUPL-1.2
#include "api/negotiation.hpp"

#include <algorithm>
#include <optional>

#include "api/problem.hpp"

namespace echeance {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    const auto first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Cuts the part up to `separator` off the front of `text`.
std::string_view cut(std::string_view& text, char separator) {
    const auto end = std::min(text.find(separator), text.size());
    const auto part = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

/// Thousandths of a `q` weight; what cannot be read counts as 1, as if it were not there.
int weight_of(std::string_view parameters) {
    while (!parameters.empty()) {
        const auto parameter = cut(parameters, ';');
        if (parameter.size() < 3 || lower(parameter[0]) != 'q' || parameter[1] != '=') continue;
        if (parameter[2] == '1') return 1000;
        if (parameter[2] != '0') return 1000;
        int weight = 0;
        int place = 100;
        for (std::size_t i = 4; i < parameter.size() && i < 7; ++i, place /= 10) {
            if (parameter[i] < '0' || parameter[i] > '9') return 1000;
            weight += (parameter[i] - '0') * place;
        }
        return weight;
    }
    return 1000;
}

/// How closely a media range names a type: 0 not at all, 1 `*/*`, 2 `type/*`, 3 exactly.
int closeness(std::string_view range, std::string_view media_type) {
    if (range == "*/*") return 1;
    if (same(range, media_type)) return 3;
    if (!range.ends_with("/*")) return 0;
    const auto type = range.substr(0, range.size() - 1);
    return same(type, media_type.substr(0, type.size())) ? 2 : 0;
}

/// The weight under the range that names the type most closely (RFC 9110 12.5.1).
int weight_for(std::string_view accept, std::string_view media_type) {
    int closest = 0;
    int weight = 0;
    while (!accept.empty()) {
        auto element = cut(accept, ',');
        const auto range = cut(element, ';');
        const int close = closeness(range, media_type);
        if (close <= closest) continue;
        closest = close;
        weight = weight_of(element);
    }
    return weight;
}

}  // namespace

bool accepts(std::string_view accept, const std::vector<std::string>& answers) {
    if (accept.empty() || accept == "*/*" || answers.empty()) return true;
    return std::ranges::any_of(
        answers, [&](const std::string& answer) { return weight_for(accept, answer) > 0; });
}

bool prefers(std::string_view accept, std::string_view first, std::string_view second) {
    return weight_for(accept, first) > weight_for(accept, second);
}

const BodyForm* form_of(std::string_view content_type, const std::vector<BodyForm>& forms) {
    const auto media_type = cut(content_type, ';');
    while (!content_type.empty()) {
        auto parameter = cut(content_type, ';');
        const auto name = cut(parameter, '=');
        if (!same(name, "charset")) continue;
        if (!same(parameter, "utf-8") && !same(parameter, "\"utf-8\"")) return nullptr;
    }
    const auto found = std::ranges::find_if(
        forms, [&](const BodyForm& form) { return same(form.media_type, media_type); });
    return found == forms.end() ? nullptr : &*found;
}

Language language_of(std::string_view accept_language) {
    Language best = Language::fr;
    int best_weight = 0;
    while (!accept_language.empty()) {
        auto element = cut(accept_language, ',');
        const auto range = cut(element, ';');
        std::optional<Language> language;
        const auto primary = range.substr(0, range.find('-'));
        if (same(primary, "fr") || primary == "*") language = Language::fr;
        if (same(primary, "en")) language = Language::en;
        const int weight = language ? weight_of(element) : 0;
        if (weight <= best_weight) continue;
        best_weight = weight;
        best = *language;
    }
    return best;
}

}  // namespace echeance
