import Kernels

/// The numbers of a table, read as doubles and kept in the smallest form that holds each of them
/// exactly: bytes, as of pixels, singles or doubles. Copies share their memory, and training runs
/// read it where it lies.
@safe
package struct Numbers: RandomAccessCollection, Sendable {
  /// Memory that nothing writes to once it is filled, so that it may be shared.
  @safe
  private final class Storage: @unchecked Sendable {
    let start: UnsafeMutableRawPointer
    let form: NumberForm
    let count: Int

    init(_ form: NumberForm, count: Int) {
      unsafe start = .allocate(byteCount: Swift.max(count, 1) * form.byteCount, alignment: 64)
      self.form = form
      self.count = count
    }

    deinit { unsafe start.deallocate() }
  }

  private let storage: Storage

  /// Creates a sequence of numbers.
  package init(_ values: [Double]) { self.init(values, as: Self.form(of: values)) }

  /// Creates a sequence of numbers in a form that holds all of them.
  init(_ values: [Double], as form: NumberForm) {
    storage = Storage(form, count: values.count)
    for (index, value) in values.enumerated() { set(value, at: index) }
  }

  /// Creates a sequence of single-precision numbers.
  init(singles values: UnsafeBufferPointer<Float>) {
    storage = Storage(.singles, count: values.count)
    let source = UnsafeRawBufferPointer(values)
    guard let start = source.baseAddress else { return }
    unsafe storage.start.copyMemory(from: start, byteCount: source.count)
  }

  /// Creates a sequence of bytes' values.
  package init(bytes: ArraySlice<UInt8>) {
    storage = Storage(.bytes, count: bytes.count)
    for (index, byte) in bytes.enumerated() {
      unsafe storage.start.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
    }
  }

  private init(_ storage: Storage) { self.storage = storage }

  package var startIndex: Int { 0 }
  package var endIndex: Int { storage.count }

  package subscript(index: Int) -> Double {
    precondition(index >= 0 && index < storage.count, "there is no such number")
    let offset = index * storage.form.byteCount
    return switch storage.form {
    case .bytes: unsafe Double(storage.start.load(fromByteOffset: offset, as: UInt8.self))
    case .singles: unsafe Double(storage.start.load(fromByteOffset: offset, as: Float.self))
    case .doubles: unsafe storage.start.load(fromByteOffset: offset, as: Double.self)
    }
  }

  /// How the numbers are kept.
  var form: NumberForm { storage.form }

  /// The bytes that the numbers take.
  package var byteCount: Int { storage.count * storage.form.byteCount }

  /// Returns where a number lies; nothing may be written there, and the sequence has to outlive the
  /// pointer.
  func pointer(at index: Int) -> UnsafeMutableRawPointer {
    precondition(index >= 0 && index <= storage.count, "there is no such number")
    return unsafe storage.start + index * storage.form.byteCount
  }

  /// Returns the rows of so many numbers that `order` names.
  package func selecting(rows order: [Int], width: Int) -> Numbers {
    let result = Storage(storage.form, count: order.count * width)
    let size = width * storage.form.byteCount
    for (position, row) in order.enumerated() {
      precondition(row >= 0 && (row + 1) * width <= count, "there is no such row")
      unsafe (result.start + position * size).copyMemory(
        from: storage.start + row * size, byteCount: size)
    }
    return Numbers(result)
  }

  private func set(_ value: Double, at index: Int) {
    let target = unsafe storage.start + index * storage.form.byteCount
    switch storage.form {
    case .bytes: unsafe target.storeBytes(of: UInt8(value), as: UInt8.self)
    case .singles: unsafe target.storeBytes(of: Float(value), as: Float.self)
    case .doubles: unsafe target.storeBytes(of: value, as: Double.self)
    }
  }

  private static func form(of values: [Double]) -> NumberForm {
    var form = NumberForm.bytes
    for value in values {
      if form == .bytes, !isByte(value) { form = .singles }
      if form == .singles, !isExact(value, Double(Float(value))) { return .doubles }
    }
    return form
  }

  private static func isByte(_ value: Double) -> Bool {
    value >= 0 && value < 256 && isExact(value, Double(UInt8(value)))
  }

  /// Whether a number came back with all its bits; −0 has one more than 0.
  private static func isExact(_ value: Double, _ copy: Double) -> Bool {
    value.bitPattern == copy.bitPattern
  }
}

extension Numbers: Equatable {
  package static func == (a: Numbers, b: Numbers) -> Bool { a.elementsEqual(b) }

  /// Whether an array has the same numbers.
  package static func == (a: Numbers, b: [Double]) -> Bool { a.elementsEqual(b) }
}

extension Numbers: ExpressibleByArrayLiteral {
  package init(arrayLiteral values: Double...) { self.init(values) }
}
