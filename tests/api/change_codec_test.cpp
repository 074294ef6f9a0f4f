// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "api/json/codec.hpp"
#include "tests/domain/generators.hpp"

namespace echeance {
namespace {

using testing::day;
using testing::for_each_seed;
using testing::Generator;

const DoctorId m01 = *DoctorId::parse("M01");

/// One change of each kind, filled at random.
class AnyChange {
public:
    explicit AnyChange(Generator& generator) : g_(generator) {}

    FileChange make(std::size_t kind) {
        const auto on = g_.any_day();
        const auto doctor = g_.doctor_id();
        switch (kind) {
            case 0:
                return FileRegistered{registration()};
            case 1:
                return FileAmended{amendment()};
            case 2:
                return FileCompleted{on};
            case 3:
                return DocumentsRequested{g_.suspension(on, 10)};
            case 4:
                return DocumentsReceived{on};
            case 5:
                return assigned(on);
            case 6:
                return FileReleased{on};
            case 7:
                return declined(on);
            case 8:
                return EvaluationStarted{on};
            case 9:
                return submitted(on);
            case 10:
                return EvaluationCountersigned{doctor, on};
            case 11:
                return EvaluationReturned{doctor, static_cast<ReturnTo>(g_.between(0, 1)), on};
            case 12:
                return RequestsDecided{decisions(on)};
            case 13:
                return FileNotified{on};
            case 14:
                return FileWithdrawn{rights(), on};
            case 15:
                return FileAppealed{rights(), on};
            default:
                return DecisionsCorrected{decisions(on)};
        }
    }

private:
    Registration registration() {
        auto made = g_.registration(g_.any_day());
        for (auto& request : made.requests) request.opened_automatically = g_.chance(30);
        return made;
    }
    Amendment amendment() {
        const auto other = registration();
        Amendment made;
        if (g_.chance(50)) made.filed_on = other.filed_on;
        if (g_.chance(50)) made.stage = other.stage;
        if (g_.chance(50)) made.sector = other.sector;
        if (g_.chance(50)) made.procedure = other.procedure;
        if (g_.chance(50)) made.urgency_reason = other.urgency_reason;
        if (g_.chance(50)) made.urgency_requested_on = other.urgency_requested_on;
        if (g_.chance(50)) made.requests = other.requests;
        if (g_.chance(50)) made.required_skills = other.required_skills;
        if (g_.chance(50)) made.excluded_doctors = other.excluded_doctors;
        if (g_.chance(50)) made.expected_minutes = other.expected_minutes;
        if (g_.chance(50)) made.modality = other.modality;
        return made;
    }
    FileAssigned assigned(LegalDay on) {
        FileAssigned made{g_.doctor_id(), static_cast<AssignmentMode>(g_.between(0, 2)), on};
        if (g_.chance(50)) made.reason = "le médecin connaît \"ce\" secteur";
        return made;
    }
    AssignmentDeclined declined(LegalDay on) {
        AssignmentDeclined made{g_.doctor_id(), static_cast<DeclineReason>(g_.between(0, 4)), on};
        if (g_.chance(50)) made.source = static_cast<ExclusionSource>(g_.between(0, 3));
        return made;
    }
    EvaluationSubmitted submitted(LegalDay on) {
        return {g_.between(1, 600),
                static_cast<Outcome>(g_.between(0, 2)),
                static_cast<Countersignature>(g_.between(0, 1)),
                on};
    }
    std::vector<Right> rights() {
        std::vector<Right> made;
        for (const auto right : all_rights) {
            if (g_.chance(30)) made.push_back(right);
        }
        return made;
    }
    std::vector<RequestDecision> decisions(LegalDay on) {
        std::vector<RequestDecision> made{{Right::aah, Decision::granted, on}};
        for (const auto right : rights()) {
            made.push_back({right, static_cast<Decision>(g_.between(0, 2)), g_.any_day()});
        }
        made.resize(std::min(made.size(), right_count), made.front());
        return made;
    }
    Generator& g_;
};

TEST(EventData, GivesBackEveryChangeExactly) {
    for_each_seed(400, [](Generator& generator) {
        for (std::size_t kind = 0; kind < file_event_types.size(); ++kind) {
            const FileChange change = AnyChange{generator}.make(kind);
            const auto data = codec::encode_change(change);

            const auto again = codec::change(file_event_types[kind], data);

            ASSERT_TRUE(again) << file_event_types[kind] << ' ' << data;
            EXPECT_EQ(*again, change) << data;
            EXPECT_EQ(codec::encode_change(*again), data);
        }
    });
}

TEST(EventData, HasTheNamesOfTheContract) {
    const auto on = day("2026-11-22");
    const auto text = [](FileChange change) { return codec::encode_change(change); };

    EXPECT_EQ(text(FileAssigned{m01, AssignmentMode::claim, on}),
              R"({"doctor":"M01","mode":"claim","on":"2026-11-22"})");
    EXPECT_EQ(text(FileCompleted{on}), R"({"complete_on":"2026-11-22"})");
    EXPECT_EQ(text(DocumentsReceived{on}), R"({"received_on":"2026-11-22"})");
    EXPECT_EQ(text(AssignmentDeclined{m01, DeclineReason::too_complex, on}),
              R"({"doctor":"M01","reason":"too_complex","on":"2026-11-22"})");
    EXPECT_EQ(
        text(AssignmentDeclined{
            m01, DeclineReason::conflict_of_interest, on, ExclusionSource::doctor}),
        R"({"doctor":"M01","reason":"conflict_of_interest","on":"2026-11-22","source":"doctor"})");
    EXPECT_EQ(
        text(EvaluationSubmitted{12, Outcome::conclusive, Countersignature::needed, on}),
        R"({"minutes_spent":12,"outcome":"conclusive","countersignature":"needed","on":"2026-11-22"})");
    EXPECT_EQ(text(EvaluationReturned{m01, ReturnTo::queue, on}),
              R"({"by":"M01","to":"queue","on":"2026-11-22"})");
    EXPECT_EQ(text(RequestsDecided{{{Right::aah, Decision::refused, on}}}),
              R"({"decisions":[{"right":"AAH","decision":"refused","decided_on":"2026-11-22"}]})");
    EXPECT_EQ(text(FileWithdrawn{{}, on}), R"({"rights":[],"on":"2026-11-22"})");
}

TEST(EventData, SaysNullOnlyForWhatAnAmendmentTakesAway) {
    Amendment changes;
    changes.urgency_reason.emplace();
    changes.expected_minutes = 20;

    EXPECT_EQ(codec::encode_change(FileAmended{changes}),
              R"({"urgency_reason":null,"expected_minutes":20})");
    EXPECT_EQ(codec::encode_change(FileAmended{}), "{}");
}

TEST(EventData, RefusesAnotherShape) {
    EXPECT_EQ(codec::change("file.lost", "{}").error().code, Errc::invalid_input);
    EXPECT_EQ(codec::change("file.notified", "{").error().code, Errc::malformed);
    for (const char* data : {"{}",
                             "[]",
                             "1",
                             R"({"on":"2026-02-30"})",
                             R"({"on":1})",
                             R"({"on":"2026-11-22","also":1})"}) {
        EXPECT_EQ(codec::change("file.notified", data).error().code, Errc::invalid_input) << data;
    }
}

StoredEvent assigned_event() {
    return {.id = "1795341234567-0",
            .type = "file.assigned",
            .subject = "01K9ABCDEFGH0123",
            .actor = "poste \"3\"",
            .at = Instant{std::chrono::milliseconds{1795341234567}},
            .revision = 2,
            .data = R"({"doctor":"M01","mode":"claim","on":"2026-11-22"})"};
}

TEST(CloudEvent, HasTheFieldsOfCloudEvents) {
    const auto text = codec::encode_event(assigned_event(), *TenantId::parse("92"));

    EXPECT_EQ(text,
              R"({"specversion":"1.0","id":"1795341234567-0","source":"/tenants/92",)"
              R"("type":"fr.echeance.file.assigned","subject":"01K9ABCDEFGH0123",)"
              R"("time":"2026-11-22T09:53:54.567Z","datacontenttype":"application/json",)"
              R"("actor":"poste \"3\"","revision":2,)"
              R"("data":{"doctor":"M01","mode":"claim","on":"2026-11-22"}})");
}

TEST(CloudEvent, ComesBackWithItsDataToTheByte) {
    const auto before = assigned_event();

    const auto after = codec::event(codec::encode_event(before, *TenantId::parse("92")));

    ASSERT_TRUE(after);
    EXPECT_EQ(after->id, before.id);
    EXPECT_EQ(after->type, before.type);
    EXPECT_EQ(after->subject, before.subject);
    EXPECT_EQ(after->actor, before.actor);
    EXPECT_EQ(after->at, before.at);
    EXPECT_EQ(after->revision, before.revision);
    EXPECT_EQ(after->data, before.data);
}

TEST(CloudEvent, FindsDataWhereverItStands) {
    const auto event = codec::event(
        R"( { "data" : {"z":"}\"data\":1","a":[{}]} , "id":"1-0","type":"fr.echeance.doctor.put",)"
        R"("subject":"M01","time":"2026-11-22T10:00:00Z","actor":"a","revision":1,"source":"/tenants/92"})");

    ASSERT_TRUE(event);
    EXPECT_EQ(event->data, R"({"z":"}\"data\":1","a":[{}]})");
}

TEST(CloudEvent, RefusesAnotherShapeWithEveryFault) {
    const auto event = codec::event(R"({"id":"x","type":"other","subject":1,"time":"noon"})");

    ASSERT_FALSE(event);
    std::vector<std::string> pointers;
    for (const auto& fault : event.error().fields) pointers.push_back(fault.pointer);
    std::ranges::sort(pointers);
    EXPECT_EQ(pointers,
              (std::vector<std::string>{
                  "/actor", "/data", "/id", "/revision", "/subject", "/time", "/type"}));
    EXPECT_EQ(codec::event("{}{}").error().code, Errc::malformed);
}

}  // namespace
}  // namespace echeance
