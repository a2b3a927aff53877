import Kernels
import NeuralEngine

/// Runs single instructions on arrays, with guards around the result that no kernel may touch.
struct KernelRunner {
  let kernels: Processor.InstructionSetKernels

  /// The instruction sets of this machine.
  static let all = Processor.available.map { KernelRunner(kernels: $0) }

  /// Returns what an instruction writes to c, and to d where that has a size.
  func run(
    _ opcode: Opcode, rows: Int = 1, columns: Int = 1, inner: Int = 0, function: UInt8 = 0,
    s0: Float = 0, s1: Float = 0, a: [Float], b: [Float]? = nil, d: [Float]? = nil,
    resultCount: Int, secondCount: Int = 0, packs: Bool = false
  ) -> (c: [Float], d: [Float]) {
    let guardValue: Float = 12_345.678
    func buffer(_ values: [Float]) -> UnsafeMutablePointer<Float> {
      // Ends at the end of the allocation, so that a sanitizer sees reads beyond it.
      let pointer = UnsafeMutablePointer<Float>.allocate(capacity: max(values.count, 1))
      pointer.initialize(from: values, count: values.count)
      return pointer
    }
    var instruction = Instruction(opcode, rows: rows, columns: columns, inner: inner)
    instruction.function = function
    instruction.s0 = s0
    instruction.s1 = s1
    let result = buffer([Float](repeating: guardValue, count: resultCount + 64))
    let second = buffer([Float](repeating: guardValue, count: secondCount + 64))
    let roomCount =
      packs ? ProductBlocks.roomCount(rows: rows, columns: columns, inner: inner) : 1
    let scratch = buffer([Float](repeating: .nan, count: roomCount))
    let left = buffer(a)
    let right = buffer(b ?? [])
    let start = buffer(d ?? [])
    defer {
      for pointer in [result, second, scratch, left, right, start] { pointer.deallocate() }
    }
    instruction.a = left
    instruction.b = b == nil ? nil : right
    instruction.c = result + 32
    instruction.d = d != nil ? start : secondCount > 0 ? second + 32 : nil
    instruction.scratch = packs ? scratch : nil
    kernels.run(&instruction, 1)
    for index in 0..<32 {
      precondition(result[index] == guardValue, "\(opcode) writes before its result")
      precondition(result[32 + resultCount + index] == guardValue, "\(opcode) writes behind")
      precondition(second[index] == guardValue, "\(opcode) writes before its second result")
      precondition(second[32 + secondCount + index] == guardValue, "\(opcode) writes behind")
    }
    return (
      Array(UnsafeBufferPointer(start: result + 32, count: resultCount)),
      Array(UnsafeBufferPointer(start: second + 32, count: secondCount))
    )
  }

  /// Returns f or, for `opcode` `.derivative`, f′ of numbers.
  func map(
    _ function: ElementaryFunction, _ x: [Float], parameter: Float = 0, opcode: Opcode = .map
  ) -> [Float] {
    run(
      opcode, columns: x.count, function: function.rawValue, s0: parameter, a: x,
      resultCount: x.count
    ).c
  }
}

/// Numbers from a fixed sequence.
struct Sequence64 {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

  /// The next number from −1 to 1.
  mutating func next() -> Float {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Float(state >> 40) / Float(1 << 23) - 1
  }

  /// So many numbers from −scale to scale.
  mutating func numbers(_ count: Int, scale: Float = 1) -> [Float] {
    (0..<count).map { _ in next() * scale }
  }
}

extension Array where Element == Float {
  /// The bits, with all NaNs alike.
  var bits: [UInt32] { map { $0.isNaN ? 0x7fc0_0000 : $0.bitPattern } }
}

extension UpdateSettings {
  /// Settings of which no number is one that changes nothing.
  static var everyNumberMatters: UpdateSettings {
    var settings = UpdateSettings()
    settings.step = 0.1
    settings.correction = 1.5
    settings.decay = 0.9
    settings.complement = 0.1
    settings.squareDecay = 0.99
    settings.squareComplement = 0.01
    settings.epsilon = 1e-8
    settings.shrinkage = 0.999
    return settings
  }
}
