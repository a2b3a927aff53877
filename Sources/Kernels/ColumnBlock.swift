/// One or two registers of neighbouring columns, the last of them perhaps in part.
@usableFromInline
package protocol ColumnBlock {
  associatedtype Row: RegisterRow
  static var zero: Row { get }
  func load(_ pointer: UnsafePointer<Float>) -> Row
  func store(_ row: Row, _ pointer: UnsafeMutablePointer<Float>)
}

@usableFromInline
@frozen
package struct FullRegister<Set: InstructionSet>: ColumnBlock {
  @inlinable @inline(__always) init() {}
  @inlinable @inline(__always)
  package static var zero: OneRegister<Set.Vector> { OneRegister(Set.Vector(repeating: 0)) }
  @inlinable @inline(__always)
  package func load(_ pointer: UnsafePointer<Float>) -> OneRegister<Set.Vector> {
    OneRegister(Set.Vector.load(pointer))
  }
  @inlinable @inline(__always)
  package func store(_ row: OneRegister<Set.Vector>, _ pointer: UnsafeMutablePointer<Float>) {
    row.first.store(pointer)
  }
}

@usableFromInline
@frozen
package struct PartOfRegister<Set: InstructionSet>: ColumnBlock {
  @usableFromInline let mask: Set.Mask
  @inlinable @inline(__always) init(_ count: Int) { mask = Set.mask(count) }
  @inlinable @inline(__always)
  package static var zero: OneRegister<Set.Vector> { OneRegister(Set.Vector(repeating: 0)) }
  @inlinable @inline(__always)
  package func load(_ pointer: UnsafePointer<Float>) -> OneRegister<Set.Vector> {
    OneRegister(Set.load(pointer, mask))
  }
  @inlinable @inline(__always)
  package func store(_ row: OneRegister<Set.Vector>, _ pointer: UnsafeMutablePointer<Float>) {
    Set.store(row.first, pointer, mask)
  }
}

@usableFromInline
@frozen
package struct TwoFullRegisters<Set: InstructionSet>: ColumnBlock {
  @inlinable @inline(__always) init() {}
  @inlinable @inline(__always)
  package static var zero: TwoRegisters<Set.Vector> {
    TwoRegisters(Set.Vector(repeating: 0), Set.Vector(repeating: 0))
  }
  @inlinable @inline(__always)
  package func load(_ pointer: UnsafePointer<Float>) -> TwoRegisters<Set.Vector> {
    TwoRegisters(Set.Vector.load(pointer), Set.Vector.load(pointer + Set.Vector.width))
  }
  @inlinable @inline(__always)
  package func store(_ row: TwoRegisters<Set.Vector>, _ pointer: UnsafeMutablePointer<Float>) {
    row.first.store(pointer)
    row.second.store(pointer + Set.Vector.width)
  }
}

@usableFromInline
@frozen
package struct RegisterAndPart<Set: InstructionSet>: ColumnBlock {
  @usableFromInline let mask: Set.Mask
  @inlinable @inline(__always) init(_ count: Int) { mask = Set.mask(count) }
  @inlinable @inline(__always)
  package static var zero: TwoRegisters<Set.Vector> {
    TwoRegisters(Set.Vector(repeating: 0), Set.Vector(repeating: 0))
  }
  @inlinable @inline(__always)
  package func load(_ pointer: UnsafePointer<Float>) -> TwoRegisters<Set.Vector> {
    TwoRegisters(Set.Vector.load(pointer), Set.load(pointer + Set.Vector.width, mask))
  }
  @inlinable @inline(__always)
  package func store(_ row: TwoRegisters<Set.Vector>, _ pointer: UnsafeMutablePointer<Float>) {
    row.first.store(pointer)
    Set.store(row.second, pointer + Set.Vector.width, mask)
  }
}
