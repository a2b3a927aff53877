import CCPU
package import Kernels

/// Eight lanes with fused multiply-add.
package enum AVX2: InstructionSet {
  package typealias Vector = SIMD8<Float>
  package typealias Mask = SIMD8<Int32>
  package typealias WideTile = SixRows<TwoRegisters<SIMD8<Float>>>
  package typealias NarrowTile = EightRows<OneRegister<SIMD8<Float>>>

  @inline(__always)
  package static func mask(_ count: Int) -> SIMD8<Int32> {
    ccpu_mask8(Int32(truncatingIfNeeded: count))
  }

  @inline(__always)
  package static func load(_ pointer: UnsafePointer<Float>, _ mask: Mask) -> SIMD8<Float> {
    ccpu_load8(pointer, mask)
  }

  @inline(__always)
  package static func store(
    _ vector: SIMD8<Float>, _ pointer: UnsafeMutablePointer<Float>, _ mask: Mask
  ) {
    ccpu_store8(pointer, vector, mask)
  }

  @inline(__always)
  package static var transposedSize: Int { 8 }

  @inline(__always)
  package static func transpose(
    _ a: UnsafePointer<Float>, stride: Int, _ c: UnsafeMutablePointer<Float>,
    stride targetStride: Int
  ) {
    ccpu_transpose8(a, stride, c, targetStride)
  }

  /// Runs instructions.
  package static let run: Executor = { instructions, count in
    execute(AVX2.self, instructions, count)
  }
}
