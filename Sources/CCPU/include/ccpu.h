#pragma once
#include <stdint.h>
#include "ccpu_pixels.h"
#include "ccpu_vector.h"

/// Tells the processor that a loop waits for another thread.
static inline void ccpu_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Whether the processor and the operating system run x86-64-v3 code (AVX2, FMA, BMI2).
static inline int32_t ccpu_has_avx2(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi2");
#else
  return 0;
#endif
}

/// Whether the processor and the operating system run x86-64-v4 code (AVX-512 F, BW, CD, DQ, VL).
static inline int32_t ccpu_has_avx512(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
#else
  return 0;
#endif
}
