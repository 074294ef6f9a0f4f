// SPDX-License-Identifier: EUPL-1.2
#include "domain/ids.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <cstdint>
#include <string>
#include <unordered_set>

#include "tests/domain/generators.hpp"

namespace echeance {
namespace {

template <class A, class B>
concept Comparable = requires(const A& a, const B& b) { a == b; };
static_assert(Comparable<FileId, FileId>);
static_assert(!Comparable<FileId, DoctorId>);
static_assert(!Comparable<Sector, Skill>);
static_assert(!Comparable<DoctorId, std::string>);
static_assert(!std::convertible_to<FileId, DoctorId>);
static_assert(!std::convertible_to<std::string, DoctorId>);
static_assert(!std::constructible_from<DoctorId, std::string>);

struct NameCase {
    std::string_view text;
    bool accepted;
};

template <class Id, std::size_t N>
void check(const NameCase (&cases)[N]) {
    for (const auto& [text, accepted] : cases) {
        const auto id = Id::parse(text);
        EXPECT_EQ(id.has_value(), accepted) << '"' << text << '"';
        if (id) {
            EXPECT_EQ(id->text(), text);
        } else {
            EXPECT_EQ(id.error().code, Errc::invalid_input);
        }
    }
}

TEST(Ids, TenantIsADepartementCode) {
    check<TenantId>({{"01", true},
                     {"92", true},
                     {"95", true},
                     {"2A", true},
                     {"2B", true},
                     {"971", true},
                     {"976", true},
                     {"978", true},
                     {"", false},
                     {"00", false},
                     {"96", false},
                     {"2a", false},
                     {"2C", false},
                     {"970", false},
                     {"979", false},
                     {"9", false},
                     {"0092", false},
                     {" 92", false},
                     {"9A", false}});
}

TEST(Ids, FileIdIsSixteenCharactersOfCrockford) {
    check<FileId>({{"0123456789ABCDEF", true},
                   {"ZZZZZZZZZZZZZZZZ", true},
                   {"", false},
                   {"0123456789ABCDE", false},
                   {"0123456789ABCDEFG", false},
                   {"0123456789abcdef", false},
                   {"I123456789ABCDEF", false},
                   {"L123456789ABCDEF", false},
                   {"O123456789ABCDEF", false},
                   {"U123456789ABCDEF", false}});
}

TEST(Ids, DoctorId) {
    const std::string longest(32, 'a');
    const std::string too_long(33, 'a');
    check<DoctorId>({{"d1", true},
                     {"A", true},
                     {"dr_house-2", true},
                     {longest, true},
                     {"", false},
                     {"-d", false},
                     {"_d", false},
                     {"d.1", false},
                     {"d 1", false},
                     {"é", false},
                     {too_long, false}});
}

TEST(Ids, ReferenceSectorSkill) {
    const std::string longest(64, 'r');
    const std::string too_long(65, 'r');
    check<Reference>({{"2026/00012-A.b_c", true},
                      {longest, true},
                      {"", false},
                      {"/1", false},
                      {"a b", false},
                      {too_long, false}});
    check<Sector>({{"92012", true},
                   {"2A004", true},
                   {"2B033", true},
                   {"97105", true},
                   {"9201", false},
                   {"920120", false},
                   {"A2012", false},
                   {"2C004", false},
                   {"92 12", false},
                   {"2a004", false}});
    check<Skill>({{"psychiatry", true},
                  {"a", true},
                  {"sign_language", true},
                  {"", false},
                  {"_a", false},
                  {"Hearing", false},
                  {"a1", false}});
}

TEST(Ids, MakeFileIdKeepsAllEightyBits) {
    EXPECT_EQ(make_file_id(0, 0).text(), "0000000000000000");
    EXPECT_EQ(make_file_id(0, 1).text(), "0000000000000001");
    EXPECT_EQ(make_file_id(0, 0xFFFF'FFFFU).text(), "0000000003ZZZZZZ");
    EXPECT_EQ(make_file_id(1, 0).text(), "0000000004000000");
    EXPECT_EQ(make_file_id(0xFFFF'FFFF'FFFFU, 0xFFFF'FFFFU).text(), "ZZZZZZZZZZZZZZZZ");
    EXPECT_EQ(make_file_id(1ULL << 48U, 7), make_file_id(0, 7)) << "only 48 bits are used";
}

TEST(Ids, FileIdsSortByCreation) {
    testing::for_each_seed(1'000, [](testing::Generator& generator) {
        const std::uint64_t earlier = generator.bits();
        const std::uint64_t later = earlier + 1 + generator.bits();
        const auto first = make_file_id(earlier, generator.bits());
        const auto second = make_file_id(later, generator.bits());
        EXPECT_LT(first, second);
        EXPECT_TRUE(FileId::parse(first.text()).has_value());
    });
}

TEST(Ids, RevisionCountsUp) {
    EXPECT_EQ(number(next(Revision{1})), 2U);
    EXPECT_LT(Revision{1}, next(Revision{1}));
}

TEST(Ids, IdsHash) {
    const std::unordered_set<DoctorId> doctors{
        *DoctorId::parse("d1"), *DoctorId::parse("d1"), *DoctorId::parse("d2")};
    EXPECT_EQ(doctors.size(), 2U);
}

// The numbers are made up; keys are computed (97 less the number modulo 97).
TEST(LooksLikeNir, FindsIt) {
    for (const char* text : {
             "1850578006084",             // thirteen digits
             "185057800608491",           // with its key
             "1 85 05 78 006 084 91",     // as printed on the card
             "1-85-05-78-006-084",        //
             "1.85.05.78.006.084.91",     //
             "NIR:185057800608491;",      // inside a text
             "assure 1850578006084 fin",  //
             "285052A004003",             // Corsica without a key
             "2 85 05 2A 004 003 29",     //
             "2 85 05 2B 004 003 56",     //
             "2 85 05 2b 004 003 56",     //
             "185427800608404",           // incomplete birth record: month 42, right key
             "2025-1850578006084",        // after another number
         }) {
        EXPECT_TRUE(looks_like_nir(text)) << text;
    }
}

TEST(LooksLikeNir, LetsOtherTextsPass) {
    for (const char* text : {"",
                             "92012",
                             "2026-01-15",
                             "2026-11-22T10:00:00.123Z",
                             "2025-01-15-00012",  // a dated reference of thirteen digits
                             "2025030112345",     //
                             "185057800608490",   // wrong key
                             "1851378006084",     // month 13
                             "5850578006084",     // no such sex digit
                             "1850500006084",     // département 00
                             "1850578000084",     // commune 000
                             "1850578006000",     // order 000
                             "18505780060841",    // fourteen digits
                             "1850578006084912",  // sixteen digits
                             "185427800608",      //
                             "1854278006084",     // month 42 without a key
                             "0123456789ABCDEF",
                             "R-1850578",
                             "185057C006084"}) {
        EXPECT_FALSE(looks_like_nir(text)) << text;
    }
}

TEST(LooksLikeNir, NoFileIdMadeTodayIsTakenForOne) {
    testing::for_each_seed(1'000, [](testing::Generator& generator) {
        EXPECT_FALSE(looks_like_nir(generator.file_id().text()));
    });
}

TEST(FileId, TellsWhenItWasMade) {
    testing::for_each_seed(100, [](testing::Generator& generator) {
        const std::uint64_t ms = 1'700'000'000'000ULL + generator.bits();
        EXPECT_EQ(unix_ms_of(make_file_id(ms, generator.bits())), ms);
    });
}

}  // namespace
}  // namespace echeance
