// Memory for tensors on the CPU that is kept for the next tensor instead of being given back to the kernel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>

// How much there is, in bytes; `misses` counts blocks that came from the kernel.
struct MemoryFacts {
    int64_t used;
    int64_t kept;
    int64_t limit;
    int64_t misses;
};
static_assert(sizeof(MemoryFacts) == 32, "the managed struct has this size");

// Large blocks come from the kernel, on huge pages where they are large enough, and go to a store from which the next block of about that size is
// taken. What is in the store never exceeds the limit: the block that has lain there longest goes first. Small blocks are malloc's. For any threads.
class BlockStore {
public:
    BlockStore() = default;
    BlockStore(const BlockStore&) = delete;
    BlockStore& operator=(const BlockStore&) = delete;

    // Aligned to 64 bytes; throws std::bad_alloc where the machine has no more, even after the store was emptied.
    void* allocate(size_t bytes);
    void release(void* data) noexcept;

    void set_limit(size_t limit) noexcept;

    // Gives kept blocks back to the kernel, the oldest first, until `keep` bytes are left.
    void trim(size_t keep) noexcept;
    MemoryFacts facts();

private:
    struct Block;

    Block* find(size_t size);
    Block* fresh(size_t size);
    void forget(Block* block);
    Block* evict(size_t keep);
    static void unmap(Block* chain) noexcept;

    std::mutex gate_;
    size_t limit_ = 0;
    std::multimap<size_t, Block*> by_size_;
    Block* oldest_ = nullptr;
    Block* newest_ = nullptr;
    size_t used_ = 0;
    size_t kept_ = 0;
    int64_t misses_ = 0;
};
