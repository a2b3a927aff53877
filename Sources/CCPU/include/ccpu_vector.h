#pragma once
// Operations on registers that Swift has no spelling for, or one that compiles to a loop over lanes:
// reads and writes of a part of a register, fused multiply-adds, square roots, scaling, transposing
// reads, random words, reads from tables. Masked ones exist only in modules that are compiled for their
// instruction set.
#include <stdint.h>

#define CCPU_INLINE static inline __attribute__((always_inline))

typedef float ccpu_float4 __attribute__((ext_vector_type(4)));
typedef float ccpu_float8 __attribute__((ext_vector_type(8)));
typedef float ccpu_float16 __attribute__((ext_vector_type(16)));
typedef uint32_t ccpu_uint4 __attribute__((ext_vector_type(4)));
typedef uint32_t ccpu_uint8 __attribute__((ext_vector_type(8)));
typedef uint32_t ccpu_uint16 __attribute__((ext_vector_type(16)));

/// Begins to read memory that is needed soon.
CCPU_INLINE void ccpu_prefetch(const void *pointer) { __builtin_prefetch(pointer); }

/// a·b + c in each lane, rounded once.
CCPU_INLINE ccpu_float4 ccpu_fma4(ccpu_float4 a, ccpu_float4 b, ccpu_float4 c) {
  return __builtin_elementwise_fma(a, b, c);
}
/// a·b + c in each lane, rounded once.
CCPU_INLINE ccpu_float8 ccpu_fma8(ccpu_float8 a, ccpu_float8 b, ccpu_float8 c) {
  return __builtin_elementwise_fma(a, b, c);
}
/// a·b + c in each lane, rounded once.
CCPU_INLINE ccpu_float16 ccpu_fma16(ccpu_float16 a, ccpu_float16 b, ccpu_float16 c) {
  return __builtin_elementwise_fma(a, b, c);
}

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

// x·2ⁿ for |n| ≤ 250 given as n + 12582912: two factors, so that neither overflows and only the
// second product can round.
#define CCPU_SCALE(N, HALF)                                                                        \
  const ccpu_uint##N whole = (ccpu_uint##N)n - 0x4b400000u;                                        \
  const ccpu_uint##N half = HALF;                                                                  \
  const ccpu_float##N product = x * (ccpu_float##N)((half + 127u) << 23);                          \
  return product * (ccpu_float##N)((whole - half + 127u) << 23);

/// x·2ⁿ, rounded once, for integers |n| ≤ 250 given as n + 12582912.
CCPU_INLINE ccpu_float4 ccpu_scale4(ccpu_float4 x, ccpu_float4 n) {
  typedef int32_t ccpu_signed __attribute__((ext_vector_type(4)));
  CCPU_SCALE(4, (ccpu_uint4)((ccpu_signed)whole >> 1))
}
/// x·2ⁿ, rounded once, for integers |n| ≤ 250 given as n + 12582912.
CCPU_INLINE ccpu_float8 ccpu_scale8(ccpu_float8 x, ccpu_float8 n) {
  typedef int32_t ccpu_signed __attribute__((ext_vector_type(8)));
  CCPU_SCALE(8, (ccpu_uint8)((ccpu_signed)whole >> 1))
}

// The lanes of four columns of rows that follow one another by fours: after joining rows 0, 4, 8 …,
// rows 1, 5, 9 … and so on, each group of four lanes is a square of four by four to transpose.
typedef float ccpu_four __attribute__((ext_vector_type(4), aligned(4)));

/// sum + Σ over four columns k, ascending, of the column k of four rows times factors[k].
CCPU_INLINE ccpu_float4 ccpu_add_products4(
    ccpu_float4 sum, const float *rows, intptr_t stride, const float *factors) {
  ccpu_float4 r0 = *(const ccpu_four *)rows;
  ccpu_float4 r1 = *(const ccpu_four *)(rows + stride);
  ccpu_float4 r2 = *(const ccpu_four *)(rows + 2 * stride);
  ccpu_float4 r3 = *(const ccpu_four *)(rows + 3 * stride);
  ccpu_float4 a = __builtin_shufflevector(r0, r1, 0, 4, 1, 5);
  ccpu_float4 b = __builtin_shufflevector(r2, r3, 0, 4, 1, 5);
  ccpu_float4 c = __builtin_shufflevector(r0, r1, 2, 6, 3, 7);
  ccpu_float4 d = __builtin_shufflevector(r2, r3, 2, 6, 3, 7);
#define CCPU_STEP4(x, y, k, ...)                                                                   \
  sum = __builtin_elementwise_fma(                                                                 \
      __builtin_shufflevector(x, y, __VA_ARGS__), (ccpu_float4)(factors[k]), sum);
  CCPU_STEP4(a, b, 0, 0, 1, 4, 5)
  CCPU_STEP4(a, b, 1, 2, 3, 6, 7)
  CCPU_STEP4(c, d, 2, 0, 1, 4, 5)
  CCPU_STEP4(c, d, 3, 2, 3, 6, 7)
#undef CCPU_STEP4
  return sum;
}

// Two and four groups of four lanes: those of rows four strides apart. No functions: passing wide
// registers between them would depend on the instruction set.
#define CCPU_JOIN8(row)                                                                            \
  __builtin_shufflevector(                                                                         \
      *(const ccpu_four *)(row), *(const ccpu_four *)((row) + 4 * stride), 0, 1, 2, 3, 4, 5, 6, 7)
#define CCPU_JOIN16(row)                                                                           \
  __builtin_shufflevector(                                                                         \
      CCPU_JOIN8(row), CCPU_JOIN8((row) + 8 * stride), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,   \
      13, 14, 15)

/// sum + Σ over four columns k, ascending, of the column k of eight rows times factors[k].
CCPU_INLINE ccpu_float8 ccpu_add_products8(
    ccpu_float8 sum, const float *rows, intptr_t stride, const float *factors) {
  ccpu_float8 r0 = CCPU_JOIN8(rows);
  ccpu_float8 r1 = CCPU_JOIN8(rows + stride);
  ccpu_float8 r2 = CCPU_JOIN8(rows + 2 * stride);
  ccpu_float8 r3 = CCPU_JOIN8(rows + 3 * stride);
#define CCPU_LOW8(x, y) __builtin_shufflevector(x, y, 0, 8, 1, 9, 4, 12, 5, 13)
#define CCPU_HIGH8(x, y) __builtin_shufflevector(x, y, 2, 10, 3, 11, 6, 14, 7, 15)
  ccpu_float8 a = CCPU_LOW8(r0, r1);
  ccpu_float8 b = CCPU_LOW8(r2, r3);
  ccpu_float8 c = CCPU_HIGH8(r0, r1);
  ccpu_float8 d = CCPU_HIGH8(r2, r3);
#define CCPU_STEP8(x, y, k, ...)                                                                   \
  sum = __builtin_elementwise_fma(                                                                 \
      __builtin_shufflevector(x, y, __VA_ARGS__), (ccpu_float8)(factors[k]), sum);
  CCPU_STEP8(a, b, 0, 0, 1, 8, 9, 4, 5, 12, 13)
  CCPU_STEP8(a, b, 1, 2, 3, 10, 11, 6, 7, 14, 15)
  CCPU_STEP8(c, d, 2, 0, 1, 8, 9, 4, 5, 12, 13)
  CCPU_STEP8(c, d, 3, 2, 3, 10, 11, 6, 7, 14, 15)
#undef CCPU_STEP8
#undef CCPU_LOW8
#undef CCPU_HIGH8
  return sum;
}

/// sum + Σ over four columns k, ascending, of the column k of sixteen rows times factors[k].
CCPU_INLINE ccpu_float16 ccpu_add_products16(
    ccpu_float16 sum, const float *rows, intptr_t stride, const float *factors) {
  ccpu_float16 r0 = CCPU_JOIN16(rows);
  ccpu_float16 r1 = CCPU_JOIN16(rows + stride);
  ccpu_float16 r2 = CCPU_JOIN16(rows + 2 * stride);
  ccpu_float16 r3 = CCPU_JOIN16(rows + 3 * stride);
#define CCPU_LOW16(x, y)                                                                           \
  __builtin_shufflevector(                                                                         \
      x, y, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29)
#define CCPU_HIGH16(x, y)                                                                          \
  __builtin_shufflevector(                                                                         \
      x, y, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31)
  ccpu_float16 a = CCPU_LOW16(r0, r1);
  ccpu_float16 b = CCPU_LOW16(r2, r3);
  ccpu_float16 c = CCPU_HIGH16(r0, r1);
  ccpu_float16 d = CCPU_HIGH16(r2, r3);
#define CCPU_STEP16(x, y, k, ...)                                                                  \
  sum = __builtin_elementwise_fma(                                                                 \
      __builtin_shufflevector(x, y, __VA_ARGS__), (ccpu_float16)(factors[k]), sum);
  CCPU_STEP16(a, b, 0, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
  CCPU_STEP16(a, b, 1, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)
  CCPU_STEP16(c, d, 2, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
  CCPU_STEP16(c, d, 3, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)
#undef CCPU_STEP16
#undef CCPU_LOW16
#undef CCPU_HIGH16
  return sum;
}
#undef CCPU_JOIN8
#undef CCPU_JOIN16

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

/// Writes the 32 words of eight blocks of Philox4x32-10 that follow one another from `position` on. Each
/// lane computes one block.
CCPU_INLINE void ccpu_philox8(
    uint32_t *words, uint64_t position, uint32_t stream0, uint32_t stream1, uint32_t key0,
    uint32_t key1) {
  typedef uint64_t ccpu_lanes __attribute__((ext_vector_type(8)));
  const ccpu_lanes lower = (ccpu_lanes)0xffffffffu;
  const ccpu_lanes index = {0, 1, 2, 3, 4, 5, 6, 7};
  // Upper halves hold what is left of products; only lower halves count.
  ccpu_lanes c0 = index + position, c1 = c0 >> 32;
  ccpu_lanes c2 = (ccpu_lanes)(uint64_t)stream0, c3 = (ccpu_lanes)(uint64_t)stream1;
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    const ccpu_lanes first = (c0 & lower) * 0xD2511F53u;
    const ccpu_lanes second = (c2 & lower) * 0xCD9E8D57u;
    c0 = (second >> 32) ^ c1 ^ (uint64_t)(key0 + (uint32_t)round * 0x9E3779B9u);
    c2 = (first >> 32) ^ c3 ^ (uint64_t)(key1 + (uint32_t)round * 0xBB67AE85u);
    c1 = second;
    c3 = first;
  }
  // Two words to a number, the first in the lower half, which lies first in memory.
  const ccpu_lanes even = (c0 & lower) | (c1 << 32);
  const ccpu_lanes odd = (c2 & lower) | (c3 << 32);
  const ccpu_lanes low = __builtin_shufflevector(even, odd, 0, 8, 1, 9, 2, 10, 3, 11);
  const ccpu_lanes high = __builtin_shufflevector(even, odd, 4, 12, 5, 13, 6, 14, 7, 15);
  __builtin_memcpy(words, &low, sizeof low);
  __builtin_memcpy(words + 16, &high, sizeof high);
}

// The reads from a table by a register of indices: one instruction where the table fits into registers
// or memory can be gathered, a loop elsewhere. The numbers read are the same.

/// tanh(n·0x1.2eaeacp-2) for n = 0, 1, … 31. The distance of the nodes is chosen so that the first of
/// their values, where a unit in the last place is small, are nearly numbers of single precision.
static const float ccpu_tanh_nodes[32] __attribute__((aligned(64))) = {
    0, 0x1.262a1ep-2f, 0x1.0fbd4ep-1f, 0x1.6b69dcp-1f, 0x1.a808cap-1f, 0x1.cd5a8ep-1f,
    0x1.e3534ep-1f, 0x1.efec32p-1f, 0x1.f7091ap-1f, 0x1.fb0462p-1f, 0x1.fd3c30p-1f, 0x1.fe77a0p-1f,
    0x1.ff269cp-1f, 0x1.ff8798p-1f, 0x1.ffbd52p-1f, 0x1.ffdb14p-1f, 0x1.ffeb8ep-1f, 0x1.fff4aep-1f,
    0x1.fff9bcp-1f, 0x1.fffc88p-1f, 0x1.fffe14p-1f, 0x1.fffef0p-1f, 0x1.ffff6ap-1f, 0x1.ffffacp-1f,
    0x1.ffffd2p-1f, 0x1.ffffe6p-1f, 0x1.fffff2p-1f, 0x1.fffff8p-1f, 0x1.fffffcp-1f, 0x1.fffffep-1f,
    0x1.fffffep-1f, 0x1.000000p+0f};

/// The value of tanh at the node that the last five bits of each lane tell.
CCPU_INLINE ccpu_float4 ccpu_tanh_node4(ccpu_float4 index) {
  const ccpu_uint4 n = (ccpu_uint4)index & 31u;
  return (ccpu_float4){
      ccpu_tanh_nodes[n[0]], ccpu_tanh_nodes[n[1]], ccpu_tanh_nodes[n[2]], ccpu_tanh_nodes[n[3]]};
}
/// The value of tanh at the node that the last five bits of each lane tell.
CCPU_INLINE ccpu_float8 ccpu_tanh_node8(ccpu_float8 index) {
  const ccpu_uint8 n = (ccpu_uint8)index & 31u;
#if defined(__AVX2__)
  return (ccpu_float8)_mm256_i32gather_ps(ccpu_tanh_nodes, (__m256i)n, 4);
#else
  ccpu_float8 value;
  for (int lane = 0; lane < 8; lane++) value[lane] = ccpu_tanh_nodes[n[lane]];
  return value;
#endif
}
/// The value of tanh at the node that the last five bits of each lane tell.
CCPU_INLINE ccpu_float16 ccpu_tanh_node16(ccpu_float16 index) {
#if defined(__AVX512F__)
  return (ccpu_float16)_mm512_permutex2var_ps(
      _mm512_load_ps(ccpu_tanh_nodes), (__m512i)index, _mm512_load_ps(ccpu_tanh_nodes + 16));
#else
  const ccpu_uint16 n = (ccpu_uint16)index & 31u;
  ccpu_float16 value;
  for (int lane = 0; lane < 16; lane++) value[lane] = ccpu_tanh_nodes[n[lane]];
  return value;
#endif
}

/// x·2ⁿ, rounded once, for integers |n| ≤ 250 given as n + 12582912.
CCPU_INLINE ccpu_float16 ccpu_scale16(ccpu_float16 x, ccpu_float16 n) {
#if defined(__AVX512F__)
  return (ccpu_float16)_mm512_scalef_ps((__m512)x, (__m512)(n - 12582912.0f));
#else
  typedef int32_t ccpu_signed __attribute__((ext_vector_type(16)));
  CCPU_SCALE(16, (ccpu_uint16)((ccpu_signed)whole >> 1))
#endif
}
#undef CCPU_SCALE
