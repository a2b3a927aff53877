// Prints `name value unit` for each case, sorted. An argument selects the cases whose names contain
// it.
let filter = CommandLine.arguments.dropFirst().first ?? ""
let cases =
  EngineBenchmarks.cases + FigureBenchmarks.cases + KernelBenchmarks.cases
  + MatrixBenchmarks.cases + ProcessBenchmarks.cases + TraceBenchmarks.cases
for benchmark in cases.sorted(by: { $0.name < $1.name }) where benchmark.name.contains(filter) {
  let value = benchmark.measure()
  let rounded = value < 100 ? (value * 100).rounded() / 100 : value.rounded()
  print("\(benchmark.name) \(rounded) \(benchmark.unit.rawValue)")
}
