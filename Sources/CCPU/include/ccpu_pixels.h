#pragma once
// Comparisons of many small numbers at once whose results are bits: Swift's masks have no such form, and
// compile to a loop over lanes.
#include <stdint.h>

/// A bit for each of 16 numbers that differs from the one beside it, the first in the lowest bit.
static inline __attribute__((always_inline)) uint16_t ccpu_differing32(
    const uint32_t *a, const uint32_t *b) {
  typedef uint32_t numbers __attribute__((ext_vector_type(16)));
  typedef _Bool bits __attribute__((ext_vector_type(16)));
  numbers x, y;
  __builtin_memcpy(&x, a, sizeof x);
  __builtin_memcpy(&y, b, sizeof y);
  return __builtin_bit_cast(uint16_t, __builtin_convertvector(x != y, bits));
}

/// A bit for each of 16 numbers that differs from the one beside it, the first in the lowest bit.
static inline __attribute__((always_inline)) uint16_t ccpu_differing16(
    const uint16_t *a, const uint16_t *b) {
  typedef uint16_t numbers __attribute__((ext_vector_type(16)));
  typedef _Bool bits __attribute__((ext_vector_type(16)));
  numbers x, y;
  __builtin_memcpy(&x, a, sizeof x);
  __builtin_memcpy(&y, b, sizeof y);
  return __builtin_bit_cast(uint16_t, __builtin_convertvector(x != y, bits));
}
