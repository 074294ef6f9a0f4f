// SPDX-License-Identifier: EUPL-1.2
#include "api/statistics.hpp"

#include <algorithm>
#include <array>

#include "api/json/codec.hpp"
#include "api/statistics_reading.hpp"

namespace echeance {
namespace {

struct NamedKey {
    std::string_view name;
    BacklogKey key;
};
constexpr std::array<NamedKey, 8> keys{{{"state", BacklogKey::state},
                                        {"right", BacklogKey::right},
                                        {"nature", BacklogKey::nature},
                                        {"stage", BacklogKey::stage},
                                        {"sector", BacklogKey::sector},
                                        {"skill", BacklogKey::skill},
                                        {"due", BacklogKey::due},
                                        {"age", BacklogKey::age}}};

/// `{"key":{"state":"queued"},"files":3,...}`; without grouping the key is empty.
std::string group_line(std::string_view key_name, const BacklogGroup& group) {
    std::string line = R"({"key":{)";
    if (!key_name.empty()) {
        codec::append_quoted(line, key_name);
        line += ':';
        codec::append_quoted(line, group.key);
    }
    line += R"(},"files":)" + std::to_string(group.files);
    line += R"(,"requests":)" + std::to_string(group.requests);
    line += R"(,"overdue":)" + std::to_string(group.overdue);
    line += R"(,"expected_minutes":)" + std::to_string(group.expected_minutes);
    return line + '}';
}

}  // namespace

Task<Response> get_backlog(Call& call) {
    const auto name = call.query_value("group_by").value_or("");
    const auto found = std::ranges::find(keys, name, &NamedKey::name);
    if (!name.empty() && found == keys.end())
        co_return refuse_field("/query/group_by", "unknown_code", "No such key.");
    const auto key = found == keys.end() ? BacklogKey::none : found->key;
    const auto groups =
        co_await call.ports.store.backlog(call.principal.tenant, key, call.today, call.deadline());
    if (!groups) co_return std::unexpected(groups.error());
    std::string body = R"({"as_of":")" + call.today.text() + R"(","groups":[)";
    for (const auto& group : *groups) {
        if (&group != &groups->front()) body += ',';
        body += group_line(name, group);
    }
    co_return statistics_answer(call, body + "]}", "groups");
}

}  // namespace echeance
