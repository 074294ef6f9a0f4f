// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/json/codec.hpp"
#include "api/json/lines.hpp"
#include "tests/api/memory_store.hpp"

namespace echeance {
namespace {

using nlohmann::json;
using testing::await_now;

const json file_body{{"reference", "R1"},
                     {"filed_on", "2026-09-01"},
                     {"complete_on", "2026-09-15"},
                     {"stage", "adult"},
                     {"sector", "92012"},
                     {"procedure", "normal"},
                     {"requests", json::array({{{"right", "PCH"}, {"nature", "first"}}})}};

Task<Response> unused(Call&) {
    co_return Response{};
}

/// The two operations that judge the lines of imports.
std::shared_ptr<const Contract> line_contract() {
    constexpr std::string_view document = R"({"paths": {
        "/v1/files": {"post": {"operationId": "createFile", "x-scope": "files:write",
          "requestBody": {"content": {"application/json": {"schema": {"type": "object",
            "required": ["reference"]}}}}, "responses": {"200": {}}}},
        "/v1/doctors/{id}": {"parameters": [{"name": "id", "in": "path", "required": true,
            "schema": {"type": "string"}}],
          "put": {"operationId": "putDoctor", "x-scope": "doctors:write",
          "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
          "responses": {"200": {}}}}}})";
    auto contract = Contract::load(document, {{"createFile", unused}, {"putDoctor", unused}});
    EXPECT_TRUE(contract);
    return *contract;
}

/// One request after another against the same memory.
class Handlers : public ::testing::Test {
protected:
    testing::MemoryStore store{};
    testing::NameTokens credentials{};
    testing::FixedCalendar calendar{};
    testing::Counting randomness{};
    testing::NirCounter monitor{};
    testing::MemoryScratch scratch{};
    testing::IdleWorkshop workshop{};
    Ports ports{store, credentials, calendar, randomness, monitor, scratch, workshop};
    std::shared_ptr<const Contract> contract = line_contract();
    std::shared_ptr<const TenantRules> rules =
        std::make_shared<const TenantRules>(TenantRules{default_rules("92"), {}, 0, 0});

    struct Asked {
        std::string id{};
        json body = nullptr;
        std::optional<std::uint64_t> if_match{};
        std::optional<std::string> doctor{};  ///< of the workstation that calls
        DryRun dry_run = DryRun::no;
        std::string content_type = "application/x-ndjson";
        std::string stream{};
        std::map<std::string, std::string, std::less<>> query{};
    };
    struct Answer {
        int status = 0;
        std::string code{};
        Error error{};
        json body{};
        std::vector<json> lines{};
        std::vector<std::pair<std::string, std::string>> headers{};
    };

    Answer ask(std::string_view operation, const Asked& asked) {
        testing::PieceSource source{asked.stream, 7};
        Request request;
        request.headers.emplace_back("content-type", asked.content_type);
        if (asked.if_match) request.headers.emplace_back("if-match", "given");
        request.stream = &source;
        request.received_at = Instant{std::chrono::milliseconds{1'795'345'200'000}};
        Call call{.request = request,
                  .ports = ports,
                  .operation = operation,
                  .principal = {*TenantId::parse("92"), "guichet", 0},
                  .path = {{"id", asked.id}, {"section", asked.id}},
                  .query = asked.query,
                  .body = asked.body.is_null() ? nullptr : std::make_shared<const json>(asked.body),
                  .rules = rules,
                  .today = *LegalDay::parse("2026-11-22"),
                  .dry_run = asked.dry_run,
                  .contract = contract.get()};
        if (asked.if_match) call.if_match = Revision{*asked.if_match};
        if (asked.doctor) call.principal.doctor = *DoctorId::parse(*asked.doctor);
        auto answered = await_now([&] { return handlers().at(operation)(call); });
        return answered ? seen(*answered) : Answer{.error = answered.error()};
    }
    static Answer seen(Response& response) {
        Answer answer{.status = response.status, .headers = response.headers};
        if (!response.stream) {
            answer.body = json::parse(response.body);
            return answer;
        }
        testing::TextSink sink;
        await_now([&]() -> boost::asio::awaitable<bool> {
            co_await response.stream(sink);
            co_return true;
        });
        for (std::size_t at = 0; at < sink.text.size();) {
            const auto end = sink.text.find('\n', at);
            answer.lines.push_back(json::parse(sink.text.substr(at, end - at)));
            at = end + 1;
        }
        return answer;
    }
    std::string registered() {
        return ask("createFile", {.body = file_body}).body.at("id").get<std::string>();
    }
    void put(const json& doctor, std::string id) {
        EXPECT_EQ(ask("putDoctor", {.id = std::move(id), .body = doctor}).status, 201);
    }
    static std::vector<std::string> statuses(const Answer& answer) {
        std::vector<std::string> found;
        for (const auto& line : answer.lines)
            if (line.contains("status")) found.push_back(line["status"].get<std::string>());
        return found;
    }
};

using Statuses = std::vector<std::string>;

TEST_F(Handlers, CreatingTheSameFileAgainAnswersTheExistingOne) {
    const auto first = ask("createFile", {.body = file_body});
    const auto again = ask("createFile", {.body = file_body});

    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body.at("id"), first.body.at("id"));
    EXPECT_EQ(store.files.size(), 1U);
}

TEST_F(Handlers, CreatingAnotherContentUnderATakenReferenceIsRefused) {
    registered();
    auto other = file_body;
    other["sector"] = "92004";

    EXPECT_EQ(ask("createFile", {.body = other}).error.code, Errc::already_exists);
}

TEST_F(Handlers, ADryRunShowsTheFileAndWritesNothing) {
    const auto answer = ask("createFile", {.body = file_body, .dry_run = DryRun::yes});

    EXPECT_EQ(answer.status, 201);
    EXPECT_TRUE(store.files.empty());
}

TEST_F(Handlers, ATransitionThatLosesARaceIsTriedAgain) {
    const auto id = registered();
    store.stale_commits = 3;

    const auto answer = ask("withdrawFile", {.id = id});

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body.at("state").get<std::string>(), "withdrawn");
    EXPECT_EQ(answer.body.at("revision").get<int>(), 2);
}

TEST_F(Handlers, ATransitionThatAlwaysLosesGivesUp) {
    const auto id = registered();
    store.stale_commits = 1'000;

    EXPECT_EQ(ask("withdrawFile", {.id = id}).error.code, Errc::state_conflict);
}

TEST_F(Handlers, ATransitionOnAnotherRevisionIsStale) {
    const auto id = registered();

    EXPECT_EQ(ask("withdrawFile", {.id = id, .if_match = 7}).error.code, Errc::stale_revision);
    EXPECT_EQ(ask("withdrawFile", {.id = id, .if_match = 1}).status, 200);
}

TEST_F(Handlers, AnAmendmentThatChangesNothingMakesNoRevision) {
    const auto id = registered();

    const auto answer = ask("amendFile", {.id = id, .body = {{"sector", "92012"}}, .if_match = 1});

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body.at("revision").get<int>(), 1);
}

TEST_F(Handlers, AnUnknownFileIsNotFoundWhateverItsIdLooksLike) {
    EXPECT_EQ(ask("notifyFile", {.id = "no id"}).error.code, Errc::not_found);
    EXPECT_EQ(ask("notifyFile", {.id = "0000000000000000"}).error.code, Errc::not_found);
}

TEST_F(Handlers, AFileGoesFromFilingToNotification) {
    put({{"kind", "titular"}}, "M01");
    const auto id = registered();

    EXPECT_EQ(ask("assignFile", {.id = id, .body = {{"doctor", "M01"}}}).status, 200);
    EXPECT_EQ(ask("startEvaluation", {.id = id, .doctor = "M01"}).status, 200);
    EXPECT_EQ(ask("submitEvaluation",
                  {.id = id, .body = {{"minutes_spent", 12}, {"outcome", "conclusive"}}})
                  .body.at("state")
                  .get<std::string>(),
              "evaluated");
    const json decided{{"decisions", json::array({{{"right", "PCH"}, {"decision", "granted"}}})},
                       {"on", "2026-11-22"}};
    EXPECT_EQ(ask("decideRequests", {.id = id, .body = decided}).status, 200);
    EXPECT_EQ(ask("notifyFile", {.id = id}).body.at("state").get<std::string>(), "notified");
}

TEST_F(Handlers, AWorkstationActsOnlyForItsOwnDoctor) {
    put({{"kind", "titular"}}, "M01");
    const auto id = registered();
    ask("assignFile", {.id = id, .body = {{"doctor", "M01"}}});

    EXPECT_EQ(ask("startEvaluation", {.id = id, .doctor = "M02"}).error.code, Errc::forbidden);
    EXPECT_EQ(ask("releaseFile", {.id = id, .doctor = "M02"}).error.code, Errc::forbidden);
    EXPECT_EQ(ask("claimNextFiles", {.id = "M01", .doctor = "M02"}).error.code, Errc::forbidden);
}

TEST_F(Handlers, ASupervisedEvaluationWaitsForANamedSupervisor) {
    put({{"kind", "titular"}}, "M01");
    put({{"kind", "titular"}}, "M02");
    put({{"kind", "supervised"},
         {"supervisors", json::array({"M01"})},
         {"authorised", {{"from", "2026-01-01"}, {"until", "2026-12-31"}}}},
        "S01");
    const auto id = registered();
    ask("assignFile", {.id = id, .body = {{"doctor", "S01"}}});
    ask("startEvaluation", {.id = id});
    ask("submitEvaluation", {.id = id, .body = {{"minutes_spent", 12}, {"outcome", "conclusive"}}});

    EXPECT_FALSE(ask("countersignEvaluation", {.id = id}).status);
    EXPECT_FALSE(ask("countersignEvaluation", {.id = id, .body = {{"supervisor", "M02"}}}).status);
    EXPECT_EQ(ask("countersignEvaluation", {.id = id, .doctor = "M01"})
                  .body.at("state")
                  .get<std::string>(),
              "evaluated");
}

TEST_F(Handlers, ReplacingADoctorNeedsTheRevision) {
    put({{"kind", "titular"}}, "M01");
    const json other{{"kind", "titular"}, {"minutes_per_week", 600}};

    EXPECT_EQ(ask("putDoctor", {.id = "M01", .body = {{"kind", "titular"}}}).status, 200);
    EXPECT_EQ(ask("putDoctor", {.id = "M01", .body = other}).error.code,
              Errc::precondition_required);
    EXPECT_EQ(ask("putDoctor", {.id = "M01", .body = other, .if_match = 9}).error.code,
              Errc::stale_revision);
    EXPECT_EQ(ask("putDoctor", {.id = "M01", .body = other, .if_match = 1}).status, 200);
}

TEST_F(Handlers, AnUnknownSupervisorIsRefusedAtItsPlace) {
    const auto answer =
        ask("putDoctor",
            {.id = "S01",
             .body = {{"kind", "supervised"},
                      {"supervisors", json::array({"M99"})},
                      {"authorised", {{"from", "2026-01-01"}, {"until", "2026-12-31"}}}}});

    ASSERT_EQ(answer.error.fields.size(), 1U);
    EXPECT_EQ(answer.error.fields.front().pointer, "/supervisors/0");
    EXPECT_EQ(answer.error.fields.front().code, "unknown_doctor");
}

constexpr std::string_view heading =
    "reference;depose_le;recevable_le;tatdem;typproc;motif_urgence;typpub;code_insee;demandes;"
    "competence;medecins_exclus\n";
const std::string extract = std::string{heading} +
                            "R1;2026-08-19;2026-08-31;2;1;;A;92004;AAH/1/|PCH/1/;;\r\n"
                            "R2;2026-10-24;2026-10-24;2;1;;A;92023;RQTH/1/;psychiatry;\n"
                            "R3;2026-10-24;2026-10-01;2;1;;A;92023;RQTH/1/;;\n"
                            "R1;2026-08-20;2026-08-31;2;1;;A;92004;PCH/1/;;\n"
                            "R4;2026-10-24;2026-10-24;4;1;;A;92023;RQTH/1/;;";

TEST_F(Handlers, AnImportRejectsItsBadLinesAloneAndInOrder) {
    const auto answer = ask("importFiles", {.content_type = "text/csv", .stream = extract});

    EXPECT_EQ(statuses(answer),
              (Statuses{"created", "created", "rejected", "rejected", "created"}));
    ASSERT_EQ(answer.lines.size(), 6U);
    EXPECT_EQ(answer.lines[0].at("line").get<int>(), 2);
    EXPECT_EQ(answer.lines[3].at("problem").at("errors")[0].at("pointer").get<std::string>(),
              "/reference");
    EXPECT_EQ(answer.lines[5].at("summary").at("created").get<int>(), 3);
    EXPECT_EQ(store.files.at("R4").file.state, FileState::withdrawn);
}

TEST_F(Handlers, TheSameImportAgainChangesNothing) {
    ask("importFiles", {.content_type = "text/csv", .stream = extract});
    const auto again = ask("importFiles", {.content_type = "text/csv", .stream = extract});

    EXPECT_EQ(statuses(again),
              (Statuses{"unchanged", "unchanged", "rejected", "rejected", "unchanged"}));
    EXPECT_EQ(store.files.at("R1").revision, Revision{1});
}

TEST_F(Handlers, AnImportAmendsWhatItsLineSaysOtherwise) {
    auto changed = file_body;
    changed["sector"] = "92004";
    ask("importFiles", {.stream = file_body.dump() + "\n"});
    const auto answer =
        ask("importFiles", {.stream = "\n" + changed.dump() + "\r\n{\"reference\":1}\n{"});

    EXPECT_EQ(statuses(answer), (Statuses{"updated", "rejected", "rejected"}));
    EXPECT_EQ(answer.lines[0].at("line").get<int>(), 2);
    EXPECT_EQ(store.files.at("R1").file.facts.sector.text(), "92004");
}

TEST_F(Handlers, AnImportCutShortByTheStoreSaysSo) {
    std::string lines;
    for (int i = 0; i < 130; ++i) {
        auto body = file_body;
        body["reference"] = "R" + std::to_string(i);
        lines += body.dump() + '\n';
    }
    store.commits_until_away = 1;

    const auto answer = ask("importFiles", {.stream = lines});

    EXPECT_EQ(statuses(answer).size(), 64U);
    EXPECT_EQ(answer.lines.back().at("summary").at("created").get<int>(), 64);
    EXPECT_EQ(answer.lines.back().at("problem").at("code").get<std::string>(), "store_unavailable");
}

TEST_F(Handlers, AnImportIntoAStoreThatIsAwayIsRefusedWhole) {
    store.commits_until_away = 0;

    EXPECT_EQ(ask("importFiles", {.stream = file_body.dump()}).error.code, Errc::store_unavailable);
}

TEST_F(Handlers, SupervisorsMayComeAfterThoseTheySupervise) {
    const std::string supervised =
        R"("kind":"supervised","authorised":{"from":"2026-01-01","until":"2026-12-31"})";
    const auto lines = "{\"id\":\"S01\"," + supervised + R"(,"supervisors":["M01"]})" + "\n" +
                       "{\"id\":\"S02\"," + supervised + R"(,"supervisors":["M99"]})" + "\n" +
                       R"({"id":"M01","kind":"titular"})";

    EXPECT_EQ(statuses(ask("importDoctors", {.dry_run = DryRun::yes, .stream = lines})),
              (Statuses{"created", "rejected", "created"}));
    EXPECT_EQ(statuses(ask("importDoctors", {.stream = lines})),
              (Statuses{"created", "rejected", "created"}));
    EXPECT_EQ(statuses(ask("importDoctors", {.stream = lines})),
              (Statuses{"unchanged", "rejected", "unchanged"}));
}

TEST_F(Handlers, AnExportIsRestoredWholeOrRefused) {
    store.stream.push_back({"1795345200000-0",
                            "file.registered",
                            "06F8ZQ3K9M2T4VXC",
                            "guichet",
                            Instant{std::chrono::milliseconds{1'795'345'200'000}},
                            1,
                            codec::encode_change(FileRegistered{*codec::registration(file_body)})});
    const auto exported = ask("exportTenant", {});
    ASSERT_EQ(exported.lines.size(), 3U);
    const auto text = exported.lines[0].dump() + "\n" + exported.lines[1].dump() + "\n";
    store.stream.clear();

    EXPECT_EQ(ask("importTenant", {.stream = text}).error.code, Errc::invalid_input);
    EXPECT_EQ(ask("importTenant", {.stream = text + "{\"events\":2}"}).error.code,
              Errc::invalid_input);
    store.stream.clear();
    EXPECT_EQ(ask("importTenant", {.stream = text + "{\"events\":1}"}).body.at("files").get<int>(),
              1);
    EXPECT_EQ(store.stream.size(), 1U);
}

TEST_F(Handlers, ABuiltInTableIsVersionZero) {
    const auto answer = ask("getConfiguration", {.id = "targets"});

    EXPECT_EQ(answer.body.at("version").get<int>(), 0);
    EXPECT_EQ(answer.body.at("section").get<std::string>(), "targets");
    EXPECT_TRUE(answer.body.at("aah_opens_rqth").get<bool>());
}

}  // namespace
}  // namespace echeance
