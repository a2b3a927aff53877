// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]
/// Settings of every target that holds no tuned loops.
let safe: [SwiftSetting] = strict + [.strictMemorySafety()]
/// The C library's `fma`, `sqrt` and friends live in libm on Linux.
let mathLibrary: LinkerSetting = .linkedLibrary("m", .when(platforms: [.linux]))

/// Settings of a target that instantiates the kernels for one x86-64 instruction set.
func kernels(march flags: [String]) -> [SwiftSetting] {
  strict + [.unsafeFlags(["-Ounchecked"] + flags.flatMap { ["-Xcc", $0] })]
}

#if arch(x86_64)
  let instructionSetTargets: [Target] = [
    .target(
      name: "KernelsAVX2", dependencies: ["Kernels", "CCPU"],
      swiftSettings: kernels(march: ["-march=x86-64-v3"])),
    .target(
      name: "KernelsAVX512", dependencies: ["Kernels", "CCPU"],
      swiftSettings: kernels(march: ["-march=x86-64-v4", "-mprefer-vector-width=512"])),
  ]
#else
  let instructionSetTargets: [Target] = []
#endif
let instructionSets: [Target.Dependency] = instructionSetTargets.map { .byName(name: $0.name) }

let package = Package(
  name: "nbrun",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "nbrun", targets: ["nbrun"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    .executableTarget(name: "nbrun", dependencies: ["NBRunCommand"], swiftSettings: safe),
    .target(
      name: "NBRunCommand",
      dependencies: [
        "CZlib", "Diagnostics", "Execution", "NeuralEngine", "NotebookSyntax", "Plotting", "Report",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: safe),
    .target(
      name: "Report",
      dependencies: ["Diagnostics", "Execution", "NotebookSyntax", "Plotting", "TeXMath"],
      resources: [.embedInCode("Resources/report.css"), .embedInCode("Resources/report.js")],
      swiftSettings: safe),
    .target(
      name: "Execution",
      dependencies: ["Diagnostics", "NeuralEngine", "NotebookSyntax", "Plotting"],
      swiftSettings: safe),
    .target(
      name: "NotebookSyntax", dependencies: ["Diagnostics", "CCMarkGFM", "CYAML"],
      swiftSettings: safe),
    .target(
      name: "Plotting", dependencies: ["CCPU", "CPNG", "CFreeType"], swiftSettings: safe,
      linkerSettings: [mathLibrary]),
    .target(name: "TeXMath", dependencies: ["Diagnostics"], swiftSettings: safe),
    .target(
      name: "NeuralEngine", dependencies: ["Kernels", "CCPU", "CDatasets"] + instructionSets,
      swiftSettings: safe, linkerSettings: [mathLibrary]),
    .target(
      name: "Kernels", dependencies: ["CCPU"], exclude: ["README.md"],
      swiftSettings: kernels(march: []),
      linkerSettings: [mathLibrary]),
    .target(name: "Diagnostics", swiftSettings: safe),
    .target(name: "CCPU"),
    .target(name: "CDatasets"),
    .systemLibrary(
      name: "CCMarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"])]),
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CFreeType", pkgConfig: "freetype2",
      providers: [.apt(["libfreetype-dev"]), .brew(["freetype"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    .target(name: "CPeak", path: "Benchmarks/CPeak"),
    .executableTarget(
      name: "nbrun-bench",
      dependencies: [
        "CPeak", "Diagnostics", "Execution", "Kernels", "NeuralEngine", "NotebookSyntax",
        "Plotting", "Report",
      ],
      path: "Benchmarks/nbrun-bench", swiftSettings: safe),

    .executableTarget(
      name: "nbrun-bits", dependencies: ["NeuralEngine"], path: "Tests/Bits", swiftSettings: safe),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"], swiftSettings: strict),
    .testTarget(
      name: "NotebookSyntaxTests", dependencies: ["NotebookSyntax", "Diagnostics"],
      swiftSettings: strict),
    .testTarget(
      name: "TeXMathTests", dependencies: ["TeXMath", "Diagnostics"], swiftSettings: strict),
    .testTarget(
      name: "KernelsTests", dependencies: ["Kernels", "NeuralEngine"] + instructionSets,
      swiftSettings: strict),
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    .testTarget(
      name: "NeuralEngineTests", dependencies: ["CAllocations", "Kernels", "NeuralEngine"],
      resources: [.copy("Resources")], swiftSettings: strict),
    .testTarget(
      name: "PlottingTests", dependencies: ["Plotting", "CPNG"], resources: [.copy("Resources")],
      swiftSettings: strict),
    .testTarget(
      name: "ExecutionTests",
      dependencies: ["Execution", "NotebookSyntax", "NeuralEngine", "Plotting", "Diagnostics"],
      exclude: ["Fixtures", "Goldens"], swiftSettings: strict),
    .testTarget(
      name: "ReportTests",
      dependencies: [
        "Report", "Execution", "NotebookSyntax", "TeXMath", "Plotting", "Diagnostics",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "NBRunCommandTests",
      dependencies: ["NBRunCommand", "Diagnostics", "CZlib"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
  ] + instructionSetTargets,
  swiftLanguageModes: [.v6]
)
