// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/case_file.hpp"
#include "domain/doctor.hpp"

// The extract an MDPH's own system exports: `;`, official codes, columns in any order, a byte-order
// mark and quoted fields (RFC 4180) accepted.
namespace echeance::csv {

enum class Standing : std::uint8_t { open, cancelled };  ///< TATDEM 4 is *annulé*
struct ExtractedFile {
    Registration facts;
    Standing standing = Standing::open;
};

/// Splits a stream of bytes into records; a quoted field may hold `;`, doubled quotes and line
/// ends. A record is at most 64 KiB and 64 fields. A bad record stops no other: reading goes on at
/// the line after the one where it began, so a stray quote costs its own line only. Blank lines are
/// skipped. Holds at most one record beside the bytes just fed.
class RecordReader {
public:
    struct Record {
        std::size_t line = 1;  ///< where it begins, as a text editor counts
        std::vector<std::string> fields;
    };
    using OnRecord = std::function<void(Result<Record>)>;
    /// Feeds bytes; calls back once per whole record: `payload_too_large` for one over the limits,
    /// `malformed` for a quote that does not end where it should.
    void feed(std::string_view bytes, const OnRecord& on_record);
    void finish(const OnRecord& on_record);
    /// Within the callback: the line where the record reported, good or bad, begins.
    [[nodiscard]] std::size_t line() const { return line_; }

private:
    enum class Spot : std::uint8_t { field_begins, plain, quoted, quote_ended };
    enum class Step : std::uint8_t { next, record_ends, misplaced };
    Step step(char c);
    void read_on(const OnRecord& on_record);
    void end_record(std::size_t end, const OnRecord& on_record);
    void refuse_line(Errc why, const OnRecord& on_record);

    std::string pending_;    // bytes not yet reported
    std::size_t begin_ = 0;  // of the record, in `pending_`
    std::size_t at_ = 0;     // next byte to look at
    std::size_t line_ = 1;
    Spot spot_ = Spot::field_begins;
    bool started_ = false;
    bool skipping_ = false;  // to the end of a line already refused
};

/// Column names to positions. `invalid_input` with each missing or doubled column.
class Heading {
public:
    [[nodiscard]] static Result<Heading> files(const std::vector<std::string>& names);
    [[nodiscard]] static Result<Heading> doctors(const std::vector<std::string>& names);
    /// Empty for a column that the record is too short for.
    [[nodiscard]] std::string_view field(const std::vector<std::string>& record,
                                         std::string_view column) const;
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    std::map<std::string, std::size_t, std::less<>> columns_;
    std::size_t size_ = 0;
    static Result<Heading> of(const std::vector<std::string>& names,
                              std::span<const std::string_view> wanted);
};

/// One line of `dossiers.csv`; every fault with the column as pointer (`/depose_le`).
[[nodiscard]] Result<ExtractedFile> file(const Heading& heading,
                                         const std::vector<std::string>& record);
/// One line of `medecins.csv`.
[[nodiscard]] Result<Doctor> doctor(const Heading& heading, const std::vector<std::string>& record);

}  // namespace echeance::csv
