;; Needs a capability that must be granted.
(module
  (import "supervisor_facets" "running" (func $running (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "fetch") (drop (call $running (i32.const 0) (i32.const 0)))))
