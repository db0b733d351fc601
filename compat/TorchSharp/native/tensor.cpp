// Tensors: lifetime, facts, and the data that they hold.
#include "shim.h"

SHIM_EXPORT char* shim_tensor_release(void* handle) {
    SHIM_TRY(take_back(static_cast<Handle>(handle)));
}

SHIM_EXPORT char* shim_tensor_facts(void* handle, TensorFacts* facts) {
    SHIM_TRY({
        auto tensor = borrow(handle);
        auto device = tensor.device();
        facts->data = tensor.has_storage() ? tensor.data_ptr() : nullptr;
        facts->elements = tensor.numel();
        facts->dimensions = static_cast<int32_t>(tensor.dim());
        facts->scalar_type = static_cast<int32_t>(tensor.scalar_type());
        facts->device_type = static_cast<int32_t>(device.type());
        facts->device_index = device.index();
        facts->requires_grad = tensor.requires_grad();
        facts->is_leaf = tensor.is_leaf();
        facts->is_sparse = tensor.is_sparse();
        facts->element_size = static_cast<int32_t>(tensor.element_size());
    });
}

// Sizes and strides go to buffers with room for `capacity` numbers.
SHIM_EXPORT char* shim_tensor_sizes(void* handle, int64_t* sizes, int64_t* strides, int32_t capacity) {
    SHIM_TRY({
        auto tensor = borrow(handle);
        TORCH_CHECK(tensor.dim() <= capacity, "the tensor has ", tensor.dim(), " dimensions, room for ", capacity);
        for (int64_t i = 0; i < tensor.dim(); i++) {
            if (sizes != nullptr) {
                sizes[i] = tensor.size(i);
            }
            if (strides != nullptr) {
                strides[i] = tensor.stride(i);
            }
        }
    });
}

// A new reference to the same tensor.
SHIM_EXPORT char* shim_tensor_alias(void* handle, Handle* result) {
    SHIM_TRY(*result = give(borrow(handle)));
}
