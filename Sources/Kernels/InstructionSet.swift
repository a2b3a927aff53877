public import CCPU

/// What differs between instruction sets: the width of a register, how a part of one is read and
/// written, and how many rows a register tile holds. The kernels are written once over it.
@usableFromInline
package protocol InstructionSet {
  associatedtype Vector: FloatVector
  /// Selects the first lanes.
  associatedtype Mask
  /// The rows of a tile two registers wide that fills the register file.
  associatedtype WideTile: RowTile where WideTile.Row == TwoRegisters<Vector>
  /// The rows of a tile one register wide.
  associatedtype NarrowTile: RowTile where NarrowTile.Row == OneRegister<Vector>

  /// Selects the first `count` lanes, 0 < count ≤ width.
  static func mask(_ count: Int) -> Mask
  /// Reads the selected lanes, zero elsewhere; touches no memory beyond them.
  static func load(_ pointer: UnsafePointer<Float>, _ mask: Mask) -> Vector
  /// Writes the selected lanes; touches no memory beyond them.
  static func store(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>, _ mask: Mask)

  /// The rows and columns of the squares that `transpose` takes.
  static var transposedSize: Int { get }
  /// Writes a square with rows and columns exchanged, given the distances between rows.
  static func transpose(
    _ a: UnsafePointer<Float>, stride: Int, _ c: UnsafeMutablePointer<Float>,
    stride targetStride: Int)
}

extension InstructionSet {
  /// Reads as many lanes as there are elements left.
  @inlinable @inline(__always)
  static func load(_ pointer: UnsafePointer<Float>, upTo rest: Int) -> Vector {
    rest >= Vector.width ? Vector.load(pointer) : load(pointer, mask(rest))
  }

  /// Writes as many lanes as there are elements left.
  @inlinable @inline(__always)
  static func store(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>, upTo rest: Int) {
    if rest >= Vector.width {
      vector.store(pointer)
    } else {
      store(vector, pointer, mask(rest))
    }
  }
}

/// Four lanes: NEON on arm64, SSE2 with the C library's correct `fmaf` on any x86-64.
@usableFromInline
package enum Baseline: InstructionSet {
  @usableFromInline package typealias Vector = SIMD4<Float>
  @usableFromInline package typealias Mask = Int
  @usableFromInline package typealias WideTile = EightRows<TwoRegisters<SIMD4<Float>>>
  @usableFromInline package typealias NarrowTile = EightRows<OneRegister<SIMD4<Float>>>

  @inlinable @inline(__always)
  package static func mask(_ count: Int) -> Int { count }

  @inlinable @inline(__always)
  package static func load(_ pointer: UnsafePointer<Float>, _ mask: Int) -> SIMD4<Float> {
    var vector = SIMD4<Float>(repeating: 0)
    for lane in 0..<mask { vector[lane] = pointer[lane] }
    return vector
  }

  @inlinable @inline(__always)
  package static func store(
    _ vector: SIMD4<Float>, _ pointer: UnsafeMutablePointer<Float>, _ mask: Int
  ) {
    for lane in 0..<mask { pointer[lane] = vector[lane] }
  }

  @inlinable @inline(__always)
  package static var transposedSize: Int { 4 }

  @inlinable @inline(__always)
  package static func transpose(
    _ a: UnsafePointer<Float>, stride: Int, _ c: UnsafeMutablePointer<Float>,
    stride targetStride: Int
  ) {
    ccpu_transpose4(a, stride, c, targetStride)
  }
}
