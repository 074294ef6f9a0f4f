// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/reply.hpp"

#include <hiredis/read.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <new>

namespace echeance::redis {

namespace {

/// Reader buffer kept between replies; hiredis gives back what is larger once it is empty.
constexpr std::size_t idle_buffer_bytes = 1U << 20U;
constexpr std::size_t block_bytes_max = 64U << 10U;
constexpr std::size_t bytes_per_element = 64;

void free_reader(redisReader* reader) {
    redisReaderFree(reader);
}

/// The storage belongs to the parser, so there is nothing to free.
void keep_object(void*) {}

}  // namespace

std::optional<std::int64_t> Value::as_integer() const {
    if (kind_ == Kind::integer) return integer_;
    const auto digits = text();
    std::int64_t number = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stop, fault] = std::from_chars(digits.data(), end, number);
    if (digits.empty() || fault != std::errc() || stop != end) return std::nullopt;
    return number;
}

bool Value::is_error_code(std::string_view code) const {
    if (!is_error() || !text().starts_with(code)) return false;
    return text().size() == code.size() || text()[code.size()] == ' ';
}

std::byte* ReplyStorage::take(std::size_t bytes, std::size_t hint) {
    const auto rounded = (bytes + alignof(Value) - 1) / alignof(Value) * alignof(Value);
    if (rounded > left_) {
        const auto block_bytes = std::max(rounded, std::min(hint, block_bytes_max));
        auto block = std::make_unique_for_overwrite<std::byte[]>(block_bytes);
        cursor_ = block.get();
        left_ = block_bytes;
        if (first_)
            more_.push_back(std::move(block));
        else
            first_ = std::move(block);
    }
    auto* const taken = cursor_;
    cursor_ += rounded;
    left_ -= rounded;
    return taken;
}

/// hiredis calls these while it reads; a null answer makes it give up the stream. `createArray`
/// takes an `int` up to hiredis 0.14 and a `size_t` after: the template fits both.
struct ReplyParser::ObjectFunctions {
    static ReplyParser& parser(const redisReadTask* task) {
        return *static_cast<ReplyParser*>(task->privdata);
    }

    static Value::Kind text_kind(int type) {
        if (type == REDIS_REPLY_ERROR) return Value::Kind::error;
        return type == REDIS_REPLY_STATUS ? Value::Kind::status : Value::Kind::string;
    }

    static void* create_string(const redisReadTask* task, char* text, std::size_t size) {
        auto* const value = parser(task).slot_of(task);
        return parser(task).set_text(*value, text_kind(task->type), text, size) ? value : nullptr;
    }

    template <class Count>
    static void* create_array(const redisReadTask* task, Count count) {
        auto* const value = parser(task).slot_of(task);
        if (count < Count{0}) return nullptr;
        return parser(task).set_array(*value, static_cast<std::size_t>(count)) ? value : nullptr;
    }

    static void* create_integer(const redisReadTask* task, long long number) {
        auto* const value = parser(task).slot_of(task);
        value->kind_ = Value::Kind::integer;
        value->integer_ = number;
        return value;
    }

    static void* create_nil(const redisReadTask* task) {
        auto* const value = parser(task).slot_of(task);
        *value = Value();
        return value;
    }

    static redisReplyObjectFunctions make() {
        redisReplyObjectFunctions functions{};
        functions.createString = create_string;
        functions.createArray = create_array;
        functions.createInteger = create_integer;
        functions.createNil = create_nil;
        functions.freeObject = keep_object;
        return functions;
    }
};

ReplyParser::ReplyParser() : reader_(nullptr, free_reader) {
    static redisReplyObjectFunctions functions = ObjectFunctions::make();
    reader_.reset(redisReaderCreateWithFunctions(&functions));
    if (!reader_) throw std::bad_alloc();
    reader_->privdata = this;
    reader_->maxbuf = idle_buffer_bytes;
}

ReplyParser::~ReplyParser() = default;

void ReplyParser::feed(std::string_view bytes) {
    if (broken_) return;
    const auto waiting = reader_->len - reader_->pos;
    broken_ = waiting + bytes.size() > reply_bytes_max ||
              redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != 0;
}

std::optional<Reply> ReplyParser::next() {
    if (broken_) return std::nullopt;
    void* complete = nullptr;
    if (redisReaderGetReply(reader_.get(), &complete) != 0) {
        broken_ = true;
        return std::nullopt;
    }
    if (complete == nullptr) return std::nullopt;
    return Reply(std::exchange(root_, Value()), std::exchange(storage_, ReplyStorage()));
}

Value* ReplyParser::slot_of(const void* opaque) {
    const auto* const task = static_cast<const redisReadTask*>(opaque);
    if (task->parent == nullptr) return &root_;
    auto* const parent = static_cast<Value*>(task->parent->obj);
    return parent->elements_ + task->idx;
}

bool ReplyParser::set_text(Value& value, Value::Kind kind, const char* text, std::size_t size) {
    if (size > std::numeric_limits<std::uint32_t>::max()) return false;
    auto* const bytes = storage_.take(size, 2 * size);
    if (size != 0) std::memcpy(bytes, text, size);
    value.kind_ = kind;
    value.size_ = static_cast<std::uint32_t>(size);
    value.text_ = reinterpret_cast<const char*>(bytes);
    return true;
}

bool ReplyParser::set_array(Value& value, std::size_t count) {
    if (count > elements_max) return false;
    auto* const bytes =
        storage_.take(count * sizeof(Value), count * (sizeof(Value) + bytes_per_element));
    value.kind_ = Value::Kind::array;
    value.size_ = static_cast<std::uint32_t>(count);
    value.elements_ = reinterpret_cast<Value*>(bytes);
    std::uninitialized_value_construct_n(value.elements_, count);
    return true;
}

}  // namespace echeance::redis
