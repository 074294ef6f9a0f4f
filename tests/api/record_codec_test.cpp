// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <string>

#include "api/json/codec.hpp"
#include "tests/domain/generators.hpp"

namespace echeance {
namespace {

using testing::day;
using testing::for_each_seed;
using testing::Generator;

template <class T, class Make>
std::optional<T> perhaps(Generator& generator, Make make) {
    if (generator.chance(50)) return std::nullopt;
    return make();
}

/// Any value that the types allow, lawful or not: the record must not care.
class AnyFile {
public:
    explicit AnyFile(Generator& generator) : g_(generator) {}

    CaseFile make() {
        CaseFile file = g_.file(g_.any_day());
        file.state = g_.pick(all_file_states);
        for (auto& request : file.facts.requests) fill(request);
        if (g_.chance(40)) file.suspensions.push_back(odd_suspension());
        file.assignment = perhaps<Assignment>(g_, [&] { return assignment(); });
        file.evaluation = perhaps<Evaluation>(g_, [&] { return evaluation(); });
        file.round = g_.between(1, rounds_max);
        file.queued_on = some_day();
        file.decided_on = some_day();
        file.notified_on = some_day();
        for (int n = g_.between(0, 3); n > 0; --n) file.evaluators.push_back(g_.doctor_id());
        for (int n = 1; n <= g_.between(0, 3); ++n) file.attempts.push_back(attempt(n));
        if (g_.chance(50)) file.stages = stages();
        for (int n = g_.between(0, 2); n > 0; --n)
            file.earlier_rounds.push_back({g_.any_day(), some_day(), stages()});
        if (file.state == FileState::assigned) begin_attempt(file);
        return file;
    }

private:
    /// The first day of 1970 has number 0, days before it negative ones.
    std::optional<LegalDay> some_day() {
        return perhaps<LegalDay>(g_, [&] {
            return g_.chance(20) ? LegalDay::from_number(g_.between(-2, 2)) : g_.any_day();
        });
    }
    void fill(RightRequest& request) {
        request.opened_automatically = g_.chance(30);
        request.decision =
            perhaps<Decision>(g_, [&] { return static_cast<Decision>(g_.between(0, 2)); });
        request.decided_on = some_day();
        request.withdrawn_on = some_day();
        request.appealed_on = some_day();
        request.notified_on = some_day();
        for (int n = g_.between(0, 2); n > 0; --n)
            request.earlier.push_back({static_cast<Decision>(g_.between(0, 2)),
                                       g_.any_day(),
                                       some_day(),
                                       some_day()});
    }
    StageAccount stages() {
        StageAccount account{static_cast<FileStage>(g_.between(0, 5)), g_.any_day()};
        for (int& days : account.days) days = g_.between(0, 900);
        return account;
    }
    Suspension odd_suspension() {
        return {"quote \" slash \\ tab \t bell \x07 é",
                {"a|b", "", "[\"]"},
                g_.any_day(),
                g_.any_day(),
                g_.chance(50),
                some_day()};
    }
    Assignment assignment() {
        Assignment made{.doctor = g_.doctor_id(),
                        .mode = static_cast<AssignmentMode>(g_.between(0, 2)),
                        .assigned_on = g_.any_day(),
                        .assigned_at = Instant{std::chrono::milliseconds{g_.bits()}}};
        made.started_on = some_day();
        if (g_.chance(50)) made.started_at = Instant{std::chrono::milliseconds{g_.bits()}};
        return made;
    }
    Attempt attempt(int number) {
        return {.number = number,
                .doctor = g_.doctor_id(),
                .mode = static_cast<AssignmentMode>(g_.between(0, 2)),
                .assigned_on = g_.any_day(),
                .ended_on = some_day(),
                .outcome = static_cast<AttemptOutcome>(g_.between(1, 7))};
    }
    Evaluation evaluation() {
        Evaluation made{.doctor = g_.doctor_id(), .minutes_spent = g_.between(0, 600)};
        made.outcome = perhaps<Outcome>(g_, [&] { return static_cast<Outcome>(g_.between(0, 2)); });
        made.submitted_on = some_day();
        made.countersigned_by = perhaps<DoctorId>(g_, [&] { return g_.doctor_id(); });
        made.countersigned_on = some_day();
        return made;
    }
    Generator& g_;
};

CaseFile extract_file() {
    CaseFile file{.id = *FileId::parse("01K9ABCDEFGH0123"),
                  .facts = {.reference = *Reference::parse("92-2026-000001"),
                            .filed_on = day("2026-08-19"),
                            .complete_on = day("2026-08-31"),
                            .sector = *Sector::parse("92004"),
                            .requests = {{.right = Right::aah},
                                         {.right = Right::rqth, .opened_automatically = true}}},
                  .state = FileState::queued};
    file.queued_on = day("2026-08-31");
    file.stages = {FileStage::waiting, day("2026-08-31")};
    return file;
}

Result<CaseFile> decoded(const CaseFile& file) {
    return codec::decode_record(file.id,
                                codec::encode_record(file),
                                to_text(file.state),
                                codec::encode_assignment(file.assignment));
}

TEST(StoredRecord, GivesBackEveryFileExactly) {
    for_each_seed(3'000, [](Generator& generator) {
        const CaseFile file = AnyFile{generator}.make();

        const auto again = decoded(file);

        ASSERT_TRUE(again) << codec::encode_record(file);
        EXPECT_EQ(*again, file) << codec::encode_record(file);
    });
}

TEST(StoredRecord, IsSmallForAFileOfTwoRequests) {
    const auto record = codec::encode_record(extract_file());

    EXPECT_EQ(
        record,
        R"({"r":"92-2026-000001","f":20684,"c":20696,"s":"92004","q":[[0],[3,null,null,1]],"Q":20696})");
    EXPECT_LE(record.size(), 130U);
}

TEST(StoredRecord, LeavesOutWhatIsUnsaidOfAnExclusion) {
    auto file = extract_file();
    const auto id = *DoctorId::parse("M01");
    const auto rows = [&](std::vector<Exclusion> exclusions) {
        file.facts.excluded_doctors = std::move(exclusions);
        const auto record = codec::encode_record(file);
        const auto from = record.find("\"x\":") + 4;
        EXPECT_EQ(decoded(file).value(), file);
        return record.substr(from, record.find(",\"Q\"") - from);
    };

    EXPECT_EQ(rows({{id, ExclusionReason::own_patient}}), R"([["M01",1]])");
    EXPECT_EQ(rows({{id, ExclusionReason::own_patient, day("2026-08-19")}}),
              R"([["M01",1,20684]])");
    EXPECT_EQ(rows({{id, ExclusionReason::relative, {}, ExclusionSource::extract}}),
              R"([["M01",2,null,3]])");
}

TEST(StoredRecord, RefusesEveryTruncation) {
    const auto file = extract_file();
    const auto record = codec::encode_record(file);

    for (std::size_t length = 0; length < record.size(); ++length) {
        const auto part = codec::decode_record(file.id, record.substr(0, length), "queued", "");
        ASSERT_FALSE(part) << length;
        EXPECT_EQ(part.error().code, Errc::unexpected);
    }
}

TEST(StoredRecord, NeverThrowsOnGarbage) {
    for_each_seed(4'000, [](Generator& generator) {
        const CaseFile file = AnyFile{generator}.make();
        auto record = codec::encode_record(file);
        auto assignment = codec::encode_assignment(file.assignment);
        for (int n = generator.between(1, 4); n > 0; --n) {
            auto& text = generator.chance(80) ? record : assignment;
            if (text.empty()) continue;
            const auto at =
                static_cast<std::size_t>(generator.between(0, static_cast<int>(text.size()) - 1));
            text[at] = generator.pick(std::string{"{}[],:\"\\0129-nuxé|"});
        }

        const auto result = codec::decode_record(file.id, record, to_text(file.state), assignment);

        // What is still of the form is a file like any other; it must come back as itself.
        if (result) EXPECT_EQ(decoded(*result).value(), *result);
    });
}

TEST(StoredRecord, RefusesNumbersThatNameNothing) {
    const FileId id = extract_file().id;
    const auto decode = [&](const char* record) {
        return codec::decode_record(id, record, "filed", "");
    };

    EXPECT_TRUE(decode(R"({"r":"a","f":0,"s":"92004","q":[[11]]})"));
    EXPECT_FALSE(decode(R"({"r":"a","f":0,"s":"92004","q":[[12]]})"));
    EXPECT_TRUE(decode(R"({"r":"a","f":0,"s":"92004","q":[[0]],"x":[["M01",0,0,3]]})"));
    EXPECT_FALSE(decode(R"({"r":"a","f":0,"s":"92004","q":[[0]],"x":[["M01",0,0,4]]})"));
    EXPECT_FALSE(decode(R"({"r":"a","f":84006,"s":"92004","q":[[11]]})"));
    EXPECT_FALSE(decode(R"({"r":"a","f":0,"s":"9200","q":[[11]]})"));
    EXPECT_FALSE(decode(R"({"r":"a","f":0,"s":"92004","q":[[11]],"zz":1})"));
    EXPECT_FALSE(decode(R"({"f":0,"s":"92004","q":[[11]]})"));
    EXPECT_FALSE(decode(R"({"r":"a","f":0,"s":"92004","q":[[11]]} )"));
    EXPECT_FALSE(codec::decode_record(id, R"({"r":"a","f":0,"s":"92004","q":[[0]]})", "lost", ""));
    EXPECT_FALSE(
        codec::decode_record(id, R"({"r":"a","f":0,"s":"92004","q":[[0]]})", "filed", "M01"));
}

TEST(StoredAssignment, IsTheTextTheClaimScriptWrites) {
    const Assignment claimed{.doctor = *DoctorId::parse("M01"),
                             .mode = AssignmentMode::claim,
                             .assigned_on = day("2026-11-22"),
                             .assigned_at = Instant{std::chrono::milliseconds{1795341234567}}};

    EXPECT_EQ(codec::encode_assignment(claimed), "M01|claim|20779|1795341234567||");
    EXPECT_EQ(codec::encode_assignment(std::nullopt), "");
}

TEST(StoredPlacement, GivesBackEveryPlacementExactly) {
    for_each_seed(500, [](Generator& generator) {
        Placement placement;
        if (generator.chance(50)) placement.due_on = generator.any_day();
        if (generator.chance(50))
            placement.effective_due_on = LegalDay::from_number(generator.between(-1, 1));
        placement.lane = static_cast<Lane>(generator.between(0, 2));
        if (generator.chance(50)) placement.queue_class = "A;psychiatry+vision;1;3fa1c2d0;";
        placement.queue_score = generator.bits() * (1ULL << 20U);
        placement.open_requests = generator.between(0, 12);
        placement.overdue_rights = generator.bits() & 0xFFFU;
        placement.expected_minutes = generator.between(0, 600);
        if (generator.chance(50)) placement.turns_on = generator.any_day();

        const auto text = codec::encode_placement(placement);
        const auto again = codec::decode_placement(text);

        ASSERT_TRUE(again) << text;
        EXPECT_EQ(*again, placement) << text;
    });
}

TEST(StoredPlacement, RefusesWhatItDidNotWrite) {
    for (const char* text : {"",
                             "||||",
                             "||sideways|0|1|0|12||",
                             "||late|-1|1|0|12||",
                             "||late|0|13|0|12||",
                             "x||late|0|1|0|12||",
                             "||late|0|1|4096|12||"}) {
        EXPECT_FALSE(codec::decode_placement(text)) << text;
    }
    EXPECT_TRUE(codec::decode_placement("||late|0|1|0|12||"));
}

}  // namespace
}  // namespace echeance
