#include "cdatasets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t digits[] = {
#embed "../../Notebooks/data/digits.csv"
};

static const uint8_t iris[] = {
#embed "../../Notebooks/data/iris.csv"
};

const uint8_t *nbrun_digits_csv(size_t *count) {
  *count = sizeof digits;
  return digits;
}

const uint8_t *nbrun_iris_csv(size_t *count) {
  *count = sizeof iris;
  return iris;
}
