import Kernels

extension ProgramBuilder {
  /// Lets updates of large weight matrices use up gradients while they are computed, so that these
  /// need not go through memory: one instruction takes the place of a gradient's product and of its
  /// share of the update. It comes after the last instruction that reads the weights.
  mutating func joinUpdatesWithProducts() {
    guard let end = drafts.firstIndex(where: { $0.instruction.opcode == .update }) else { return }
    var rests = drafts[end...].map { $0 }
    // What follows each instruction, and which ones move.
    var followers = [[Draft]](repeating: [], count: end)
    var isMoved = [Bool](repeating: false, count: end)
    for index in 0..<end where isLargeGradient(index) {
      guard let (update, offset) = share(of: index, in: rests) else { continue }
      let instruction = drafts[index].instruction
      let range = offset..<offset + Int(instruction.rows) * Int(instruction.columns)
      let joined = joined(drafts[index], part(rests[update], range))
      if let scratch = joined.operands[4] {
        enlarge(
          scratch,
          to: (team?.threadCount ?? 1)
            * ProductBlocks.updateRoomCount(
              rows: Int(instruction.rows), columns: Int(instruction.columns),
              inner: Int(instruction.inner)))
      }
      let reader = (index..<end).last { reads($0, joined.operands[2]) } ?? index
      followers[reader].append(joined)
      isMoved[index] = true
      let whole = 0..<Int(rests[update].instruction.columns)
      rests.replaceSubrange(
        update...update,
        with: [whole.lowerBound..<range.lowerBound, range.upperBound..<whole.upperBound]
          .filter { !$0.isEmpty }.map { part(rests[update], $0) })
    }
    let others = (0..<end).flatMap { (isMoved[$0] ? [] : [drafts[$0]]) + followers[$0] }
    drafts = others + rests
  }

  /// Whether an instruction computes the gradient of a matrix so large that its product is packed, for
  /// updates alone and from so few rows that they are one block.
  private func isLargeGradient(_ index: Int) -> Bool {
    let draft = drafts[index]
    return draft.instruction.opcode == .transposedProduct && draft.operands[4] != nil
      && ProductBlocks.isOneBlock(
        columns: Int(draft.instruction.columns), inner: Int(draft.instruction.inner))
      && feedsUpdatesAlone(index)
  }

  /// Returns which update reads a gradient, and where in its own parameters that begins.
  private func share(of index: Int, in updates: [Draft]) -> (update: Int, offset: Int)? {
    guard case .region(let gradient)? = drafts[index].operands[2]?.base else { return nil }
    for (update, draft) in updates.enumerated() {
      if case .region(let all)? = draft.operands[1]?.base,
        let offset = gradient.offset(in: all)
      {
        return (update, offset)
      }
    }
    return nil
  }

  /// Returns the product that takes its share of an update along.
  private func joined(_ product: Draft, _ update: Draft) -> Draft {
    var joined = product
    joined.instruction.opcode = .productUpdate
    joined.instruction.function = update.instruction.function
    joined.instruction.s0 = update.instruction.s0
    joined.instruction.s1 = update.instruction.s1
    joined.settings = update.settings
    joined.operands[2] = update.operands[2]
    joined.moments = update.moments
    return joined
  }

  /// Whether an instruction has parameters among its operands.
  private func reads(_ index: Int, _ parameters: Operand?) -> Bool {
    drafts[index].operands.contains { operand in
      guard case .region(let region)? = operand?.base, case .region(let own)? = parameters?.base
      else { return false }
      return region.overlaps(own)
    }
  }

  /// Returns the part of an update for some of its parameters.
  private func part(_ update: Draft, _ range: Range<Int>) -> Draft {
    func slice(_ operand: Operand?) -> Operand? {
      guard case .region(let region)? = operand?.base else { return nil }
      return Operand(region.part(range.lowerBound, range.count))
    }
    var part = update
    part.instruction.columns = Int32(range.count)
    part.operands = update.operands.map(slice)
    part.moments = update.moments.map(slice)
    return part
  }
}
