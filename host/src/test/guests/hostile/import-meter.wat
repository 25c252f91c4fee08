;; Would like to hold the meter of its fuel.
(module
  (import "lapidary" "fuel" (global (mut i64)))
  (memory (export "memory") 1)
  (func (export "fetch")))
