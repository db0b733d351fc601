#!/usr/bin/python3
"""Makes the pictures of this folder and, with Pillow, the pixels that they hold. Needs Debian's python3-pil; run it in any folder, it writes beside itself.

NAME.<ext>          an encoded picture of 13 x 9 pixels (random colours, or smooth ones where the codec loses something)
NAME.bgra           its pixels as ML.NET holds them: blue, green, red, alpha; colours multiplied by alpha and rounded
nearest_WxH.bgra    rgb.png at that size, each pixel the one under its centre. Only sizes whose centres never fall on a border between two pixels:
                    there Pillow takes the pixel behind the border, Skia the one before it.

Made with Pillow 9.4.0, libjpeg-turbo 2.1.5, zlib 1.2.13. Tolerance: none; 2 for JPEG, whose decoders may round differently.
"""
import io
import os
import random
import struct
import zlib

from PIL import Image

WIDTH, HEIGHT = 13, 9
SIZES = [(5, 4), (7, 11), (26, 18), (39, 3), (1, 1)]
folder = os.path.dirname(os.path.abspath(__file__))
rng = random.Random(20240229)


def write(name, data):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data)


def noise(mode):
    return Image.frombytes(mode, (WIDTH, HEIGHT), rng.randbytes(WIDTH * HEIGHT * len(Image.new(mode, (1, 1)).getbands())))


def smooth(mode):
    bands = len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, (WIDTH, HEIGHT), bytes((18 * x + (9 + 7 * b) * y + 20 * b) % 256 for y in range(HEIGHT) for x in range(WIDTH) for b in range(bands)))


def bgra(picture):
    return b"".join(bytes([(c * a + 127) // 255 for c in (b, g, r)] + [a]) for r, g, b, a in picture.convert("RGBA").getdata())


def save(name, picture, pixels=None, **options):
    encoded = io.BytesIO()
    extension = name.rsplit(".", 1)[1]
    picture.save(encoded, {"jpg": "JPEG"}.get(extension, extension.upper()), **options)
    write(name, encoded.getvalue())
    decoded = pixels or Image.open(io.BytesIO(encoded.getvalue()))
    write(name.rsplit(".", 1)[0] + ".bgra", bgra(decoded))


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(bits, color_type, interlace, raw, extra=b""):
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, color_type, 0, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + extra + png_chunk(b"IDAT", zlib.compress(raw)) + png_chunk(b"IEND", b"")


def deep():
    """16 bits a colour: the high bytes count."""
    samples = rng.randbytes(WIDTH * HEIGHT * 6)
    rows = b"".join(b"\0" + samples[y * WIDTH * 6:(y + 1) * WIDTH * 6] for y in range(HEIGHT))
    write("rgb16.png", png(16, 2, 0, rows))
    write("rgb16.bgra", bgra(Image.frombytes("RGB", (WIDTH, HEIGHT), samples[0::2])))


def interlaced():
    """Adam7."""
    picture = noise("RGB")
    raw = b""
    for x0, y0, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        for y in range(y0, HEIGHT, dy):
            row = b"".join(bytes(picture.getpixel((x, y))) for x in range(x0, WIDTH, dx))
            raw += b"\0" + row if row else b""
    write("interlaced.png", png(8, 2, 1, raw))
    write("interlaced.bgra", bgra(picture))


def palette(transparent):
    picture = Image.frombytes("P", (WIDTH, HEIGHT), bytes(rng.randrange(16) for _ in range(WIDTH * HEIGHT)))
    picture.putpalette(rng.randbytes(48))
    if transparent:
        picture.info["transparency"] = bytes([0, 128, 255, 17])
    return picture


def main():
    rgb = noise("RGB")
    save("rgb.png", rgb)
    for width, height in SIZES:
        write(f"nearest_{width}x{height}.bgra", bgra(rgb.resize((width, height), Image.Resampling.NEAREST)))
    save("rgba.png", noise("RGBA"))
    save("gray.png", noise("L"))
    save("gray_alpha.png", noise("LA"))
    save("palette.png", palette(False))
    save("palette_alpha.png", palette(True), transparency=bytes([0, 128, 255, 17]))
    save("bilevel.png", noise("L").convert("1"))
    deep()
    interlaced()
    save("color.jpg", smooth("RGB"), quality=95)
    save("gray_jpeg.jpg", smooth("L"), quality=95)
    save("progressive.jpg", smooth("RGB"), quality=95, progressive=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    save("rotated.jpg", smooth("RGB"), quality=95, exif=exif)
    save("bmp_rgb.bmp", noise("RGB"))
    save("bmp_gray.bmp", noise("L"))
    save("bmp_palette.bmp", palette(False))
    save("bmp_bilevel.bmp", noise("L").convert("1"))


main()
