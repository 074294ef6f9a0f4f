// SPDX-License-Identifier: EUPL-1.2
#include "api/page.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/language.hpp"

namespace echeance {
namespace {

/// Nothing runs, and nothing is fetched, that this service did not send as a file; no text becomes
/// script, even by mistake of the page's own code; no other site may show the page in a frame.
constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'";

std::string_view media_type_of(std::string_view name) {
    using Pair = std::pair<std::string_view, std::string_view>;
    static constexpr std::array types{
        Pair{".html", "text/html; charset=utf-8"},
        Pair{".js", "text/javascript; charset=utf-8"},
        Pair{".css", "text/css; charset=utf-8"},
        Pair{".svg", "image/svg+xml"},
        Pair{".woff2", "font/woff2"},
    };
    const auto* const found =
        std::ranges::find_if(types, [&](const Pair& type) { return name.ends_with(type.first); });
    return found == types.end() ? "text/plain; charset=utf-8" : found->second;
}

Response page_answer(std::string_view name, std::string body, const std::string& tag) {
    Response response;
    response.content_type = media_type_of(name);
    response.body = std::move(body);
    response.headers = {{"ETag", '"' + tag + '"'},
                        // Kept, but asked for again: a new version shows at the next visit.
                        {"Cache-Control", "no-cache"},
                        {"Content-Security-Policy", std::string{content_security_policy}},
                        {"Referrer-Policy", "no-referrer"}};
    return response;
}

}  // namespace

Task<Response> get_page(Call& call) {
    constexpr std::string_view french = R"(<html lang="fr">)";
    const auto file = call.ports.page_file("index.html");
    std::string body{file.body};
    const auto mark = body.find(french);
    if (mark == body.npos) co_return refuse(Errc::unexpected, "The page names no language.");
    const std::string language{call.language == Language::en ? "en" : "fr"};
    body.replace(mark, french.size(), R"(<html lang=")" + language + R"(">)");
    auto response =
        page_answer("index.html", std::move(body), std::string{file.digest} + '-' + language);
    response.headers.emplace_back("Content-Language", language);
    response.headers.emplace_back("Vary", "Accept-Language");
    co_return response;
}

Task<Response> get_page_file(Call& call) {
    const std::string name =
        std::string{call.param("folder")} + '/' + std::string{call.param("name")};
    const auto file = call.ports.page_file(name);
    if (file.digest.empty()) co_return refuse(Errc::not_found, "The page has no such file.");
    co_return page_answer(name, std::string{file.body}, std::string{file.digest});
}

}  // namespace echeance
