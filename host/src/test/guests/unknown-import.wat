;; Imports what nobody offers, and what is offered with another type.
(module
  (import "facet_kv" "get" (func (param i32) (result i32)))
  (import "facet_http" "teleport" (func))
  (memory (export "memory") 1)
  (func (export "fetch")))
