// What the files of the picture shim share. Nothing is ever thrown across the border: every export returns null or a text that pictures_free frees.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>

#define PICTURES_EXPORT extern "C" __attribute__((visibility("default")))

extern const char* const out_of_memory_text;
char* describe_current_exception() noexcept;

// The body of every export.
#define PICTURES_TRY(...)                       \
    try {                                       \
        __VA_ARGS__;                            \
        return nullptr;                         \
    } catch (...) {                             \
        return describe_current_exception();    \
    }

// An encoded picture, borrowed.
struct Source {
    const uint8_t* data;
    size_t size;
};

// Decoded pixels, borrowed: 4 bytes each (blue, green, red, alpha; premultiplied), rows without gaps; before decoding, anything is in them.
struct Target {
    uint8_t* pixels;
    int32_t width;
    int32_t height;
    int32_t is_opaque;

    size_t stride() const { return static_cast<size_t>(width) * 4; }
    uint8_t* row(size_t y) const { return pixels + y * stride(); }
    void clear_from(size_t y) const { memset(row(y), 0, (static_cast<size_t>(height) - y) * stride()); }
};

// Pixels to encode: 4 bytes each, red first or blue first.
struct Original {
    const uint8_t* pixels;
    int32_t width;
    int32_t height;
    bool is_opaque;
    bool is_red_first;

    const uint8_t* row(size_t y) const { return pixels + y * width * 4; }
};

// An encoded picture that grows; its memory is malloc's, for pictures_free.
struct Encoded {
    uint8_t* data = nullptr;
    size_t size = 0;
    size_t capacity = 0;
};

// round(value * factor / 255)
inline uint8_t multiply(unsigned value, unsigned factor) {
    return static_cast<uint8_t>((value * factor + 127) / 255);
}

bool is_jpeg(const Source& source);
void measure_jpeg(const Source& source, Target& target);
void decode_jpeg(const Source& source, Target& target);
void encode_jpeg(const Original& original, int quality, Encoded& encoded);

bool is_png(const Source& source);
void measure_png(const Source& source, Target& target);
void decode_png(const Source& source, Target& target);
void encode_png(const Original& original, Encoded& encoded);
