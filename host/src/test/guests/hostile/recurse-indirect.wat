;; Calls itself through a table for ever.
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) $self)
  (type $nothing (func))
  (func $self (call_indirect (type $nothing) (i32.const 0)))
  (func (export "fetch") (call $self)))
