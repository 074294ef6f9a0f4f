// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <utility>

#include "api/csv/extract.hpp"

namespace echeance::csv {
namespace {

constexpr std::size_t record_bytes_max = 64 * 1024;
constexpr std::size_t fields_max = 64;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The fields of one sound record, its line end left out.
std::vector<std::string> split(std::string_view record) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    bool begins = true;
    for (std::size_t i = 0; i < record.size(); ++i) {
        const char c = record[i];
        const bool doubled = quoted && c == '"' && record.substr(i + 1).starts_with('"');
        if (!quoted && c == ';') {
            fields.emplace_back();
            begins = true;
            continue;
        }
        if (c == '"' && (quoted || begins) && !doubled) {
            quoted = !quoted;
        } else {
            fields.back() += c;
            if (doubled) ++i;
        }
        begins = false;
    }
    return fields;
}

std::string_view without_line_end(std::string_view record) {
    if (record.ends_with('\n')) record.remove_suffix(1);
    if (record.ends_with('\r')) record.remove_suffix(1);
    return record;
}

}  // namespace

RecordReader::Step RecordReader::step(char c) {
    switch (spot_) {
        case Spot::quoted:
            if (c == '"') spot_ = Spot::quote_ended;
            return Step::next;
        case Spot::field_begins:
        case Spot::quote_ended:
            if (c == '"') {
                spot_ = Spot::quoted;  // opens the field, or was doubled
                return Step::next;
            }
            break;
        case Spot::plain:
            break;
    }
    if (c == '\n') return Step::record_ends;
    if (c == ';') {
        spot_ = Spot::field_begins;
        return Step::next;
    }
    if (spot_ != Spot::quote_ended) {
        spot_ = Spot::plain;
        return Step::next;
    }
    // Only the line end may follow a closing quote.
    return c == '\r' ? Step::next : Step::misplaced;
}

void RecordReader::feed(std::string_view bytes, const OnRecord& on_record) {
    pending_ += bytes;
    if (!started_) {
        const bool undecided =
            pending_.size() < byte_order_mark.size() && byte_order_mark.starts_with(pending_);
        if (undecided) return;
        if (pending_.starts_with(byte_order_mark)) pending_.erase(0, byte_order_mark.size());
        started_ = true;
    }
    read_on(on_record);
    pending_.erase(0, begin_);
    at_ -= begin_;
    begin_ = 0;
}

void RecordReader::read_on(const OnRecord& on_record) {
    while (at_ < pending_.size()) {
        const char c = pending_[at_++];
        if (skipping_) {
            begin_ = at_;
            if (c != '\n') continue;
            skipping_ = false;
            ++line_;
            continue;
        }
        const auto step_made = step(c);
        if (step_made == Step::record_ends) {
            end_record(at_, on_record);
        } else if (step_made == Step::misplaced) {
            refuse_line(Errc::malformed, on_record);
        } else if (at_ - begin_ > record_bytes_max) {
            refuse_line(Errc::payload_too_large, on_record);
        }
    }
}

void RecordReader::end_record(std::size_t end, const OnRecord& on_record) {
    const auto whole = std::string_view{pending_}.substr(begin_, end - begin_);
    const auto text = without_line_end(whole);
    if (!text.empty()) {
        auto fields = split(text);
        if (fields.size() > fields_max) {
            on_record(refuse(Errc::payload_too_large, "A line has too many fields."));
        } else {
            on_record(Record{line_, std::move(fields)});
        }
    }
    line_ += static_cast<std::size_t>(std::ranges::count(whole, '\n'));
    begin_ = end;
    spot_ = Spot::field_begins;
}

void RecordReader::refuse_line(Errc why, const OnRecord& on_record) {
    on_record(refuse(why,
                     why == Errc::malformed
                         ? "A quoted field of this line does not end as it should."
                         : "This line is too long."));
    spot_ = Spot::field_begins;
    const auto line_end = std::string_view{pending_}.substr(begin_, at_ - begin_).find('\n');
    if (line_end == std::string_view::npos) {
        skipping_ = true;
        begin_ = at_;
        return;
    }
    // What a stray quote swallowed is read again, as the lines it is.
    begin_ += line_end + 1;
    at_ = begin_;
    ++line_;
}

void RecordReader::finish(const OnRecord& on_record) {
    started_ = true;
    read_on(on_record);
    while (spot_ == Spot::quoted && begin_ < pending_.size()) {
        refuse_line(Errc::malformed, on_record);
        if (skipping_) break;
        read_on(on_record);
    }
    if (!skipping_ && begin_ < pending_.size()) end_record(pending_.size(), on_record);
    *this = RecordReader{};
}

}  // namespace echeance::csv
