;; Imports a function of the contract as if it were of another type.
(module
  (import "facet_kv" "get" (func (param i64) (result i64)))
  (memory (export "memory") 1)
  (func (export "fetch")))
