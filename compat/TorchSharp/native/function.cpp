// Custom autograd functions: a node of the graph whose backward pass is managed.
#include "shim.h"

#include <algorithm>
#include <mutex>

#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/autograd/variable.h>

namespace {

using torch::autograd::variable_list;

// What the managed side does for a node; `state` is what it gave for that node.
struct FunctionCalls {
    // Takes the outputs' gradients over and gives the inputs' gradients; the ticket of the exception that it kept, or 0.
    int64_t (*backward)(void* state, void* node, const Handle* gradients, int32_t count, Handle* results, int32_t result_count);
    // The node is gone.
    void (*release)(void* state);
};

struct ManagedNode : torch::autograd::Node {
    ManagedNode(void* state, FunctionCalls calls) : state(state), calls(calls) {}

    ~ManagedNode() override {
        calls.release(state);
    }

    ManagedNode(const ManagedNode&) = delete;
    ManagedNode& operator=(const ManagedNode&) = delete;

    variable_list apply(variable_list&& gradients) override {
        at::OptionalDeviceGuard guard;
        std::vector<Handle> given;
        for (size_t i = 0; i < gradients.size(); i++) {
            given.push_back(give(gradients[i].defined() ? gradients[i] : outputs[i].zeros(guard)));
        }
        // Not held here, so that the managed side owns them alone.
        gradients.clear();
        std::vector<Handle> results(num_outputs(), nullptr);
        auto ticket = calls.backward(state, this, given.data(), static_cast<int32_t>(given.size()), results.data(), static_cast<int32_t>(results.size()));
        if (ticket != 0) {
            throw ManagedFailure(ticket);
        }
        variable_list taken;
        for (auto* result : results) {
            taken.push_back(take(result));
        }
        return taken;
    }

    // After a backward pass that does not retain its graph.
    void release_variables() override {
        std::lock_guard<std::mutex> lock(mutex_);
        saved.clear();
        was_released = true;
    }

    void* state;
    FunctionCalls calls;
    std::vector<torch::autograd::SavedVariable> saved;
    std::vector<torch::autograd::VariableInfo> outputs;
    bool was_released = false;
};

std::shared_ptr<ManagedNode>& node_of(void* handle) {
    return *static_cast<std::shared_ptr<ManagedNode>*>(handle);
}

// The output as part of the graph. What came in and goes out again becomes another tensor over the same memory.
at::Tensor attach(const at::Tensor& output, bool is_differentiable, const variable_list& inputs, const std::shared_ptr<ManagedNode>& node) {
    bool came_in = std::any_of(inputs.begin(), inputs.end(), [&](const at::Tensor& input) { return input.is_same(output); });
    auto attached = came_in || !is_differentiable ? output.detach() : output;
    node->outputs.emplace_back(attached);
    if (is_differentiable) {
        torch::autograd::set_history(attached, node);
    } else {
        node->add_input_metadata(torch::autograd::Node::undefined_input());
    }
    return attached;
}

}  // namespace

SHIM_EXPORT char* shim_function_new(void* state, const void* calls, void* const* inputs, int32_t count, void** node) {
    SHIM_TRY({
        auto made = std::shared_ptr<ManagedNode>(new ManagedNode(state, *static_cast<const FunctionCalls*>(calls)), torch::autograd::deleteNode);
        made->set_next_edges(torch::autograd::collect_next_edges(borrow_all(inputs, count)));
        *node = new std::shared_ptr<ManagedNode>(std::move(made));
    });
}

// The graph keeps the node as long as it needs it.
SHIM_EXPORT char* shim_function_delete(void* node) {
    SHIM_TRY(delete static_cast<std::shared_ptr<ManagedNode>*>(node));
}

SHIM_EXPORT char* shim_function_attach(void* node, void* const* inputs, int32_t input_count, void* const* outputs, const int32_t* differentiable, int32_t count, Handle* results) {
    SHIM_TRY({
        auto came_in = borrow_all(inputs, input_count);
        auto made = borrow_all(outputs, count);
        for (int32_t i = 0; i < count; i++) {
            results[i] = give(attach(made[i], differentiable[i] != 0, came_in, node_of(node)));
        }
    });
}

SHIM_EXPORT char* shim_function_save(void* node, void* const* tensors, int32_t count) {
    SHIM_TRY({
        auto& target = node_of(node);
        for (auto& tensor : borrow_all(tensors, count)) {
            bool is_output = tensor.defined() && tensor.grad_fn() == target;
            target->saved.emplace_back(tensor, is_output);
        }
    });
}

// During a backward pass; `node` is what that was given. Throws where a saved tensor was changed in place since.
SHIM_EXPORT char* shim_function_saved(void* node, int32_t capacity, Handle* results, int32_t* count) {
    SHIM_TRY({
        auto* self = static_cast<ManagedNode*>(node);
        TORCH_CHECK(!self->was_released, torch::autograd::ERR_BACKWARD_TWICE);
        *count = static_cast<int32_t>(self->saved.size());
        for (int32_t i = 0; i < *count && i < capacity; i++) {
            results[i] = give(self->saved[i].unpack(self->shared_from_this()));
        }
    });
}
