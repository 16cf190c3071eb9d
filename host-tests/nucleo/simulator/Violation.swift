/// Something that the manual forbids and the firmware did all the same.
struct Violation {
  var register: String
  /// What is wrong, with the manual's section.
  var reason: String
}
