#pragma once
#include <stdint.h>

/// How often the calling thread has asked the C library for memory since the program began; −1
/// where calls are not counted.
int64_t callocations_count(void);
