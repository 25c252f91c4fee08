;; Exports a global under the name of an event.
(module
  (memory (export "memory") 1)
  (global (export "fetch") i32 (i32.const 0)))
