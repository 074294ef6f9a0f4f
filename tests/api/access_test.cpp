// SPDX-License-Identifier: EUPL-1.2
#include "api/access.hpp"

#include <gtest/gtest.h>

#include "api/negotiation.hpp"

namespace echeance {
namespace {

TEST(Access, KeepsAWorkstationToItsDoctor) {
    Principal principal{*TenantId::parse("92"), "cabinet", 0, DoctorId::parse("d1").value()};
    EXPECT_TRUE(check_acts_for(principal, *DoctorId::parse("d1")));
    EXPECT_EQ(check_acts_for(principal, *DoctorId::parse("d2")).error().code, Errc::forbidden);
    principal.doctor.reset();
    EXPECT_TRUE(check_acts_for(principal, *DoctorId::parse("d2")));
}

TEST(Access, AdminImpliesEveryScope) {
    const Principal admin{
        *TenantId::parse("92"), "owner", 1U << static_cast<unsigned>(Scope::admin), {}};
    EXPECT_TRUE(check_scope(admin, Scope::evaluate));
    EXPECT_EQ(check_scope(nobody(), Scope::files_read).error().code, Errc::forbidden);
}

TEST(Access, ReadsABearerToken) {
    EXPECT_EQ(*bearer_token("Bearer ech_92_a-b"), "ech_92_a-b");
    EXPECT_EQ(*bearer_token("BEARER  x="), "x=");
    for (const std::string& text : {std::string{},
                                    std::string{"Bearer"},
                                    std::string{"Bearer "},
                                    std::string{"Basic eDp5"},
                                    std::string{"Bearer a b"},
                                    std::string{"Bearer a,b"},
                                    "Bearer " + std::string(257, 'a')})
        EXPECT_EQ(bearer_token(text).error().code, Errc::unauthenticated) << text;
}

TEST(Negotiation, TakesTheClosestRangeOfAccept) {
    const std::vector<std::string> answers{"application/json"};
    for (const char* accept : {"",
                               "*/*",
                               "application/json",
                               "text/html, */*;q=0.1",
                               "application/*",
                               "APPLICATION/JSON;charset=utf-8",
                               "*/*;q=0, application/json"})
        EXPECT_TRUE(accepts(accept, answers)) << accept;
    for (const char* accept : {"text/html",
                               "application/json;q=0, */*",
                               "application/problem+json",
                               "*/*;q=0.000",
                               ",,;",
                               "app/*"})
        EXPECT_FALSE(accepts(accept, answers)) << accept;
    EXPECT_TRUE(accepts("text/html", {}));
}

TEST(Negotiation, FindsTheFormOfABody) {
    const std::vector<BodyForm> forms{{"application/json", true}, {"text/csv"}};
    EXPECT_EQ(form_of("application/json", forms), &forms[0]);
    EXPECT_EQ(form_of("Application/JSON; charset=\"UTF-8\"", forms), &forms[0]);
    EXPECT_EQ(form_of("text/csv;header=present", forms), &forms[1]);
    for (const char* other :
         {"", "text/plain", "application/json; charset=iso-8859-1", "application/jsonx", "json"})
        EXPECT_EQ(form_of(other, forms), nullptr) << other;
}

}  // namespace
}  // namespace echeance
