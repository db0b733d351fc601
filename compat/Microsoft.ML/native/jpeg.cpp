// JPEG by libjpeg-turbo, called as Skia calls it: all defaults, no rotation, warnings ignored, Adobe's inverted CMYK.
#include "shim.h"

#include <csetjmp>

#include <jpeglib.h>

#include <jerror.h>

namespace {

// A file of many scans costs a pass over all pixels for each; none that is meant well has so many.
constexpr int maximum_scans = 100;
constexpr uint64_t maximum_work = uint64_t{1} << 33;
constexpr long maximum_memory = 1L << 30;

// libjpeg's errors arrive as a jump; only plain data lies between the jump and where it lands.
struct Failure {
    jpeg_error_mgr base;
    jmp_buf landing;
    char text[JMSG_LENGTH_MAX];
};

struct Reader {
    jpeg_decompress_struct codec;
    Failure failure;
    jpeg_source_mgr source;
    jpeg_progress_mgr progress;
};

void on_error(j_common_ptr codec) {
    auto* failure = reinterpret_cast<Failure*>(codec->err);
    codec->err->format_message(codec, failure->text);
    longjmp(failure->landing, 1);
}

void be_quiet(j_common_ptr) {}

void fail(j_decompress_ptr codec, const char* text) {
    auto* failure = reinterpret_cast<Failure*>(codec->err);
    snprintf(failure->text, sizeof failure->text, "%s", text);
    longjmp(failure->landing, 1);
}

void start_source(j_decompress_ptr) {}

// The file has ended: libjpeg stops where it is.
boolean no_more_input(j_decompress_ptr) { return FALSE; }

void skip_input(j_decompress_ptr codec, long count) {
    if (count <= 0) {
        return;
    }
    size_t skipped = static_cast<size_t>(count) < codec->src->bytes_in_buffer ? static_cast<size_t>(count) : codec->src->bytes_in_buffer;
    codec->src->next_input_byte += skipped;
    codec->src->bytes_in_buffer -= skipped;
}

void watch_work(j_common_ptr common) {
    auto* codec = reinterpret_cast<j_decompress_ptr>(common);
    uint64_t work = static_cast<uint64_t>(codec->input_scan_number) * codec->image_width * codec->image_height;
    if (codec->input_scan_number > maximum_scans || work > maximum_work) {
        fail(codec, "too many scans");
    }
}

void watch_failures(jpeg_error_mgr*& slot, Failure& failure) {
    slot = jpeg_std_error(&failure.base);
    failure.base.error_exit = on_error;
    failure.base.output_message = be_quiet;
}

void read_header(const Source& source, Reader& reader) {
    auto& codec = reader.codec;
    jpeg_create_decompress(&codec);
    codec.mem->max_memory_to_use = maximum_memory;
    reader.source.next_input_byte = source.data;
    reader.source.bytes_in_buffer = source.size;
    reader.source.init_source = start_source;
    reader.source.fill_input_buffer = no_more_input;
    reader.source.skip_input_data = skip_input;
    reader.source.resync_to_restart = jpeg_resync_to_restart;
    reader.source.term_source = start_source;
    codec.src = &reader.source;
    reader.progress.progress_monitor = watch_work;
    codec.progress = &reader.progress;
    if (jpeg_read_header(&codec, TRUE) != JPEG_HEADER_OK) {
        fail(&codec, "the header is incomplete");
    }
    if (codec.jpeg_color_space == JCS_UNKNOWN) {
        fail(&codec, "unknown colours");
    }
}

bool is_cmyk(const jpeg_decompress_struct& codec) {
    return codec.jpeg_color_space == JCS_CMYK || codec.jpeg_color_space == JCS_YCCK;
}

void from_cmyk(uint8_t* row, int32_t width) {
    for (uint8_t* pixel = row; pixel < row + static_cast<size_t>(width) * 4; pixel += 4) {
        uint8_t red = multiply(pixel[0], pixel[3]), green = multiply(pixel[1], pixel[3]), blue = multiply(pixel[2], pixel[3]);
        pixel[0] = blue;
        pixel[1] = green;
        pixel[2] = red;
        pixel[3] = 255;
    }
}

// What is missing of a grey picture is black, of another one transparent.
void finish_truncated(const jpeg_decompress_struct& codec, const Target& target) {
    target.clear_from(codec.output_scanline);
    if (codec.jpeg_color_space != JCS_GRAYSCALE) {
        return;
    }
    for (uint8_t* pixel = target.row(codec.output_scanline); pixel < target.row(target.height); pixel += 4) {
        pixel[3] = 255;
    }
}

void read_rows(Reader& reader, Target& target) {
    auto& codec = reader.codec;
    codec.out_color_space = is_cmyk(codec) ? JCS_CMYK : JCS_EXT_BGRA;
    if (!jpeg_start_decompress(&codec)) {
        fail(&codec, "the file ends before the first row");
    }
    if (static_cast<int32_t>(codec.output_width) != target.width || static_cast<int32_t>(codec.output_height) != target.height) {
        fail(&codec, "the size is not the one that was measured");
    }
    while (codec.output_scanline < codec.output_height) {
        JSAMPROW row = target.row(codec.output_scanline);
        if (jpeg_read_scanlines(&codec, &row, 1) == 0) {
            finish_truncated(codec, target);
            return;
        }
        if (is_cmyk(codec)) {
            from_cmyk(row, target.width);
        }
    }
}

// False, with the text, where libjpeg gave up.
bool run(const Source& source, Target& target, bool with_rows, Reader& reader) {
    watch_failures(reader.codec.err, reader.failure);
    bool is_done = false;
    if (setjmp(reader.failure.landing) == 0) {
        read_header(source, reader);
        if (with_rows) {
            read_rows(reader, target);
        } else {
            target.width = static_cast<int32_t>(reader.codec.image_width);
            target.height = static_cast<int32_t>(reader.codec.image_height);
        }
        is_done = true;
    }
    jpeg_destroy_decompress(&reader.codec);
    return is_done;
}

void read(const Source& source, Target& target, bool with_rows) {
    Reader reader = {};
    target.is_opaque = 1;
    if (!run(source, target, with_rows, reader)) {
        throw std::runtime_error(reader.failure.text);
    }
}

struct Writer {
    jpeg_compress_struct codec;
    Failure failure;
    unsigned char* data;
    unsigned long size;
};

void write_rows(const Original& original, int quality, Writer& writer) {
    auto& codec = writer.codec;
    jpeg_create_compress(&codec);
    jpeg_mem_dest(&codec, &writer.data, &writer.size);
    codec.image_width = original.width;
    codec.image_height = original.height;
    codec.input_components = 4;
    codec.in_color_space = original.is_red_first ? JCS_EXT_RGBA : JCS_EXT_BGRA;
    jpeg_set_defaults(&codec);
    jpeg_set_quality(&codec, quality, TRUE);
    codec.optimize_coding = TRUE;
    jpeg_start_compress(&codec, TRUE);
    while (codec.next_scanline < codec.image_height) {
        JSAMPROW row = const_cast<uint8_t*>(original.row(codec.next_scanline));
        jpeg_write_scanlines(&codec, &row, 1);
    }
    jpeg_finish_compress(&codec);
}

bool run(const Original& original, int quality, Writer& writer) {
    watch_failures(writer.codec.err, writer.failure);
    bool is_done = false;
    if (setjmp(writer.failure.landing) == 0) {
        write_rows(original, quality, writer);
        is_done = true;
    }
    jpeg_destroy_compress(&writer.codec);
    return is_done;
}

}  // namespace

bool is_jpeg(const Source& source) {
    return source.size >= 3 && source.data[0] == 0xFF && source.data[1] == 0xD8 && source.data[2] == 0xFF;
}

void measure_jpeg(const Source& source, Target& target) { read(source, target, false); }

void decode_jpeg(const Source& source, Target& target) { read(source, target, true); }

void encode_jpeg(const Original& original, int quality, Encoded& encoded) {
    Writer writer = {};
    if (!run(original, quality, writer)) {
        free(writer.data);
        throw std::runtime_error(writer.failure.text);
    }
    encoded.data = writer.data;
    encoded.size = writer.size;
}
