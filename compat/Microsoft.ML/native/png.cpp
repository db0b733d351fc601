// PNG by libpng, fed piecemeal as Skia feeds it: a file that merely ends early gives the rows that it has, a damaged one is refused.
#include "shim.h"

#include <png.h>

namespace {

enum Jump { start = 0, failed = 1, finished = 2 };

struct Reader {
    Target* target;
    bool with_rows;
    bool has_header;
    int last_pass;
    char text[256];
};

void on_error(png_structp png, png_const_charp message) {
    auto* reader = static_cast<Reader*>(png_get_error_ptr(png));
    snprintf(reader->text, sizeof reader->text, "%s", message);
    png_longjmp(png, failed);
}

void be_quiet(png_structp, png_const_charp) {}

void on_header(png_structp png, png_infop info) {
    auto* reader = static_cast<Reader*>(png_get_progressive_ptr(png));
    auto& target = *reader->target;
    auto width = static_cast<int32_t>(png_get_image_width(png, info)), height = static_cast<int32_t>(png_get_image_height(png, info));
    bool has_alpha = (png_get_color_type(png, info) & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(png, info, PNG_INFO_tRNS) != 0;
    target.is_opaque = has_alpha ? 0 : 1;
    reader->has_header = true;
    if (!reader->with_rows) {
        target.width = width;
        target.height = height;
        png_longjmp(png, finished);
    }
    if (width != target.width || height != target.height) {
        png_error(png, "the size is not the one that was measured");
    }
    target.clear_from(0); // what a file that ends early lacks stays zero
    png_set_expand(png);
    png_set_strip_16(png);
    png_set_gray_to_rgb(png);
    png_set_bgr(png);
    png_set_add_alpha(png, 0xFF, PNG_FILLER_AFTER);
    reader->last_pass = png_set_interlace_handling(png) - 1;
    png_read_update_info(png, info);
    if (png_get_rowbytes(png, info) != target.stride()) {
        png_error(png, "unexpected length of a row");
    }
}

void on_row(png_structp png, png_bytep row, png_uint_32 index, int pass) {
    auto* reader = static_cast<Reader*>(png_get_progressive_ptr(png));
    auto height = static_cast<png_uint_32>(reader->target->height);
    if (row != nullptr && index < height) {
        png_progressive_combine_row(png, reader->target->row(index), row);
    }
    if (pass == reader->last_pass && index + 1 == height) {
        png_longjmp(png, finished);
    }
}

void on_end(png_structp, png_infop) {}

// False, with the text, where libpng gave up.
bool run(const Source& source, Reader& reader, png_structp png, png_infop info) {
    switch (setjmp(png_jmpbuf(png))) {
        case start:
            png_set_progressive_read_fn(png, &reader, on_header, on_row, on_end);
            png_process_data(png, info, const_cast<png_bytep>(source.data), source.size);
            break;
        case failed:
            return false;
        default:
            break;
    }
    if (!reader.has_header) {
        snprintf(reader.text, sizeof reader.text, "the header is incomplete");
    }
    return reader.has_header;
}

void premultiply(const Target& target) {
    if (target.is_opaque) {
        return;
    }
    for (uint8_t* pixel = target.row(0); pixel < target.row(target.height); pixel += 4) {
        if (pixel[3] == 255) {
            continue;
        }
        for (int i = 0; i < 3; i++) {
            pixel[i] = multiply(pixel[i], pixel[3]);
        }
    }
}

void read(const Source& source, Target& target, bool with_rows) {
    Reader reader = {&target, with_rows, false, 0, ""};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader, on_error, be_quiet);
    png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
    bool is_done = info != nullptr && run(source, reader, png, info);
    png_destroy_read_struct(&png, &info, nullptr);
    if (!is_done) {
        throw std::runtime_error(reader.text[0] != 0 ? reader.text : "libpng could not start");
    }
    if (with_rows) {
        premultiply(target);
    }
}

struct Writer {
    Encoded encoded;
    uint8_t* row;
    char text[256];
};

void on_write_error(png_structp png, png_const_charp message) {
    auto* writer = static_cast<Writer*>(png_get_error_ptr(png));
    snprintf(writer->text, sizeof writer->text, "%s", message);
    png_longjmp(png, failed);
}

void append(png_structp png, png_bytep data, png_size_t size) {
    auto& encoded = static_cast<Writer*>(png_get_io_ptr(png))->encoded;
    if (encoded.size + size > encoded.capacity) {
        size_t capacity = (encoded.size + size) * 2;
        auto* grown = static_cast<uint8_t*>(realloc(encoded.data, capacity));
        if (grown == nullptr) {
            png_error(png, out_of_memory_text);
        }
        encoded.data = grown;
        encoded.capacity = capacity;
    }
    memcpy(encoded.data + encoded.size, data, size);
    encoded.size += size;
}

void flush(png_structp) {}

// PNG's colours are not multiplied by alpha.
void unpremultiply(const uint8_t* from, uint8_t* to, int32_t width) {
    for (int32_t x = 0; x < width; x++, from += 4, to += 4) {
        unsigned alpha = from[3];
        for (int i = 0; i < 3; i++) {
            unsigned value = alpha == 0 ? 0 : (from[i] * 255u + alpha / 2) / alpha;
            to[i] = static_cast<uint8_t>(value > 255 ? 255 : value);
        }
        to[3] = from[3];
    }
}

bool run(const Original& original, Writer& writer, png_structp png, png_infop info) {
    if (setjmp(png_jmpbuf(png)) != 0) {
        return false;
    }
    png_set_write_fn(png, &writer, append, flush);
    int type = original.is_opaque ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGBA;
    png_set_IHDR(png, info, original.width, original.height, 8, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    if (original.is_opaque) {
        png_set_filler(png, 0, PNG_FILLER_AFTER);
    }
    if (!original.is_red_first) {
        png_set_bgr(png);
    }
    for (int32_t y = 0; y < original.height; y++) {
        if (original.is_opaque) {
            png_write_row(png, original.row(y));
        } else {
            unpremultiply(original.row(y), writer.row, original.width);
            png_write_row(png, writer.row);
        }
    }
    png_write_end(png, info);
    return true;
}

}  // namespace

bool is_png(const Source& source) {
    return source.size >= 8 && png_sig_cmp(source.data, 0, 8) == 0;
}

void measure_png(const Source& source, Target& target) { read(source, target, false); }

void decode_png(const Source& source, Target& target) { read(source, target, true); }

void encode_png(const Original& original, Encoded& encoded) {
    Writer writer = {};
    writer.row = static_cast<uint8_t*>(malloc(static_cast<size_t>(original.width) * 4));
    png_structp png = writer.row != nullptr ? png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer, on_write_error, be_quiet) : nullptr;
    png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
    bool is_done = info != nullptr && run(original, writer, png, info);
    png_destroy_write_struct(&png, &info);
    free(writer.row);
    if (!is_done) {
        free(writer.encoded.data);
        throw std::runtime_error(writer.text[0] != 0 ? writer.text : out_of_memory_text);
    }
    encoded = writer.encoded;
}
