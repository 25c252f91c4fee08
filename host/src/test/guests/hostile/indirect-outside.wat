;; Calls what is behind the end of a table.
(module
  (memory (export "memory") 1)
  (table 10 funcref)
  (type $nothing (func))
  (func (export "fetch") (call_indirect (type $nothing) (i32.const -1))))
