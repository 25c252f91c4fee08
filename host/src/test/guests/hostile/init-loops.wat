;; Loops in init.
(module
  (memory (export "memory") 1)
  (func (export "init") (loop (br 0)))
  (func (export "fetch")))
