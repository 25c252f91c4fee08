;; Answers every request with nothing.
(module
  (memory (export "memory") 1)
  (func (export "fetch")))
