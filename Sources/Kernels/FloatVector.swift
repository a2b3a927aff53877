public import CCPU

/// A register of single-precision lanes, as far as the kernels need it. Every operation works lane
/// by lane and rounds once, so a lane's bits do not depend on the width.
@usableFromInline
package protocol FloatVector: Sendable {
  /// The number of lanes.
  static var width: Int { get }
  init(repeating value: Float)

  /// Reads lanes from memory of any alignment.
  static func load(_ pointer: UnsafePointer<Float>) -> Self
  /// Writes lanes to memory of any alignment.
  func store(_ pointer: UnsafeMutablePointer<Float>)

  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  /// a·b + c, rounded once.
  static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self
  /// √x, rounded once.
  func squareRoot() -> Self
  /// `yes` in lanes where a < b, otherwise `no`; a NaN is never less.
  static func select(_ a: Self, isLessThan b: Self, _ yes: Self, _ no: Self) -> Self
  /// `yes` in lanes where a = b, otherwise `no`; a NaN is never equal.
  static func select(_ a: Self, isEqualTo b: Self, _ yes: Self, _ no: Self) -> Self
  /// |x|.
  var magnitude: Self { get }
  /// x, whose lanes are not negative, with the signs of another vector.
  func withSign(of other: Self) -> Self
  /// x·2ⁿ, rounded once, for integers |n| ≤ 250 given as n + 12582912.
  func scaled(byShifted n: Self) -> Self
  /// 2ⁿ for integers −126 ≤ n ≤ 127 given as n + 12582912.
  static func powerOfTwo(shifted n: Self) -> Self
  /// tanh(n·0x1.2eaeacp-2) for integers 0 ≤ n < 32 given as n + 12582912.
  static func tanhOfNode(shifted n: Self) -> Self
  /// 1/x for 2⁻¹²⁶ ≤ x ≤ 2¹²⁶, off by at most 12.5%, from the bits of x alone.
  func reciprocalEstimate() -> Self
  /// The vector plus the products of four columns of `width` rows, `stride` apart, with four factors:
  /// one fused multiply-add after the other, columns ascending.
  func addingProducts(
    rows: UnsafePointer<Float>, stride: Int, factors: UnsafePointer<Float>
  ) -> Self
  /// m in [√½, √2) and e with x = m·2ᵉ, for positive normal x.
  func splitExponent() -> (mantissa: Self, exponent: Self)
  /// A lane.
  subscript(index: Int) -> Float { get set }
}

extension SIMD4: FloatVector where Scalar == Float {
  @inlinable @inline(__always)
  package static var width: Int { 4 }

  @inlinable @inline(__always)
  package static func load(_ pointer: UnsafePointer<Float>) -> Self {
    UnsafeRawPointer(pointer).loadUnaligned(as: Self.self)
  }

  @inlinable @inline(__always)
  package func store(_ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Self.self)
  }

  @inlinable @inline(__always)
  package static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self { ccpu_fma4(a, b, c) }

  @inlinable @inline(__always)
  package func squareRoot() -> Self { ccpu_sqrt4(self) }

  @inlinable @inline(__always)
  package static func select(
    _ a: Self, isLessThan b: Self, _ yes: Self, _ no: Self
  ) -> Self {
    no.replacing(with: yes, where: a .< b)
  }

  @inlinable @inline(__always)
  package static func select(
    _ a: Self, isEqualTo b: Self, _ yes: Self, _ no: Self
  ) -> Self {
    no.replacing(with: yes, where: a .== b)
  }

  @inlinable @inline(__always)
  var bits: SIMD4<Int32> { unsafeBitCast(self, to: SIMD4<Int32>.self) }

  @inlinable @inline(__always)
  init(bits: SIMD4<Int32>) { self = unsafeBitCast(bits, to: Self.self) }

  @inlinable @inline(__always)
  package var magnitude: Self { Self(bits: bits & 0x7fff_ffff) }

  @inlinable @inline(__always)
  package func withSign(of other: Self) -> Self {
    Self(bits: bits | (other.bits & Int32(bitPattern: 0x8000_0000)))
  }

  @inlinable @inline(__always)
  package func scaled(byShifted n: Self) -> Self { ccpu_scale4(self, n) }

  @inlinable @inline(__always)
  package static func tanhOfNode(shifted n: Self) -> Self { ccpu_tanh_node4(n) }

  @inlinable @inline(__always)
  package func addingProducts(
    rows: UnsafePointer<Float>, stride: Int, factors: UnsafePointer<Float>
  ) -> Self {
    ccpu_add_products4(self, rows, stride, factors)
  }

  @inlinable @inline(__always)
  package static func powerOfTwo(shifted n: Self) -> Self { Self(bits: (n.bits &+ 127) &<< 23) }

  @inlinable @inline(__always)
  package func reciprocalEstimate() -> Self { Self(bits: 0x7ef3_3400 &- bits) }

  @inlinable @inline(__always)
  package func splitExponent() -> (mantissa: Self, exponent: Self) {
    // √½ has the bits 3f3504f3: distances from it in the exponent field count powers of two.
    let offset = bits &- 0x3f35_04f3
    let exponent = offset &>> 23
    let mantissa = Self(bits: (offset & 0x007f_ffff) &+ 0x3f35_04f3)
    return (mantissa, Self(bits: exponent &+ 0x4b40_0000) - 12_582_912)
  }
}

extension SIMD8: FloatVector where Scalar == Float {
  @inlinable @inline(__always)
  package static var width: Int { 8 }

  @inlinable @inline(__always)
  package static func load(_ pointer: UnsafePointer<Float>) -> Self {
    UnsafeRawPointer(pointer).loadUnaligned(as: Self.self)
  }

  @inlinable @inline(__always)
  package func store(_ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Self.self)
  }

  @inlinable @inline(__always)
  package static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self { ccpu_fma8(a, b, c) }

  @inlinable @inline(__always)
  package func squareRoot() -> Self { ccpu_sqrt8(self) }

  @inlinable @inline(__always)
  package static func select(
    _ a: Self, isLessThan b: Self, _ yes: Self, _ no: Self
  ) -> Self {
    no.replacing(with: yes, where: a .< b)
  }

  @inlinable @inline(__always)
  package static func select(
    _ a: Self, isEqualTo b: Self, _ yes: Self, _ no: Self
  ) -> Self {
    no.replacing(with: yes, where: a .== b)
  }

  @inlinable @inline(__always)
  var bits: SIMD8<Int32> { unsafeBitCast(self, to: SIMD8<Int32>.self) }

  @inlinable @inline(__always)
  init(bits: SIMD8<Int32>) { self = unsafeBitCast(bits, to: Self.self) }

  @inlinable @inline(__always)
  package var magnitude: Self { Self(bits: bits & 0x7fff_ffff) }

  @inlinable @inline(__always)
  package func withSign(of other: Self) -> Self {
    Self(bits: bits | (other.bits & Int32(bitPattern: 0x8000_0000)))
  }

  @inlinable @inline(__always)
  package func scaled(byShifted n: Self) -> Self { ccpu_scale8(self, n) }

  @inlinable @inline(__always)
  package static func tanhOfNode(shifted n: Self) -> Self { ccpu_tanh_node8(n) }

  @inlinable @inline(__always)
  package func addingProducts(
    rows: UnsafePointer<Float>, stride: Int, factors: UnsafePointer<Float>
  ) -> Self {
    ccpu_add_products8(self, rows, stride, factors)
  }

  @inlinable @inline(__always)
  package static func powerOfTwo(shifted n: Self) -> Self { Self(bits: (n.bits &+ 127) &<< 23) }

  @inlinable @inline(__always)
  package func reciprocalEstimate() -> Self { Self(bits: 0x7ef3_3400 &- bits) }

  @inlinable @inline(__always)
  package func splitExponent() -> (mantissa: Self, exponent: Self) {
    // √½ has the bits 3f3504f3: distances from it in the exponent field count powers of two.
    let offset = bits &- 0x3f35_04f3
    let exponent = offset &>> 23
    let mantissa = Self(bits: (offset & 0x007f_ffff) &+ 0x3f35_04f3)
    return (mantissa, Self(bits: exponent &+ 0x4b40_0000) - 12_582_912)
  }
}

extension SIMD16: FloatVector where Scalar == Float {
  @inlinable @inline(__always)
  package static var width: Int { 16 }

  @inlinable @inline(__always)
  package static func load(_ pointer: UnsafePointer<Float>) -> Self {
    UnsafeRawPointer(pointer).loadUnaligned(as: Self.self)
  }

  @inlinable @inline(__always)
  package func store(_ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Self.self)
  }

  @inlinable @inline(__always)
  package static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self { ccpu_fma16(a, b, c) }

  @inlinable @inline(__always)
  package func squareRoot() -> Self { ccpu_sqrt16(self) }

  @inlinable @inline(__always)
  package static func select(
    _ a: Self, isLessThan b: Self, _ yes: Self, _ no: Self
  ) -> Self {
    no.replacing(with: yes, where: a .< b)
  }

  @inlinable @inline(__always)
  package static func select(
    _ a: Self, isEqualTo b: Self, _ yes: Self, _ no: Self
  ) -> Self {
    no.replacing(with: yes, where: a .== b)
  }

  @inlinable @inline(__always)
  var bits: SIMD16<Int32> { unsafeBitCast(self, to: SIMD16<Int32>.self) }

  @inlinable @inline(__always)
  init(bits: SIMD16<Int32>) { self = unsafeBitCast(bits, to: Self.self) }

  @inlinable @inline(__always)
  package var magnitude: Self { Self(bits: bits & 0x7fff_ffff) }

  @inlinable @inline(__always)
  package func withSign(of other: Self) -> Self {
    Self(bits: bits | (other.bits & Int32(bitPattern: 0x8000_0000)))
  }

  @inlinable @inline(__always)
  package func scaled(byShifted n: Self) -> Self { ccpu_scale16(self, n) }

  @inlinable @inline(__always)
  package static func tanhOfNode(shifted n: Self) -> Self { ccpu_tanh_node16(n) }

  @inlinable @inline(__always)
  package func addingProducts(
    rows: UnsafePointer<Float>, stride: Int, factors: UnsafePointer<Float>
  ) -> Self {
    ccpu_add_products16(self, rows, stride, factors)
  }

  @inlinable @inline(__always)
  package static func powerOfTwo(shifted n: Self) -> Self { Self(bits: (n.bits &+ 127) &<< 23) }

  @inlinable @inline(__always)
  package func reciprocalEstimate() -> Self { Self(bits: 0x7ef3_3400 &- bits) }

  @inlinable @inline(__always)
  package func splitExponent() -> (mantissa: Self, exponent: Self) {
    // √½ has the bits 3f3504f3: distances from it in the exponent field count powers of two.
    let offset = bits &- 0x3f35_04f3
    let exponent = offset &>> 23
    let mantissa = Self(bits: (offset & 0x007f_ffff) &+ 0x3f35_04f3)
    return (mantissa, Self(bits: exponent &+ 0x4b40_0000) - 12_582_912)
  }
}
