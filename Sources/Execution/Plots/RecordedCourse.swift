import NeuralEngine
import Plotting

/// The weights that one or more runs recorded on the way, moment by moment.
struct RecordedCourse {
  /// The weights of all runs at one time.
  struct Moment {
    /// Says when, such as `epoch 40`.
    var label: String
    /// The latest weights of each run; those of a run that has ended stay.
    var snapshots: [TrainedModel.Snapshot]
  }

  /// More frames than this are thinned evenly: a slider has no room for them, a page no bytes.
  static let mostMoments = 60

  /// In order, the first and the last recorded weights among them.
  let moments: [Moment]

  /// Creates the common course of runs that have recorded weights.
  init(_ models: [TrainedModel]) {
    // Steps of one epoch tell recorded weights apart; where each epoch has one set, epochs do.
    let isByEpoch = models.allSatisfy { model in
      zip(model.snapshots, model.snapshots.dropFirst()).allSatisfy { $0.epoch < $1.epoch }
    }
    func time(_ snapshot: TrainedModel.Snapshot) -> Int {
      isByEpoch ? snapshot.epoch : snapshot.step
    }
    let times = Set(models.flatMap { $0.snapshots.map(time) }).sorted()
    moments = FrameSequence.thinned(times.count, atMost: Self.mostMoments).map { index in
      let now = times[index]
      return Moment(
        label: "\(isByEpoch ? "epoch" : "step") \(ValueText.grouped(now))",
        snapshots: models.map { model in
          model.snapshots.last { time($0) <= now } ?? model.snapshots[0]
        })
    }
  }
}
