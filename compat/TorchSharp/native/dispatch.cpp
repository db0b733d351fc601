// The door: an operator is looked up once by its schema name, then called boxed with tagged values.
#include "shim.h"

#include <algorithm>
#include <limits>

#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/util/Logging.h>

namespace {

// libtorch writes a backtrace into every error, which takes milliseconds; only the message crosses the border.
const bool without_backtraces = (c10::SetStackTraceFetcher([] { return std::string(); }), true);

}  // namespace

const char* const out_of_memory_text = "out of memory";

char* failure(const char* text) noexcept {
    char* copy = strdup(text);
    return copy != nullptr ? copy : const_cast<char*>(out_of_memory_text);
}

SHIM_EXPORT void shim_free(void* memory) {
    if (memory != out_of_memory_text) {
        std::free(memory);
    }
}

char* describe_current_exception() noexcept {
    try {
        throw;
    } catch (const c10::Error& e) {
        return failure(e.what_without_backtrace());
    } catch (const std::bad_alloc&) {
        return const_cast<char*>(out_of_memory_text);
    } catch (const std::exception& e) {
        return failure(e.what());
    } catch (...) {
        return failure("libtorch threw something that is not a std::exception");
    }
}

// libtorch checks neither number in a release build: a wrong type reads past a table, a large index wraps around.
c10::Device to_device(int64_t type, int64_t index) {
    TORCH_CHECK(type >= 0 && type < c10::COMPILE_TIME_MAX_DEVICE_TYPES, "a device type is 0 to ",
                static_cast<int>(c10::COMPILE_TIME_MAX_DEVICE_TYPES) - 1, ", got ", type);
    TORCH_CHECK(index >= -1 && index <= std::numeric_limits<c10::DeviceIndex>::max(), "a device index is -1 to ",
                static_cast<int>(std::numeric_limits<c10::DeviceIndex>::max()), ", got ", index);
    return c10::Device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

c10::IValue to_ivalue(const Value& value) {
    switch (value.tag) {
        case Tag::None:
            return c10::IValue();
        case Tag::Tensor:
            return c10::IValue(borrow(value.pointer));
        case Tag::Int:
            return c10::IValue(value.integer);
        case Tag::Double:
            return c10::IValue(value.real);
        case Tag::Bool:
            return c10::IValue(value.integer != 0);
        case Tag::String:
            return c10::IValue(std::string(static_cast<const char*>(value.pointer), value.count));
        case Tag::IntList: {
            auto* items = static_cast<const int64_t*>(value.pointer);
            return c10::IValue(c10::IntArrayRef(items, value.count));
        }
        case Tag::DoubleList: {
            auto* items = static_cast<const double*>(value.pointer);
            return c10::IValue(std::vector<double>(items, items + value.count));
        }
        case Tag::TensorList:
            return c10::IValue(borrow_all(static_cast<void* const*>(value.pointer), value.count));
        case Tag::OptionalTensorList: {
            c10::List<c10::optional<at::Tensor>> list;
            for (auto& tensor : borrow_all(static_cast<void* const*>(value.pointer), value.count)) {
                list.push_back(tensor.defined() ? c10::optional<at::Tensor>(tensor) : c10::nullopt);
            }
            return c10::IValue(list);
        }
        case Tag::Device:
            return c10::IValue(to_device(value.integer & 0xff, value.integer >> 8));
        case Tag::Generator:
            return c10::IValue(*static_cast<at::Generator*>(value.pointer));
        case Tag::List:
        case Tag::Tuple:
            break;
    }
    TORCH_CHECK(false, "the shim was given a value of unknown kind ", static_cast<int>(value.tag));
}

namespace {

template <typename T>
T* room_for(size_t count, Tag tag, Value& result) {
    auto* items = static_cast<T*>(std::malloc(sizeof(T) * (count + 1)));
    if (items == nullptr) {
        throw std::bad_alloc();
    }
    result.tag = tag;
    result.count = static_cast<int32_t>(count);
    result.pointer = items;
    return items;
}

void give_tensors(const std::vector<at::Tensor>& tensors, Value& result) {
    auto* handles = room_for<Handle>(tensors.size(), Tag::TensorList, result);
    for (const auto& tensor : tensors) {
        *handles++ = give(tensor);
    }
}

template <typename T>
void give_numbers(const std::vector<T>& numbers, Tag tag, Value& result) {
    std::copy(numbers.begin(), numbers.end(), room_for<T>(numbers.size(), tag, result));
}

void give_values(c10::ArrayRef<c10::IValue> values, Tag tag, Value& result) {
    auto* items = room_for<Value>(values.size(), tag, result);
    try {
        from_ivalues(values, items);
    } catch (...) {
        std::free(items);
        throw;
    }
}

// Takes back what was given.
void release(const Value& value) {
    auto** handles = static_cast<Handle*>(value.pointer);
    switch (value.tag) {
        case Tag::Tensor:
            take_back(static_cast<Handle>(value.pointer));
            break;
        case Tag::TensorList:
            std::for_each(handles, handles + value.count, take_back);
            std::free(value.pointer);
            break;
        case Tag::List:
        case Tag::Tuple:
            std::for_each(static_cast<Value*>(value.pointer), static_cast<Value*>(value.pointer) + value.count, release);
            std::free(value.pointer);
            break;
        case Tag::IntList:
        case Tag::DoubleList:
            std::free(value.pointer);
            break;
        default:
            break;
    }
}

}  // namespace

void from_ivalue(const c10::IValue& value, Value& result) {
    result.tag = Tag::None;
    result.count = 0;
    result.integer = 0;
    if (value.isNone()) {
        return;
    } else if (value.isTensor()) {
        result.tag = Tag::Tensor;
        result.pointer = give(value.toTensor());
    } else if (value.isInt()) {
        result.tag = Tag::Int;
        result.integer = value.toInt();
    } else if (value.isDouble()) {
        result.tag = Tag::Double;
        result.real = value.toDouble();
    } else if (value.isBool()) {
        result.tag = Tag::Bool;
        result.integer = value.toBool() ? 1 : 0;
    } else if (value.isTensorList()) {
        give_tensors(value.toTensorVector(), result);
    } else if (value.isIntList()) {
        give_numbers(value.toIntVector(), Tag::IntList, result);
    } else if (value.isDoubleList()) {
        give_numbers(value.toDoubleVector(), Tag::DoubleList, result);
    } else if (value.isList()) {
        give_values(value.toListRef(), Tag::List, result);
    } else if (value.isTuple()) {
        give_values(value.toTupleRef().elements().vec(), Tag::Tuple, result);
    } else {
        TORCH_CHECK(false, "a result of type ", value.tagKind(), " has no counterpart on the managed side");
    }
}

void from_ivalues(c10::ArrayRef<c10::IValue> values, Value* results) {
    size_t given = 0;
    try {
        for (; given < values.size(); given++) {
            from_ivalue(values[given], results[given]);
        }
    } catch (...) {
        std::for_each(results, results + given, release);
        throw;
    }
}

// Finds an operator by name ("aten::conv2d") and overload ("" or "padding"). The handle lives as long as the process.
SHIM_EXPORT char* shim_find_operator(const char* name, const char* overload, void** op) {
    SHIM_TRY(*op = new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload)));
}

// Calls an operator. Arguments left out at the end take the schema's defaults. Writes `count` results; none when no room is given.
SHIM_EXPORT char* shim_call(void* op, const Value* arguments, int32_t given, Value* results, int32_t capacity, int32_t* count) {
    SHIM_TRY({
        const auto& handle = *static_cast<const c10::OperatorHandle*>(op);
        const auto& schema = handle.schema();
        const auto& declared = schema.arguments();
        TORCH_CHECK(given <= static_cast<int64_t>(declared.size()), schema.name(), " takes ", declared.size(), " arguments, got ", given);
        torch::jit::Stack stack;
        stack.reserve(declared.size());
        for (int32_t i = 0; i < given; i++) {
            stack.push_back(to_ivalue(arguments[i]));
        }
        for (size_t i = given; i < declared.size(); i++) {
            TORCH_CHECK(declared[i].default_value().has_value(), schema.name(), " needs a value for its argument '", declared[i].name(), "'");
            stack.push_back(*declared[i].default_value());
        }
        handle.callBoxed(&stack);
        if (capacity == 0) {
            return nullptr;
        }
        TORCH_CHECK(static_cast<int64_t>(stack.size()) <= capacity, schema.name(), " gave ", stack.size(), " results, room for ", capacity);
        *count = static_cast<int32_t>(stack.size());
        from_ivalues(stack, results);
    });
}

// Throws inside the border what the tests ask for: every kind of C++ exception must come back as text.
SHIM_EXPORT char* shim_test_throw(int32_t kind) {
    SHIM_TRY({
        switch (kind) {
            case 0: TORCH_CHECK(false, "a c10::Error");
            case 1: TORCH_CHECK_INDEX(false, "a c10::IndexError");
            case 2: TORCH_CHECK_VALUE(false, "a c10::ValueError");
            case 3: TORCH_CHECK_NOT_IMPLEMENTED(false, "a c10::NotImplementedError");
            case 4: throw std::bad_alloc();
            case 5: throw std::runtime_error("a std::runtime_error");
            case 6: throw std::string("a std::string");
            case 7: throw 42;
            case 8: throw nullptr;
            default: break;
        }
    });
}
