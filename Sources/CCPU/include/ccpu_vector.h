#pragma once
// Operations on registers that Swift has no spelling for, or one that compiles to a loop over lanes:
// reads and writes of a part of a register, square roots. Masked ones exist only in modules that are
// compiled for their instruction set.
#include <stdint.h>

#define CCPU_INLINE static inline __attribute__((always_inline))

typedef float ccpu_float4 __attribute__((ext_vector_type(4)));
typedef float ccpu_float8 __attribute__((ext_vector_type(8)));
typedef float ccpu_float16 __attribute__((ext_vector_type(16)));

/// The correctly rounded square root of each lane.
CCPU_INLINE ccpu_float4 ccpu_sqrt4(ccpu_float4 x) { return __builtin_elementwise_sqrt(x); }
/// The correctly rounded square root of each lane.
CCPU_INLINE ccpu_float8 ccpu_sqrt8(ccpu_float8 x) { return __builtin_elementwise_sqrt(x); }
/// The correctly rounded square root of each lane.
CCPU_INLINE ccpu_float16 ccpu_sqrt16(ccpu_float16 x) { return __builtin_elementwise_sqrt(x); }

/// Writes a square of 4 rows, `stride` apart, with rows and columns exchanged.
CCPU_INLINE void ccpu_transpose4(const float *a, intptr_t stride, float *c, intptr_t target_stride) {
  ccpu_float4 row[4];
  for (int i = 0; i < 4; i++) __builtin_memcpy(&row[i], a + i * stride, sizeof row[i]);
  const ccpu_float4 low01 = __builtin_shufflevector(row[0], row[1], 0, 4, 1, 5);
  const ccpu_float4 high01 = __builtin_shufflevector(row[0], row[1], 2, 6, 3, 7);
  const ccpu_float4 low23 = __builtin_shufflevector(row[2], row[3], 0, 4, 1, 5);
  const ccpu_float4 high23 = __builtin_shufflevector(row[2], row[3], 2, 6, 3, 7);
  row[0] = __builtin_shufflevector(low01, low23, 0, 1, 4, 5);
  row[1] = __builtin_shufflevector(low01, low23, 2, 3, 6, 7);
  row[2] = __builtin_shufflevector(high01, high23, 0, 1, 4, 5);
  row[3] = __builtin_shufflevector(high01, high23, 2, 3, 6, 7);
  for (int i = 0; i < 4; i++) __builtin_memcpy(c + i * target_stride, &row[i], sizeof row[i]);
}

#if defined(__x86_64__)
#include <immintrin.h>

typedef int32_t ccpu_int8 __attribute__((ext_vector_type(8)));

#if defined(__AVX2__)
/// All bits of the first `count` lanes.
CCPU_INLINE ccpu_int8 ccpu_mask8(int32_t count) {
  const ccpu_int8 lanes = {0, 1, 2, 3, 4, 5, 6, 7};
  return lanes < (ccpu_int8)(count);
}

/// The selected lanes from memory, zero elsewhere.
CCPU_INLINE ccpu_float8 ccpu_load8(const float *pointer, ccpu_int8 mask) {
  return (ccpu_float8)_mm256_maskload_ps(pointer, (__m256i)mask);
}

/// Writes the selected lanes.
CCPU_INLINE void ccpu_store8(float *pointer, ccpu_float8 vector, ccpu_int8 mask) {
  _mm256_maskstore_ps(pointer, (__m256i)mask, (__m256)vector);
}

/// Writes a square of 8 rows, `stride` apart, with rows and columns exchanged.
CCPU_INLINE void ccpu_transpose8(const float *a, intptr_t stride, float *c, intptr_t target_stride) {
  // Rows i and i + 4 share a register, so that only neighbours within halves have to meet.
  __m256 half[2][4];
  for (int i = 0; i < 4; i++)
    for (int side = 0; side < 2; side++)
      half[side][i] = _mm256_insertf128_ps(
          _mm256_castps128_ps256(_mm_loadu_ps(a + i * stride + 4 * side)),
          _mm_loadu_ps(a + (i + 4) * stride + 4 * side), 1);
  for (int side = 0; side < 2; side++) {
    const __m256 low01 = _mm256_unpacklo_ps(half[side][0], half[side][1]);
    const __m256 high01 = _mm256_unpackhi_ps(half[side][0], half[side][1]);
    const __m256 low23 = _mm256_unpacklo_ps(half[side][2], half[side][3]);
    const __m256 high23 = _mm256_unpackhi_ps(half[side][2], half[side][3]);
    float *target = c + 4 * side * target_stride;
    _mm256_storeu_ps(target, _mm256_shuffle_ps(low01, low23, 0x44));
    _mm256_storeu_ps(target + target_stride, _mm256_shuffle_ps(low01, low23, 0xee));
    _mm256_storeu_ps(target + 2 * target_stride, _mm256_shuffle_ps(high01, high23, 0x44));
    _mm256_storeu_ps(target + 3 * target_stride, _mm256_shuffle_ps(high01, high23, 0xee));
  }
}
#endif

#if defined(__AVX512F__)
/// The selected lanes from memory, zero elsewhere.
CCPU_INLINE ccpu_float16 ccpu_load16(const float *pointer, uint16_t mask) {
  return (ccpu_float16)_mm512_maskz_loadu_ps((__mmask16)mask, pointer);
}

/// Writes the selected lanes.
CCPU_INLINE void ccpu_store16(float *pointer, ccpu_float16 vector, uint16_t mask) {
  _mm512_mask_storeu_ps(pointer, (__mmask16)mask, (__m512)vector);
}
#endif

#endif
