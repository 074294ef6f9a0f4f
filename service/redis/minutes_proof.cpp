// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/minutes_proof.hpp"

#include "service/redis/store.hpp"

namespace echeance::redis {

void MinutesProof::count(const FileChange& change, const CaseFile& after) {
    if (const auto evaluation = evaluation_minutes(change, after))
        ++found_[month_of(evaluation->on)][stored::spent_field(*evaluation)];
}

Task<std::vector<std::string>> MinutesProof::faults(Client& client,
                                                    const Keys& keys,
                                                    LegalDay today,
                                                    Deadline deadline) {
    for (const auto month : evidence_months({}, today)) found_[month];  // none may be made up
    std::vector<Command> commands;
    commands.emplace_back("HGET", keys.meta(), "evaluations");
    for (const auto& [month, counts] : found_)
        commands.emplace_back("HGETALL", keys.spent_minutes(month));
    const auto replies = co_await client.run_all(std::move(commands), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    std::vector<std::string> faults;
    std::int64_t total = 0;
    std::size_t n = 0;
    for (auto& [month, counts] : found_) {
        for (const auto& [field, count] : counts) total += count;
        const auto& hash = (*replies)[++n];
        for (std::size_t i = 0; i + 1 < hash.size(); i += 2) {
            const auto expected = counts.find(hash[i].text());
            const bool known = expected != counts.end();
            if (!known || hash[i + 1].as_integer() != expected->second)
                faults.push_back(month.text() + ' ' + std::string{hash[i].text()});
            if (known) counts.erase(expected);
        }
        for (const auto& [field, count] : counts) faults.push_back(month.text() + ' ' + field);
    }
    if ((*replies)[0].as_integer().value_or(0) != total) faults.emplace_back("total");
    co_return faults;
}

}  // namespace echeance::redis
