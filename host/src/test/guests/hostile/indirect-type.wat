;; Calls a function as if it were of another type.
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) $f)
  (type $other (func (param i64) (result i64)))
  (func $f)
  (func (export "fetch") (drop (call_indirect (type $other) (i64.const 1) (i32.const 0)))))
