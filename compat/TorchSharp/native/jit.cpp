// TorchScript: a few lines of source compiled at run time, or an archive of them, for what TorchSharp's API cannot say.
#include "shim.h"

#include <torch/csrc/jit/api/compilation_unit.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/frontend/resolver.h>
#include <torch/csrc/jit/serialization/import.h>

#include <sstream>

using Unit = std::shared_ptr<torch::jit::CompilationUnit>;

SHIM_EXPORT char* shim_jit_compile(const char* source, void** unit) {
    SHIM_TRY({
        auto compiled = std::make_shared<torch::jit::CompilationUnit>();
        compiled->define(c10::nullopt, source, torch::jit::nativeResolver(), nullptr);
        *unit = new Unit(std::move(compiled));
    });
}

SHIM_EXPORT char* shim_jit_delete(void* unit) {
    SHIM_TRY(delete static_cast<Unit*>(unit));
}

namespace {

torch::jit::Stack stack_of(const Value* arguments, int32_t given) {
    torch::jit::Stack stack;
    for (int32_t i = 0; i < given; i++) {
        stack.push_back(to_ivalue(arguments[i]));
    }
    return stack;
}

}  // namespace

// Calls a function of the unit; gives one value, in which lists and tuples may nest.
SHIM_EXPORT char* shim_jit_invoke(void* unit, const char* name, const Value* arguments, int32_t given, Value* result) {
    SHIM_TRY({
        auto* function = (*static_cast<Unit*>(unit))->find_function(name);
        TORCH_CHECK(function != nullptr, "the compilation unit has no function '", name, "'");
        from_ivalue((*function)(stack_of(arguments, given)), *result);
    });
}

// Reads an archive of a module: code and attributes.
SHIM_EXPORT char* shim_jit_load(const char* bytes, int64_t length, int32_t device_type, int32_t device_index, void** module) {
    SHIM_TRY({
        std::istringstream stream(std::string(bytes, static_cast<size_t>(length)));
        *module = new torch::jit::Module(torch::jit::load(stream, to_device(device_type, device_index)));
    });
}

SHIM_EXPORT char* shim_jit_module_delete(void* module) {
    SHIM_TRY(delete static_cast<torch::jit::Module*>(module));
}

// Calls a method of the module; gives one value, in which lists and tuples may nest.
SHIM_EXPORT char* shim_jit_module_invoke(void* module, const char* name, const Value* arguments, int32_t given, Value* result) {
    SHIM_TRY({
        auto method = static_cast<torch::jit::Module*>(module)->get_method(name);
        from_ivalue(method(stack_of(arguments, given)), *result);
    });
}
