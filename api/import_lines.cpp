// SPDX-License-Identifier: EUPL-1.2
#include "api/import_lines.hpp"

#include "api/contract.hpp"
#include "api/contract_input.hpp"
#include "api/json/codec.hpp"
#include "api/json/lines.hpp"

namespace echeance {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// A line of NDJSON to a value; `form` is the body of the operation that takes one such object.
template <class T>
class JsonLines final : public LineParser<T> {
public:
    using Lines = typename LineParser<T>::Lines;
    using Read = Result<T> (*)(const BodyForm& form, std::string_view text, Monitor& monitor);
    JsonLines(const BodyForm& form, Read read, Monitor& monitor)
        : form_(form), read_(read), monitor_(monitor) {}

    Result<void> feed(std::string_view bytes, Lines& lines) override {
        reader_.feed(bytes, appender(lines));
        return {};
    }
    Result<void> finish(Lines& lines) override {
        reader_.finish(appender(lines));
        return {};
    }

private:
    LineReader::OnLine appender(Lines& lines) const {
        return [this, &lines](std::size_t line, const Result<std::string_view>& text) {
            if (!text) {
                lines.push_back({line, std::unexpected(text.error())});
            } else {
                lines.push_back({line, read_(form_, *text, monitor_)});
            }
        };
    }

    const BodyForm& form_;
    Read read_;
    Monitor& monitor_;
    LineReader reader_{};
};

/// Stands where the contract gives no schema to read lines by: a fault of ours, said once.
template <class T>
class NoLines final : public LineParser<T> {
public:
    using Lines = typename LineParser<T>::Lines;
    Result<void> feed(std::string_view /*bytes*/, Lines& /*lines*/) override {
        return refuse(Errc::unexpected, "The contract has no schema for the lines.");
    }
    Result<void> finish(Lines& /*lines*/) override { return {}; }
};

template <class T>
class CsvLines final : public LineParser<T> {
public:
    using Lines = typename LineParser<T>::Lines;
    using ReadHeading = Result<csv::Heading> (*)(const std::vector<std::string>& names);
    using ReadRow = Result<T> (*)(const csv::Heading& heading,
                                  const std::vector<std::string>& record);
    CsvLines(Monitor& monitor, ReadHeading read_heading, ReadRow read_row)
        : monitor_(monitor), read_heading_(read_heading), read_row_(read_row) {}

    Result<void> feed(std::string_view bytes, Lines& lines) override {
        reader_.feed(bytes, appender(lines));
        return faults_;
    }
    Result<void> finish(Lines& lines) override {
        reader_.finish(appender(lines));
        return faults_;
    }

private:
    csv::RecordReader::OnRecord appender(Lines& lines) {
        return [this, &lines](Result<csv::RecordReader::Record> record) {
            take(std::move(record), lines);
        };
    }
    void take(Result<csv::RecordReader::Record> record, Lines& lines) {
        if (!faults_) return;
        if (!heading_) {
            take_heading(std::move(record));
        } else if (!record) {
            lines.push_back({reader_.line(), std::unexpected(record.error())});
        } else {
            lines.push_back({record->line, read(record->fields)});
        }
    }
    void take_heading(Result<csv::RecordReader::Record> record) {
        if (!record) {
            faults_ = std::unexpected(record.error());
            return;
        }
        auto heading = read_heading_(record->fields);
        if (!heading) {
            faults_ = std::unexpected(heading.error());
            return;
        }
        heading_ = std::move(*heading);
    }
    Result<T> read(const std::vector<std::string>& fields) {
        auto row = read_row_(*heading_, fields);
        if (row) return row;
        for (const auto& fault : row.error().fields)
            if (fault.code == "nir_refused") monitor_.count_rejected_nir(fault.pointer);
        return row;
    }

    Monitor& monitor_;
    ReadHeading read_heading_;
    ReadRow read_row_;
    csv::RecordReader reader_{};
    std::optional<csv::Heading> heading_{};
    Result<void> faults_{};
};

Result<csv::ExtractedFile> read_file(const BodyForm& form,
                                     std::string_view text,
                                     Monitor& monitor) {
    const auto body = read_body(form, text, monitor);
    if (!body) return std::unexpected(body.error());
    auto facts = codec::registration(**body);
    if (!facts) return std::unexpected(facts.error());
    return csv::ExtractedFile{std::move(*facts), csv::Standing::open};
}

/// A doctor's line is a body of `putDoctor` and the id that a PUT has in its path.
Result<Doctor> read_doctor(const BodyForm& form, std::string_view text, Monitor& monitor) {
    auto named = codec::take_id(text);
    if (!named) return std::unexpected(named.error());
    auto id = DoctorId::parse(named->id);
    if (!id) return refuse_field("/id", "invalid_doctor_id", "Not a doctor id.");
    if (looks_like_nir(named->id)) {
        monitor.count_rejected_nir("/id");
        return refuse_field("/id", "nir_refused", "Looks like a social security number.");
    }
    const auto body = read_body(form, named->rest, monitor);
    if (!body) return std::unexpected(body.error());
    return codec::doctor(**body, std::move(*id));
}

template <class T>
std::unique_ptr<LineParser<T>> json_lines(const Call& call,
                                          std::string_view operation,
                                          typename JsonLines<T>::Read read) {
    const auto* known = call.contract ? call.contract->find(operation) : nullptr;
    const auto* form = known ? json_form(*known) : nullptr;
    if (form == nullptr) return std::make_unique<NoLines<T>>();
    return std::make_unique<JsonLines<T>>(*form, read, call.ports.monitor);
}

bool is_csv(const Call& call) {
    return call.request.header("content-type").starts_with("text/csv");
}

}  // namespace

void LineReader::feed(std::string_view bytes, const OnLine& on_line) {
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        const auto part = bytes.substr(0, end);
        if (kept_.size() + part.size() > import_line_max) {
            is_too_long_ = true;
            kept_.clear();
        }
        if (end == std::string_view::npos) {
            if (!is_too_long_) kept_ += part;
            return;
        }
        if (kept_.empty() || is_too_long_) {
            report(part, on_line);
        } else {
            kept_ += part;
            report(kept_, on_line);
        }
        kept_.clear();
        is_too_long_ = false;
        ++line_;
        bytes.remove_prefix(end + 1);
    }
}

void LineReader::finish(const OnLine& on_line) {
    report(kept_, on_line);
    kept_.clear();
}

void LineReader::report(std::string_view text, const OnLine& on_line) {
    if (is_too_long_) {
        on_line(line_, refuse(Errc::payload_too_large, "The line is too long."));
        return;
    }
    if (line_ == 1 && text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.find_first_not_of(" \t") == std::string_view::npos) return;
    on_line(line_, text);
}

Task<std::string_view> ImportBody::next() {
    if (stream_ != nullptr) co_return co_await stream_->next();
    co_return std::exchange(whole_, {});
}

std::unique_ptr<LineParser<csv::ExtractedFile>> file_lines(const Call& call) {
    if (is_csv(call))
        return std::make_unique<CsvLines<csv::ExtractedFile>>(
            call.ports.monitor, csv::Heading::files, csv::file);
    return json_lines<csv::ExtractedFile>(call, "createFile", read_file);
}

std::unique_ptr<LineParser<Doctor>> doctor_lines(const Call& call) {
    if (is_csv(call))
        return std::make_unique<CsvLines<Doctor>>(
            call.ports.monitor, csv::Heading::doctors, csv::doctor);
    return json_lines<Doctor>(call, "putDoctor", read_doctor);
}

}  // namespace echeance
