// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/cluster_map.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <utility>

#include "service/redis/hash_slot.hpp"

namespace echeance::redis {

namespace {

template <class Number>
std::optional<Number> number_in(std::int64_t value, std::int64_t least, std::int64_t most) {
    if (value < least || value > most) return std::nullopt;
    return static_cast<Number>(value);
}

std::optional<std::uint16_t> slot_in(std::int64_t value) {
    return number_in<std::uint16_t>(value, 0, std::int64_t{hash_slot_count} - 1);
}

std::optional<std::uint16_t> port_in(std::int64_t value) {
    return number_in<std::uint16_t>(value, 1, std::numeric_limits<std::uint16_t>::max());
}

std::optional<std::int64_t> decimal(std::string_view text) {
    std::int64_t value = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return value;
}

std::string_view take_word(std::string_view& text) {
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return word;
}

}  // namespace

std::vector<SlotRange> read_cluster_slots(const Value& reply, std::string_view asked_host) {
    std::vector<SlotRange> ranges;
    for (const auto& row : reply.elements()) {
        const auto first = slot_in(row[0].as_integer().value_or(-1));
        const auto last = slot_in(row[1].as_integer().value_or(-1));
        const auto master = row[2];
        const auto port = port_in(master[1].as_integer().value_or(-1));
        const auto host = master[0].text().empty() ? asked_host : master[0].text();
        if (ranges.size() == hash_slot_count) break;
        if (!first || !last || *first > *last || !port || host == "?") continue;
        ranges.push_back({*first, *last, {std::string(host), *port}});
    }
    return ranges;
}

std::optional<Redirection> read_redirection(const Value& reply) {
    if (!reply.is_error()) return std::nullopt;
    auto text = reply.text();
    const auto code = take_word(text);
    Redirection redirection;
    if (code == "TRYAGAIN") {
        redirection.kind = Redirection::Kind::try_again;
        return redirection;
    }
    if (code != "MOVED" && code != "ASK") return std::nullopt;
    if (code == "ASK") redirection.kind = Redirection::Kind::ask;
    const auto slot = slot_in(decimal(take_word(text)).value_or(-1));
    const auto colon = text.rfind(':');
    if (!slot || colon == std::string_view::npos) return std::nullopt;
    const auto port = port_in(decimal(text.substr(colon + 1)).value_or(-1));
    if (!port) return std::nullopt;
    redirection.slot = *slot;
    redirection.target = {std::string(text.substr(0, colon)), *port};
    return redirection;
}

}  // namespace echeance::redis
