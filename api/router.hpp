// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/contract.hpp"
#include "api/message.hpp"

namespace echeance {

/// Path parameters in the order of the template, percent-decoded; the names are the contract's.
using PathParameters = std::vector<std::pair<std::string_view, std::string>>;

struct Route {
    enum class Kind : std::uint8_t { found, not_found, method_not_allowed, options, malformed };
    Kind kind = Kind::not_found;
    const Operation* operation = nullptr;  ///< set when found
    std::string_view allow{};              ///< value of `Allow`, set whenever the path is known
    PathParameters path{};
};

/// Paths of the contract as a trie over segments. A segment is a text, or `{name}` with an optional
/// verb behind it (`{id}:claim`). A text wins over a parameter.
class Router {
public:
    /// `contract` outlives the router.
    explicit Router(const Contract& contract);
    /// `target` is a request target: its path in origin or absolute form, and a query that is
    /// ignored.
    [[nodiscard]] Route find(Method method, std::string_view target) const;

private:
    static constexpr std::size_t method_count = 7;  ///< `Method` less `other`
    struct Endpoint {
        std::array<const Operation*, method_count> by_method{};
        std::vector<std::string_view> names;
        std::string allow;
    };
    struct Node {
        std::vector<std::pair<std::string, std::uint32_t>> texts;  ///< sorted
        std::vector<std::pair<std::string, std::uint32_t>> verbs;  ///< `:claim`, or empty
        std::uint32_t endpoint = none;
    };
    static constexpr std::uint32_t none = UINT32_MAX;

    void add(const Operation& operation);
    std::uint32_t child(std::uint32_t node, std::string_view segment, Endpoint& endpoint);
    [[nodiscard]] std::uint32_t step(std::uint32_t node,
                                     std::string_view segment,
                                     std::vector<std::string>& values) const;
    [[nodiscard]] Route at_endpoint(const Endpoint& endpoint,
                                    Method method,
                                    std::vector<std::string> values) const;

    std::vector<Node> nodes_;
    std::vector<Endpoint> endpoints_;
};

/// The path of a request target, without scheme, authority, query and fragment.
[[nodiscard]] std::string_view path_of(std::string_view target);
/// The query of a request target, without the `?`.
[[nodiscard]] std::string_view query_of(std::string_view target);
/// Appends the decoded text. False for a `%` without two hexadecimal digits, for control characters
/// and for what is no UTF-8. `+` stays `+` (RFC 3986).
[[nodiscard]] bool percent_decode(std::string_view text, std::string& out);

}  // namespace echeance
