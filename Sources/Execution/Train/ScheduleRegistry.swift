import Diagnostics
package import NeuralEngine
import NotebookSyntax

/// One part of a schedule.
package enum SchedulePart: Sendable, Equatable {
  case warmup(stepCount: Int)
  case decay(LearningRateSchedule.Decay)
}

/// The schedules of the notebook language.
package enum ScheduleRegistry {
  /// `constant`, `step`, `exponential`, `cosine`, and `warmup` to go before them.
  package static let registry = CallRegistry<SchedulePart>(
    noun: "schedule", code: .unknownChoice,
    foreign: [
      "steplr": "`step every=30 factor=0.1`", "multistep": "`step every=30 factor=0.1`",
      "exponentiallr": "`exponential rate=0.99`", "exp": "`exponential rate=0.99`",
      "cosineannealinglr": "`cosine`", "cosine-annealing": "`cosine`", "cosinedecay": "`cosine`",
      "linear": "`warmup steps=100`", "linearlr": "`warmup steps=100`",
      "linear-warmup": "`warmup steps=100`", "warm-up": "`warmup steps=100`", "none": "`constant`",
    ],
    [
      CallDeclaration(
        "constant", meaning: "the learning rate never changes", example: "constant"
      ) { _, _ in .decay(.constant) },
      step, exponential, cosine, warmup,
    ])

  private static var step: CallDeclaration<SchedulePart> {
    let every = Option.required(
      "every", .integer(1...10_000_000),
      meaning: "how many epochs, or steps in a run of `steps`, a rate lasts", example: "30")
    let factor = Option(
      "factor", .number(above: 0), default: 0.1, shownAs: "0.1",
      meaning: "what the rate is multiplied by then", example: "0.5")
    return CallDeclaration(
      "step", meaning: "lr·factor^⌊epoch/every⌋", example: "step every=30 factor=0.1",
      named: [every, factor]
    ) { values, _ in
      guard let every = values[every], let factor = values[factor] else { return nil }
      return .decay(.step(every: every, factor: factor))
    }
  }

  private static var exponential: CallDeclaration<SchedulePart> {
    let rate = Option(
      "rate", .number(above: 0, atMost: 1), default: 0.99, shownAs: "0.99",
      meaning: "what is left of the rate after each epoch, or step in a run of `steps`",
      example: "0.99")
    return CallDeclaration(
      "exponential", meaning: "lr·rate^epoch", example: "exponential rate=0.99", named: [rate]
    ) { values, _ in values[rate].map { .decay(.exponential(rate: $0)) } }
  }

  private static var cosine: CallDeclaration<SchedulePart> {
    let minimum = Option(
      "min", .number(atLeast: 0), default: 0, shownAs: "0",
      meaning: "the learning rate that the run ends with", example: "0.0001")
    return CallDeclaration(
      "cosine", meaning: "half a wave from lr to min over the whole run, step by step",
      example: "cosine min=0.0001", named: [minimum]
    ) { values, _ in values[minimum].map { .decay(.cosine(minimum: $0)) } }
  }

  private static var warmup: CallDeclaration<SchedulePart> {
    let steps = Option.required(
      "steps", .integer(1...10_000_000), meaning: "how many steps the rate rises", example: "100")
    return CallDeclaration(
      "warmup", meaning: "lr·(step + 1)/steps, then what follows in a list",
      example: "warmup steps=100", named: [steps]
    ) { values, _ in values[steps].map { .warmup(stepCount: $0) } }
  }
}

extension ValueType where Value == LearningRateSchedule {
  /// A schedule, or a list of a warm-up and what follows: `[warmup steps=100, cosine]`.
  package static var schedule: ValueType {
    let parts = ValueType<[Located<SchedulePart>]>.calls(of: ScheduleRegistry.registry)
    let expectation = "a schedule such as `cosine`, or `[warmup steps=100, cosine]`"
    let call = ValueForm.call(ScheduleRegistry.registry.names)
    return ValueType(expectation, form: .either(call, .list(call))) { node, subject, context in
      if node.elements?.isEmpty == true {
        context.report(
          .error(
            .outOfRange, "\(subject) has no parts", at: node.range, label: "write `constant`"))
        return nil
      }
      guard let found = parts.decode(node, subject, &context) else { return nil }
      var schedule = LearningRateSchedule.constant
      for (index, part) in found.enumerated() {
        switch part.value {
        case .warmup(let stepCount) where index == 0:
          schedule.warmupStepCount = stepCount
        case .decay(let decay) where index == 0 || (index == 1 && schedule.warmupStepCount > 0):
          schedule.decay = decay
        case .warmup, .decay:
          context.report(
            .error(
              .conflictingOptions, "a schedule has at most a `warmup` and one other part after it",
              at: part.range, label: "such as `[warmup steps=100, cosine]`"))
          return nil
        }
      }
      return schedule
    }
  }
}
