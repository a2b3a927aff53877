// Stands in for the C library's allocation functions in the program that links it, counts calls
// and bytes and passes them on. glibc keeps the functions proper under names of its own; sanitizers
// bring their own stand-ins.
#include "callocations.h"
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CALLOCATIONS_SANITIZED
#endif
#endif

#if defined(__GLIBC__) && !defined(CALLOCATIONS_SANITIZED)
#include <malloc.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *pointer, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *pointer);

static __thread int64_t count;
static __thread int64_t live;
static __thread int64_t peak;

int64_t callocations_count(void) { return count; }

int64_t callocations_live(void) { return live; }

int64_t callocations_take_peak(void) {
  int64_t result = peak;
  peak = live;
  return result;
}

static void *counted(void *pointer) {
  count += 1;
  live += (int64_t)malloc_usable_size(pointer);
  if (live > peak) peak = live;
  return pointer;
}

void *malloc(size_t size) { return counted(__libc_malloc(size)); }

void *calloc(size_t number, size_t size) { return counted(__libc_calloc(number, size)); }

void *realloc(void *pointer, size_t size) {
  size_t before = malloc_usable_size(pointer);
  void *result = __libc_realloc(pointer, size);
  if (result || size == 0) live -= (int64_t)before;
  return counted(result);
}

void *aligned_alloc(size_t alignment, size_t size) {
  return counted(__libc_memalign(alignment, size));
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  void *pointer = counted(__libc_memalign(alignment, size));
  if (!pointer) return ENOMEM;
  *result = pointer;
  return 0;
}

void free(void *pointer) {
  live -= (int64_t)malloc_usable_size(pointer);
  __libc_free(pointer);
}

#else

int64_t callocations_count(void) { return -1; }
int64_t callocations_live(void) { return 0; }
int64_t callocations_take_peak(void) { return 0; }

#endif
