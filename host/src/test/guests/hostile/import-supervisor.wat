;; Would like to supervise, and was not granted it.
(module
  (import "supervisor_facets" "list" (func (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "fetch")))
