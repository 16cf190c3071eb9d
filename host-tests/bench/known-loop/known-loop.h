// A loop whose instructions are known, to verify what counts them.
#pragma once

#include <stdint.h>

/// Two instructions for each pass.
static inline __attribute__((always_inline)) void known_loop(uint32_t passes) {
#if defined(__arm__)
  __asm volatile("1: subs %0, #1\n bne 1b" : "+r"(passes)::"cc");
#else
  (void)passes;
#endif
}
