// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.hpp"
#include "api/csv/extract.hpp"

// The bodies of imports, piece by piece: NDJSON or the CSV extract into lines, each a value or a
// refusal. Nothing here grows with the body.
namespace echeance {

inline constexpr std::size_t import_line_max = std::size_t{1024} * 1024;  ///< bytes

/// Splits a stream of bytes into its lines; a CR before the LF is left out, as is a blank line.
class LineReader {
public:
    /// The line's number as a text editor counts, and its text, or `payload_too_large` past
    /// `import_line_max`.
    using OnLine = std::function<void(std::size_t line, Result<std::string_view> text)>;
    void feed(std::string_view bytes, const OnLine& on_line);
    /// The last line, when no line end follows it.
    void finish(const OnLine& on_line);

private:
    void report(std::string_view text, const OnLine& on_line);

    std::string kept_;  ///< of a line that goes on in the next piece
    std::size_t line_ = 1;
    bool is_too_long_ = false;
};

template <class T>
struct InputLine {
    std::size_t line = 0;
    Result<T> value;
};

/// Bytes to lines of one kind.
template <class T>
class LineParser {
public:
    using Lines = std::vector<InputLine<T>>;
    virtual ~LineParser() = default;
    /// Refuses only what makes the whole body useless: a heading without a column.
    [[nodiscard]] virtual Result<void> feed(std::string_view bytes, Lines& lines) = 0;
    [[nodiscard]] virtual Result<void> finish(Lines& lines) = 0;
};
/// By the `Content-Type` of the request. `call` outlives the parser.
[[nodiscard]] std::unique_ptr<LineParser<csv::ExtractedFile>> file_lines(const Call& call);
[[nodiscard]] std::unique_ptr<LineParser<Doctor>> doctor_lines(const Call& call);

/// Piece by piece, whether the body streams or came whole.
class ImportBody {
public:
    /// `request` outlives the object.
    explicit ImportBody(const Request& request) : stream_(request.stream), whole_(request.body) {}
    /// As `BodySource::next`.
    Task<std::string_view> next();

private:
    BodySource* stream_;
    std::string_view whole_;
};

/// The lines of the next piece, at least one; none at the end.
template <class T>
Task<std::vector<InputLine<T>>> next_lines(ImportBody& body, LineParser<T>& parser) {
    std::vector<InputLine<T>> lines;
    while (lines.empty()) {
        const auto piece = co_await body.next();
        if (!piece) co_return std::unexpected(piece.error());
        const bool is_end = piece->empty();
        const auto read = is_end ? parser.finish(lines) : parser.feed(*piece, lines);
        if (!read) co_return std::unexpected(read.error());
        if (is_end) break;
    }
    co_return lines;
}

}  // namespace echeance
