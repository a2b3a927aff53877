import CCPU
package import Kernels

/// Sixteen lanes with fused multiply-add and mask registers.
package enum AVX512: InstructionSet {
  package typealias Vector = SIMD16<Float>
  package typealias Mask = UInt16
  package typealias WideTile = TwelveRows<TwoRegisters<SIMD16<Float>>>
  package typealias NarrowTile = SixteenRows<OneRegister<SIMD16<Float>>>

  @inline(__always)
  package static func mask(_ count: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: (1 &<< count) &- 1)
  }

  @inline(__always)
  package static func load(_ pointer: UnsafePointer<Float>, _ mask: Mask) -> SIMD16<Float> {
    ccpu_load16(pointer, mask)
  }

  @inline(__always)
  package static func store(
    _ vector: SIMD16<Float>, _ pointer: UnsafeMutablePointer<Float>, _ mask: Mask
  ) {
    ccpu_store16(pointer, vector, mask)
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
    execute(AVX512.self, instructions, count)
  }
}
