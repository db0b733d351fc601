// What every file of the shim shares: the argument that crosses the border, and the rule that no exception does.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#define SHIM_EXPORT extern "C" __attribute__((visibility("default")))

// Kinds of value that cross the border; the managed enum `Tag` has the same numbers.
enum class Tag : int32_t {
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    String = 5,
    IntList = 6,
    DoubleList = 7,
    TensorList = 8,
    OptionalTensorList = 9,
    Device = 10,
    Generator = 11,
    List = 12,
    Tuple = 13,
};

// One value: 16 bytes. Lists and strings are borrowed on the way in; on the way out the caller frees them (shim_free).
// List and Tuple only come out: `count` values of any kind, for TorchScript's results.
struct Value {
    Tag tag;
    int32_t count;
    union {
        int64_t integer;
        double real;
        void* pointer;
    };
};
static_assert(sizeof(Value) == 16, "the managed struct has this size");

// What a managed tensor asks most often, in one call.
struct TensorFacts {
    void* data;
    int64_t elements;
    int32_t dimensions;
    int32_t scalar_type;
    int32_t device_type;
    int32_t device_index;
    int32_t requires_grad;
    int32_t is_leaf;
    int32_t is_sparse;
    int32_t element_size;
};
static_assert(sizeof(TensorFacts) == 48, "the managed struct has this size");

// A tensor handle is an owned reference to a TensorImpl; null stands for "undefined".
using Handle = at::TensorImpl*;

inline Handle give(at::Tensor tensor) {
    return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

inline at::Tensor borrow(void* handle) {
    if (handle == nullptr) {
        return at::Tensor();
    }
    auto* impl = static_cast<at::TensorImpl*>(handle);
    return at::Tensor(c10::intrusive_ptr<at::TensorImpl, c10::UndefinedTensorImpl>::unsafe_reclaim_from_nonowning(impl));
}

// Ends the ownership that give() passed on.
inline void take_back(Handle handle) {
    c10::intrusive_ptr<at::TensorImpl, c10::UndefinedTensorImpl>::reclaim(handle);
}

inline std::vector<at::Tensor> borrow_all(void* const* handles, int64_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (int64_t i = 0; i < count; i++) {
        tensors.push_back(borrow(handles[i]));
    }
    return tensors;
}

// The tensor whose ownership give() passed on.
inline at::Tensor take(Handle handle) {
    return handle == nullptr ? at::Tensor() : at::Tensor(c10::intrusive_ptr<at::TensorImpl, c10::UndefinedTensorImpl>::reclaim(handle));
}

// An exception of managed code that came through libtorch: the managed side keeps it under its ticket.
struct ManagedFailure : std::runtime_error {
    explicit ManagedFailure(int64_t ticket) : std::runtime_error("managed exception " + std::to_string(ticket)) {}
};

// The text of a failure; the caller frees it with shim_free. Where there is no memory left for it, a text that shim_free knows.
extern const char* const out_of_memory_text;
char* failure(const char* text) noexcept;
char* describe_current_exception() noexcept;

// The body of every export: null when all went well, else the text of what went wrong. Nothing is ever thrown across the border.
#define SHIM_TRY(...)                           \
    try {                                       \
        __VA_ARGS__;                            \
        return nullptr;                         \
    } catch (...) {                             \
        return describe_current_exception();    \
    }

c10::Device to_device(int64_t type, int64_t index);
c10::IValue to_ivalue(const Value& value);
void from_ivalue(const c10::IValue& value, Value& result);

// Gives every value or, where one of them cannot cross the border, none.
void from_ivalues(c10::ArrayRef<c10::IValue> values, Value* results);
