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
