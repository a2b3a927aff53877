import Diagnostics
import NotebookSyntax
import Plotting
import Testing

@testable import Execution

@Suite struct DecisionBoundaryFramesTests {
  private static func notebook(_ training: String, _ plot: String) -> String {
    """
    ```train swift
    data: circles n=60 noise=0.1
    model: [dense 4, tanh, dense 1]
    optimizer: adam lr=0.05
    \(training)
    ```

    ```train slow
    data: circles n=60 noise=0.1
    model: logistic
    optimizer: sgd lr=0.1
    epochs: 6
    record: every 3 epochs
    ```

    ```plot decision-boundary
    \(plot)
    ```
    """
  }

  private func sequence(_ training: String, _ plot: String) throws -> FrameSequence {
    let outcome = try lastOutcome(Self.notebook(training, plot))
    guard case .figure(let figure)? = outcome.outputs.first else { throw MissingOutput() }
    return try #require(figure.sequence)
  }

  @Test("Frames are the recorded weights, the last one the run's own")
  func epochs() throws {
    let frames = try sequence(
      "epochs: 10\nrecord: every 4 epochs", "of: swift\nframes: true\nwidth: 300"
    ).frames
    #expect(frames.count == 4)
    let labels = frames.map { $0.label.split(separator: ",").first ?? "" }
    #expect(labels == ["epoch 0", "epoch 4", "epoch 8", "epoch 10"])
    #expect(frames.allSatisfy { $0.label.contains(", test accuracy ") })
    #expect(frames[3].figure.alternativeText.contains("Test accuracy "))
    let pictures = frames.map { $0.figure.picture(in: .light) }
    #expect(pictures.allSatisfy { $0.width == 300 })
    #expect(pictures[0].commands != pictures[1].commands)
    // Only the map and its boundary change, so that they alone are stored for each frame.
    #expect(FrameSequence(frames).strip().layers.count == 4)
  }

  @Test("Epochs beyond a thousand are grouped")
  func thousands() throws {
    let frames = try sequence(
      "epochs: 1200\nbatch: full\nrecord: every 1200 epochs", "of: swift\nframes: true"
    ).frames
    #expect(frames.last?.label.hasPrefix("epoch 1,200,") == true)
  }

  @Test("Weights recorded by steps are told apart by steps; runs side by side go together")
  func runs() throws {
    let steps = try sequence(
      "epochs: 2\nbatch: 10\nrecord: every 2 steps", "of: swift\nframes: true")
    #expect(steps.frames.map(\.label) == ["step 0", "step 2", "step 4", "step 6"])
    let both = try sequence(
      "epochs: 4\nrecord: every 2 epochs", "of: [swift, slow]\nframes: true")
    #expect(both.frames.map(\.label) == ["epoch 0", "epoch 2", "epoch 3", "epoch 4", "epoch 6"])
  }

  @Test("Many recorded epochs are thinned")
  func thinned() throws {
    let frames = try sequence("epochs: 200\nrecord: every 1 epochs", "of: swift\nframes: true")
      .frames
    #expect(frames.count == RecordedCourse.mostMoments)
    #expect(frames.last?.label.hasPrefix("epoch 200") == true)
  }

  @Test("Without `frames` there is one picture")
  func still() throws {
    let outcome = try lastOutcome(Self.notebook("record: every 50 epochs", "of: swift"))
    guard case .figure(let figure)? = outcome.outputs.first else { throw MissingOutput() }
    #expect(figure.sequence == nil)
  }

  @Test("A run without recorded weights is an error that says what to write")
  func nothingRecorded() {
    let problems = plan(Self.notebook("epochs: 3", "of: [swift, slow]\nframes: true")).diagnostics
    #expect(problems.count == 1)
    #expect(problems.first?.message == "`swift` records no weights to draw frames of")
    #expect(problems.first?.label == "add `record: every 10 epochs` to its block")
  }

  @Test("The author's words stand for every frame, with its label")
  func authorsWords() async throws {
    let text = Self.notebook(
      "epochs: 4\nrecord: every 2 epochs", "of: slow\nframes: true\nalt: A line turns.")
    let run = await NotebookExecutor.run(plan(text), jobs: 1)
    guard case .figure(let figure)? = run.results.last?.outputs.first else {
      throw MissingOutput()
    }
    let words = try #require(figure.frames?.words)
    #expect(figure.alternativeText == "A line turns.")
    #expect(words.allSatisfy { $0.alternativeText == "A line turns. (\($0.label))" })
    #expect(words.count == 3)
  }
}
