#pragma once
#include <stdint.h>

/// How often the calling thread has asked the C library for memory since the program began; −1
/// where calls are not counted.
int64_t callocations_count(void);

/// The bytes that the calling thread has asked for and not given back.
int64_t callocations_live(void);

/// The most bytes that were live at once since the last call on the same thread.
int64_t callocations_take_peak(void);
