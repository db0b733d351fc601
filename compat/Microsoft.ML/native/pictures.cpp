// The exports, and how failures are told.
#include "shim.h"

const char* const out_of_memory_text = "out of memory";

static char* text_of(const char* text) noexcept {
    char* copy = strdup(text);
    return copy != nullptr ? copy : const_cast<char*>(out_of_memory_text);
}

char* describe_current_exception() noexcept {
    try {
        throw;
    } catch (const std::bad_alloc&) {
        return const_cast<char*>(out_of_memory_text);
    } catch (const std::exception& e) {
        return text_of(e.what());
    } catch (...) {
        return text_of("an exception of unknown type");
    }
}

// Width and height as the header has them.
PICTURES_EXPORT char* pictures_measure(const uint8_t* data, int64_t size, Target* target) {
    PICTURES_TRY({
        Source source{data, static_cast<size_t>(size)};
        if (is_png(source)) {
            measure_png(source, *target);
        } else if (is_jpeg(source)) {
            measure_jpeg(source, *target);
        } else {
            throw std::invalid_argument("neither JPEG nor PNG");
        }
    })
}

// Fills the target, which has the size that was measured. Of a truncated picture, the rows that there are.
PICTURES_EXPORT char* pictures_decode(const uint8_t* data, int64_t size, Target* target) {
    PICTURES_TRY({
        Source source{data, static_cast<size_t>(size)};
        if (is_png(source)) {
            decode_png(source, *target);
        } else {
            decode_jpeg(source, *target);
        }
    })
}

// PNG where the quality is 0, else JPEG of that quality.
PICTURES_EXPORT char* pictures_encode(const uint8_t* pixels, int32_t width, int32_t height, int32_t is_opaque, int32_t is_red_first, int32_t quality, uint8_t** data, int64_t* size) {
    PICTURES_TRY({
        Original original{pixels, width, height, is_opaque != 0, is_red_first != 0};
        Encoded encoded;
        if (quality == 0) {
            encode_png(original, encoded);
        } else {
            encode_jpeg(original, quality, encoded);
        }
        *data = encoded.data;
        *size = static_cast<int64_t>(encoded.size);
    })
}

PICTURES_EXPORT void pictures_free(void* memory) {
    if (memory != out_of_memory_text) {
        free(memory);
    }
}
