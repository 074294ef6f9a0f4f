// SPDX-License-Identifier: EUPL-1.2
#include "api/problem.hpp"

#include <cstdlib>

#include "api/json/codec.hpp"

namespace echeance {
namespace {

/// Seconds after which a store that was away, or a queue that was full, is worth another try.
constexpr std::string_view retry_after_seconds = "1";

struct Fact {
    int status;
    std::string_view code;
    std::string_view french;
    std::string_view english;
};

Fact fact_of(Errc code) {
    switch (code) {
        case Errc::malformed:
            return {400, "malformed", "Requête illisible", "The request cannot be read"};
        case Errc::unauthenticated:
            return {401, "unauthenticated", "Authentification requise", "Authentication required"};
        case Errc::forbidden:
            return {403, "forbidden", "Action non autorisée", "Not allowed"};
        case Errc::not_found:
            return {404, "not_found", "Introuvable", "Not found"};
        case Errc::method_not_allowed:
            return {405, "method_not_allowed", "Méthode non admise", "Method not allowed"};
        case Errc::not_acceptable:
            return {406, "not_acceptable", "Aucun format accepté", "No acceptable format"};
        case Errc::state_conflict:
            return {409,
                    "state_conflict",
                    "L'état actuel ne le permet pas",
                    "The present state does not allow this"};
        case Errc::already_exists:
            return {409,
                    "already_exists",
                    "Existe déjà avec un autre contenu",
                    "Already exists with other content"};
        case Errc::not_eligible:
            return {409,
                    "not_eligible",
                    "Ce médecin ne peut pas prendre ce dossier",
                    "This doctor may not take this file"};
        case Errc::idempotency_in_progress:
            return {409,
                    "idempotency_in_progress",
                    "La première requête est encore en cours",
                    "The first request is still running"};
        case Errc::cursor_expired:
            return {410,
                    "cursor_expired",
                    "Position expirée : resynchronisation nécessaire",
                    "Position expired: resynchronise"};
        case Errc::stale_revision:
            return {412, "stale_revision", "Modifié entre-temps", "Changed meanwhile"};
        case Errc::payload_too_large:
            return {413, "payload_too_large", "Contenu trop volumineux", "Content too large"};
        case Errc::unsupported_media_type:
            return {415,
                    "unsupported_media_type",
                    "Format non pris en charge",
                    "Unsupported media type"};
        case Errc::invalid_input:
            return {422, "invalid_input", "Données non valides", "Invalid input"};
        case Errc::idempotency_mismatch:
            return {422,
                    "idempotency_mismatch",
                    "Clé d'idempotence déjà utilisée autrement",
                    "Idempotency key already used otherwise"};
        case Errc::precondition_required:
            return {428, "precondition_required", "Précondition requise", "Precondition required"};
        case Errc::rate_limited:
            return {429, "rate_limited", "Trop de requêtes", "Too many requests"};
        case Errc::header_too_large:
            return {431, "header_too_large", "En-têtes trop volumineux", "Header too large"};
        case Errc::store_unavailable:
            return {503,
                    "store_unavailable",
                    "Stockage momentanément indisponible",
                    "Store unavailable for the moment"};
        case Errc::deadline_exceeded:
            return {503, "deadline_exceeded", "Délai de traitement dépassé", "Took too long"};
        case Errc::overloaded:
            return {503, "overloaded", "Service surchargé", "Service overloaded"};
        case Errc::unexpected:
            return {500, "unexpected", "Erreur interne", "Internal error"};
    }
    std::abort();  // no enumerator left: -Werror=switch keeps this unreachable
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
    out += ",\"";
    out += name;
    out += "\":";
    codec::append_quoted(out, value);
}

void append_errors(std::string& out, const std::vector<FieldError>& fields) {
    out += ",\"errors\":[";
    const char* separator = "{\"pointer\":";
    for (const auto& field : fields) {
        out += separator;
        codec::append_quoted(out, field.pointer);
        append_member(out, "code", field.code);
        if (!field.detail.empty()) append_member(out, "detail", field.detail);
        out += '}';
        separator = ",{\"pointer\":";
    }
    out += ']';
}

}  // namespace

int status_of(Errc code) {
    return fact_of(code).status;
}
std::string_view code_of(Errc code) {
    return fact_of(code).code;
}
std::string_view title_of(Errc code, Language language) {
    const auto fact = fact_of(code);
    return language == Language::fr ? fact.french : fact.english;
}

std::string problem_json(const Error& error, Language language, std::string_view trace_id) {
    const auto fact = fact_of(error.code);
    std::string out = "{\"type\":\"urn:echeance:problem:";
    out += fact.code;
    out += "\",\"title\":";
    codec::append_quoted(out, title_of(error.code, language));
    out += ",\"status\":" + std::to_string(fact.status);
    append_member(out, "code", fact.code);
    // What went wrong inside is for the log, not for the caller.
    if (error.code != Errc::unexpected && !error.detail.empty())
        append_member(out, "detail", error.detail);
    if (!trace_id.empty()) append_member(out, "trace_id", trace_id);
    if (!error.fields.empty()) append_errors(out, error.fields);
    out += '}';
    return out;
}

Response problem(const Error& error, Language language, std::string_view trace_id) {
    Response response;
    response.status = status_of(error.code);
    response.content_type = "application/problem+json";
    response.headers.emplace_back("Content-Language", language == Language::fr ? "fr" : "en");
    if (response.status == 503 || response.status == 429)
        response.headers.emplace_back("Retry-After", retry_after_seconds);
    if (response.status == 401)
        response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"echeance\"");
    response.body = problem_json(error, language, trace_id);
    return response;
}

}  // namespace echeance
