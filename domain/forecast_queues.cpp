// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_queues.hpp"

#include <algorithm>
#include <bit>

namespace echeance {

void NumberSet::reset(std::size_t size) {
    std::size_t words = size;
    starts_[0] = 0;
    for (std::size_t level = 0; level < levels; ++level) {
        words = words / 64 + 1;
        starts_[level + 1] = starts_[level] + words;
    }
    words_.assign(starts_.back(), 0);
}

void NumberSet::insert(std::uint32_t number) {
    for (std::size_t level = 0; level < levels; ++level) {
        auto& word = words_[starts_[level] + number / 64];
        const bool was_known = word != 0;
        word |= std::uint64_t{1} << number % 64;
        if (was_known) return;
        number /= 64;
    }
}

void NumberSet::erase(std::uint32_t number) {
    for (std::size_t level = 0; level < levels; ++level) {
        auto& word = words_[starts_[level] + number / 64];
        word &= ~(std::uint64_t{1} << number % 64);
        if (word != 0) return;
        number /= 64;
    }
}

std::uint32_t NumberSet::next(std::uint32_t from) const {
    std::size_t level = 0;
    std::size_t at = from;
    while (true) {  // up, until a word has one at or past `at`
        if (level == levels || at / 64 >= starts_[level + 1] - starts_[level]) return none;
        const auto rest = word(level, at / 64) >> at % 64;
        if (rest != 0) {
            at += static_cast<std::size_t>(std::countr_zero(rest));
            break;
        }
        at = at / 64 + 1;
        ++level;
    }
    for (; level > 0; --level)  // and down again to the least
        at = at * 64 + static_cast<std::size_t>(std::countr_zero(word(level - 1, at)));
    return static_cast<std::uint32_t>(at);
}

void ForecastQueues::reset(std::span<const std::uint32_t> queue_of, std::size_t queues) {
    queue_of_ = queue_of;
    ends_.assign(queues + 1, 0);
    for (const auto queue : queue_of)
        if (queue != no_queue) ++ends_[queue + 1];
    for (std::size_t queue = 1; queue <= queues; ++queue) ends_[queue] += ends_[queue - 1];
    const std::size_t slots = ends_.back();
    slot_of_.resize(queue_of.size());
    file_of_.resize(slots);
    for (std::uint32_t file = 0; file < queue_of.size(); ++file) {
        if (queue_of[file] == no_queue) continue;
        const auto slot = ends_[queue_of[file]]++;
        slot_of_[file] = slot;
        file_of_[slot] = file;
    }
    for (auto& lane : lanes_) lane.reset(slots);
    for (auto& heads : heads_) heads.assign(queues, no_file);
}

void ForecastQueues::insert(std::uint32_t file, Lane lane) {
    lanes_[index(lane)].insert(slot_of_[file]);
    auto& head = heads_[index(lane)][queue_of_[file]];
    head = std::min(head, file);
}

void ForecastQueues::turn_late(std::uint32_t file) {
    if (queue_of_[file] != no_queue && leave(file, Lane::on_time)) insert(file, Lane::late);
}

void ForecastQueues::remove(std::uint32_t file) {
    if (queue_of_[file] == no_queue) return;
    if (!leave(file, Lane::on_time)) leave(file, Lane::late);
}

bool ForecastQueues::leave(std::uint32_t file, Lane lane) {
    auto& set = lanes_[index(lane)];
    const auto slot = slot_of_[file];
    if (!set.contains(slot)) return false;
    set.erase(slot);
    auto& head = heads_[index(lane)][queue_of_[file]];
    if (head == file) head = next(queue_of_[file], lane, slot + 1);
    return true;
}

std::uint32_t ForecastQueues::next(std::uint32_t queue, Lane lane, std::uint32_t slot) const {
    const auto found = lanes_[index(lane)].next(slot);
    return found < ends_[queue] ? file_of_[found] : no_file;
}

}  // namespace echeance
