import Kernels

/// Memory for tensors that lives as long as the programs which use it: zeroed, aligned to cache
/// lines, addressed by regions so that no pointer leaves it but into a program's instructions.
@safe
package final class TensorMemory {
  /// A run of floats in one block.
  package struct Region: Sendable, Hashable {
    fileprivate let block: Int
    fileprivate let offset: Int
    package let count: Int

    /// Returns the part that begins `offset` floats after the start.
    package func part(_ offset: Int, _ count: Int) -> Region {
      precondition(offset >= 0 && count >= 0 && offset + count <= self.count)
      return Region(block: block, offset: self.offset + offset, count: count)
    }

    /// Returns how many floats after the start of another region this one begins; nil where that one
    /// does not hold all of it.
    func offset(in other: Region) -> Int? {
      let start = offset - other.offset
      return block == other.block && start >= 0 && start + count <= other.count ? start : nil
    }

    /// Whether the regions have floats in common.
    func overlaps(_ other: Region) -> Bool {
      block == other.block && offset < other.offset + other.count
        && other.offset < offset + count
    }
  }

  /// Numbers outside that programs read where they lie.
  package struct Table: Hashable, Sendable {
    fileprivate let index: Int
    let form: NumberForm
  }

  private var blocks: [UnsafeMutableRawPointer] = unsafe []
  private var tables: [Numbers] = []
  private var sharedWorkspace: Region?

  /// Creates empty memory.
  package init() {}

  deinit {
    for index in unsafe blocks.indices { unsafe blocks[index].deallocate() }
  }

  /// Returns a new region of zeros.
  package func allocate(_ count: Int) -> Region {
    let byteCount = max(count, 1) * MemoryLayout<Float>.stride
    let block = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
    unsafe block.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    unsafe blocks.append(block)
    return unsafe Region(block: blocks.count - 1, offset: 0, count: count)
  }

  /// Returns room for what programs compute on the way. One program runs after the other, so that
  /// all of them have the same room, as far as it was large enough when they were built.
  func workspace(_ count: Int) -> Region {
    if let sharedWorkspace, sharedWorkspace.count >= count { return sharedWorkspace }
    let workspace = allocate(count)
    sharedWorkspace = workspace
    return workspace
  }

  /// Keeps numbers for programs to read.
  func adopt(_ numbers: Numbers) -> Table {
    tables.append(numbers)
    return Table(index: tables.count - 1, form: numbers.form)
  }

  /// Returns where a number of a table lies, whatever its form.
  func pointer(to table: Table, at index: Int) -> UnsafeMutablePointer<Float> {
    unsafe tables[table.index].pointer(at: index).assumingMemoryBound(to: Float.self)
  }

  /// Returns where a region's elements lie, as elements of a trivial type no larger than the region.
  func pointer<Element: BitwiseCopyable>(
    to region: Region, as type: Element.Type = Float.self
  ) -> UnsafeMutablePointer<Element> {
    precondition(MemoryLayout<Element>.size <= max(region.count, 1) * MemoryLayout<Float>.stride)
    let start = unsafe blocks[region.block] + region.offset * MemoryLayout<Float>.stride
    return unsafe start.assumingMemoryBound(to: type)
  }

  /// Returns a region's numbers.
  package func read(_ region: Region) -> [Float] {
    unsafe Array(UnsafeBufferPointer(start: pointer(to: region), count: region.count))
  }

  /// Returns a copy of a region's numbers.
  func numbers(in region: Region) -> Numbers {
    unsafe Numbers(singles: UnsafeBufferPointer(start: pointer(to: region), count: region.count))
  }

  /// Writes numbers to the start of a region, rounded to single precision.
  package func write(_ values: [Double], to region: Region) { write(values[...], to: region) }

  /// Writes numbers to the start of a region, rounded to single precision.
  func write(_ values: ArraySlice<Double>, to region: Region) {
    precondition(values.count <= region.count)
    let target = unsafe pointer(to: region)
    unsafe values.withUnsafeBufferPointer { source in
      for index in 0..<source.count { unsafe target[index] = Float(source[index]) }
    }
  }

  /// Writes numbers to the start of a region, rounded to single precision.
  func write(_ values: Numbers, to region: Region) {
    precondition(values.count <= region.count)
    let target = unsafe pointer(to: region)
    for (index, value) in values.enumerated() { unsafe target[index] = Float(value) }
  }

  /// Writes a region's numbers over those of an array from an index on.
  func read(_ region: Region, into values: inout [Double], at start: Int) {
    precondition(start >= 0 && start + region.count <= values.count)
    let source = unsafe pointer(to: region)
    unsafe values.withUnsafeMutableBufferPointer { target in
      let target = unsafe UnsafeMutableBufferPointer(rebasing: target[start..<start + region.count])
      for index in 0..<target.count { unsafe target[index] = Double(source[index]) }
    }
  }

  /// Writes a value of a trivial type to the start of a region.
  func write<Value: BitwiseCopyable>(_ value: Value, to region: Region) {
    unsafe pointer(to: region, as: Value.self).pointee = value
  }

  /// Writes integers to the start of a region of as many floats.
  func write(integers: [Int], to region: Region) {
    precondition(integers.count <= region.count)
    let target = unsafe pointer(to: region, as: Int32.self)
    for (index, value) in integers.enumerated() { unsafe target[index] = Int32(value) }
  }
}
