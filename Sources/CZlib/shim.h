#pragma once
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

enum nbrun_gunzip_status {
  NBRUN_GUNZIP_DONE,
  NBRUN_GUNZIP_DAMAGED,
  NBRUN_GUNZIP_TRUNCATED,
  NBRUN_GUNZIP_TOO_LARGE,
  NBRUN_GUNZIP_NO_MEMORY,
};

/* Decompresses a gzip file of one or more members to at most `limit` bytes, which the caller
   frees; nothing is allocated where the status is not NBRUN_GUNZIP_DONE. */
static inline enum nbrun_gunzip_status nbrun_gunzip(
    const uint8_t *file, size_t count, size_t limit, uint8_t **bytes, size_t *byte_count) {
  *bytes = NULL;
  *byte_count = 0;
  if (count > UINT32_MAX) return NBRUN_GUNZIP_TOO_LARGE;
  z_stream stream = {0};
  stream.next_in = (Bytef *)file;
  stream.avail_in = (uInt)count;
  /* 16 more than the window's bits stands for gzip's header and checksum. */
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return NBRUN_GUNZIP_NO_MEMORY;
  size_t capacity = 1 << 16;
  size_t filled = 0;
  uint8_t *buffer = (uint8_t *)malloc(capacity);
  enum nbrun_gunzip_status status = buffer ? NBRUN_GUNZIP_DONE : NBRUN_GUNZIP_NO_MEMORY;
  while (status == NBRUN_GUNZIP_DONE) {
    if (filled == capacity) {
      uint8_t *larger = (uint8_t *)realloc(buffer, capacity * 2);
      if (!larger) {
        status = NBRUN_GUNZIP_NO_MEMORY;
        break;
      }
      buffer = larger;
      capacity *= 2;
    }
    uInt room = (uInt)(capacity - filled);
    stream.next_out = buffer + filled;
    stream.avail_out = room;
    int code = inflate(&stream, Z_NO_FLUSH);
    filled += room - stream.avail_out;
    if (filled > limit) {
      status = NBRUN_GUNZIP_TOO_LARGE;
    } else if (code == Z_STREAM_END) {
      if (stream.avail_in == 0) break;
      if (inflateReset(&stream) != Z_OK) status = NBRUN_GUNZIP_DAMAGED;
    } else if (code == Z_MEM_ERROR) {
      status = NBRUN_GUNZIP_NO_MEMORY;
    } else if (code == Z_BUF_ERROR || (code == Z_OK && stream.avail_in == 0 && stream.avail_out)) {
      status = NBRUN_GUNZIP_TRUNCATED;
    } else if (code != Z_OK) {
      status = NBRUN_GUNZIP_DAMAGED;
    }
  }
  inflateEnd(&stream);
  if (status != NBRUN_GUNZIP_DONE) {
    free(buffer);
    return status;
  }
  *bytes = buffer;
  *byte_count = filled;
  return status;
}
