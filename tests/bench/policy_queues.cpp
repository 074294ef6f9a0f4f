// SPDX-License-Identifier: EUPL-1.2
#include "tests/bench/policy_queues.hpp"

#include <algorithm>

namespace echeance::bench {

Queues::Queues(const World& world)
    : world_(world), classes_(world.requirement_count), places_(world.files.size()) {}

void Queues::put(std::size_t file, Side side, std::uint64_t key) {
    remove(file);
    classes_[world_.files[file].requirement][index(side)].emplace(key, file);
    places_[file] = Place{side, key};
}

void Queues::remove(std::size_t file) {
    auto& place = places_[file];
    if (!place) return;
    classes_[world_.files[file].requirement][index(place->side)].erase({place->key, file});
    place.reset();
}

std::optional<std::size_t> Queues::head(std::size_t doctor, Side side) const {
    const Entry* best = nullptr;
    for (const auto requirement : world_.doctors[doctor].requirements) {
        for (const auto& entry : classes_[requirement][index(side)]) {
            if (best != nullptr && *best < entry) break;
            if ((world_.files[entry.second].closed_to >> doctor & 1U) != 0) continue;
            best = &entry;
            break;
        }
    }
    if (best == nullptr) return std::nullopt;
    return best->second;
}

std::size_t Queues::count(std::size_t doctor, Side side) const {
    std::size_t files = 0;
    for (const auto requirement : world_.doctors[doctor].requirements)
        files += classes_[requirement][index(side)].size();
    return files;
}

std::vector<std::size_t> Queues::most_pressing() const {
    std::vector<Entry> entries;
    for (const auto& lanes : classes_)
        for (const auto& lane : lanes) entries.insert(entries.end(), lane.begin(), lane.end());
    std::ranges::sort(entries);
    std::vector<std::size_t> files;
    files.reserve(entries.size());
    for (const auto& [key, file] : entries) files.push_back(file);
    return files;
}

}  // namespace echeance::bench
