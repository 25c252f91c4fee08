;; Gives up.
(module
  (memory (export "memory") 1)
  (func (export "fetch") (unreachable)))
