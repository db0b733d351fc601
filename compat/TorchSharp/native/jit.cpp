// TorchScript: a few lines of source compiled at run time, for what TorchSharp's API cannot say.
#include "shim.h"

#include <torch/csrc/jit/api/compilation_unit.h>
#include <torch/csrc/jit/frontend/resolver.h>

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

// Calls a function of the unit; gives one value, in which lists and tuples may nest.
SHIM_EXPORT char* shim_jit_invoke(void* unit, const char* name, const Value* arguments, int32_t given, Value* result) {
    SHIM_TRY({
        auto* function = (*static_cast<Unit*>(unit))->find_function(name);
        TORCH_CHECK(function != nullptr, "the compilation unit has no function '", name, "'");
        torch::jit::Stack stack;
        for (int32_t i = 0; i < given; i++) {
            stack.push_back(to_ivalue(arguments[i]));
        }
        from_ivalue((*function)(std::move(stack)), *result);
    });
}
