// The instructions that Swift can't express, each inlined to itself. On the host, where drivers are
// tested against models, they order memory for the compiler and do nothing else.
#pragma once

#include <stdint.h>

#define MARTLET_INLINE static inline __attribute__((always_inline))

#if defined(__arm__)
#define MARTLET_INSTRUCTION(text) __asm volatile(text ::: "memory")
#else
#define MARTLET_INSTRUCTION(text) __asm volatile("" ::: "memory")
#endif

/// Waits for an interrupt; returns also when one is pending and masked (ARMv7-M ARM §B1.5.19).
MARTLET_INLINE void cortexm_wfi(void) { MARTLET_INSTRUCTION("wfi"); }

/// Completes all explicit memory accesses before the next instruction.
MARTLET_INLINE void cortexm_dsb(void) { MARTLET_INSTRUCTION("dsb"); }

/// Orders the memory accesses before it against those behind it.
MARTLET_INLINE void cortexm_dmb(void) { MARTLET_INSTRUCTION("dmb"); }

/// Refetches what follows, with all context changes in effect.
MARTLET_INLINE void cortexm_isb(void) { MARTLET_INSTRUCTION("isb"); }

/// Masks all interrupts but NMI and HardFault; returns PRIMASK as it was.
MARTLET_INLINE uint32_t cortexm_disable_interrupts(void) {
#if defined(__arm__)
  uint32_t primask;
  __asm volatile("mrs %0, primask\n cpsid i" : "=r"(primask)::"memory");
  return primask;
#else
  return 0;
#endif
}

/// Restores PRIMASK.
MARTLET_INLINE void cortexm_restore_interrupts(uint32_t primask) {
#if defined(__arm__)
  __asm volatile("msr primask, %0" ::"r"(primask) : "memory");
#else
  (void)primask;
#endif
}

/// The main stack pointer.
MARTLET_INLINE uintptr_t cortexm_stack_pointer(void) {
#if defined(__arm__)
  uintptr_t pointer;
  __asm volatile("mov %0, sp" : "=r"(pointer));
  return pointer;
#else
  return (uintptr_t)__builtin_frame_address(0);
#endif
}

/// Halts for a debugger; a fault without one (ARMv7-M ARM §C1.5.2).
MARTLET_INLINE void cortexm_breakpoint(void) { MARTLET_INSTRUCTION("bkpt 0"); }

/// Traps with two values in r0 and r1 and an instruction that no other trap has.
__attribute__((noreturn)) MARTLET_INLINE void cortexm_trap_with(uint32_t kind, uintptr_t value) {
#if defined(__arm__)
  register uint32_t r0 __asm("r0") = kind;
  register uintptr_t r1 __asm("r1") = value;
  __asm volatile("udf #0x48" ::"r"(r0), "r"(r1) : "memory");
#else
  (void)kind;
  (void)value;
#endif
  __builtin_trap();
}

#if defined(__arm__)
// An interrupt in the middle of these doesn't make them access a register twice: the processor resumes
// them where it left off (ICI, ARMv7-M ARM §B1.4.2, which a multiple load in an IT block can't have;
// the compiler puts no inline assembly there).

/// Puts the eight registers from `address` on behind each other at `words`; returns what follows.
MARTLET_INLINE uint32_t *_Nonnull cortexm_load_eight(uint32_t *_Nonnull words, uintptr_t address) {
  __asm volatile(
      "ldmia %1, {r2, r3, r4, r5, r6, r8, r9, r12}\n"
      "stmia %0!, {r2, r3, r4, r5, r6, r8, r9, r12}"
      : "+r"(words)
      : "r"(address)
      : "r2", "r3", "r4", "r5", "r6", "r8", "r9", "r12", "memory");
  return words;
}

/// Stores the eight words from `words` on to the registers from `address` on; returns what follows.
MARTLET_INLINE const uint32_t *_Nonnull cortexm_store_eight(
    const uint32_t *_Nonnull words, uintptr_t address) {
  __asm volatile(
      "ldmia %0!, {r2, r3, r4, r5, r6, r8, r9, r12}\n"
      "stmia %1, {r2, r3, r4, r5, r6, r8, r9, r12}"
      : "+r"(words)
      : "r"(address)
      : "r2", "r3", "r4", "r5", "r6", "r8", "r9", "r12", "memory");
  return words;
}

/// Copies eight words between aligned places.
MARTLET_INLINE void cortexm_copy_eight(void *_Nonnull target, const void *_Nonnull source) {
  __asm volatile(
      "ldmia %1, {r2, r3, r4, r5, r6, r8, r9, r12}\n"
      "stmia %0, {r2, r3, r4, r5, r6, r8, r9, r12}" ::"r"(target),
      "r"(source)
      : "r2", "r3", "r4", "r5", "r6", "r8", "r9", "r12", "memory");
}

/// Copies eight words to an aligned place from any.
MARTLET_INLINE void cortexm_gather_eight(void *_Nonnull target, const void *_Nonnull source) {
  __asm volatile(
      "ldr r2, [%1]\n ldr r3, [%1, #4]\n ldr r4, [%1, #8]\n ldr r5, [%1, #12]\n"
      "ldr r6, [%1, #16]\n ldr r8, [%1, #20]\n ldr r9, [%1, #24]\n ldr r12, [%1, #28]\n"
      "stmia %0, {r2, r3, r4, r5, r6, r8, r9, r12}" ::"r"(target),
      "r"(source)
      : "r2", "r3", "r4", "r5", "r6", "r8", "r9", "r12", "memory");
}

/// The vector of every fault and of every interrupt without a handler. It touches no memory, for the
/// stack may be what is wrong: it hands the stack pointer, below which exception entry put the
/// registers, to the image's `report_fault` on a stack of its own.
__attribute__((naked)) static void fault(void) {
  __asm volatile(
      "mov r0, sp\n"
      "movw r1, #:lower16:__fault_stack_top\n"
      "movt r1, #:upper16:__fault_stack_top\n"
      "mov sp, r1\n"
      "b report_fault\n");
}
#endif

/// Calls the debugger or emulator (Arm semihosting 2.0 §2.2). Without either it is a fault.
MARTLET_INLINE uint32_t cortexm_semihosting(uint32_t operation, uintptr_t parameter) {
#if defined(__arm__)
  register uint32_t r0 __asm("r0") = operation;
  register uintptr_t r1 __asm("r1") = parameter;
  __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
#else
  (void)operation;
  (void)parameter;
  return UINT32_MAX;
#endif
}
