// The stack's interface is made of these modules' types.
@_exported public import Link
@_exported public import Wire
