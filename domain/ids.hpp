// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "domain/result.hpp"

namespace echeance {

/// A short text of a fixed alphabet. `parse` is the only way in from text, so a value that exists
/// is valid; two names of different kinds do not compare or convert (compile-time checked).
template <class Rule>
class Name {
public:
    [[nodiscard]] static Result<Name> parse(std::string_view text) {
        if (!Rule::accepts(text)) return refuse(Errc::invalid_input, Rule::refusal);
        return Name{std::string{text}};
    }
    [[nodiscard]] const std::string& text() const { return text_; }
    auto operator<=>(const Name&) const = default;

private:
    explicit Name(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// French département code: `01`..`95`, `2A`, `2B`, `971`..`978`.
struct TenantRule {
    static constexpr const char* refusal = "not a département code";
    static bool accepts(std::string_view text);
};
/// 16 characters of Crockford base 32: 48 bits of milliseconds, 32 random; sorts by creation.
struct FileIdRule {
    static constexpr const char* refusal = "not a file id";
    static bool accepts(std::string_view text);
};
/// `[A-Za-z0-9][A-Za-z0-9_-]{0,31}`.
struct DoctorIdRule {
    static constexpr const char* refusal = "not a doctor id";
    static bool accepts(std::string_view text);
};
/// The MDPH's own opaque reference: `[A-Za-z0-9][A-Za-z0-9._/-]{0,63}`.
struct ReferenceRule {
    static constexpr const char* refusal = "not a reference";
    static bool accepts(std::string_view text);
};
/// INSEE code of a commune: five characters, `2A004` included.
struct SectorRule {
    static constexpr const char* refusal = "not an INSEE commune code";
    static bool accepts(std::string_view text);
};
/// `[a-z][a-z_]{0,31}`: psychiatry, paediatrics, hearing, vision, neurology...
struct SkillRule {
    static constexpr const char* refusal = "not a skill";
    static bool accepts(std::string_view text);
};

using TenantId = Name<TenantRule>;
using FileId = Name<FileIdRule>;
using DoctorId = Name<DoctorIdRule>;
using Reference = Name<ReferenceRule>;
using Sector = Name<SectorRule>;
using Skill = Name<SkillRule>;

/// Makes a file id from its two parts. `unix_ms` uses its low 48 bits.
[[nodiscard]] FileId make_file_id(std::uint64_t unix_ms, std::uint32_t random);
/// The milliseconds that it was made of: when the file was registered here.
[[nodiscard]] std::uint64_t unix_ms_of(const FileId& id);

/// Count of changes of one object, from 1; the strong `ETag` of the contract.
enum class Revision : std::uint64_t {};
[[nodiscard]] constexpr std::uint64_t number(Revision revision) {
    return static_cast<std::uint64_t>(revision);
}
[[nodiscard]] constexpr Revision next(Revision revision) {
    return Revision{number(revision) + 1};
}

/// True when `text` holds what looks like a French social security number (NIR): 13 digits in the
/// NIR's shape, or 15 with a right key, spaces, dots and hyphens between groups ignored. The
/// service holds none (DOMAIN.md, data protection), so such a text is refused wherever it stands.
[[nodiscard]] bool looks_like_nir(std::string_view text);

}  // namespace echeance

template <class Rule>
struct std::hash<echeance::Name<Rule>> {
    std::size_t operator()(const echeance::Name<Rule>& name) const noexcept {
        return std::hash<std::string>{}(name.text());
    }
};
