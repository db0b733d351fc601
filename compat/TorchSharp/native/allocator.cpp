// Where libtorch's tensors on the CPU get their memory from: see allocator.h. By default libtorch takes every tensor from malloc, which maps large
// blocks anew each time: the kernel then fills in millions of pages a training step.
#include "allocator.h"

#include <sys/mman.h>

#include <cstdlib>

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>

#include "shim.h"

namespace {

constexpr size_t alignment = 64;
constexpr size_t page = 4096;
constexpr size_t huge_page = size_t{2} << 20;
constexpr size_t smallest_huge = size_t{16} << 20;  // the kernel may have to move other memory away first: not worth its while for less
constexpr size_t smallest_kept = size_t{128} << 10;  // from here on glibc's malloc maps

size_t round_up(size_t size, size_t to) {
    return (size + to - 1) / to * to;
}

}  // namespace

// Stands before the data, so that data and alignment are 64 bytes further.
struct alignas(alignment) BlockStore::Block {
    size_t size;  // with this header; 0 for malloc's
    void* memory;  // what malloc gave: it aligns to less
    std::multimap<size_t, Block*>::iterator place;
    Block* older;
    Block* newer;

    void* data() { return this + 1; }
    static Block* of(void* data) { return static_cast<Block*>(data) - 1; }
};

void* BlockStore::allocate(size_t bytes) {
    static_assert(sizeof(Block) == alignment, "the data stay aligned");
    if (bytes > SIZE_MAX / 2) {
        throw std::bad_alloc();
    }
    if (bytes < smallest_kept) {
        // Not posix_memalign, which cannot take a block that was just freed, but cuts up a larger one each time.
        auto* memory = malloc(sizeof(Block) + bytes + alignment);
        if (memory == nullptr) {
            throw std::bad_alloc();
        }
        auto* small = new (reinterpret_cast<void*>(round_up(reinterpret_cast<uintptr_t>(memory), alignment))) Block{};
        small->memory = memory;
        return small->data();
    }
    auto size = round_up(sizeof(Block) + bytes, page);
    auto* block = find(size);
    if (block == nullptr) {
        block = fresh(size);
    }
    return block->data();
}

void BlockStore::release(void* data) noexcept {
    auto* block = Block::of(data);
    if (block->size == 0) {
        free(block->memory);
        return;
    }
    Block* surplus;
    {
        std::lock_guard<std::mutex> held(gate_);
        used_ -= block->size;
        try {
            block->place = by_size_.emplace(block->size, block);
        } catch (const std::bad_alloc&) {
            munmap(block, block->size);
            return;
        }
        block->older = newest_;
        block->newer = nullptr;
        (newest_ == nullptr ? oldest_ : newest_->newer) = block;
        newest_ = block;
        kept_ += block->size;
        surplus = evict(limit_);
    }
    unmap(surplus);
}

void BlockStore::set_limit(size_t limit) noexcept {
    {
        std::lock_guard<std::mutex> held(gate_);
        limit_ = limit;
    }
    trim(limit);
}

void BlockStore::trim(size_t keep) noexcept {
    Block* surplus;
    {
        std::lock_guard<std::mutex> held(gate_);
        surplus = evict(keep);
    }
    unmap(surplus);
}

MemoryFacts BlockStore::facts() {
    std::lock_guard<std::mutex> held(gate_);
    return {static_cast<int64_t>(used_), static_cast<int64_t>(kept_), static_cast<int64_t>(limit_), misses_};
}

// The smallest kept block that is large enough, unless more than a fifth of it would lie idle.
BlockStore::Block* BlockStore::find(size_t size) {
    std::lock_guard<std::mutex> held(gate_);
    auto found = by_size_.lower_bound(size);
    if (found == by_size_.end() || found->first > size + size / 4) {
        return nullptr;
    }
    auto* block = found->second;
    forget(block);
    used_ += block->size;
    return block;
}

BlockStore::Block* BlockStore::fresh(size_t size) {
    // A mapping begins at any page: with one huge page more there is one inside that begins at a huge one.
    auto slack = size >= smallest_huge ? huge_page - page : 0;
    auto map = [&] { return mmap(nullptr, size + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); };
    auto* memory = map();
    if (memory == MAP_FAILED) {
        trim(0);
        memory = map();
    }
    if (memory == MAP_FAILED) {
        throw std::bad_alloc();
    }
    auto* begin = static_cast<char*>(memory);
    if (slack > 0) {
        auto* aligned = reinterpret_cast<char*>(round_up(reinterpret_cast<uintptr_t>(begin), huge_page));
        if (aligned > begin) {
            munmap(begin, aligned - begin);
        }
        if (begin + slack > aligned) {
            munmap(aligned + size, begin + slack - aligned);
        }
        begin = aligned;
        madvise(begin, size, MADV_HUGEPAGE);  // a kernel without huge pages says no, which is fine
    }
    auto* block = new (begin) Block{};
    block->size = size;
    std::lock_guard<std::mutex> held(gate_);
    used_ += size;
    misses_++;
    return block;
}

// Takes a block out of the store; the gate is held.
void BlockStore::forget(Block* block) {
    by_size_.erase(block->place);
    (block->older == nullptr ? oldest_ : block->older->newer) = block->newer;
    (block->newer == nullptr ? newest_ : block->newer->older) = block->older;
    kept_ -= block->size;
}

// Takes the oldest blocks out of the store until `keep` bytes are left, and gives them chained by `newer`; the gate is held.
BlockStore::Block* BlockStore::evict(size_t keep) {
    Block* chain = nullptr;
    while (kept_ > keep) {
        auto* block = oldest_;
        forget(block);
        block->newer = chain;
        chain = block;
    }
    return chain;
}

void BlockStore::unmap(Block* chain) noexcept {
    while (chain != nullptr) {
        auto* next = chain->newer;
        munmap(chain, chain->size);
        chain = next;
    }
}

namespace {

// Set once, before the first tensor, and never destroyed: tensors may outlive everything.
BlockStore* store = nullptr;

void give_back(void* data) {
    if (data != nullptr) {
        store->release(data);
    }
}

class StoreAllocator final : public c10::Allocator {
public:
    // libtorch 2.3 took the `const` away and added copy_data; whichever is virtual is overridden.
    c10::DataPtr allocate(size_t bytes) const { return take(bytes); }
    c10::DataPtr allocate(size_t bytes) { return take(bytes); }
    c10::DeleterFnPtr raw_deleter() const override { return &give_back; }
    void copy_data(void* to, const void* from, size_t count) const { std::memcpy(to, from, count); }

private:
    // Data and context are the same, without which raw_allocate does not work.
    static c10::DataPtr take(size_t bytes) {
        void* data = nullptr;
        try {
            data = bytes == 0 ? nullptr : store->allocate(bytes);
        } catch (const std::bad_alloc&) {
            TORCH_CHECK(false, "not enough memory: you tried to allocate ", bytes, " bytes");
        }
        return {data, data, &give_back, c10::Device(c10::DeviceType::CPU)};
    }
};

}  // namespace

// From now on tensors' memory is kept, up to so many unused bytes. The first call comes before the first tensor and from one thread.
SHIM_EXPORT char* shim_keep_memory(int64_t limit) {
    SHIM_TRY({
        TORCH_CHECK(limit >= 0, "bytes to keep: expected 0 or more, got ", limit);
        if (store == nullptr) {
            store = new BlockStore();
            c10::SetCPUAllocator(new StoreAllocator());
        }
        store->set_limit(static_cast<size_t>(limit));
    });
}

SHIM_EXPORT char* shim_memory_facts(MemoryFacts* facts) {
    SHIM_TRY(*facts = store == nullptr ? MemoryFacts{} : store->facts());
}

SHIM_EXPORT char* shim_trim_memory(int64_t keep) {
    SHIM_TRY({
        TORCH_CHECK(keep >= 0, "bytes to keep: expected 0 or more, got ", keep);
        if (store != nullptr) {
            store->trim(static_cast<size_t>(keep));
        }
    });
}
