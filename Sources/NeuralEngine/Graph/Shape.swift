/// The extents of a tensor, outermost first; a scalar has none.
package struct Shape: Hashable, Sendable {
  package var extents: [Int]

  /// The shape of a scalar.
  package static let scalar = Shape([])

  /// Creates a shape.
  package init(_ extents: [Int]) { self.extents = extents }

  /// The number of dimensions.
  package var rank: Int { extents.count }
  /// The number of elements.
  package var count: Int { extents.reduce(1, *) }
}

extension Shape: CustomStringConvertible {
  /// The extents as authors write them, such as `[2, 3]`; `scalar` for rank 0.
  package var description: String {
    extents.isEmpty ? "scalar" : "[" + extents.map(String.init).joined(separator: ", ") + "]"
  }
}
