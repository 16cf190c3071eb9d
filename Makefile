# Martlet: `make` prints the targets.

BOARD ?= mps2-an386
PCAP ?=
# Whether the Nucleo's MAC fills in and verifies checksums; otherwise the stack does.
CHECKSUM_OFFLOAD ?= yes
GDB_PORT ?= 3333

MODULE.mps2-an386 := MPS2AN386
MODULE.nucleo-f429zi := NucleoF429ZI
MODULE := $(MODULE.$(BOARD))
# What runs the board on this machine, what that needs, and what is to be built for it.
TARGET.mps2-an386 := qemu
TARGET.nucleo-f429zi := nucleo
TARGET_NEEDS.mps2-an386 := qemu-system-arm
TARGET_NEEDS.nucleo-f429zi := $(if $(PCAP),tcpdump)
TARGET_BUILDS.nucleo-f429zi := simulator
ifeq ($(MODULE),)
$(error BOARD=$(BOARD) is unknown; there are: mps2-an386, nucleo-f429zi)
endif
ifeq ($(filter yes no,$(CHECKSUM_OFFLOAD)),)
$(error CHECKSUM_OFFLOAD=$(CHECKSUM_OFFLOAD) is neither yes nor no)
endif

IMAGES := .build/images
# The Nucleo's image has another name when the stack computes the checksums; only the link differs.
VARIANT.nucleo-f429zi := $(if $(filter no,$(CHECKSUM_OFFLOAD)),-software-checksums)
NAME := $(BOARD)$(VARIANT.$(BOARD))
IMAGE := $(IMAGES)/$(NAME).elf
HOST_IMAGE := $(IMAGES)/linux-board
TOOLS := host-tests/tools
require := @$(TOOLS)/require

# Every build checks that a module imports no more than Package.swift lets it.
SWIFT_BUILD := swift build --explicit-target-dependency-import-check error
DEVICE_BUILD_IN = $(SWIFT_BUILD) --configuration release --triple armv7em-none-none-eabi \
	--toolset firmware/toolset.json --scratch-path $(1)
DEVICE_BUILD := $(call DEVICE_BUILD_IN,.build/device)
DEVICE_OUTPUT := .build/device/armv7em-none-none-eabi/release
LINK = -Xlinker -T -Xlinker firmware/boards/$(1)/$(1).ld
LINK_OPTIONS := $(if $(VARIANT.$(BOARD)),-Xlinker --defsym=__software_checksums=1)
# The compiler keeps these names to itself: RuntimeHeap defines what the linker makes of them.
LINK_HEAP := -Xlinker --wrap=malloc -Xlinker --wrap=free

# SwiftPM does not know that a product depends on these files, so one that is older starts afresh.
UNTRACKED := firmware hal/cortex-m/intrinsics -name '*.ld' -o -name '*.json' -o -name '*.h'
forget_stale = @[ -z "$$(find $(UNTRACKED) | xargs -I{} find {} -newer $(1) 2>/dev/null)" ] || \
	rm -rf $(or $(2),.build/device)

.DEFAULT_GOAL := help

.PHONY: help
help: ## print the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 18
	@echo
	@echo "BOARD=nucleo-f429zi chooses that board instead of mps2-an386, with CHECKSUM_OFFLOAD=no its"; \
	echo "image whose stack computes the checksums; PCAP=file records the link of run, board, host"; \
	echo "and host-board. CORPUS= of batch is a folder of inputs or captures, or a capture, in which"; \
	echo "IP=address/prefix is the board."

.PHONY: run
run: image $(TARGET_BUILDS.$(BOARD)) ## boot the board, ping it, send it a UDP echo, power it off
	$(require) $(TARGET_NEEDS.$(BOARD)) ip ping nc unshare
	@$(TOOLS)/board --target $(TARGET.$(BOARD)) --image $(IMAGE) $(if $(PCAP),--pcap $(PCAP)) run

.PHONY: board
board: image $(TARGET_BUILDS.$(BOARD)) ## boot the board and open a shell in its network
	$(require) $(TARGET_NEEDS.$(BOARD)) ip ping nc unshare tcpdump
	@$(TOOLS)/board --target $(TARGET.$(BOARD)) --image $(IMAGE) $(if $(PCAP),--pcap $(PCAP)) shell

# The same appliance as a program of Linux, for development without QEMU.
.PHONY: host
host: host-image ## run the appliance on Linux as run does on the board, without QEMU
	$(require) ip ping nc unshare $(if $(PCAP),tcpdump)
	@$(TOOLS)/board --target linux --image $(HOST_IMAGE) $(if $(PCAP),--pcap $(PCAP)) run

.PHONY: host-board
host-board: host-image ## run the appliance on Linux and open a shell in its network
	$(require) ip ping nc unshare tcpdump
	@$(TOOLS)/board --target linux --image $(HOST_IMAGE) $(if $(PCAP),--pcap $(PCAP)) shell

.PHONY: test
test: image on-target no-allocation test-size test-host test-sanitized test-forbidden test-fuzz batch ## run all tests

# Only the tests and what they need are built for the host: the boards can't be.
SWIFT_TEST := swift test --explicit-target-dependency-import-check error \
	--test-product martletPackageTests

# What the boards are tested with.
LINK_TOOLS := qemu-system-arm ip ping nc unshare tcpdump arping traceroute hping3 nmap

.PHONY: test-host
test-host: image on-target batch-image host-image nucleo fault-images
	$(require) swift pcap/pcap.h unicorn/unicorn.h $(LINK_TOOLS)
ifdef FILTER
	@$(SWIFT_TEST) --quiet --filter '$(FILTER)'
else
	@$(SWIFT_TEST) --quiet --skip QEMUTests
# The boards have the machine to themselves: their pings are not to wait for other tests.
	@$(SWIFT_TEST) --quiet --no-parallel --filter QEMUTests
endif

EVENTS := .build/conformance.jsonl
# What the black-box tests write.
VERDICTS := .build/verdicts.tsv

# Failed tests show in the table, which decides.
.PHONY: conformance
conformance: image on-target batch-image host-image nucleo fault-images ## run the tests and print which requirements of the RFCs are met
	$(require) swift pcap/pcap.h unicorn/unicorn.h $(LINK_TOOLS)
	@rm -f $(EVENTS) $(VERDICTS)
	-@$(SWIFT_TEST) --quiet --no-parallel --event-stream-version 0 --event-stream-output-path $(EVENTS)
	@$(SWIFT_BUILD) --quiet --product conformance
	@.build/debug/conformance host-tests/conformance/checklist.tsv $(EVENTS) $(VERDICTS) \
		host-tests/conformance/inside.tsv

# Unsafe code under AddressSanitizer; the leaks it would report are the test runner's own.
.PHONY: test-sanitized
test-sanitized:
	$(require) swift pcap/pcap.h unicorn/unicorn.h
	@ASAN_OPTIONS=detect_leaks=0 $(SWIFT_TEST) --sanitize address --scratch-path .build/asan \
		--quiet --filter 'WireTests|HeapTests'

# What the compiler forbids, against the modules that the tests were built with.
.PHONY: test-forbidden
test-forbidden: host-image
	@$(TOOLS)/must-not-compile

# Every input of the corpus once, then a short search.
.PHONY: test-fuzz
test-fuzz:
	$(require) swift pcap/pcap.h
	@$(TOOLS)/fuzz run --plain --fresh --time 3

.PHONY: coverage
coverage: ## print how many lines of the stack the tests reach
	$(require) swift pcap/pcap.h
	@$(TOOLS)/coverage

COUNT ?= 20
SEED ?= 1

.PHONY: mutate
mutate: ## break COUNT=20 lines of the stack, chosen by SEED=1, and see whether the tests notice
	$(require) swift pcap/pcap.h
	@$(TOOLS)/mutate --count $(COUNT) --seed $(SEED)

TIME ?= 60
TARGET ?=

.PHONY: fuzz
fuzz: ## search for inputs that break a promise: TIME=seconds for each, TARGET=one
	$(require) swift pcap/pcap.h
	@$(TOOLS)/fuzz run --time $(TIME) $(TARGET)

HOURS ?= 100
SEED ?=
MINUTES ?= 3
RATE ?=
SOAK := .build/release/soak

.PHONY: soak-tool
soak-tool:
	$(require) swift pcap/pcap.h
	@$(SWIFT_BUILD) --quiet --configuration release --product soak

# Without the thread's cache of freed blocks the C library tells exactly what is in use.
.PHONY: soak
soak: soak-tool ## two stacks on a hostile link in simulated time: HOURS=n, SEED=s to repeat
	@GLIBC_TUNABLES=glibc.malloc.tcache_count=0 $(SOAK) simulate --hours $(HOURS) --seed '$(SEED)'

.PHONY: soak-board
soak-board: image soak-tool ## ping the board under flood, noise and attack: MINUTES=n, RATE=frames/s
	$(require) qemu-system-arm ip ping nc unshare
	@$(TOOLS)/board --quiet --image $(IMAGE) --report 1 exec sh -c '$(SOAK) board \
		--minutes $(MINUTES) --rate "$(RATE)" --seed "$(SEED)" --console "$$MARTLET_CONSOLE" \
		--output .build/soak.svg'

.PHONY: image
image: ## build the board's image, .build/images/BOARD.elf
	$(require) swift
	$(call forget_stale,$(DEVICE_OUTPUT)/$(MODULE))
	@$(DEVICE_BUILD) --product $(MODULE) $(call LINK,$(BOARD)) $(LINK_HEAP) \
		$(LINK_OPTIONS)
	@mkdir -p $(IMAGES) && cp $(DEVICE_OUTPUT)/$(MODULE) $(IMAGE)
ifeq ($(BOARD),nucleo-f429zi)
	@$(TOOLS)/toolchain llvm-objcopy -O binary $(IMAGE) $(IMAGES)/$(NAME).bin
	@$(TOOLS)/toolchain llvm-objcopy -O ihex $(IMAGE) $(IMAGES)/$(NAME).hex
endif

FAULT_BUILD := swift build --configuration release --triple armv7em-none-none-eabi \
	--toolset firmware/toolset.json --scratch-path .build/faults --traits FaultProvocation
FAULT_OUTPUT := .build/faults/armv7em-none-none-eabi/release

# The boards' images with faults to be provoked, which no product has.
.PHONY: fault-images
fault-images:
	$(require) swift
	@mkdir -p $(IMAGES)
	@$(foreach board,mps2-an386 nucleo-f429zi,$(FAULT_BUILD) --product $(MODULE.$(board)) \
		$(call LINK,$(board)) $(LINK_HEAP) && \
		cp $(FAULT_OUTPUT)/$(MODULE.$(board)) $(IMAGES)/$(board)-faults.elf &&) true

.PHONY: simulator
simulator: ## build the simulator of the Nucleo-F429ZI, .build/images/nucleo-simulator
	$(require) swift unicorn/unicorn.h
	@$(SWIFT_BUILD) --configuration release --product nucleo-simulator
	@mkdir -p $(IMAGES) && cp -f .build/release/nucleo-simulator $(IMAGES)/nucleo-simulator

# The Nucleo's images and what boots them, whatever BOARD is.
.PHONY: nucleo
nucleo: simulator
	@$(MAKE) --no-print-directory image BOARD=nucleo-f429zi CHECKSUM_OFFLOAD=no
	@$(MAKE) --no-print-directory image BOARD=nucleo-f429zi CHECKSUM_OFFLOAD=yes

# Its tests use the stack as no board does.
.PHONY: on-target
on-target: ## build the tests that run on the board, .build/images/on-target-tests.elf
	$(require) swift
	$(call forget_stale,$(DEVICE_OUTPUT)/OnTargetTests)
	@$(DEVICE_BUILD) --product OnTargetTests -Xlinker --defsym=__stack_size=0xC000 \
		$(call LINK,mps2-an386) $(LINK_HEAP)
	@mkdir -p $(IMAGES) && cp $(DEVICE_OUTPUT)/OnTargetTests $(IMAGES)/on-target-tests.elf

# What runs a batch on the board, and what runs it on the host and compares.
.PHONY: batch-image
batch-image:
	$(require) swift pcap/pcap.h
	$(call forget_stale,$(DEVICE_OUTPUT)/BatchBoard)
	@$(DEVICE_BUILD) --product BatchBoard -Xlinker --defsym=__stack_size=0x100000 \
		$(call LINK,mps2-an386) $(LINK_HEAP)
	@$(SWIFT_BUILD) --product batch
	@mkdir -p $(IMAGES) && cp $(DEVICE_OUTPUT)/BatchBoard $(IMAGES)/batch.elf
	@cp -f .build/debug/batch $(IMAGES)/batch

CORPUS ?=
IP ?= 192.0.2.2/24
ifeq ($(CORPUS),)
BATCH := --ip 10.0.0.2/24 pcap/benchmark --ip 192.0.2.2/24 pcap/captures host-tests/fuzz/corpus
else
BATCH := --ip $(IP) $(CORPUS)
endif

.PHONY: batch
batch: batch-image ## compare the board with the host on the fuzzer's corpus and the captures, or CORPUS=path
	$(require) qemu-system-arm
	@$(IMAGES)/batch --image $(IMAGES)/batch.elf $(BATCH)

.PHONY: host-image
host-image: ## build the appliance as a program of Linux, .build/images/linux-board
	$(require) swift
	@$(SWIFT_BUILD) --product linux-board
	@mkdir -p $(IMAGES) && cp .build/debug/linux-board $(HOST_IMAGE)

# The whole packet path linked without malloc and free: an allocation would be undefined.
.PHONY: no-allocation
no-allocation: ## prove that the packet path allocates nothing
	$(require) swift
	$(call forget_stale,$(DEVICE_OUTPUT)/NoAllocation)
	@$(DEVICE_BUILD) --product NoAllocation $(call LINK,mps2-an386)
	@echo "the packet path links without an allocator"

# The first is what the others are compared with.
FEATURES := Minimal $(filter-out Minimal,$(basename $(notdir $(wildcard host-tests/features/*.swift))))
FEATURE_IMAGES := $(FEATURES:%=$(IMAGES)/features/$(BOARD)/%.elf)
# With the board's device. The Nucleo's are built apart, since they are the same modules otherwise.
FEATURE_SCRATCH.mps2-an386 := .build/device
FEATURE_SCRATCH.nucleo-f429zi := .build/features-nucleo
FEATURE_FLAGS.nucleo-f429zi := -Xswiftc -DNUCLEO_F429ZI
FEATURE_OUTPUT := $(FEATURE_SCRATCH.$(BOARD))/armv7em-none-none-eabi/release

# Images that are only measured. SwiftPM knows what is up to date.
.PHONY: $(FEATURES) Footprint
$(FEATURES) Footprint:
	$(require) swift
	$(call forget_stale,$(FEATURE_OUTPUT)/$@,$(FEATURE_SCRATCH.$(BOARD)))
	@$(call DEVICE_BUILD_IN,$(FEATURE_SCRATCH.$(BOARD))) --quiet --product $@ \
		$(call LINK,$(BOARD)) $(FEATURE_FLAGS.$(BOARD))
	@mkdir -p $(IMAGES)/features/$(BOARD) && cp $(FEATURE_OUTPUT)/$@ $(IMAGES)/features/$(BOARD)/$@.elf

# The stack without a driver, in a machine that has only memory; the first has no stack either.
ALONE := AloneNothing AloneMinimal AloneFragments AloneMulticast AloneStandard

.PHONY: size
size: image $(TARGET_BUILDS.$(BOARD)) Footprint $(FEATURES) $(ALONE) ## print flash by module and feature, RAM by owner, stack
	$(require) $(LINK_TOOLS)
	@$(TOOLS)/size $(IMAGE) $(IMAGES)/features/$(BOARD)/Footprint.elf
	@echo
	@$(TOOLS)/compare-sizes $(FEATURE_IMAGES)
	@echo
	@$(TOOLS)/stack-alone $(IMAGES)/alone
	@echo
	@$(TOOLS)/stack-depth --target $(TARGET.$(BOARD)) $(IMAGE)

.PHONY: $(ALONE)
$(ALONE):
	$(require) swift
	$(call forget_stale,$(DEVICE_OUTPUT)/$@)
	@$(DEVICE_BUILD) --quiet --product $@ -Xlinker -T -Xlinker host-tests/bench/board/bench.ld
	@mkdir -p $(IMAGES)/alone && cp $(DEVICE_OUTPUT)/$@ $(IMAGES)/alone/$@.elf

# What an image may take, with the reason for more in the commit that allows it.
.PHONY: test-size
test-size: nucleo
	@$(MAKE) --no-print-directory image Minimal Fragments BOARD=mps2-an386
	@$(TOOLS)/size-budget host-tests/footprint/budget.tsv $(IMAGES)

.PHONY: bench
bench: $(ALONE) ## count the instructions that a packet costs, beside what it costs other stacks
	$(require) swift pcap/pcap.h qemu-system-arm valgrind
	@$(TOOLS)/bench

.PHONY: bench-scaling
bench-scaling: ## count what a packet costs while tables and payloads grow
	$(require) swift valgrind
	@$(TOOLS)/bench-scaling

NEWLIB := arm-none-eabi/newlib/thumb/v7e-m/nofp/libc.a

.PHONY: bench-memory
bench-memory: ## count what memcpy, memmove and memset take, beside newlib's
	$(require) swift qemu-system-arm $(NEWLIB)
	@$(TOOLS)/bench-memory /usr/lib/$(NEWLIB)

.PHONY: bench-path
bench-path: image ## count what the whole board executes for a packet, and when idle
	$(require) qemu-system-arm ip ping nc unshare
	@$(TOOLS)/bench-path --functions

# Not a product of the tests: it needs lwIP.
.PHONY: bench-throughput
bench-throughput: ## time a packet on this machine, beside the lwIP that Debian packages
	$(require) swift lwip/lwip/init.h
	@swift build --configuration release --scratch-path .build/bench/throughput --quiet \
		--product bench-throughput
	@.build/bench/throughput/release/bench-throughput pcap/benchmark

.PHONY: symbolize
symbolize: ## name the line of an address: make symbolize PC=0x764
	@$(TOOLS)/symbolize $(IMAGE) $(PC)

.PHONY: debug
debug: image ## boot the board halted for gdb
ifeq ($(BOARD),nucleo-f429zi)
	$(require) openocd gdb-multiarch
	@$(TOOLS)/nucleo debug $(IMAGE)
else
	$(require) qemu-system-arm gdb-multiarch
	@echo "attach with: gdb-multiarch $(IMAGE) -ex 'target remote :$(GDB_PORT)'"
	@echo "end with Ctrl-A X"
	@qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native \
		-kernel $(IMAGE) -nic user,model=lan9118 -S -gdb tcp:127.0.0.1:$(GDB_PORT)
endif

.PHONY: flash
flash: ## write the Nucleo's image into a board on USB
	@$(MAKE) --no-print-directory image BOARD=nucleo-f429zi
	@$(TOOLS)/nucleo flash $(IMAGES)/nucleo-f429zi$(VARIANT.nucleo-f429zi).elf

.PHONY: monitor
monitor: ## show the console of a Nucleo on USB
	@$(TOOLS)/nucleo monitor

.PHONY: lint
lint: ## check the format of all Swift files
	$(require) swift
	@git ls-files -z -- '*.swift' | xargs -0 swift format lint --strict
	@$(TOOLS)/check-sources

.PHONY: format
format: ## format all Swift files
	$(require) swift
	@git ls-files -z -- '*.swift' | xargs -0 swift format --in-place

.PHONY: setup
setup: ## install what the other targets need
	$(require) swift $(LINK_TOOLS) gdb-multiarch valgrind pcap/pcap.h unicorn/unicorn.h

.PHONY: clean
clean: ## remove all that was built
	@rm -rf .build
