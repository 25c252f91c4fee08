;; Its fetch takes and returns values.
(module
  (memory (export "memory") 1)
  (func (export "fetch") (param i32) (result i32) (local.get 0)))
