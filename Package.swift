// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: Swift 6 mode, lifetimes, explicit imports, strict memory safety, no warnings.
let common: [SwiftSetting] = [
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// Code that runs on the board and on the host: also rejects what Embedded Swift lacks, and lets
/// a release build specialise generics across modules on the host, as the board's build does.
let portable: [SwiftSetting] =
  common + [
    .treatWarning("EmbeddedRestrictions", as: .error),
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
  ]

/// Code that touches the machine: volatile registers and linker symbols.
let device: [SwiftSetting] =
  portable + [
    .enableExperimentalFeature("Volatile"),
    .enableExperimentalFeature("Extern"),
  ]

/// The C library's names in Swift, and their tests. LLVM must not turn the former's loops into calls
/// to themselves, nor the latter's into calls to what they test. Nor is what they have in common to be
/// moved into functions of its own.
let runtime: [SwiftSetting] =
  device + [
    .unsafeFlags([
      "-Xllvm", "-disable-loop-idiom-all", "-Xllvm", "-enable-machine-outliner=never",
      "-Xllvm", "-swiftmergefunc-threshold=0",
    ])
  ]

/// The images that `make size` compares, one file each in host-tests/features.
let features = [
  "Minimal", "AddressConflicts", "Fragments", "HeaderPrediction", "Multicast", "Options", "PathMTU",
  "RawSockets",
]

/// The images that hold the stack without a driver, one file each in host-tests/alone.
let alone = [
  "AloneNothing", "AloneMinimal", "AloneFragments", "AloneMulticast", "AloneStandard",
]

let provocation: Target.Dependency = .target(
  name: "FaultProvocation", condition: .when(traits: ["FaultProvocation"]))

let package = Package(
  name: "martlet",
  traits: [
    .trait(
      name: "FaultProvocation",
      description: "Boards that do wrong when they are asked to, for the tests of faults.")
  ],
  targets: [
    // netstack: the TCP/IP stack, portable.
    .target(name: "Wire", path: "netstack/wire", swiftSettings: portable),
    .target(name: "Link", path: "netstack/link", swiftSettings: portable),
    .target(
      name: "NetStack", dependencies: ["Wire", "Link"], path: "netstack/stack",
      swiftSettings: portable),
    .target(
      name: "Services", dependencies: ["NetStack", "Wire"], path: "netstack/services",
      swiftSettings: portable),

    .target(
      name: "FrameText", dependencies: ["Link", "Text", "Wire"], path: "netstack/text",
      swiftSettings: portable),
    .target(
      name: "Wrappers", dependencies: ["FrameText", "Link", "Text", "Wire"],
      path: "netstack/wrappers", swiftSettings: portable),

    // hal: the processor, the allocator and the drivers.
    .target(name: "Text", path: "hal/text", swiftSettings: portable),
    .systemLibrary(name: "CortexMIntrinsics", path: "hal/cortex-m/intrinsics"),
    .target(
      name: "CortexM", dependencies: ["CortexMIntrinsics", "Text"], path: "hal/cortex-m",
      exclude: ["intrinsics"], swiftSettings: device),
    .target(name: "Heap", path: "hal/heap", swiftSettings: portable),
    .target(
      name: "Runtime", dependencies: ["CortexMIntrinsics"], path: "hal/runtime",
      exclude: ["heap"], swiftSettings: runtime),
    .target(
      name: "RuntimeHeap", dependencies: ["Heap"], path: "hal/runtime/heap",
      swiftSettings: runtime),
    .target(
      name: "Drivers", dependencies: ["CortexMIntrinsics", "Link", "Text"], path: "hal/drivers",
      swiftSettings: device),

    // firmware: the application and the boards it runs on.
    .target(
      name: "Appliance", dependencies: ["FrameText", "NetStack", "Services", "Heap", "Text"],
      path: "firmware/appliance", swiftSettings: portable),
    .executableTarget(
      name: "MPS2AN386",
      dependencies: [
        "Appliance", "CortexM", "CortexMIntrinsics", "Drivers", "Heap", "Link", "NetStack",
        "Runtime", "RuntimeHeap", "Services", "Text", "Wire", provocation,
      ],
      path: "firmware/boards/mps2-an386", exclude: ["mps2-an386.ld"], swiftSettings: device),
    .target(
      name: "NucleoTables", dependencies: ["Drivers"],
      path: "firmware/boards/nucleo-f429zi/tables", swiftSettings: portable),
    .executableTarget(
      name: "NucleoF429ZI",
      dependencies: [
        "Appliance", "CortexM", "CortexMIntrinsics", "Drivers", "Heap", "Link", "NetStack",
        "NucleoTables", "Runtime", "RuntimeHeap", "Services", "Text", "Wire",
        provocation,
      ],
      path: "firmware/boards/nucleo-f429zi", exclude: ["nucleo-f429zi.ld", "tables"],
      swiftSettings: device),

    // pcap: captures on the host.
    .systemLibrary(
      name: "CLibpcap", path: "pcap/libpcap", providers: [.apt(["libpcap-dev"])]),
    .target(
      name: "Pcap", dependencies: ["CLibpcap", "Wire"], path: "pcap/library", swiftSettings: common),
    .target(
      name: "PlainFrames", dependencies: ["Link"], path: "pcap/frames", swiftSettings: portable),
    .executableTarget(
      name: "replay",
      dependencies: [
        "Link", "NetStack", "Pcap", "PlainFrames", "SeededRandom", "Services", "Wire",
      ],
      path: "pcap/replay", swiftSettings: common),

    // host-tests: tests and host tools.
    .target(
      name: "FaultProvocation", dependencies: ["CortexM", "Heap"], path: "host-tests/provocation",
      swiftSettings: device),
    .target(name: "SeededRandom", path: "host-tests/random", swiftSettings: portable),
    .executableTarget(
      name: "NoAllocation",
      dependencies: [
        "Appliance", "CortexM", "Drivers", "Link", "NetStack", "Runtime", "Text", "Wrappers",
      ],
      path: "host-tests/no-allocation", swiftSettings: device),
    // What is fuzzed, for the host. The board's image has the same files in its own module, which
    // halves the time that compiling them takes.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Drivers", "Heap", "Link", "NetStack", "PlainFrames", "Services", "Text", "Wire",
      ],
      path: "host-tests/fuzz/targets", swiftSettings: device),
    .executableTarget(
      name: "BatchBoard",
      dependencies: [
        "CortexM", "CortexMIntrinsics", "Drivers", "Heap", "Link", "NetStack", "PlainFrames",
        "Runtime", "RuntimeHeap", "Services", "Text", "Wire",
      ],
      path: "host-tests/batch/board", swiftSettings: device),
    .executableTarget(
      name: "batch", dependencies: ["FuzzTargets", "Pcap", "Wire"], path: "host-tests/batch/host",
      swiftSettings: common),
    .executableTarget(
      name: "OnTargetTests",
      dependencies: [
        "SeededRandom", "CortexM", "CortexMIntrinsics", "Drivers", "Heap", "NetStack", "Runtime",
        "RuntimeHeap", "Text", "Wire",
      ],
      path: "host-tests/on-target", swiftSettings: runtime),
    .target(
      name: "FeatureImage",
      dependencies: ["CortexM", "Drivers", "NetStack", "Runtime", "Services"],
      path: "host-tests/features/support", swiftSettings: device),
    .executableTarget(
      name: "Footprint",
      dependencies: ["Appliance", "Drivers", "FeatureImage", "NetStack", "Text"],
      path: "host-tests/footprint", exclude: ["budget.tsv", "peers.tsv"], swiftSettings: device),
    .target(
      name: "Startup", dependencies: ["CortexM"], path: "host-tests/startup", swiftSettings: device),
    .target(
      name: "AloneImage",
      dependencies: [
        "CortexM", "Drivers", "NetStack", "PacketBenchmark", "Runtime", "Services", "Text",
      ],
      path: "host-tests/alone/support", swiftSettings: device),
    .target(
      name: "PacketBenchmark", dependencies: ["NetStack", "Services", "Wire"],
      path: "host-tests/bench/core", swiftSettings: portable),
    .executableTarget(
      name: "bench-host", dependencies: ["PacketBenchmark"], path: "host-tests/bench/host",
      swiftSettings: common),
    .executableTarget(
      name: "bench-frames", dependencies: ["Link", "Pcap", "PlainFrames", "SeededRandom"],
      path: "host-tests/bench/frames", swiftSettings: common),
    .executableTarget(
      name: "bench-scaling", dependencies: ["NetStack", "PacketBenchmark", "Wire"],
      path: "host-tests/bench/scaling", swiftSettings: common),
    .systemLibrary(
      name: "CLwIP", path: "host-tests/lwip", pkgConfig: "lwip",
      providers: [.apt(["liblwip-dev"])]),
    .executableTarget(
      name: "bench-throughput", dependencies: ["CLwIP", "PacketBenchmark"],
      path: "host-tests/bench/throughput", swiftSettings: common),
    .executableTarget(
      name: "lwip-peer", dependencies: ["CLibpcap", "CLwIP"], path: "host-tests/lwip-peer",
      swiftSettings: common),
    .systemLibrary(name: "KnownLoop", path: "host-tests/bench/known-loop"),
    .executableTarget(
      name: "BenchBoard",
      dependencies: [
        "CortexM", "CortexMIntrinsics", "Drivers", "KnownLoop", "PacketBenchmark", "Runtime",
        "Startup", "Text",
      ],
      path: "host-tests/bench/board", exclude: ["bench.ld"], swiftSettings: device),
    .target(name: "SVG", path: "host-tests/svg", swiftSettings: common),
    .executableTarget(
      name: "bench-report", dependencies: ["SVG"], path: "host-tests/bench/report",
      swiftSettings: common),
    .testTarget(
      name: "ApplianceTests", dependencies: ["SeededRandom", "Appliance", "NetStack", "Text"],
      path: "host-tests/appliance", swiftSettings: common),
    .target(name: "TAP", path: "host-tests/tap", swiftSettings: common),
    .executableTarget(
      name: "linux-board", dependencies: ["Appliance", "Link", "NetStack", "TAP", "Text"],
      path: "host-tests/linux-board", swiftSettings: common),
    .systemLibrary(
      name: "CUnicorn", path: "host-tests/nucleo/unicorn",
      providers: [.apt(["libunicorn-dev"])]),
    .executableTarget(
      name: "nucleo-simulator",
      dependencies: ["CUnicorn", "EthernetModel", "SeededRandom", "TAP"],
      path: "host-tests/nucleo/simulator",
      swiftSettings: common),
    .target(name: "Thumb", path: "host-tests/nucleo/thumb", swiftSettings: common),
    .testTarget(
      name: "SimulatorTests", dependencies: ["nucleo-simulator", "Thumb"],
      path: "host-tests/nucleo/simulator-tests", swiftSettings: common),
    .executableTarget(
      name: "conformance", path: "host-tests/conformance/tool", swiftSettings: common),
    .testTarget(
      name: "ConformanceTests", dependencies: ["conformance"], path: "host-tests/conformance/tests",
      swiftSettings: common),
    .testTarget(
      name: "HeapTests", dependencies: ["SeededRandom", "Heap"], path: "host-tests/heap",
      swiftSettings: common),
    .target(
      name: "EthernetModel", path: "host-tests/nucleo/ethernet-model", swiftSettings: common),
    .testTarget(
      name: "DriverTests",
      dependencies: ["SeededRandom", "Drivers", "EthernetModel", "Link", "Text"],
      path: "host-tests/drivers", swiftSettings: common),
    .testTarget(
      name: "WireTests", dependencies: ["SeededRandom", "Wire", "Text"], path: "host-tests/wire",
      swiftSettings: common),
    .testTarget(
      name: "NetStackTests",
      dependencies: ["SeededRandom", "NetStack", "Services", "Link", "Pcap", "Wire"],
      path: "host-tests/netstack", swiftSettings: common),
    .testTarget(
      name: "WrapperTests",
      dependencies: [
        "FrameText", "Link", "NetStack", "Pcap", "Services", "Text", "Wire", "Wrappers",
      ],
      path: "host-tests/wrappers", swiftSettings: common),
    .target(
      name: "Attacks", dependencies: ["SeededRandom"], path: "host-tests/soak/attacks",
      swiftSettings: common),
    .systemLibrary(name: "CMalloc", path: "host-tests/soak/malloc"),
    .target(
      name: "SoakSimulation",
      dependencies: [
        "Attacks", "CMalloc", "Link", "NetStack", "Pcap", "SeededRandom", "Services", "Wire",
        "Wrappers",
      ],
      path: "host-tests/soak/simulation", swiftSettings: common),
    .executableTarget(
      name: "soak", dependencies: ["Attacks", "SVG", "SeededRandom", "SoakSimulation"],
      path: "host-tests/soak/tool", swiftSettings: common),
    .testTarget(
      name: "SoakTests",
      dependencies: ["Attacks", "Link", "NetStack", "SeededRandom", "SoakSimulation"],
      path: "host-tests/soak/tests", swiftSettings: common),
    .testTarget(
      name: "PcapTests", dependencies: ["Pcap", "Wire"], path: "host-tests/pcap",
      swiftSettings: common),
    .testTarget(
      name: "ReplayTests",
      dependencies: ["SeededRandom", "replay", "NetStack", "Pcap", "PlainFrames", "Wire"],
      path: "host-tests/replay", swiftSettings: common),
    .testTarget(
      name: "QEMUTests",
      dependencies: [
        "Appliance", "Attacks", "Link", "NetStack", "Pcap", "SeededRandom", "Text", "Thumb", "Wire",
      ],
      path: "host-tests/qemu",
      swiftSettings: common),
    .testTarget(
      name: "NucleoTableTests", dependencies: ["Drivers", "NucleoTables", "SeededRandom"],
      path: "host-tests/nucleo/tables", swiftSettings: common),
  ]
    + features.map { feature in
      .executableTarget(
        name: feature, dependencies: ["FeatureImage", "NetStack"], path: "host-tests/features",
        exclude: ["support"] + features.filter { $0 != feature }.map { "\($0).swift" },
        swiftSettings: device)
    }
    + alone.map { image in
      .executableTarget(
        name: image, dependencies: ["AloneImage", "NetStack", "Startup"], path: "host-tests/alone",
        exclude: ["support"] + alone.filter { $0 != image }.map { "\($0).swift" },
        swiftSettings: device)
    }
)
