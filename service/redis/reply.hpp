// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

struct redisReader;

namespace echeance::redis {

/// One value of a reply: 16 bytes that point into the `Reply` they came from, and live as long.
/// Accessors never fail: asked for the wrong kind they give nothing (0, "", no elements), so a
/// reader checks `kind()` where the difference matters.
class Value {
public:
    enum class Kind : std::uint8_t { nil, integer, string, status, error, array };

    Value() : integer_(0) {}

    Kind kind() const { return kind_; }
    bool is_nil() const { return kind_ == Kind::nil; }
    bool is_error() const { return kind_ == Kind::error; }
    bool is_array() const { return kind_ == Kind::array; }

    std::int64_t integer() const { return kind_ == Kind::integer ? integer_ : 0; }

    /// The bytes of a string, status or error.
    std::string_view text() const {
        return has_text() ? std::string_view(text_, size_) : std::string_view();
    }

    std::span<const Value> elements() const {
        return is_array() ? std::span<const Value>(elements_, size_) : std::span<const Value>();
    }

    /// Number of elements; 0 for what is not an array.
    std::size_t size() const { return is_array() ? size_ : 0; }

    /// The element at `index`, or nil past the end.
    Value operator[](std::size_t index) const {
        return index < size() ? elements_[index] : Value();
    }

    /// An integer, or a text that is wholly one decimal integer (Redis keeps numbers as text).
    std::optional<std::int64_t> as_integer() const;

    /// True for an error whose first word is `code` ("NOSCRIPT").
    bool is_error_code(std::string_view code) const;

private:
    friend class ReplyParser;

    bool has_text() const {
        return kind_ == Kind::string || kind_ == Kind::status || kind_ == Kind::error;
    }

    Kind kind_ = Kind::nil;
    std::uint32_t size_ = 0;
    union {
        std::int64_t integer_;
        const char* text_;
        Value* elements_;
    };
};

/// The memory of one reply: in the usual case a single block.
class ReplyStorage {
public:
    /// Bytes aligned for a `Value`; `hint` is how much the whole reply is expected to need.
    std::byte* take(std::size_t bytes, std::size_t hint);

private:
    std::unique_ptr<std::byte[]> first_;
    std::vector<std::unique_ptr<std::byte[]>> more_;
    std::byte* cursor_ = nullptr;
    std::size_t left_ = 0;
};

/// A whole answer of Redis, owning its bytes. Moves are cheap and leave a nil behind.
class Reply : public Value {
public:
    Reply() = default;
    Reply(Reply&& other) noexcept
        : Value(std::exchange(other.value(), Value())), storage_(std::move(other.storage_)) {}
    Reply& operator=(Reply&& other) noexcept {
        value() = std::exchange(other.value(), Value());
        storage_ = std::move(other.storage_);
        return *this;
    }
    Reply(const Reply&) = delete;
    Reply& operator=(const Reply&) = delete;
    ~Reply() = default;

private:
    friend class ReplyParser;
    Reply(Value root, ReplyStorage storage) : Value(root), storage_(std::move(storage)) {}
    Value& value() { return *this; }

    ReplyStorage storage_;
};

/// Bytes in, replies out, in order; hiredis' reader with our own object functions, so that a reply
/// is built in place with about one allocation. Not movable: the reader keeps its address.
class ReplyParser {
public:
    /// What one reply may hold at most; more is treated as a broken stream.
    static constexpr std::size_t reply_bytes_max = 256U << 20U;
    static constexpr std::size_t elements_max = 1U << 20U;

    ReplyParser();
    ~ReplyParser();
    ReplyParser(const ReplyParser&) = delete;
    ReplyParser& operator=(const ReplyParser&) = delete;

    void feed(std::string_view bytes);

    /// The next complete reply, or nothing: more bytes are needed, or the stream is broken.
    std::optional<Reply> next();

    /// The stream is not RESP, or over a limit: nothing more will come out.
    bool is_broken() const { return broken_; }

private:
    struct ObjectFunctions;

    Value* slot_of(const void* task);
    bool set_text(Value& value, Value::Kind kind, const char* text, std::size_t size);
    bool set_array(Value& value, std::size_t count);

    std::unique_ptr<redisReader, void (*)(redisReader*)> reader_;
    Value root_;
    ReplyStorage storage_;
    bool broken_ = false;
};

}  // namespace echeance::redis
