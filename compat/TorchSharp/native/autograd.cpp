// Autograd: what is not an operator of the dispatcher.
#include "shim.h"

#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>

SHIM_EXPORT char* shim_set_requires_grad(void* handle, int32_t value) {
    SHIM_TRY(borrow(handle).set_requires_grad(value != 0));
}

SHIM_EXPORT char* shim_retain_grad(void* handle) {
    SHIM_TRY(borrow(handle).retain_grad());
}

SHIM_EXPORT char* shim_get_grad(void* handle, Handle* result) {
    SHIM_TRY(*result = give(borrow(handle).grad()));
}

SHIM_EXPORT char* shim_set_grad(void* handle, void* grad) {
    SHIM_TRY(borrow(handle).mutable_grad() = borrow(grad));
}

SHIM_EXPORT char* shim_backward(
    void* const* tensors, int32_t tensor_count, void* const* grads, int32_t grad_count, void* const* inputs, int32_t input_count,
    int32_t retain_graph, int32_t create_graph) {
    SHIM_TRY(torch::autograd::backward(
        borrow_all(tensors, tensor_count), borrow_all(grads, grad_count), retain_graph != 0, create_graph != 0,
        borrow_all(inputs, input_count)));
}

// Writes one handle for each input; null where the input was not used (and that was allowed).
SHIM_EXPORT char* shim_grad(
    void* const* outputs, int32_t output_count, void* const* inputs, int32_t input_count, void* const* grads, int32_t grad_count,
    int32_t retain_graph, int32_t create_graph, int32_t allow_unused, Handle* results) {
    SHIM_TRY({
        auto gradients = torch::autograd::grad(
            borrow_all(outputs, output_count), borrow_all(inputs, input_count), borrow_all(grads, grad_count), retain_graph != 0,
            create_graph != 0, allow_unused != 0);
        for (size_t i = 0; i < gradients.size(); i++) {
            results[i] = give(gradients[i]);
        }
    });
}

SHIM_EXPORT char* shim_get_grad_mode(int32_t* enabled) {
    SHIM_TRY(*enabled = at::GradMode::is_enabled());
}

SHIM_EXPORT char* shim_set_grad_mode(int32_t enabled) {
    SHIM_TRY(at::GradMode::set_enabled(enabled != 0));
}

// Inference mode lasts from new to delete, on one thread, nested like brackets.
SHIM_EXPORT char* shim_inference_mode_new(int32_t enabled, void** guard) {
    SHIM_TRY(*guard = new c10::InferenceMode(enabled != 0));
}

SHIM_EXPORT char* shim_inference_mode_delete(void* guard) {
    SHIM_TRY(delete static_cast<c10::InferenceMode*>(guard));
}

SHIM_EXPORT char* shim_is_inference_mode(int32_t* enabled) {
    SHIM_TRY(*enabled = c10::InferenceMode::is_enabled());
}
