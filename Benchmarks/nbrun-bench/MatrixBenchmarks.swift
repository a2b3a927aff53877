import CPeak
import Kernels
import NeuralEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Square matrix products on one core beside what bounds them: the processor's fused multiply-adds,
/// and OpenBLAS where the machine has it.
///
/// `OPENBLAS_CORETYPE=Haswell` or `SkylakeX` chooses its instruction set as `NBRUN_ISA=avx2` or
/// `avx512` chooses ours; where it is not set it follows ours.
enum MatrixBenchmarks {
  static var cases: [Benchmark] {
    [peak]
      + [64, 256, 512, 1_024].flatMap { size in [product(size), openBLAS(size)].compactMap { $0 } }
  }

  private static var peak: Benchmark {
    Benchmark("gemm/peak", unit: .gigaflops, parts: 640_000) {
      { repetitions in
        let count = repetitions * 1_000
        let sum =
          switch Processor.chosen.name {
          case "avx512": cpeak_avx512(count)
          case "avx2": cpeak_avx2(count)
          default: cpeak_four_lanes(count)
          }
        precondition(sum.isFinite)
      }
    }
  }

  /// Room for a square matrix of numbers from 0 to 1, and what goes back when it is no longer used.
  @safe private final class Square {
    let elements: UnsafeMutablePointer<Float>

    init(_ size: Int) {
      unsafe elements = UnsafeMutableRawPointer.allocate(byteCount: 4 * size * size, alignment: 64)
        .bindMemory(to: Float.self, capacity: size * size)
      for index in 0..<(size * size) { unsafe elements[index] = Float(index % 31) / 31 }
    }

    deinit { unsafe elements.deallocate() }
  }

  private static func product(_ size: Int) -> Benchmark {
    Benchmark("gemm/\(size)", unit: .gigaflops, parts: 2 * size * size * size) {
      let (a, b, c) = (Square(size), Square(size), Square(size))
      var instruction = Instruction(
        .matrixProduct, rows: size, columns: size, inner: size)
      unsafe instruction.a = a.elements
      unsafe instruction.b = b.elements
      unsafe instruction.c = c.elements
      let room = Square(2 * size)
      if ProductBlocks.pays(rows: size, columns: size, inner: size) {
        unsafe instruction.scratch = room.elements
      }
      let run = unsafe Processor.chosen.run
      return { repetitions in
        withExtendedLifetime([a, b, c, room]) {
          for _ in 0..<repetitions { unsafe run(&instruction, 1) }
        }
      }
    }
  }

  /// `cblas_sgemm`: order, transpositions, extents, α, A, B, β, C, each matrix with its row stride.
  private typealias CBLASProduct =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>, Int32,
      UnsafePointer<Float>, Int32, Float, UnsafeMutablePointer<Float>, Int32
    ) -> Void

  /// The function of an installed OpenBLAS, which is loaded so that nothing depends on it.
  private static let cblasProduct: CBLASProduct? = {
    unsafe setenv("OPENBLAS_NUM_THREADS", "1", 0)
    unsafe setenv(
      "OPENBLAS_CORETYPE", Processor.chosen.name == "avx512" ? "SkylakeX" : "Haswell", 0)
    for name in ["libopenblas.so.0", "libopenblas.so", "libopenblas.dylib"] {
      if let library = unsafe dlopen(name, RTLD_NOW),
        let symbol = unsafe dlsym(library, "cblas_sgemm")
      {
        return unsafe unsafeBitCast(symbol, to: CBLASProduct.self)
      }
    }
    return nil
  }()

  private static func openBLAS(_ size: Int) -> Benchmark? {
    guard Processor.chosen.name != "baseline", let multiply = unsafe cblasProduct else {
      return nil
    }
    return Benchmark("gemm/\(size)/openblas", unit: .gigaflops, parts: 2 * size * size * size) {
      let (a, b, c) = (Square(size), Square(size), Square(size))
      let n = Int32(size)
      return { repetitions in
        withExtendedLifetime([a, b, c]) {
          for _ in 0..<repetitions {
            unsafe multiply(
              101, 111, 111, n, n, n, 1, a.elements, n, b.elements, n, 0, c.elements, n)
          }
        }
      }
    }
  }
}
