import NeuralEngine
import Plotting
import Testing

@testable import Execution

@Suite("Loss surfaces")
struct LossSurfaceTests {
  private static let line = """
    ```data points
    x: 0..2 step 0.25
    y: 3*x - 1
    ```
    ```train line
    data: points
    model: linear
    optimizer: gd lr=0.1
    epochs: 40
    record: every 1 epochs
    init: zeros
    ```

    """

  private static let network = """
    ```train net
    data: circles n=60
    model: [dense 3, tanh, dense 1]
    optimizer: adam lr=0.03
    epochs: 20
    record: every 2 epochs
    ```

    """

  private func field(_ figure: Figure) throws -> ScalarField {
    for case .heatMap(let map) in figure.panels[0].marks { return map.field }
    throw MissingOutput()
  }

  private func trajectory(_ figure: Figure) -> TrajectoryMark? {
    for case .trajectory(let path) in figure.panels[0].marks { return path }
    return nil
  }

  @Test("two parameters: the map is the mean squared error, the path starts where training did")
  func parameters() throws {
    let figure = try lastFigure(
      Self.line + "```plot loss-surface\nof: line\nx: 0..6\ny: -4..2\n```")
    let field = try field(figure)
    let xs = (0..<9).map { 0.25 * Double($0) }
    for index in stride(from: 0, to: field.values.count, by: 97) {
      let w = field.x(atColumn: index % field.columns)
      let b = field.y(atRow: index / field.columns)
      let errors = xs.map { (w * $0 + b) - (3 * $0 - 1) }
      let mean = errors.reduce(0) { $0 + $1 * $1 } / 9
      #expect(abs(field.values[index] - mean) < 1e-12 * max(1, mean))
    }
    let path = try #require(trajectory(figure))
    #expect(path.x.count == 41 && path.x[0] == 0 && path.y[0] == 0)
    #expect(abs((path.x.last ?? 0) - 3) < 0.7)
    #expect(figure.panels[0].x.label == "w" && figure.panels[0].y.label == "b")
    #expect(figure.alternativeText.contains("path of training moves from (0, 0) to"))
  }

  @Test("single weights of a network are axes too, and the middle is the trained loss")
  func weights() throws {
    let figure = try lastFigure(
      Self.network
        + "```plot loss-surface\nof: net\nparameters: [\"layer1.w[0,1]\", \"layer2.w[2,0]\"]\n```")
    #expect(figure.panels[0].x.label == "layer1.w[0,1]")
    let table = try lastTable(Self.network + "```table runs\nof: net\ncolumns: train.loss\n```")
    let loss = try #require(Double(table.rows[0][1]))
    let field = try field(figure)
    #expect(abs(field.values[30 * 61 + 30] - loss) < 1e-3 * max(loss, 1))
  }

  @Test("a recorded network is drawn over the plane of its path, which ends at 0")
  func path() throws {
    let figure = try lastFigure(Self.network + "```plot loss-surface\nof: net\n```")
    let path = try #require(trajectory(figure))
    #expect(path.x.count == 11)
    #expect(abs(path.x[10]) < 1e-9 && abs(path.y[10]) < 1e-9)
    #expect(figure.panels[0].x.label.hasPrefix("first principal direction ("))
  }

  @Test("random directions have the lengths of the filters and leave biases alone")
  func random() throws {
    let figure = try lastFigure(
      Self.network + "```plot loss-surface\nof: net\ndirections: random\n```")
    #expect(trajectory(figure) == nil)
    #expect(figure.note.contains("Li et al."))
    let parameters = [
      TrainedModel.Parameter(name: "w", shape: Shape([2, 3]), values: [1, 2, 3, 4, 5, 6]),
      TrainedModel.Parameter(name: "b", shape: Shape([3]), values: [1, 1, 1]),
    ]
    let model = TrainedModel(
      model: .linear, loss: .mse, input: ModelInput(count: 2), outputCount: 3, layers: [],
      history: [], epochCount: 0, stepCount: 0, parameters: parameters, snapshots: [], penalty: 0,
      conditionNumber: nil)
    let plane = WeightDirections(randomThrough: model, seed: 1, name: "m")
    for direction in [plane.x, plane.y] {
      #expect(direction[6...].allSatisfy { $0 == 0 })
      for unit in 0..<3 {
        let drawn = direction[unit] * direction[unit] + direction[unit + 3] * direction[unit + 3]
        let (a, b) = (Double(unit + 1), Double(unit + 4))
        #expect(abs(drawn - (a * a + b * b)) < 1e-9)
      }
    }
    #expect(plane.x != plane.y)
    #expect(plane.place(of: plane.weights(x: 0, y: 0)) == PlaneFunction.Place(x: 0, y: 0))
  }
}
