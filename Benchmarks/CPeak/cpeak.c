#include "cpeak.h"

// Ten chains or more hide the latency of four cycles behind two additions a cycle. The assembler
// statement keeps the compiler from knowing the factors.
#define CHAINS(NAME, LANES, COUNT, TARGET)                                                  \
  typedef float NAME##_vector __attribute__((ext_vector_type(LANES)));                      \
  TARGET float NAME(long count) {                                                           \
    NAME##_vector factor = 0.5f, addend = 1.0f, sums[COUNT];                                \
    for (int i = 0; i < COUNT; i++) sums[i] = (float)i;                                     \
    for (long k = 0; k < count; k++) {                                                      \
      __asm__ volatile("" ::: "memory");                                                    \
      for (int round = 0; round < 320 / (LANES * COUNT); round++)                           \
        for (int i = 0; i < COUNT; i++)                                                     \
          sums[i] = __builtin_elementwise_fma(sums[i], factor, addend);                     \
    }                                                                                       \
    NAME##_vector total = 0.0f;                                                             \
    for (int i = 0; i < COUNT; i++) total += sums[i];                                       \
    float result = 0;                                                                       \
    for (int i = 0; i < LANES; i++) result += total[i];                                     \
    return result;                                                                          \
  }

#if defined(__x86_64__)
CHAINS(cpeak_avx512, 16, 20, __attribute__((target("avx512f"))))
CHAINS(cpeak_avx2, 8, 10, __attribute__((target("avx2,fma"))))
#else
float cpeak_avx512(long count) { return 0; }
float cpeak_avx2(long count) { return 0; }
#endif
CHAINS(cpeak_four_lanes, 4, 16, )
