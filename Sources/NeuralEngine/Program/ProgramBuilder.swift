import Kernels

/// Collects instructions, places their temporaries in one workspace and makes a program of them.
struct ProgramBuilder {
  /// Where an operand lies: in memory of its own or in the workspace of the program.
  struct Operand: Hashable {
    enum Base: Hashable {
      case region(TensorMemory.Region)
      case temporary(Int)
    }

    var base: Base
    var offset = 0

    /// Creates an operand in memory of its own.
    init(_ region: TensorMemory.Region) { base = .region(region) }

    fileprivate init(temporary index: Int) { base = .temporary(index) }

    /// Returns the operand that begins `count` floats later.
    func advanced(by count: Int) -> Operand {
      var operand = self
      operand.offset += count
      return operand
    }
  }

  /// An instruction before its operands have addresses.
  struct Draft {
    var instruction: Instruction
    var operands: [Operand?]
    /// The optimizer's memory of what is updated.
    var moments: [Operand?] = [nil, nil]
    var table: [Int]?
    var sharedTable: TensorMemory.Region?
    /// What takes the place of the first operand.
    var source: (table: TensorMemory.Table, start: Int)?
    var cursor: TensorMemory.Region?
    var settings: TensorMemory.Region?
  }

  let memory: TensorMemory
  /// Who runs the program, where it is large; nil for one thread.
  let team: ThreadTeam?
  var drafts: [Draft] = []
  private(set) var temporarySizes: [Int] = []
  /// The instructions that may run at the same time.
  private var independent = 0..<0

  /// Creates a builder of programs over some memory.
  init(memory: TensorMemory, team: ThreadTeam? = nil) {
    self.memory = memory
    self.team = team
  }

  /// Returns room in the workspace, free again after its last use.
  mutating func temporary(_ count: Int) -> Operand {
    temporarySizes.append(count)
    return Operand(temporary: temporarySizes.count - 1)
  }

  /// Lets a temporary hold at least so many floats.
  mutating func enlarge(_ operand: Operand, to count: Int) {
    guard case .temporary(let index) = operand.base else {
      preconditionFailure("only temporaries grow")
    }
    temporarySizes[index] = max(temporarySizes[index], count)
  }

  /// Appends an instruction.
  mutating func emit(
    _ opcode: Opcode, rows: Int = 1, columns: Int = 1, inner: Int = 0, function: UInt8 = 0,
    s0: Float = 0, s1: Float = 0, a: Operand, b: Operand? = nil, c: Operand, d: Operand? = nil,
    scratch: Operand? = nil, table: [Int]? = nil, cursor: TensorMemory.Region? = nil
  ) {
    if rows * columns == 0 { return }
    var instruction = Instruction(opcode, rows: rows, columns: columns, inner: inner)
    instruction.function = function
    instruction.s0 = s0
    instruction.s1 = s1
    drafts.append(
      Draft(
        instruction: instruction, operands: [a, b, c, d, scratch], table: table, cursor: cursor))
  }

  /// Appends the copying of the rows that `indices`, from the cursor on, name.
  mutating func emitGather(
    from source: TensorMemory.Region, rows: Int, columns: Int, indices: TensorMemory.Region,
    cursor: TensorMemory.Region, to target: Operand
  ) {
    emit(.gather, rows: rows, columns: columns, a: Operand(source), c: target)
    drafts[drafts.count - 1].sharedTable = indices
    drafts[drafts.count - 1].cursor = cursor
  }

  /// Appends the copying, in single precision, of rows of a table: those that `indices`, from the
  /// cursor on, name, or those that follow one another from a row on.
  mutating func emitRows(
    of table: TensorMemory.Table, from row: Int = 0, rows: Int, columns: Int,
    indices: TensorMemory.Region? = nil, cursor: TensorMemory.Region? = nil, to target: Operand
  ) {
    if rows * columns == 0 { return }
    emit(
      .gather, rows: rows, columns: columns, function: table.form.rawValue, a: target, c: target)
    drafts[drafts.count - 1].source = (table, row * columns)
    drafts[drafts.count - 1].sharedTable = indices
    drafts[drafts.count - 1].cursor = cursor
  }

  /// Appends an update of parameters by their gradients.
  mutating func emitUpdate(
    _ rule: UpdateRule, settings: TensorMemory.Region, l1: Float, l2: Float,
    parameters: TensorMemory.Region, gradients: TensorMemory.Region,
    first: TensorMemory.Region?, second: TensorMemory.Region?
  ) {
    if parameters.count == 0 { return }
    emit(
      .update, columns: parameters.count, function: rule.rawValue, s0: l1, s1: 2 * l2,
      a: Operand(parameters), b: Operand(gradients), c: Operand(parameters))
    drafts[drafts.count - 1].moments = [first, second].map { Operand($0 ?? parameters) }
    drafts[drafts.count - 1].settings = settings
  }

  /// Gives every temporary a place that no other one uses at the same time and returns the program.
  consuming func build(_ kernels: Processor.InstructionSetKernels) -> Program {
    joinDerivativesWithProducts()
    joinUpdatesWithProducts()
    deferGradients()
    let (offsets, size) = placements()
    let workspace = memory.workspace(size)
    let instructions = drafts.map { draft in
      var instruction = draft.instruction
      let pointers = unsafe (draft.operands + draft.moments).map {
        operand -> UnsafeMutablePointer<Float>? in
        guard let operand else { return nil }
        switch operand.base {
        case .region(let region):
          return unsafe memory.pointer(to: region) + operand.offset
        case .temporary(let index):
          return unsafe memory.pointer(to: workspace) + offsets[index] + operand.offset
        }
      }
      unsafe instruction.a = pointers[0]
      unsafe instruction.b = pointers[1]
      unsafe instruction.c = pointers[2]
      unsafe instruction.d = pointers[3]
      unsafe instruction.scratch = pointers[4]
      unsafe instruction.firstMoments = pointers[5]
      unsafe instruction.secondMoments = pointers[6]
      if let source = draft.source {
        unsafe instruction.a = memory.pointer(to: source.table, at: source.start)
      }
      if let table = draft.table {
        let region = memory.allocate(table.count)
        memory.write(integers: table, to: region)
        unsafe instruction.table = memory.pointer(to: region, as: Int32.self)
      }
      if let table = draft.sharedTable {
        unsafe instruction.table = memory.pointer(to: table, as: Int32.self)
      }
      if let cursor = draft.cursor {
        unsafe instruction.cursor = memory.pointer(to: cursor, as: Int32.self)
      }
      if let settings = draft.settings {
        unsafe instruction.settings = memory.pointer(to: settings, as: UpdateSettings.self)
      }
      return instruction
    }
    return Program(
      instructions, independent: independent, memory: memory, kernels: kernels, team: team)
  }

  /// Puts off gradients of filters and biases until nothing else is left but updates: then several
  /// threads may compute whole ones side by side, where a half costs more than half the time.
  private mutating func deferGradients() {
    guard team != nil, let end = drafts.firstIndex(where: { $0.instruction.opcode == .update })
    else { return }
    let waits = drafts.indices.map { $0 < end && canWait($0) }
    let deferred = drafts.indices.filter { waits[$0] }
    if deferred.count < 2 { return }
    let others = (0..<end).filter { !waits[$0] }
    independent = others.count..<end
    drafts = (others + deferred).map { drafts[$0] } + drafts[end...]
  }

  /// Whether an instruction may come after all that are no updates.
  private func canWait(_ index: Int) -> Bool {
    [.convolutionWeightGradient, .sumGroups].contains(drafts[index].instruction.opcode)
      && feedsUpdatesAlone(index)
  }

  /// Whether nothing but updates reads what an instruction writes to memory of its own.
  func feedsUpdatesAlone(_ index: Int) -> Bool {
    guard case .region(let result)? = drafts[index].operands[2]?.base else { return false }
    return drafts.indices.allSatisfy { other in
      other == index || drafts[other].instruction.opcode == .update
        || drafts[other].operands.allSatisfy { operand in
          guard case .region(let region)? = operand?.base else { return true }
          return !region.overlaps(result)
        }
    }
  }

  /// The floats that temporaries take together.
  var workspaceSize: Int { placements().size }

  /// Places temporaries first-fit by their lifetimes; offsets are multiples of a cache line. The
  /// result of an element-wise instruction takes the place of an operand that it is the last to use.
  private func placements() -> (offsets: [Int], size: Int) {
    var lifetimes = [ClosedRange<Int>?](repeating: nil, count: temporarySizes.count)
    for index in drafts.indices {
      let span = independent.contains(index) ? independent : index..<index + 1
      for case .temporary(let temporary)? in drafts[index].operands.map({ $0?.base }) {
        let first = lifetimes[temporary]?.lowerBound ?? span.lowerBound
        lifetimes[temporary] = first...span.upperBound - 1
      }
    }
    let hosts = hosts(&lifetimes)
    var offsets = [Int](repeating: 0, count: temporarySizes.count)
    var placed: [(range: Range<Int>, lifetime: ClosedRange<Int>)] = []
    var size = 0
    for (temporary, lifetime) in lifetimes.enumerated() where hosts[temporary] == temporary {
      guard let lifetime else { continue }
      let count = (temporarySizes[temporary] + 15) / 16 * 16
      var offset = 0
      for other in placed where other.lifetime.overlaps(lifetime) {
        if other.range.lowerBound >= offset + count { break }
        offset = max(offset, other.range.upperBound)
      }
      offsets[temporary] = offset
      let position = placed.firstIndex { $0.range.lowerBound > offset } ?? placed.count
      placed.insert((offset..<offset + count, lifetime), at: position)
      size = max(size, offset + count)
    }
    for temporary in offsets.indices { offsets[temporary] = offsets[hosts[temporary]] }
    return (offsets, size)
  }

  /// Returns in whose place each temporary lies, its own or that of one that ends where it begins,
  /// and lets the host live as long.
  private func hosts(_ lifetimes: inout [ClosedRange<Int>?]) -> [Int] {
    var hosts = Array(temporarySizes.indices)
    for (index, draft) in drafts.enumerated() where draft.instruction.opcode.isElementwise {
      guard let result = draft.operands[2], case .temporary(let guest) = result.base,
        result.offset == 0, hosts[guest] == guest, let stay = lifetimes[guest],
        stay.lowerBound == index
      else { continue }
      for operand in draft.operands[..<2] {
        guard let operand, operand.offset == 0, case .temporary(let temporary) = operand.base,
          temporary != guest, temporarySizes[temporary] == temporarySizes[guest]
        else { continue }
        let host = hosts[temporary]
        guard let life = lifetimes[host], life.upperBound == index else { continue }
        hosts[guest] = host
        lifetimes[host] = life.lowerBound...stay.upperBound
        break
      }
    }
    return hosts
  }
}
