import Kernels

extension ProgramBuilder {
  /// Lets small products of upstream gradients meet f′ before they are stored: one instruction takes
  /// the place of a product and of the multiplication by f′ after it, where nothing else reads what
  /// lies between.
  mutating func joinDerivativesWithProducts() {
    for index in drafts.indices.dropFirst().reversed() {
      let derivative = drafts[index]
      guard derivative.instruction.opcode == .backwardFromOutput,
        ElementaryFunction(rawValue: derivative.instruction.function)?.joinsProducts == true,
        let upstream = derivative.operands[0], case .temporary = upstream.base,
        let product = drafts[..<index].firstIndex(where: { $0.operands[2] == upstream }),
        isSmallProduct(drafts[product]), readers(of: upstream) == [index]
      else { continue }
      var joined = drafts[product]
      joined.instruction.opcode = .backwardProduct
      joined.instruction.function = derivative.instruction.function
      joined.operands[2] = derivative.operands[2]
      joined.operands[3] = derivative.operands[1]
      drafts[index] = joined
      drafts.remove(at: product)
    }
  }

  /// Whether a product without a start is computed straight from where its operands lie.
  private func isSmallProduct(_ draft: Draft) -> Bool {
    draft.instruction.opcode == .matrixProduct && draft.instruction.columns > 1
      && draft.operands[3] == nil && draft.operands[4] == nil
  }

  /// The instructions that have a temporary, or a part of it, among their operands.
  private func readers(of temporary: Operand) -> [Int] {
    drafts.indices.filter { index in
      [0, 1, 3, 4].contains { drafts[index].operands[$0]?.base == temporary.base }
    }
  }
}
