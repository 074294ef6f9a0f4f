// SPDX-License-Identifier: EUPL-1.2
#include "api/json/reader.hpp"
#include "api/json/writer.hpp"

namespace echeance::codec {

using nlohmann::json;

namespace {

constexpr std::size_t bands_max = 16;
/// Past every bound of `faults(PlanWeights)`, which says what is wrong with a value.
constexpr int weight_max = 1'000'000;

std::vector<UtilisationBand> bands(Reader& reader) {
    return reader.list<UtilisationBand>(
        "bands",
        bands_max,
        Presence::required,
        [&](const json& value, std::string at) -> std::optional<UtilisationBand> {
            Reader element(value, std::move(at), reader.faults());
            const auto percent = element.integer("up_to_percent", 0, 100, Presence::required);
            const auto price = element.integer("per_minute", 0, weight_max, Presence::required);
            element.refuse_others();
            if (!percent || !price) return std::nullopt;
            return UtilisationBand{.up_to_percent = *percent, .per_minute = *price};
        });
}

void append_band(std::string& out, const UtilisationBand& band) {
    ObjectWriter object(out);
    object.number("up_to_percent", band.up_to_percent);
    object.number("per_minute", band.per_minute);
    object.close();
}

}  // namespace

PlanWeights read_plan_weights(Reader& reader, PlanWeights base) {
    const auto read = [&](std::string_view name, int& weight) {
        weight = reader.integer(name, 0, weight_max, Presence::optional).value_or(weight);
    };
    read("anticipation_days", base.anticipation_days);
    read("lateness_square", base.lateness_square);
    read("left_out_per_file", base.left_out_per_file);
    read("left_out_per_minute", base.left_out_per_minute);
    read("preference_per_minute", base.preference_per_minute);
    if (reader.has("bands")) base.bands = bands(reader);
    reader.refuse_others();
    return base;
}

Result<PlanWeights> objective(const json& body, PlanWeights base) {
    const std::string here = "/objective";
    const auto member = body.find("objective");
    if (member == body.end()) return base;
    Faults found;
    Reader reader(*member, here, found);
    auto weights = read_plan_weights(reader, std::move(base));
    if (found.empty()) {
        auto unsound = faults(weights);
        for (auto& fault : unsound) fault.pointer.insert(0, here);
        found.append(std::move(unsound));
    }
    if (!found.empty()) return std::move(found).refusal();
    return weights;
}

void append_plan_weights(std::string& out, const PlanWeights& weights) {
    ObjectWriter object(out);
    object.number("anticipation_days", weights.anticipation_days);
    object.number("lateness_square", weights.lateness_square);
    object.number("left_out_per_file", weights.left_out_per_file);
    object.number("left_out_per_minute", weights.left_out_per_minute);
    object.number("preference_per_minute", weights.preference_per_minute);
    append_list(object.begin("bands"), weights.bands, append_band);
    object.close();
}

}  // namespace echeance::codec
