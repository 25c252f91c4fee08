;; Would like to open a file.
(module
  (import "env" "open" (func (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "fetch")))
