// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "api/csv/extract.hpp"
#include "tests/domain/generators.hpp"

namespace echeance {
namespace {

using testing::day;
using testing::for_each_seed;
using testing::Generator;

struct Row {
    std::size_t line = 0;
    std::vector<std::string> fields{};
    std::optional<Errc> refused{};
    bool operator==(const Row&) const = default;
};

/// Feeds `text` in pieces of the sizes that `piece` gives.
template <class Piece>
std::vector<Row> rows_of(std::string_view text, Piece piece) {
    std::vector<Row> rows;
    csv::RecordReader reader;
    const auto keep = [&](Result<csv::RecordReader::Record> record) {
        if (record) {
            rows.push_back({record->line, std::move(record->fields)});
        } else {
            rows.push_back({reader.line(), {}, record.error().code});
        }
    };
    while (!text.empty()) {
        const auto size = std::min<std::size_t>(piece(), text.size());
        reader.feed(text.substr(0, size), keep);
        text.remove_prefix(size);
    }
    reader.finish(keep);
    return rows;
}
std::vector<Row> rows_of(std::string_view text) {
    return rows_of(text, [&] { return std::max<std::size_t>(text.size(), 1); });
}
using Rows = std::vector<Row>;

TEST(CsvRecords, AreReadWithEitherLineEndAndAMark) {
    const Rows expected{{1, {"a", "b"}}, {2, {"c", ""}}, {4, {"d", "e"}}};

    EXPECT_EQ(rows_of("a;b\nc;\n\nd;e\n"), expected);
    EXPECT_EQ(rows_of("a;b\r\nc;\r\n\r\nd;e"), expected);
    EXPECT_EQ(rows_of("\xEF\xBB\xBF"
                      "a;b\r\nc;\n\nd;e\r\n"),
              expected);
    EXPECT_EQ(rows_of(""), Rows{});
}

TEST(CsvRecords, MayQuoteFieldsThatHoldSeparatorsQuotesAndLineEnds) {
    EXPECT_EQ(
        rows_of("\"a;b\";\"say \"\"hi\"\"\";\"\"\r\n\"two\r\nlines\";x\nnext;y\n"),
        (Rows{{1, {"a;b", "say \"hi\"", ""}}, {2, {"two\r\nlines", "x"}}, {4, {"next", "y"}}}));
    EXPECT_EQ(rows_of("a\"b;c\n"), (Rows{{1, {"a\"b", "c"}}}));
}

TEST(CsvRecords, AStrayQuoteCostsItsOwnLineOnly) {
    EXPECT_EQ(rows_of("a;b\n\"c;d\ne;f\n\"g\";h\n"),
              (Rows{{1, {"a", "b"}}, {2, {}, Errc::malformed}, {3, {"e", "f"}}, {4, {"g", "h"}}}));
    EXPECT_EQ(rows_of("\"a;b\nc;d\ne;f"),
              (Rows{{1, {}, Errc::malformed}, {2, {"c", "d"}}, {3, {"e", "f"}}}));
    EXPECT_EQ(rows_of("\"a\"b;c\nd;e\n"), (Rows{{1, {}, Errc::malformed}, {2, {"d", "e"}}}));
}

TEST(CsvRecords, AreLimitedInBytesAndFields) {
    const std::string long_line(70'000, 'x');
    EXPECT_EQ(rows_of("a\n" + long_line + "\nb\n"),
              (Rows{{1, {"a"}}, {2, {}, Errc::payload_too_large}, {3, {"b"}}}));

    const std::string wide(64, ';');
    EXPECT_EQ(rows_of(wide + "\nb\n"), (Rows{{1, {}, Errc::payload_too_large}, {2, {"b"}}}));

    // A quote never closed: its line is refused once the limit is passed, the lines after are read.
    std::string swallowed = "\"a\n";
    for (int n = 0; n < 40'000; ++n) swallowed += "b;c\n";
    const auto rows = rows_of(swallowed);
    ASSERT_EQ(rows.size(), 40'001U);
    EXPECT_EQ(rows.front().refused, Errc::payload_too_large);
    EXPECT_EQ(rows.back(), (Row{40'001, {"b", "c"}}));
}

TEST(CsvRecords, AreTheSameHoweverTheBytesArrive) {
    for_each_seed(1'500, [](Generator& generator) {
        std::string text = generator.chance(30) ? "\xEF\xBB\xBF" : "";
        for (int n = generator.between(0, 60); n > 0; --n) {
            text += generator.pick(
                std::vector<std::string>{"a", ";", "\"", "\n", "\r\n", "\r", "\"\"", "é"});
        }

        const auto whole = rows_of(text);

        EXPECT_EQ(rows_of(text, [] { return 1U; }), whole) << text;
        EXPECT_EQ(rows_of(text, [&] { return static_cast<std::size_t>(generator.between(1, 7)); }),
                  whole)
            << text;
    });
}

TEST(CsvRecords, CountLinesAsAnEditorDoes) {
    for_each_seed(300, [](Generator& generator) {
        std::string text;
        for (int n = generator.between(1, 30); n > 0; --n) {
            text += generator.pick(
                std::vector<std::string>{"a;b\n", "\n", "\"x\ny\";z\r\n", "\"bad\" ;\n", "c\r\n"});
        }
        const auto newlines = std::ranges::count(text, '\n');

        const auto rows = rows_of(text + "last");

        ASSERT_FALSE(rows.empty());
        EXPECT_EQ(rows.back(), (Row{static_cast<std::size_t>(newlines) + 1, {"last"}})) << text;
    });
}

constexpr std::string_view file_heading =
    "reference;depose_le;recevable_le;tatdem;typproc;motif_urgence;typpub;code_insee;demandes;"
    "competence;medecins_exclus";

std::vector<std::string> split(std::string_view line) {
    return rows_of(line).at(0).fields;
}
csv::Heading files_heading() {
    return csv::Heading::files(split(file_heading)).value();
}
Result<csv::ExtractedFile> file_of(std::string_view line) {
    return csv::file(files_heading(), split(line));
}

std::multimap<std::string, std::string> faults_of(const Error& error) {
    std::multimap<std::string, std::string> found;
    for (const auto& fault : error.fields) found.emplace(fault.pointer, fault.code);
    return found;
}
using Faults = std::multimap<std::string, std::string>;

TEST(ExtractHeading, TakesColumnsInAnyOrderAndLeavesUnknownOnesAlone) {
    const auto heading =
        csv::Heading::files(split("medecins_exclus;demandes;x;competence;code_insee;typpub;motif_"
                                  "urgence;typproc;tatdem;recevable_le;depose_le;reference"));
    ASSERT_TRUE(heading);

    const auto file = csv::file(
        *heading, split("M04;PCH/1/;note;vision;92004;A;;1;2;2026-08-31;2026-08-19;92-1"));

    ASSERT_TRUE(file);
    EXPECT_EQ(file->facts.reference.text(), "92-1");
    EXPECT_EQ(file->facts.excluded_doctors.at(0).doctor.text(), "M04");
}

TEST(ExtractHeading, NamesEachMissingAndDoubledColumn) {
    const auto heading =
        csv::Heading::files(split("reference;reference;recevable_le;tatdem;typproc;motif_urgence;"
                                  "typpub;code_insee;demandes;competence"));

    EXPECT_EQ(faults_of(heading.error()),
              (Faults{{"/reference", "duplicate_column"},
                      {"/depose_le", "missing_column"},
                      {"/medecins_exclus", "missing_column"}}));
}

TEST(ExtractedFile, TakesTheOfficialCodes) {
    const auto file = file_of(
                          "92-2026-000062;2026-08-14;2026-09-23;3;2;hospital_discharge;E;92023;"
                          "AEEH/2/2027-08-06|PCH/1/;neurology|vision;M04|M05")
                          .value();

    EXPECT_EQ(file.standing, csv::Standing::open);
    EXPECT_EQ(file.facts.complete_on, day("2026-09-23"));
    EXPECT_EQ(file.facts.stage, StageOfLife::child);
    EXPECT_EQ(file.facts.procedure, Procedure::urgent);
    EXPECT_EQ(file.facts.urgency_reason, UrgencyReason::hospital_discharge);
    EXPECT_EQ(file.facts.urgency_requested_on, day("2026-08-14"));
    EXPECT_EQ(file.facts.requests,
              (std::vector<RightRequest>{{.right = Right::aeeh,
                                          .nature = Nature::review,
                                          .current_right_ends_on = day("2027-08-06")},
                                         {.right = Right::pch}}));
    EXPECT_EQ(file.facts.required_skills.size(), 2U);
    EXPECT_EQ(file.facts.excluded_doctors.at(1),
              (Exclusion{*DoctorId::parse("M05"),
                         ExclusionReason::conflict_of_interest,
                         std::nullopt,
                         ExclusionSource::extract}));
}

TEST(ExtractedFile, IsCancelledByTatdem4) {
    EXPECT_EQ(file_of("a;2026-08-14;;4;1;;A;92023;PCH/1/;;").value().standing,
              csv::Standing::cancelled);
    EXPECT_EQ(file_of("a;2026-08-14;2026-08-15;4;1;;A;92023;PCH/1/;;").value().standing,
              csv::Standing::cancelled);
}

TEST(ExtractedFile, NamesEveryWrongColumnAtOnce) {
    const auto file =
        file_of("-;2026-02-30;;2;2;;X;9200;ABC/1/|PCH/3/|AAH/2/2026-13-01;Vision;!|M01");

    EXPECT_EQ(faults_of(file.error()),
              (Faults{{"/reference", "invalid_reference"},
                      {"/depose_le", "impossible_date"},
                      {"/recevable_le", "required"},
                      {"/motif_urgence", "required"},
                      {"/typpub", "unknown_code"},
                      {"/code_insee", "invalid_sector"},
                      {"/demandes", "unknown_right"},
                      {"/demandes", "unknown_code"},
                      {"/demandes", "impossible_date"},
                      {"/competence", "invalid_skill"},
                      {"/medecins_exclus", "invalid_doctor_id"}}));
    EXPECT_EQ(faults_of(file_of(";;;;;;;;;;").error()),
              (Faults{{"/reference", "required"},
                      {"/depose_le", "required"},
                      {"/tatdem", "required"},
                      {"/typproc", "required"},
                      {"/typpub", "required"},
                      {"/code_insee", "required"},
                      {"/demandes", "empty"}}));
}

struct WrongLine {
    const char* line;
    const char* pointer;
    const char* code;
};
class WrongLines : public ::testing::TestWithParam<WrongLine> {};

TEST_P(WrongLines, AreRefusedForTheirReason) {
    const auto file = file_of(GetParam().line);

    ASSERT_FALSE(file);
    EXPECT_EQ(faults_of(file.error()), (Faults{{GetParam().pointer, GetParam().code}}));
}

INSTANTIATE_TEST_SUITE_P(
    ExtractedFile,
    WrongLines,
    ::testing::Values(
        WrongLine{
            "a;2026-08-14;2026-08-13;2;1;;A;92023;PCH/1/;;", "/recevable_le", "before_filed_on"},
        WrongLine{"a;2026-08-14;2026-08-15;1;1;;A;92023;PCH/1/;;", "/recevable_le", "inconsistent"},
        WrongLine{"a;2026-08-14;;3;1;;A;92023;PCH/1/;;", "/recevable_le", "required"},
        WrongLine{"a;2026-08-14;;5;1;;A;92023;PCH/1/;;", "/tatdem", "unknown_code"},
        WrongLine{"a;2026-08-14;;1;3;;A;92023;PCH/1/;;", "/typproc", "unknown_code"},
        WrongLine{"a;2026-08-14;;1;1;home;A;92023;PCH/1/;;", "/motif_urgence", "inconsistent"},
        WrongLine{"a;2026-08-14;;1;2;fire;A;92023;PCH/1/;;", "/motif_urgence", "unknown_code"},
        WrongLine{"a;2026-08-14;;1;1;;A;1850792123456;PCH/1/;;", "/code_insee", "nir_refused"},
        WrongLine{
            "1 85 07 92 123 456;2026-08-14;;1;1;;A;92023;PCH/1/;;", "/reference", "nir_refused"},
        WrongLine{"a;2026-08-14;;1;1;;A;92023;1850792123456;;", "/demandes", "nir_refused"},
        WrongLine{"a;2026-08-14;;1;1;;A;92023;PCH/1/|PCH/2/;;", "/demandes", "duplicate_right"},
        WrongLine{"a;2026-08-14;;1;1;;A;92023;PCH;;", "/demandes", "unknown_code"},
        WrongLine{"a;2026-08-14;;1;1;;A;92023;PCH/1/2026-02-30;;", "/demandes", "impossible_date"},
        WrongLine{"a;2026-08-14;;1;1;;A;92023;PCH/1/|;;", "/demandes", "unknown_right"},
        WrongLine{"a;14/08/2026;;1;1;;A;92023;PCH/1/;;", "/depose_le", "impossible_date"},
        WrongLine{"a;2026-08-14;;1;1;;A;92023;PCH/1/;;;extra", "", "field_count"}));

TEST(ExtractedFile, NeverEchoesANir) {
    const auto file = file_of(
        "1850792123456;2026-08-14;;1;1;;A;1850792123456;1850792123456;1850792123456;1850792123456");

    ASSERT_FALSE(file);
    for (const auto& fault : file.error().fields) {
        EXPECT_EQ((fault.pointer + fault.code + fault.detail).find("1850"), std::string::npos);
    }
    EXPECT_EQ(file.error().fields.size(), 5U);
}

TEST(ExtractedFile, ReadsTheLinesOfARealExtract) {
    for (const char* line : {
             "92-2025-000035;2025-12-16;2025-12-16;2;1;;E;92023;AEEH/1/|CMI_INVALIDITE/1/"
             ";paediatrics;",
             "92-2025-001660;2025-04-14;2025-05-09;2;2;new_job;A;92026;CMI_PRIORITE/1/|PCH/1/|RQTH/"
             "1/|CMI_STATIONNEMENT/1/|AAH/1/;;",
             "92-2025-002044;2025-06-28;;1;2;training;A;92077;CMI_STATIONNEMENT/1/|AAH/1/;;",
             "92-2025-003158;2025-11-18;;1;2;job;E;92026;ORIENTATION_ENFANT/2/"
             "2027-01-01;paediatrics;",
             "92-2025-017041;2025-05-29;2025-06-01;3;2;training;A;92036;PCH/1/|CMI_STATIONNEMENT/1/"
             ";neurology;",
             "92-2026-000001;2026-08-19;2026-08-31;2;1;;A;92004;AAH/1/|PCH/1/|RQTH/1/;;",
             "92-2026-000015;2026-03-27;2026-06-10;3;1;;A;92036;AAH/2/2027-10-23;;",
             "92-2026-000034;2026-06-08;2026-06-20;2;2;home;A;92046;AUTRE/1/|CMI_STATIONNEMENT/1/"
             "|CMI_PRIORITE/1/|AAH/1/;;",
             "92-2026-000045;2026-08-01;2026-08-01;2;1;;A;92035;ORIENTATION_ADULTE/1/|PCH/1/;;M20",
             "92-2026-000046;2026-07-04;;1;1;;E;92025;AEEH/1/|SCOLARISATION/1/;;",
             "92-2026-000050;2026-06-19;;1;1;;E;92051;SCOLARISATION/1/;paediatrics;",
             "92-2026-000142;2026-10-14;2026-10-26;2;2;school;A;92020;PCH/1/;vision;",
             "92-2026-000175;2026-03-13;2026-03-13;3;1;;E;92020;CMI_STATIONNEMENT/1/|AEEH/1/"
             "|SCOLARISATION/1/|PCH/1/;;",
             "92-2026-000397;2026-10-10;2026-11-04;2;2;rights_ending;E;92075;ORIENTATION_ENFANT/1/"
             "|AEEH/1/|CMI_STATIONNEMENT/1/;;",
             "92-2026-000410;2026-07-10;2026-07-13;2;2;training;E;92048;AEEH/2/"
             "2026-10-24;paediatrics;",
             "92-2026-000602;2026-07-19;2026-10-02;2;2;job;A;92077;CMI_PRIORITE/1/"
             "|CMI_STATIONNEMENT/1/|AAH/1/|RQTH/1/;;",
             "92-2026-001276;2026-10-26;2026-10-29;2;2;new_job;E;92078;AEEH/1/|CMI_PRIORITE/1/"
             "|SCOLARISATION/1/|ORIENTATION_ENFANT/1/;;",
             "92-2026-001553;2026-10-10;2026-10-22;2;2;hospital_discharge;A;92026;CMI_PRIORITE/1/"
             "|CMI_STATIONNEMENT/1/|RQTH/1/;psychiatry;",
             "92-2026-001646;2026-08-13;;1;2;new_job;A;92077;PCH/1/|AAH/1/;;",
             "92-2026-001725;2026-07-20;2026-10-03;2;2;school;E;92022;ORIENTATION_ENFANT/2/"
             "2027-05-12|AEEH/2/|SCOLARISATION/2/2027-07-30;neurology;",
             "92-2026-001775;2026-10-16;;1;2;school;A;92049;ORIENTATION_ADULTE/2/2027-01-21|RQTH/2/"
             "2027-01-13;;",
             "92-2026-002712;2026-08-17;2026-09-26;3;2;rights_ending;A;92071;CMI_STATIONNEMENT/2/"
             "|RQTH/2/;;",
             "92-2026-002792;2026-04-14;2026-04-14;2;2;establishment;E;92046;AEEH/2/;;",
             "92-2026-003041;2026-06-22;2026-09-05;2;2;establishment;E;92033;ORIENTATION_ENFANT/2/"
             "2027-04-19|SCOLARISATION/2/2027-10-26;psychiatry;",
             "92-2026-003344;2026-10-13;;1;2;hospital_discharge;A;92047;CMI_STATIONNEMENT/2/"
             "2026-08-12;psychiatry;",
             "92-2026-003458;2026-10-16;;1;1;;E;92071;SCOLARISATION/1/|AEEH/1/|PCH/1/;;M14",
             "92-2026-004069;2026-10-24;2026-11-18;2;2;training;A;92075;RQTH/1/|CMI_STATIONNEMENT/"
             "1/;;M16",
             "92-2026-004091;2026-11-05;2026-11-17;2;2;job;E;92063;SCOLARISATION/1/|CMI_INVALIDITE/"
             "1/;;",
             "92-2026-004118;2026-09-10;;1;2;establishment;E;92036;AEEH/1/|SCOLARISATION/1/"
             "|CMI_STATIONNEMENT/1/;;",
             "92-2026-005203;2026-09-07;;1;2;home;A;92004;ORIENTATION_ADULTE/2/2027-07-10|PCH/2/"
             "|CMI_PRIORITE/2/2026-10-15;;",
             "92-2026-005473;2026-03-10;2026-03-22;3;2;school;E;92071;AEEH/1/;;",
             "92-2026-006474;2026-11-14;2026-11-17;3;1;;A;92035;AAH/2/2027-01-21;hearing;M19",
             "92-2026-006514;2026-05-12;2026-05-12;2;2;rights_ending;E;92002;ORIENTATION_ENFANT/1/"
             ";psychiatry;",
             "92-2026-007950;2026-08-27;;1;2;rights_ending;E;92020;ORIENTATION_ENFANT/1/|AEEH/1/"
             "|CMI_STATIONNEMENT/1/;;",
             "92-2026-008900;2026-07-19;;1;2;hospital_discharge;E;92064;SCOLARISATION/1/"
             "|CMI_STATIONNEMENT/1/|AEEH/1/;;",
             "92-2026-010186;2026-09-21;2026-09-21;3;2;establishment;A;92060;CMI_PRIORITE/2/"
             "2027-12-18|AAH/2/2026-10-30;;",
             "92-2026-012418;2026-08-03;2026-08-06;2;2;establishment;A;92046;RQTH/1/|CMI_PRIORITE/"
             "1/|ORIENTATION_ADULTE/1/|CMI_STATIONNEMENT/1/;;M17",
             "92-2026-013294;2026-08-10;2026-10-24;2;2;hospital_discharge;A;92026;AAH/2/"
             "2026-08-18|PCH/2/2026-12-16|CMI_STATIONNEMENT/2/2027-01-07;psychiatry;M10",
             "92-2026-015339;2026-04-26;2026-05-21;3;2;job;A;92046;CMI_STATIONNEMENT/1/"
             "|CMI_INVALIDITE/1/;hearing;",
             "92-2026-017098;2026-05-05;;1;2;home;A;92032;AAH/2/;psychiatry;",
         }) {
        const auto file = file_of(line);
        EXPECT_TRUE(file) << line;
    }
}

constexpr std::string_view doctor_heading =
    "medecin;statut;foncpluri;minutes_semaine;competences;secteurs;present_du;superviseurs;"
    "autorise_du;autorise_au;absences;vacations";

Result<Doctor> doctor_of(std::string_view line) {
    return csv::doctor(csv::Heading::doctors(split(doctor_heading)).value(), split(line));
}

TEST(ExtractedDoctor, ReadsEachKind) {
    const auto titular =
        doctor_of(
            "M09;titular;5;1750;vision|hearing;92004|92012;2026-12-01;;;;2026-12-21/2027-01-03;")
            .value();
    EXPECT_EQ(titular.specialty, Specialty::other);
    EXPECT_EQ(titular.minutes_per_week, 1750);
    EXPECT_EQ(titular.skills.at(0).text(), "hearing");
    EXPECT_EQ(titular.sectors->size(), 2U);
    EXPECT_EQ(titular.active, (DayRange{day("2026-12-01"), std::nullopt}));
    EXPECT_EQ(titular.absences, (std::vector<DayRange>{{day("2026-12-21"), day("2027-01-03")}}));

    const auto sessional =
        doctor_of("M13;sessional;4;;psychiatry;;;;;;;2026-11-26:210|2026-11-23:180").value();
    EXPECT_FALSE(sessional.minutes_per_week);
    EXPECT_EQ(sessional.sectors, std::nullopt);
    EXPECT_EQ(sessional.sessions,
              (std::vector<Session>{{day("2026-11-23"), 180}, {day("2026-11-26"), 210}}));

    const auto supervised =
        doctor_of("M18;supervised;1;1400;;;;M01|M02;2026-09-21;2027-09-16;;").value();
    EXPECT_EQ(supervised.supervisors.size(), 2U);
    EXPECT_EQ(supervised.authorised, (DayRange{day("2026-09-21"), day("2027-09-16")}));
}

TEST(ExtractedDoctor, NamesEveryWrongColumnAtOnce) {
    const auto doctor =
        doctor_of("!;boss;9;3001;Vision;x;2026-02-30;!;;2026-01-01;2026-01-01;2026-01-01:0|y:5");

    EXPECT_EQ(faults_of(doctor.error()),
              (Faults{{"/medecin", "invalid_doctor_id"},
                      {"/statut", "unknown_code"},
                      {"/foncpluri", "unknown_code"},
                      {"/minutes_semaine", "out_of_range"},
                      {"/competences", "invalid_skill"},
                      {"/secteurs", "invalid_sector"},
                      {"/present_du", "impossible_date"},
                      {"/superviseurs", "invalid_doctor_id"},
                      {"/autorise_du", "required"},
                      {"/absences", "impossible_date"},
                      {"/vacations", "out_of_range"},
                      {"/vacations", "impossible_date"}}));
}

TEST(ExtractedDoctor, IsRefusedByColumnForWhatTheDomainFinds) {
    const auto doctor = doctor_of("M18;supervised;1;1400;;;;;2026-09-21;2027-09-16;;");

    ASSERT_FALSE(doctor);
    EXPECT_EQ(doctor.error().fields.at(0).pointer, "/superviseurs");
}

}  // namespace
}  // namespace echeance
