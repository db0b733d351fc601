// The process around the tensors: versions, threads, devices, random numbers.
#include "shim.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <torch/version.h>

// Also how large the shared structs are here, so that the managed side knows a shim of other sources.
SHIM_EXPORT char* shim_version(char** version, int32_t* value_size, int32_t* facts_size) {
    SHIM_TRY({
        *version = failure(TORCH_VERSION);
        *value_size = sizeof(Value);
        *facts_size = sizeof(TensorFacts);
    });
}

SHIM_EXPORT char* shim_show_config(char** text) {
    SHIM_TRY(*text = failure(at::show_config().c_str()));
}

SHIM_EXPORT char* shim_get_threads(int32_t* count) {
    SHIM_TRY(*count = at::get_num_threads());
}

// Apart from the other, which is asked many times a step: libtorch counts the machine's processors for it, each time from files.
SHIM_EXPORT char* shim_get_interop_threads(int32_t* count) {
    SHIM_TRY(*count = at::get_num_interop_threads());
}

SHIM_EXPORT char* shim_set_threads(int32_t count) {
    SHIM_TRY(at::set_num_threads(count));
}

SHIM_EXPORT char* shim_set_interop_threads(int32_t count) {
    SHIM_TRY(at::set_num_interop_threads(count));
}

SHIM_EXPORT char* shim_cuda(int32_t* available, int32_t* cudnn, int32_t* devices) {
    SHIM_TRY({
        *available = at::hasCUDA();
        *cudnn = *available && at::detail::getCUDAHooks().hasCuDNN();
        *devices = *available ? at::detail::getCUDAHooks().getNumGPUs() : 0;
    });
}

SHIM_EXPORT char* shim_cuda_synchronize(int32_t index) {
    SHIM_TRY({
        TORCH_CHECK(at::hasCUDA(), "this libtorch has no CUDA device to wait for");
        at::detail::getCUDAHooks().deviceSynchronize(index);
    });
}

namespace {

at::Generator new_generator(c10::Device device) {
    TORCH_CHECK(device.is_cpu() || device.is_cuda(), "a generator lives on the CPU or a CUDA device, got ", device);
    return device.is_cpu() ? at::detail::getDefaultCPUGenerator().clone()
                           : at::globalContext().defaultGenerator(device).clone();
}

at::Generator& generator_of(void* handle) {
    return *static_cast<at::Generator*>(handle);
}

std::unique_lock<std::mutex> lock(at::Generator& generator) {
    return std::unique_lock<std::mutex>(generator.mutex());
}

}  // namespace

// Seeds every generator of the process: CPU and, where there is one, CUDA.
SHIM_EXPORT char* shim_manual_seed(uint64_t seed) {
    SHIM_TRY(at::manual_seed(seed));
}

SHIM_EXPORT char* shim_generator_default(void** result) {
    SHIM_TRY(*result = new at::Generator(at::detail::getDefaultCPUGenerator()));
}

SHIM_EXPORT char* shim_generator_new(int32_t device_type, int32_t device_index, void** result) {
    SHIM_TRY(*result = new at::Generator(new_generator(to_device(device_type, device_index))));
}

SHIM_EXPORT char* shim_generator_delete(void* handle) {
    SHIM_TRY(delete static_cast<at::Generator*>(handle));
}

SHIM_EXPORT char* shim_generator_set_seed(void* handle, uint64_t seed) {
    SHIM_TRY({
        auto held = lock(generator_of(handle));
        generator_of(handle).set_current_seed(seed);
    });
}

SHIM_EXPORT char* shim_generator_get_seed(void* handle, uint64_t* seed) {
    SHIM_TRY({
        auto held = lock(generator_of(handle));
        *seed = generator_of(handle).current_seed();
    });
}

// A seed that no one can foresee, set and told.
SHIM_EXPORT char* shim_generator_random_seed(void* handle, uint64_t* seed) {
    SHIM_TRY({
        auto held = lock(generator_of(handle));
        *seed = generator_of(handle).seed();
    });
}

SHIM_EXPORT char* shim_generator_get_state(void* handle, Handle* state) {
    SHIM_TRY({
        auto held = lock(generator_of(handle));
        *state = give(generator_of(handle).get_state());
    });
}

SHIM_EXPORT char* shim_generator_set_state(void* handle, void* state) {
    SHIM_TRY({
        auto held = lock(generator_of(handle));
        generator_of(handle).set_state(borrow(state));
    });
}
