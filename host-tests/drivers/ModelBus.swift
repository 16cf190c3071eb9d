import Drivers

/// The bus of a driver under test: hands every access to the model, which the test holds too.
struct ModelBus: RegisterBus {
  let model: LAN9118Model

  func load(_ offset: Int) -> UInt32 { model.load(offset) }
  func store(_ value: UInt32, at offset: Int) { model.store(value, at: offset) }
}
