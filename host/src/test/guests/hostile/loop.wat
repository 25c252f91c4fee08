;; Loops for ever.
(module
  (memory (export "memory") 1)
  (func (export "fetch") (loop (br 0))))
