/// The value, in a way that the compiler can't see through: what is done with it happens when the
/// image runs, and a function called through it is the one that the linker found.
@inline(never) @_optimize(none)
func opaque<Value>(_ value: Value) -> Value { value }
