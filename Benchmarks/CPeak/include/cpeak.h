#pragma once

/// Fused multiply-adds in registers, as many at once as the processor takes, with the registers of an
/// instruction set: `count` times 320 single-precision ones. The results are only there to be used.
float cpeak_avx512(long count);
float cpeak_avx2(long count);
float cpeak_four_lanes(long count);
