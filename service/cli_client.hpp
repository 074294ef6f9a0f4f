// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace echeance {

/// `echeance import FILE` and `echeance export [FILE]`, over HTTP to a running service.
struct TransferRequest {
    std::string file;
    std::string url = "http://127.0.0.1:8080";
    std::string token_file = "./echeance-data/owner.token";
};

/// Streams the file to the import that its first line tells. Progress and the summary go to stdout,
/// each rejected line to stderr. 1 if any was rejected.
int import_file(const TransferRequest& request);
/// Writes everything the tenant has, to the file (whole or not at all) or to stdout.
int export_file(const TransferRequest& request);

/// Where a file goes and as what, by its name and first line.
struct ImportRoute {
    std::string_view target;
    std::string_view content_type;
};
[[nodiscard]] ImportRoute import_route(std::string_view file_name, std::string_view first_line);

}  // namespace echeance
