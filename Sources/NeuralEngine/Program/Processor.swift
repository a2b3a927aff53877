import CCPU
package import Kernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX512
#endif

/// The instruction sets that this machine runs. All give the same bits; wider ones are faster.
package enum Processor {
  /// An instruction set and the kernels compiled for it.
  @safe
  package struct InstructionSetKernels: Sendable {
    /// `baseline`, `avx2` or `avx512`.
    package let name: String
    /// Runs instructions.
    package let run: Executor
  }

  /// The instruction sets of this machine, narrowest first.
  package static let available: [InstructionSetKernels] = {
    var sets = [unsafe InstructionSetKernels(name: "baseline", run: runBaseline)]
    #if arch(x86_64)
      if ccpu_has_avx2() != 0 {
        sets.append(unsafe InstructionSetKernels(name: "avx2", run: AVX2.run))
      }
      if ccpu_has_avx512() != 0 {
        sets.append(unsafe InstructionSetKernels(name: "avx512", run: AVX512.run))
      }
    #endif
    return sets
  }()

  /// The instruction set that `NBRUN_ISA` names where the machine has it, otherwise the widest.
  package static let chosen: InstructionSetKernels = {
    let forced = unsafe getenv("NBRUN_ISA").map { unsafe String(cString: $0) }
    return available.last { $0.name == forced } ?? available[available.count - 1]
  }()
}
