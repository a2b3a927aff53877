#pragma once
#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* libpng's classic interface reports errors by longjmp, which must not cross Swift frames: these
   few lines catch it and return a status. */

/* A growing file in memory, allocated with malloc. */
struct nbrun_png_file {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
};

static inline void nbrun_png_append(png_structp png, png_bytep data, size_t length) {
  struct nbrun_png_file *file = (struct nbrun_png_file *)png_get_io_ptr(png);
  if (file->capacity - file->count < length) {
    size_t capacity = file->capacity ? file->capacity : 1 << 16;
    while (capacity - file->count < length) capacity *= 2;
    uint8_t *bytes = (uint8_t *)realloc(file->bytes, capacity);
    if (!bytes) png_error(png, "out of memory");
    file->bytes = bytes;
    file->capacity = capacity;
  }
  memcpy(file->bytes + file->count, data, length);
  file->count += length;
}

static inline void nbrun_png_flush(png_structp png) { (void)png; }
static inline void nbrun_png_fail(png_structp png, png_const_charp message) {
  (void)message;
  png_longjmp(png, 1);
}
static inline void nbrun_png_warn(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

/* Writes rows of RGB, 8 bits a channel, without padding. Returns 0 and a file to free(), or 1. */
static inline int nbrun_png_write(
    uint32_t width, uint32_t height, const uint8_t *rows, struct nbrun_png_file *file) {
  file->bytes = NULL;
  file->count = 0;
  file->capacity = 0;
  png_structp png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, nbrun_png_fail, nbrun_png_warn);
  if (!png) return 1;
  png_infop info = png_create_info_struct(png);
  if (!info || setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, info ? &info : NULL);
    free(file->bytes);
    file->bytes = NULL;
    return 1;
  }
  png_set_write_fn(png, file, nbrun_png_append, nbrun_png_flush);
  png_set_IHDR(
      png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
      PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(png, 3);
  png_set_compression_buffer_size(png, 1 << 18);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
  png_write_info(png, info);
  size_t stride = (size_t)width * 3;
  for (uint32_t y = 0; y < height; y++) png_write_row(png, rows + stride * y);
  png_write_end(png, NULL);
  png_destroy_write_struct(&png, &info);
  return 0;
}
