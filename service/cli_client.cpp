// SPDX-License-Identifier: EUPL-1.2
#include "service/cli_client.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "service/blocking_exchange.hpp"
#include "service/config.hpp"

namespace echeance {

namespace {

constexpr std::size_t line_bytes_max = 64U << 10U;

int fail(std::string_view detail) {
    std::cerr << "echeance: " << detail << "\n";
    return EXIT_FAILURE;
}

/// Splits what comes into lines: rejected ones to stderr, the summary and the last line kept.
class ImportReport {
public:
    void take(std::string_view piece) {
        for (const char c : piece) {
            if (c == '\n') {
                end_line();
                line_.clear();
            } else if (line_.size() < line_bytes_max) {
                line_.push_back(c);
            }
        }
    }
    void finish() {
        if (!line_.empty()) end_line();
    }
    [[nodiscard]] const std::string& last() const { return last_; }
    [[nodiscard]] std::size_t rejected() const { return rejected_; }
    [[nodiscard]] bool is_whole() const { return has_summary_; }

private:
    // The service writes these lines, compact and in a fixed order of members.
    void end_line() {
        if (line_.contains(R"("status":"rejected")")) {
            ++rejected_;
            std::cerr << line_ << "\n";
        }
        has_summary_ = has_summary_ || line_.starts_with(R"({"summary")");
        last_ = line_;
    }
    std::string line_;
    std::string last_;
    std::size_t rejected_ = 0;
    bool has_summary_ = false;
};

/// One line that grows on a terminal; nothing elsewhere.
void show_progress(std::uint64_t sent, std::uint64_t total) {
    if (::isatty(STDERR_FILENO) == 0 || total == 0) return;
    std::cerr << "\rsent " << sent * 100 / total << " %" << (sent == total ? "\n" : "")
              << std::flush;
}

std::string first_line_of(const std::string& file) {
    std::ifstream input(file);
    std::string line(line_bytes_max, '\0');
    input.read(line.data(), static_cast<std::streamsize>(line.size()));
    line.resize(static_cast<std::size_t>(input.gcount()));
    return line.substr(0, line.find('\n'));
}

}  // namespace

ImportRoute import_route(std::string_view file_name, std::string_view first_line) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (first_line.starts_with(byte_order_mark)) first_line.remove_prefix(byte_order_mark.size());
    if (file_name.ends_with(".csv")) {
        const auto first_column = first_line.substr(0, first_line.find_first_of(";,\r"));
        if (first_column == "medecin") return {"/v1/doctors:import", "text/csv"};
        return {"/v1/files:import", "text/csv"};
    }
    constexpr std::string_view ndjson = "application/x-ndjson";
    if (first_line.contains(R"("export")") && first_line.contains(R"("echeance")"))
        return {"/v1/import", ndjson};
    if (first_line.contains(R"("kind")") && !first_line.contains(R"("requests")"))
        return {"/v1/doctors:import", ndjson};
    return {"/v1/files:import", ndjson};
}

int import_file(const TransferRequest& request) {
    const auto token = read_secret(request.token_file);
    if (!token) return fail("the token file " + request.token_file + ": " + token.error().detail);
    std::error_code error;
    const auto bytes = std::filesystem::file_size(request.file, error);
    std::ifstream input(request.file, std::ios::binary);
    if (error || !input) return fail("the file cannot be read");

    const auto route = import_route(request.file, first_line_of(request.file));
    BlockingRequest call{.method = "POST",
                         .url = request.url,
                         .target = std::string{route.target},
                         .token = *token,
                         .content_type = std::string{route.content_type},
                         .body = &input,
                         .body_bytes = bytes,
                         .on_sent = show_progress};
    ImportReport report;
    const auto status = exchange(call, [&](std::string_view piece) {
        report.take(piece);
        return true;
    });
    if (!status) return fail(status.error().detail);
    report.finish();
    if (*status >= 300) return fail("the service refused: " + report.last());
    std::cout << report.last() << "\n";
    const bool restores = route.target == "/v1/import";
    if (!restores && !report.is_whole()) return fail("the answer ended before its summary");
    return report.rejected() == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int export_file(const TransferRequest& request) {
    const auto token = read_secret(request.token_file);
    if (!token) return fail("the token file " + request.token_file + ": " + token.error().detail);
    const auto unfinished = request.file + ".new";
    std::ofstream output;
    if (!request.file.empty()) {
        output.open(unfinished, std::ios::binary | std::ios::trunc);
        if (!output) return fail("the file cannot be written");
    }
    std::ostream& sink = request.file.empty() ? std::cout : output;
    const BlockingRequest call{.method = "GET",
                               .url = request.url,
                               .target = "/v1/export",
                               .token = *token,
                               .content_type = {},
                               .on_sent = {}};
    std::string tail;
    const auto status = exchange(call, [&](std::string_view piece) {
        tail.append(piece);
        if (tail.size() > line_bytes_max) tail.erase(0, tail.size() - line_bytes_max);
        return static_cast<bool>(
            sink.write(piece.data(), static_cast<std::streamsize>(piece.size())));
    });
    sink.flush();
    if (!status) return fail(status.error().detail);
    if (*status >= 300) return fail("the service refused: " + tail);
    // The trailer says that nothing is missing.
    const auto last_line = tail.substr(tail.find_last_of('\n', tail.size() - 2) + 1);
    if (!sink || !last_line.starts_with(R"({"events":)")) return fail("the export is not whole");
    if (request.file.empty()) return EXIT_SUCCESS;
    output.close();
    std::error_code error;
    std::filesystem::rename(unfinished, request.file, error);
    return error ? fail("the file cannot be written") : EXIT_SUCCESS;
}

}  // namespace echeance
