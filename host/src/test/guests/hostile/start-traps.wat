;; Traps in its start function.
(module
  (memory (export "memory") 1)
  (func $start (unreachable))
  (start $start)
  (func (export "fetch")))
