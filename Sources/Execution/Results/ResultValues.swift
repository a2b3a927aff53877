/// A value that inline values and `expect` can name.
package enum ResultValue: Sendable, Equatable {
  case number(Double)
  case text(String)
  /// A vector or matrix, row-major; indexing such as `w[0,1]` reaches its elements.
  case array(extents: [Int], values: [Double])

  /// The number of an array that has just one, such as the weight of a line; otherwise the value
  /// itself.
  var unwrapped: ResultValue {
    if case .array(_, let values) = self, values.count == 1 { return .number(values[0]) }
    return self
  }
}

/// What a block will offer under a path, known before it runs.
package struct ValueOffer: Sendable, Equatable {
  /// What the value will be.
  package enum Form: Sendable, Equatable {
    case number
    case text
    case array(extents: [Int])

    /// The form of `ResultValue.unwrapped`.
    var unwrapped: Form {
      if case .array(let extents) = self, extents.allSatisfy({ $0 == 1 }) { return .number }
      return self
    }
  }

  package var path: String
  package var form: Form

  /// Creates an offer.
  package init(_ path: String, _ form: Form = .number) {
    self.path = path
    self.form = form
  }
}

/// The values that a block offers by path, relative to its name: `test.accuracy`, `grad.x`,
/// `iterations[2].w`.
package struct ResultValues: Sendable, Equatable {
  /// The paths in the order in which they were set.
  package private(set) var paths: [String] = []
  private var values: [String: ResultValue] = [:]

  /// Creates an empty collection.
  package init() {}

  /// The value at exactly this path; setting one adds the path.
  package subscript(path: String) -> ResultValue? {
    get { values[path] }
    set {
      let isKnown = values[path] != nil
      values[path] = newValue
      if newValue != nil, !isKnown { paths.append(path) }
      if newValue == nil, isKnown { paths.removeAll { $0 == path } }
    }
  }

  /// Returns the value at a path, elements of arrays included: `w[0,1]`, `w[0][1]`, `w[0]` (a row).
  package func value(at path: String) -> ResultValue? {
    let path = path.filter { $0 != " " }
    if let value = values[path] { return value }
    guard let (base, indices) = Self.indexed(path),
      case .array(let extents, let elements)? = values[base]
    else { return nil }
    return Self.element(indices, of: elements, extents: extents)
  }

  /// Splits `layer1.w[0,1]` into `layer1.w` and `[0, 1]`; nil without indices at the end.
  static func indexed(_ path: String) -> (base: String, indices: [Int])? {
    var rest = path[...]
    var groups: [[Int]] = []
    while rest.last == "]", let open = rest.lastIndex(of: "[") {
      let parts = rest[rest.index(after: open)...].dropLast()
        .split(separator: ",", omittingEmptySubsequences: false)
      let numbers = parts.compactMap { Int($0) }
      guard numbers.count == parts.count, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
      groups.append(numbers)
      rest = rest[..<open]
    }
    return groups.isEmpty ? nil : (String(rest), groups.reversed().flatMap { $0 })
  }

  private static func element(
    _ indices: [Int], of values: [Double], extents: [Int]
  ) -> ResultValue? {
    guard indices.count <= extents.count, zip(indices, extents).allSatisfy({ $0 < $1 }) else {
      return nil
    }
    var offset = 0
    var count = values.count
    for (index, extent) in zip(indices, extents) {
      count /= extent
      offset += index * count
    }
    let rest = Array(extents.dropFirst(indices.count))
    if rest.isEmpty { return .number(values[offset]) }
    return .array(extents: rest, values: Array(values[offset..<offset + count]))
  }
}

extension [ValueOffer] {
  /// Returns what a path will be, elements of arrays included; nil for a path that no offer covers.
  func form(at path: String) -> ValueOffer.Form? {
    let path = path.filter { $0 != " " }
    if let offer = first(where: { $0.path == path }) { return offer.form }
    guard let (base, indices) = ResultValues.indexed(path),
      case .array(let extents)? = first(where: { $0.path == base })?.form,
      indices.count <= extents.count, zip(indices, extents).allSatisfy({ $0 < $1 })
    else { return nil }
    let rest = [Int](extents.dropFirst(indices.count))
    return rest.isEmpty ? .number : .array(extents: rest)
  }
}
