// Unicorn's functions with variable arguments and macros, which Swift does not import.
#pragma once

#include <unicorn/unicorn.h>

/// Chooses the Cortex-M4; to be called before anything else.
static inline uc_err unicorn_choose_cortex_m4(uc_engine *engine) {
  return uc_ctl_set_cpu_model(engine, UC_CPU_ARM_CORTEX_M4);
}

/// Calls back before each instruction.
static inline uc_err unicorn_hook_code(uc_engine *engine, uc_cb_hookcode_t callback, void *data) {
  uc_hook hook;
  return uc_hook_add(engine, &hook, UC_HOOK_CODE, (void *)callback, data, 1, 0);
}

/// Calls back for exceptions that the processor raises.
static inline uc_err unicorn_hook_exceptions(
    uc_engine *engine, uc_cb_hookintr_t callback, void *data) {
  uc_hook hook;
  return uc_hook_add(engine, &hook, UC_HOOK_INTR, (void *)callback, data, 1, 0);
}

/// Calls back for accesses that no memory answers, or none that may be accessed so.
static inline uc_err unicorn_hook_bad_accesses(
    uc_engine *engine, uc_cb_eventmem_t callback, void *data) {
  uc_hook hook;
  return uc_hook_add(
      engine, &hook, UC_HOOK_MEM_UNMAPPED | UC_HOOK_MEM_PROT, (void *)callback, data, 1, 0);
}

/// Calls back before each store to `first`...`last`.
static inline uc_err unicorn_hook_stores(
    uc_engine *engine, uc_cb_hookmem_t callback, void *data, uint64_t first, uint64_t last) {
  uc_hook hook;
  return uc_hook_add(engine, &hook, UC_HOOK_MEM_WRITE, (void *)callback, data, first, last);
}
