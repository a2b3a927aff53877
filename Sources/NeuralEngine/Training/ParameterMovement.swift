/// How far each step moves the parameters.
@safe
struct ParameterMovement {
  private let values: UnsafeMutablePointer<Float>
  private let previous: UnsafeMutablePointer<Float>
  private let count: Int

  /// Starts at the parameters' present values.
  init(of region: TensorMemory.Region, in memory: TensorMemory) {
    count = region.count
    let copy = memory.allocate(region.count)
    unsafe values = memory.pointer(to: region)
    unsafe previous = memory.pointer(to: copy)
    for index in 0..<count { unsafe previous[index] = values[index] }
  }

  /// Returns ‖wᵗ − wᵗ⁻¹‖ over all parameters, biases included, and starts from here; summed in
  /// double precision in ascending order.
  mutating func next() -> Double {
    var sum = 0.0
    for index in 0..<count {
      let value = unsafe values[index]
      let difference = unsafe Double(value) - Double(previous[index])
      sum += difference * difference
      unsafe previous[index] = value
    }
    return sum.squareRoot()
  }
}
