// SPDX-License-Identifier: EUPL-1.2
#include "domain/ids.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace echeance {
namespace {

constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t file_id_length = 16;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_alphanumeric(char c) {
    return is_digit(c) || is_lower(c) || (c >= 'A' && c <= 'Z');
}

/// One alphanumeric character, then at most `max - 1` alphanumeric or `others`.
bool is_plain_name(std::string_view text, std::size_t max, std::string_view others) {
    if (text.empty() || text.size() > max || !is_alphanumeric(text.front())) return false;
    return std::ranges::all_of(
        text, [&](char c) { return is_alphanumeric(c) || others.find(c) != others.npos; });
}

constexpr std::size_t nir_length = 13;
constexpr std::size_t nir_with_key_length = 15;

int number_of(std::string_view digits) {
    int number = 0;
    for (const char c : digits) number = number * 10 + (c - '0');
    return number;
}

/// Digits of a NIR without its separators. Corsica's `2A` and `2B` become 19 and 18, as they do in
/// the key's computation, so that everything after is digits.
struct NirDigits {
    std::array<char, nir_with_key_length> digits{};
    std::size_t count = 0;
    std::string_view part(std::size_t from, std::size_t n) const {
        return std::string_view{digits.data(), count}.substr(from, n);
    }
};

/// Months 20 to 42 and 50 to 99 stand for incomplete birth records. They are accepted only with a
/// right key: without one, every dated reference (`2025...`) would look like a NIR.
enum class Months { calendar_only, any };

bool has_nir_shape(const NirDigits& nir, Months months) {
    constexpr std::string_view sexes = "123478";
    if (!sexes.contains(nir.digits[0])) return false;
    const int month = number_of(nir.part(3, 2));
    const bool calendar_month = month >= 1 && month <= 12;
    const bool special_month = (month >= 20 && month <= 42) || month >= 50;
    if (!calendar_month && !(months == Months::any && special_month)) return false;
    return number_of(nir.part(5, 2)) != 0 && number_of(nir.part(7, 3)) != 0 &&
           number_of(nir.part(10, 3)) != 0;
}

bool has_right_key(const NirDigits& nir) {
    std::uint64_t number = 0;
    for (const char c : nir.part(0, nir_length))
        number = number * 10 + static_cast<unsigned>(c - '0');
    return 97 - number % 97 == static_cast<std::uint64_t>(number_of(nir.part(nir_length, 2)));
}

bool is_separator(char c) {
    return c == ' ' || c == '.' || c == '-';
}

/// Reads on from `at`; true as soon as what was read is a NIR that ends with its group of digits.
bool nir_begins_at(std::string_view text, std::size_t at) {
    NirDigits nir;
    for (std::size_t i = at; i < text.size() && nir.count < nir_with_key_length; ++i) {
        const char c = text[i];
        if (is_separator(c)) continue;
        const bool corsica = nir.count == 6 && nir.digits[5] == '2' &&
                             (c == 'A' || c == 'B' || c == 'a' || c == 'b');
        if (!is_digit(c) && !corsica) return false;
        if (corsica) nir.digits[5] = '1';
        nir.digits[nir.count++] = !corsica ? c : (c == 'A' || c == 'a') ? '9' : '8';
        const bool group_ends = i + 1 == text.size() || !is_digit(text[i + 1]);
        if (!group_ends) continue;
        if (nir.count == nir_length && has_nir_shape(nir, Months::calendar_only)) return true;
        if (nir.count == nir_with_key_length) {
            return has_nir_shape(nir, Months::any) && has_right_key(nir);
        }
    }
    return false;
}

}  // namespace

bool TenantRule::accepts(std::string_view text) {
    if (text == "2A" || text == "2B") return true;
    if (!std::ranges::all_of(text, is_digit)) return false;
    if (text.size() == 2) return text >= "01" && text <= "95";
    return text.size() == 3 && text >= "971" && text <= "978";
}

bool FileIdRule::accepts(std::string_view text) {
    return text.size() == file_id_length &&
           std::ranges::all_of(text, [](char c) { return crockford.find(c) != crockford.npos; });
}

bool DoctorIdRule::accepts(std::string_view text) {
    return is_plain_name(text, 32, "_-");
}

bool ReferenceRule::accepts(std::string_view text) {
    return is_plain_name(text, 64, "._/-");
}

bool SectorRule::accepts(std::string_view text) {
    if (text.size() != 5) return false;
    const char second = text[1];
    return is_digit(text[0]) && (is_digit(second) || second == 'A' || second == 'B') &&
           std::ranges::all_of(text.substr(2), is_digit);
}

bool SkillRule::accepts(std::string_view text) {
    if (text.empty() || text.size() > 32 || !is_lower(text.front())) return false;
    return std::ranges::all_of(text, [](char c) { return is_lower(c) || c == '_'; });
}

FileId make_file_id(std::uint64_t unix_ms, std::uint32_t random) {
    // 80 bits, five at a time from the least significant end.
    std::uint64_t high = unix_ms & 0xFFFF'FFFF'FFFFU;
    std::uint64_t low = random;
    std::string text(file_id_length, '0');
    for (std::size_t i = file_id_length; i-- > 0;) {
        text[i] = crockford[low & 31U];
        low = (low >> 5U) | ((high & 31U) << 27U);
        high >>= 5U;
    }
    return *FileId::parse(text);
}

std::uint64_t unix_ms_of(const FileId& id) {
    // Ten characters are 50 bits: those of the milliseconds, and the random number's first two.
    std::uint64_t high = 0;
    const std::string_view text{id.text()};
    for (const char c : text.substr(0, 10)) high = high << 5U | crockford.find(c);
    return high >> 2U;
}

bool looks_like_nir(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool group_begins = is_digit(text[i]) && (i == 0 || !is_digit(text[i - 1]));
        if (group_begins && nir_begins_at(text, i)) return true;
    }
    return false;
}

}  // namespace echeance
