#pragma once
#include <stddef.h>
#include <stdint.h>

/* The files of Notebooks/data, part of the binary. */
const uint8_t *nbrun_digits_csv(size_t *count);
const uint8_t *nbrun_iris_csv(size_t *count);
