;; Calls itself for ever.
(module
  (memory (export "memory") 1)
  (func $fetch (export "fetch") (call $fetch)))
